"""Right solutions of lenet_fashion that look different from the reference's. Each must earn every point."""

CONV_OUTPUT_SIZE = {
    "math_floor": """
import math

def conv_output_size(size, kernel_size, padding=0, stride=1):
    return math.floor((size + 2 * padding - kernel_size) / stride + 1)
""",
    "counts_the_places": """
def conv_output_size(size, kernel_size, padding=0, stride=1):
    return len(range(0, size + 2 * padding - kernel_size + 1, stride))
""",
    "asks_pytorch": """
def conv_output_size(size, kernel_size, padding=0, stride=1):
    layer = nn.Conv2d(1, 1, kernel_size, padding=padding, stride=stride)
    return layer(torch.zeros(1, 1, size, size)).shape[-1]
""",
    "numpy_int_from_a_lambda": """
conv_output_size = lambda size, kernel_size, padding=0, stride=1, dilation=1: (
    np.int64(np.floor_divide(size + 2 * padding - dilation * (kernel_size - 1) - 1, stride)) + 1
)
""",
}

MAKE_LENET = {
    "positional": """
def make_lenet():
    net = nn.Sequential(
        nn.Conv2d(1, 6, 5, 1, 2), nn.Sigmoid(), nn.AvgPool2d(2),
        nn.Conv2d(6, 16, (5, 5)), nn.Sigmoid(), nn.AvgPool2d(2, stride=2),
        nn.Flatten(), nn.Linear(16 * 5 * 5, 120), nn.Sigmoid(), nn.Linear(120, 84), nn.Sigmoid(), nn.Linear(84, 10))
    return net
""",
    "lazy_layers": """
def make_lenet():
    return nn.Sequential(
        nn.LazyConv2d(6, kernel_size=5, padding=2), nn.Sigmoid(), nn.AvgPool2d(kernel_size=2, stride=2),
        nn.LazyConv2d(16, kernel_size=5), nn.Sigmoid(), nn.AvgPool2d(kernel_size=2, stride=2),
        nn.Flatten(), nn.LazyLinear(120), nn.Sigmoid(), nn.LazyLinear(84), nn.Sigmoid(), nn.LazyLinear(10))
""",
    "named_and_nested": """
from collections import OrderedDict

def block(i, o, **more):
    return nn.Sequential(nn.Conv2d(i, o, kernel_size=5, **more), nn.Sigmoid(), nn.AvgPool2d(2, 2))

def make_lenet():
    head = [nn.Flatten(start_dim=1)]
    for i, o in ((400, 120), (120, 84)):
        head += [nn.Linear(i, o), nn.Sigmoid()]
    parts = {"seeing": nn.Sequential(block(1, 6, padding="same"), block(6, 16)), "thinking": nn.Sequential(*head)}
    return nn.Sequential(OrderedDict(**parts, deciding=nn.Linear(84, 10)))
""",
    "a_module": """
class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.fc2, self.fc3 = nn.Linear(400, 120), nn.Linear(120, 84), nn.Linear(84, 10)
        self.conv1, self.conv2 = nn.Conv2d(1, 6, 5, padding=2), nn.Conv2d(6, 16, 5)
        for layer in self.children():
            nn.init.normal_(layer.weight, std=0.1)

    def forward(self, x):
        x = F.avg_pool2d(torch.sigmoid(self.conv1(x)), 2)
        x = F.avg_pool2d(F.sigmoid(self.conv2(x)), 2, 2)
        x = x.view(x.size(0), -1)
        return self.fc3(torch.sigmoid(self.fc2(torch.sigmoid(self.fc1(x)))))

make_lenet = LeNet
""",
    "modules_appended": """
def make_lenet(classes=10):
    net = nn.Sequential()
    channels = [1, 6, 16]
    for number, (i, o) in enumerate(zip(channels, channels[1:])):
        net.append(nn.Conv2d(i, o, 5, padding=2 if number == 0 else 0))
        net.append(nn.Sigmoid())
        net.append(nn.AdaptiveAvgPool2d(14 if number == 0 else 5))
    net.extend([nn.Flatten(), nn.Linear(400, 120), nn.Sigmoid(), nn.Linear(120, 84), nn.Sigmoid()])
    return net.append(nn.Linear(84, classes))
""",
}

LAYER_SHAPES = {
    "hooks": """
def layer_shapes(net, X):
    seen = []
    hooks = [layer.register_forward_hook(lambda m, i, o: seen.append((m.__class__.__name__, o.shape))) for layer in net]
    with torch.no_grad():
        net(X)
    for hook in hooks:
        hook.remove()
    return seen
""",
    "prefixes_of_the_network": """
def layer_shapes(net, X):
    return [(net[i]._get_name(), tuple(net[: i + 1](X).size())) for i in range(len(net))]
""",
    "children_and_lists": """
@torch.inference_mode()
def layer_shapes(net, X):
    output, rows = X, []
    for _, layer in net.named_children():
        output = layer(output)
        rows.append([layer.__class__.__name__, list(output.shape)])
    return rows
""",
}

INIT_WEIGHTS = {
    "exact_types": """
def init_weights(m):
    if type(m) == nn.Linear or type(m) == nn.Conv2d:
        nn.init.xavier_uniform_(m.weight, gain=nn.init.calculate_gain("sigmoid"))
""",
    "by_hand": """
def init_weights(m):
    if not isinstance(m, nn.Linear | nn.Conv2d):
        return m
    window = m.weight[0][0].numel()
    fan_in, fan_out = m.weight.size(1) * window, m.weight.size(0) * window
    a = math.sqrt(6.0 / (fan_in + fan_out))
    with torch.no_grad():
        m.weight.uniform_(-a, a)
    return m
""",
    "new_parameter": """
def init_weights(m):
    if m.__class__.__name__ in ("Linear", "Conv2d"):
        fan_in, fan_out = nn.init._calculate_fan_in_and_fan_out(m.weight)
        bound = (6 / (fan_in + fan_out)) ** 0.5
        m.weight = nn.Parameter((torch.rand_like(m.weight) * 2 - 1) * bound)
""",
    "numpy_draws": """
RNG = np.random.default_rng(3)

def init_weights(m):
    match m:
        case nn.Linear() | nn.Conv2d():
            n_out, n_in = m.weight.shape[:2]
            area = int(np.prod(m.weight.shape[2:]))
            a = np.sqrt(6 / (area * (n_in + n_out)))
            m.weight.data.copy_(torch.from_numpy(RNG.uniform(-a, a, size=tuple(m.weight.shape))))
""",
}

MAKE_OPTIMIZER = {
    "imported": """
from torch.optim import SGD

def make_optimizer(net, lr=0.9):
    return SGD(params=net.parameters(), lr=lr, momentum=0.0, weight_decay=0)
""",
    "groups": """
def make_optimizer(net):
    groups = [{"params": [p], "lr": 0.9} for p in net.parameters()]
    return torch.optim.SGD(groups, lr=1e-3)
""",
    "class_of_ones_own": """
class GradientDescent:
    def __init__(self, params, lr):
        self.params, self.lr = list(params), lr

    def zero_grad(self):
        for p in self.params:
            p.grad = None

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is not None:
                p.sub_(self.lr * p.grad)

def make_optimizer(net):
    return GradientDescent(net.parameters(), 0.9)
""",
}

MAKE_LOSS = {
    "function": """
def make_loss():
    return F.cross_entropy
""",
    "two_modules": """
class Loss(nn.Module):
    def __init__(self):
        super().__init__()
        self.log_softmax, self.nll = nn.LogSoftmax(dim=1), nn.NLLLoss()

    def forward(self, y_hat, y):
        return self.nll(self.log_softmax(y_hat), y)

make_loss = Loss
""",
    "formula": """
def make_loss():
    def loss(y_hat, y):
        return (torch.logsumexp(y_hat, 1) - y_hat[range(len(y)), y]).mean()
    return loss
""",
}

ACCURACY = {
    "numpy_count": """
def accuracy(y_hat, y):
    return np.count_nonzero(y_hat.detach().numpy().argmax(axis=-1) == y.numpy())
""",
    "float_as_in_the_book": """
def accuracy(y_hat, y):
    if len(y_hat.shape) > 1 and y_hat.shape[1] > 1:
        y_hat = y_hat.argmax(axis=1)
    cmp = y_hat.type(y.dtype) == y
    return float(cmp.type(y.dtype).sum())
""",
    "loop": """
def accuracy(y_hat, y):
    correct = 0
    for scores, label in zip(y_hat, y):
        _, best = scores.max(dim=0)
        correct += int(best == label)
    return correct
""",
    "softmax_first_and_numpy_scalar": """
def accuracy(y_hat, y):
    predicted = torch.topk(torch.softmax(y_hat.double(), -1), 1).indices.squeeze(-1)
    return (predicted == y).sum().numpy()[()]
""",
}

TRAIN_STEP = {
    "cleared_after_the_step": """
def train_step(net, X, y, loss, optimizer):
    net.train(True)
    output = net(X)
    l = loss(output, y)
    n_correct = int((output.argmax(1) == y).sum())
    l.backward()
    optimizer.step()
    optimizer.zero_grad(set_to_none=False)
    return l.detach().numpy()[()], n_correct
""",
    "network_cleared": """
def train_step(net, X, y, loss, optimizer, device=None):
    for module in net.modules():
        module.training = True
    net.zero_grad()
    with torch.enable_grad():
        y_hat = net(X)
        value = loss(y_hat, y)
    value.backward()
    figures = [float(value), float(accuracy(y_hat, y))]
    optimizer.step()
    return figures
""",
    "autograd_by_hand": """
def train_step(net, X, y, loss, optimizer):
    net.train()
    y_hat = net(X)
    total = loss(y_hat, y)
    parameters = [p for p in net.parameters() if p.requires_grad]
    for p, g in zip(parameters, torch.autograd.grad(total, parameters)):
        p.grad = g
    optimizer.step()
    return total.item(), accuracy(y_hat, y)
""",
    "figures_measured_first": """
def train_step(net, X, y, loss, optimizer):
    net.train()
    with torch.no_grad():
        before = loss(net(X), y).item()
        n_correct = (net(X).argmax(dim=1) == y).sum().item()
    optimizer.zero_grad()
    loss(net(X), y).backward()
    optimizer.step()
    return before, n_correct
""",
}

EVALUATE_ACCURACY = {
    "book_with_accumulator": """
class Accumulator:
    def __init__(self, n):
        self.data = [0.0] * n

    def add(self, *args):
        self.data = [a + float(b) for a, b in zip(self.data, args)]

    def __getitem__(self, i):
        return self.data[i]

def evaluate_accuracy(net, data_iter, device=None):
    if isinstance(net, nn.Module):
        net.eval()
    metric = Accumulator(2)
    with torch.no_grad():
        for X, y in data_iter:
            metric.add(accuracy(net(X), y), y.numel())
    return metric[0] / metric[1]
""",
    "all_predictions_at_once": """
@torch.inference_mode()
def evaluate_accuracy(net, data_iter):
    was_training = net.training
    net.eval()
    hits = torch.cat([net(X).argmax(dim=1) == y for X, y in data_iter])
    net.train(was_training)
    return hits.double().mean().item()
""",
    "length_of_the_data_set": """
def evaluate_accuracy(net, data_iter):
    net.train(False)
    torch.set_grad_enabled(False)
    n = sum(float(accuracy(net(X), y)) for X, y in data_iter)
    torch.set_grad_enabled(True)
    return np.float32(n) / np.float32(len(data_iter.dataset))
""",
    "weighted_mean": """
def evaluate_accuracy(net, data_iter):
    net.eval()
    shares, sizes = [], []
    for batch in data_iter:
        with torch.no_grad():
            scores = net(batch[0])
        shares.append((scores.max(1)[1] == batch[1]).float().mean().item())
        sizes.append(len(batch[1]))
    return np.average(shares, weights=sizes)
""",
}

TRAIN = {
    "book": """
def train(net, train_iter, test_iter, num_epochs, lr, device=torch.device("cpu")):
    def init_weights(m):
        if type(m) == nn.Linear or type(m) == nn.Conv2d:
            nn.init.xavier_uniform_(m.weight)
    net.apply(init_weights)
    net.to(device)
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    loss = nn.CrossEntropyLoss()
    history = {"train_loss": [], "train_acc": [], "test_acc": []}
    for epoch in range(num_epochs):
        metric = [0.0, 0.0, 0]
        net.train()
        for i, (X, y) in enumerate(train_iter):
            optimizer.zero_grad()
            X, y = X.to(device), y.to(device)
            y_hat = net(X)
            l = loss(y_hat, y)
            l.backward()
            optimizer.step()
            with torch.no_grad():
                metric[0] += float(l * X.shape[0])
                metric[1] += accuracy(y_hat, y)
                metric[2] += X.shape[0]
        history["train_loss"].append(metric[0] / metric[2])
        history["train_acc"].append(metric[1] / metric[2])
        history["test_acc"].append(evaluate_accuracy(net, test_iter))
    print(f"loss {history['train_loss'][-1]:.3f}")
    return history
""",
    "accuracy_after_the_epoch": """
from collections import defaultdict

def train(net, train_iter, test_iter, num_epochs, lr):
    for m in net.modules():
        init_weights(m)
    hist, n = defaultdict(list), len(train_iter.dataset)
    for epoch in range(1, num_epochs + 1):
        optimizer = torch.optim.SGD(net.parameters(), lr)
        losses = [(train_step(net, X, y, F.cross_entropy, optimizer)[0], len(X)) for X, y in train_iter]
        hist["train_loss"] += [sum(l * size for l, size in losses) / n]
        hist["train_acc"] += [evaluate_accuracy(net, train_iter)]
        hist["test_acc"] += [evaluate_accuracy(net, test_iter)]
        hist["epoch"] += [epoch]
    return hist
""",
    "optimizer_of_an_earlier_exercise": """
def train(net, train_iter, test_iter, num_epochs, lr):
    net.apply(init_weights)
    optimizer, loss = make_optimizer(net), make_loss()
    for group in optimizer.param_groups:
        group["lr"] = lr
    history = np.zeros((3, num_epochs))
    for epoch in range(num_epochs):
        figures = []
        for X, y in train_iter:
            l, c = train_step(net=net, X=X, y=y, loss=loss, optimizer=optimizer)
            figures.append((l * len(y), c, len(y)))
        total = np.sum(figures, axis=0)
        history[:, epoch] = total[0] / total[2], total[1] / total[2], evaluate_accuracy(net, data_iter=test_iter)
    return dict(zip(["train_loss", "train_acc", "test_acc"], history))
""",
    "descent_by_hand": '''
def train(net, train_iter, test_iter, num_epochs, lr):
    """Nothing of PyTorch's optimizers and nothing of the earlier exercises."""
    with torch.no_grad():
        for m in net.modules():
            if isinstance(m, (nn.Linear, nn.Conv2d)):
                fan = m.weight[0, 0].numel() * (m.weight.shape[0] + m.weight.shape[1])
                m.weight.uniform_(-1, 1).mul_((6 / fan) ** 0.5)
    tl, ta, te = [], [], []
    for _ in range(num_epochs):
        net.train()
        total, right, seen = 0.0, 0, 0
        for X, y in train_iter:
            scores = net(X)
            value = F.nll_loss(F.log_softmax(scores, dim=1), y, reduction="sum")
            net.zero_grad()
            (value / len(y)).backward()
            with torch.no_grad():
                for p in net.parameters():
                    if p.grad is not None:
                        p -= lr * p.grad
            total += value.item()
            right += (scores.argmax(1) == y).sum().item()
            seen += len(y)
        net.eval()
        with torch.no_grad():
            ok = [bool(hit) for X, y in test_iter for hit in net(X).argmax(1) == y]
        tl.append(total / seen)
        ta.append(right / seen)
        te.append(sum(ok) / len(ok))
    return {"train_loss": tl, "train_acc": ta, "test_acc": te}
''',
    "figures_of_the_same_sum": """
def train(net, train_iter, test_iter, num_epochs, lr):
    net.apply(init_weights)
    opt = torch.optim.SGD([{"params": layer.parameters()} for layer in net], lr=lr)
    criterion = torch.nn.CrossEntropyLoss(reduction="none")
    out = dict(train_loss=[], train_acc=[], test_acc=[])
    for epoch in range(num_epochs):
        net.train()
        losses, hits = [], []
        for X, y in train_iter:
            z = net(X)
            each = criterion(z, y)
            each.mean().backward()
            opt.step()
            opt.zero_grad()
            losses.append(each.detach())
            hits.append((z.argmax(-1) == y).float())
        out["train_loss"].append(torch.cat(losses).mean().item())
        out["train_acc"].append(np.mean(torch.cat(hits).numpy()))
        out["test_acc"].append(evaluate_accuracy(net, test_iter))
    return out
""",
}

PLOT_HISTORY = {
    "one_axes": """
def plot_history(hist):
    for key, values in hist.items():
        plt.plot(values, label=key)
    plt.xlabel("Epoche")
    plt.ylabel("Wert")
    plt.legend()
    plt.show()
""",
    "twin_axes": """
def plot_history(hist):
    fig, ax = plt.subplots()
    twin = ax.twinx()
    epochs = np.arange(1, len(hist["train_loss"]) + 1)
    a, = ax.plot(epochs, hist["train_loss"], "r", label="loss")
    b, = twin.plot(epochs, hist["train_acc"], "b", label="training accuracy")
    c, = twin.plot(epochs, hist["test_acc"], "g", label="Validation accuracy")
    ax.set(xlabel="epoch", ylabel="loss")
    twin.set_ylabel("accuracy")
    ax.legend(handles=[a, b, c])
    return fig
""",
    "texts_in_the_legend": """
def plot_history(hist):
    n = len(hist["train_acc"])
    fig = plt.figure()
    plt.plot(range(n), hist["train_loss"], range(n), hist["train_acc"], range(n), hist["test_acc"])
    plt.legend(["Train Loss", "Train Acc", "Test Acc"])
    plt.xlabel("epoch"); plt.ylabel("loss and accuracy")
    return plt.gca()
""",
    "points_in_rows": """
def plot_history(hist):
    fig, axes = plt.subplots(3, 1, sharex=True)
    for ax, (name, values) in zip(axes, hist.items()):
        ax.scatter([i + 1 for i, _ in enumerate(values)], values)
        ax.set_ylabel(name)
    axes[-1].set_xlabel("epochs")
    return axes
""",
    "legend_of_the_figure": """
from matplotlib.figure import Figure

def plot_history(hist):
    fig = Figure()
    left, right = fig.subplots(1, 2)
    epochs = torch.arange(1, len(hist["train_loss"]) + 1)
    left.semilogy(epochs, torch.tensor(hist["train_loss"]), marker="o", label="train loss")
    right.plot(epochs, hist["train_acc"], ".", ms=9, label="train")
    right.plot(epochs, hist["test_acc"], ls=":", label="test")
    right.axhline(0.1, color="grey")
    for ax, name in ((left, "loss"), (right, "accuracy")):
        ax.set(title=name, xlabel="epoch", ylabel=name)
    fig.legend()
    return fig
""",
    "per_cent_in_a_column": """
def plot_history(hist):
    epochs = np.arange(1, len(hist["train_loss"]) + 1)
    fig, (top, bottom) = plt.subplots(2, 1)
    top.plot(epochs, hist["train_loss"])
    top.set_ylabel("training loss")
    for name, style in (("train", "-"), ("test", "--")):
        bottom.plot(epochs, 100 * np.array(hist[f"{name}_acc"]), style, label=name)
    bottom.set(xlabel="epoch", ylabel="accuracy (%)")
    bottom.legend()
    plt.savefig("history.png")
    plt.close(fig)
    return fig
""",
}

TRAINED_LENET = {
    "own_loop_and_larger_batches": """
torch.manual_seed(7)
trained_lenet = make_lenet()
trained_lenet.apply(init_weights)
opt = torch.optim.Adam(trained_lenet.parameters(), lr=5e-3)
for epoch in range(3):
    trained_lenet.train()
    for X, y in DataLoader(train_set, batch_size=50, shuffle=True):
        opt.zero_grad()
        F.cross_entropy(trained_lenet(X), y).backward()
        opt.step()
""",
    "no_xavier_and_small_batches": """
%matplotlib inline
trained_lenet = make_lenet()
pixels, kinds = train_set.data.unsqueeze(1) / 255, train_set.targets
optimizer = torch.optim.AdamW(trained_lenet.parameters(), lr=0.003, weight_decay=0)
trained_lenet.train()
for epoch in range(2):
    for part in torch.randperm(len(kinds)).split(25):
        train_step(trained_lenet, pixels[part], kinds[part], nn.CrossEntropyLoss(), optimizer)
""",
}

ALTERNATIVES = {
    "conv_output_size": CONV_OUTPUT_SIZE,
    "make_lenet": MAKE_LENET,
    "layer_shapes": LAYER_SHAPES,
    "init_weights": INIT_WEIGHTS,
    "make_optimizer": MAKE_OPTIMIZER,
    "make_loss": MAKE_LOSS,
    "accuracy": ACCURACY,
    "train_step": TRAIN_STEP,
    "evaluate_accuracy": EVALUATE_ACCURACY,
    "train": TRAIN,
    "plot_history": PLOT_HISTORY,
    "trained_lenet": TRAINED_LENET,
}
