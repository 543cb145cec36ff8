"""Right solutions of the training loop lesson in other styles than the reference's; all of them earn every point."""

ALTERNATIVES = {
    "Network": {
        "layers_in_a_sequential": """
class Network(nn.Module):
    def __init__(self, channels=1):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, 6, 5)
        self.conv2 = nn.Conv2d(6, 12, 5)
        self.fc1 = nn.Linear(192, 120)
        self.fc2 = nn.Linear(120, 60)
        self.out = nn.Linear(60, 10)
        self.layers = nn.Sequential(
            self.conv1, nn.ReLU(), nn.MaxPool2d(2), self.conv2, nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
            self.fc1, nn.ReLU(), self.fc2, nn.ReLU(), self.out,
        )

    def forward(self, t):
        return self.layers(t)
""",
        "pooling_before_relu_and_other_initial_weights": """
class Network(nn.Module):
    def __init__(self, channels: int = 1, classes: int = 10) -> None:
        super(Network, self).__init__()
        self.conv1 = nn.Conv2d(in_channels=channels, out_channels=6, kernel_size=(5, 5))
        self.conv2 = nn.Conv2d(in_channels=6, out_channels=12, kernel_size=(5, 5))
        self.pool = nn.MaxPool2d(kernel_size=2, stride=2)
        self.fc1 = nn.Linear(in_features=12 * 4 * 4, out_features=120)
        self.fc2 = nn.Linear(in_features=120, out_features=60)
        self.out = nn.Linear(in_features=60, out_features=classes)
        for layer in (self.conv1, self.conv2, self.fc1, self.fc2, self.out):
            nn.init.kaiming_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)

    def forward(self, t: torch.Tensor) -> torch.Tensor:
        t = torch.relu(self.pool(self.conv1(t)))
        t = self.pool(self.conv2(t)).clamp(min=0)
        t = t.reshape(-1, 12 * 4 * 4)
        t = self.fc1(t).relu()
        t = torch.maximum(self.fc2(t), torch.zeros(1))
        return self.out(t)
""",
        "lazy_layers_and_helpers": '''
from functools import partial

import torch.nn.functional as functional

pool = partial(functional.max_pool2d, kernel_size=2, stride=2)


def block(layer, t):
    return pool(functional.relu_(layer(t)))


class Network(torch.nn.Module):
    def __init__(self, channels=1):
        super().__init__()
        self.conv1, self.conv2 = nn.LazyConv2d(6, 5), nn.LazyConv2d(12, 5)
        self.fc1, self.fc2, self.out = nn.LazyLinear(120), nn.LazyLinear(60), nn.LazyLinear(10)

    def forward(self, t):
        """Images (N, C, 28, 28) to logits (N, 10)."""
        t = torch.flatten(block(self.conv2, block(self.conv1, t)), 1)
        for layer in [self.fc1, self.fc2]:
            t = functional.relu(layer(t))
        return self.out(t)
''',
        "adaptive_pooling": """
class Network(nn.Module):
    def __init__(self, channels=1):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, 6, 5)
        self.conv2 = nn.Conv2d(6, 12, 5)
        size = ((28 - 5 + 1) // 2 - 5 + 1) // 2
        self.fc1 = nn.Linear(12 * size ** 2, 120)
        self.fc2 = nn.Linear(120, 60)
        self.out = nn.Linear(60, 10)
        self.activation = nn.ReLU(inplace=True)

    def forward(self, t):
        assert t.dim() == 4
        n = len(t)
        t = F.adaptive_max_pool2d(self.activation(self.conv1(t)), 12)
        t = F.adaptive_max_pool2d(self.activation(self.conv2(t)), (4, 4))
        t = self.activation(self.fc1(t.view(n, -1)))
        t = self.activation(self.fc2(t))
        t = self.out(t)
        return t
""",
    },
    "get_num_correct": {
        "lambda": """
get_num_correct = lambda preds, labels: int((torch.argmax(preds, dim=-1) == labels).sum())
""",
        "loop_in_python": """
def get_num_correct(preds, labels):
    count = 0
    for row, label in zip(preds, labels):
        if torch.max(row, dim=0).indices.item() == label.item():
            count += 1
    return count
""",
        "numpy": """
def get_num_correct(preds, labels):
    answers = preds.detach().cpu().numpy().argmax(axis=1)
    return np.sum(answers == labels.cpu().numpy())
""",
        "no_grad_and_topk": """
@torch.no_grad()
def get_num_correct(preds: torch.Tensor, labels: torch.Tensor) -> int:
    _, answers = preds.softmax(dim=1).topk(1, dim=1)
    return torch.count_nonzero(answers.squeeze(1) == labels).item()
""",
    },
    "softmax": {
        "through_the_logarithm": """
def softmax(a):
    a = np.asarray(a, dtype=float)
    return np.exp(a - np.logaddexp.reduce(a, axis=-1, keepdims=True))
""",
        "one_row_at_a_time": """
def softmax_of_one(row):
    e = np.exp(row - row.max())
    return e / e.sum()


def softmax(a):
    if a.ndim == 1:
        return softmax_of_one(a)
    return np.array([softmax_of_one(row) for row in a])
""",
        "in_place_on_a_copy": """
def softmax(a):
    b = a.astype(np.float64)
    b -= np.amax(b, axis=b.ndim - 1, keepdims=True)
    np.exp(b, out=b)
    b /= b.sum(axis=-1)[..., np.newaxis]
    return b
""",
        "transposed": """
def softmax(a):
    shifted = (a.T - a.max(-1)).T
    e = np.e ** shifted
    return (e.T / e.sum(-1)).T
""",
        "pairwise_differences": """
softmax = lambda a: 1 / np.exp(np.minimum(a[..., None, :] - a[..., :, None], 700)).sum(axis=-1)
""",
    },
    "cross_entropy": {
        "one_hot": """
def cross_entropy(logits, labels):
    one_hot = np.eye(logits.shape[1])[labels]
    return -(one_hot * np.log(softmax(logits))).sum() / len(logits)
""",
        "log_sum_exp": """
def cross_entropy(logits, labels):
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_norm = np.log(np.exp(shifted).sum(axis=1))
    return float((log_norm - shifted[range(len(labels)), labels]).mean())
""",
        "loop_in_python": """
import math


def cross_entropy(logits, labels):
    total = 0
    for row, label in zip(logits, labels):
        total -= math.log(softmax(row)[label])
    return total / len(labels)
""",
        "take_along_axis_with_a_floor": """
def cross_entropy(logits, labels, floor=1e-12):
    p = softmax(logits.astype(float))
    p = np.take_along_axis(p, labels.reshape(-1, 1), axis=1)
    return np.mean(-np.log(np.clip(p, floor, None)))
""",
    },
    "gradient_sum": {
        "numpy": """
def gradient_sum(network):
    grad = network.conv1.weight.grad
    if grad is None:
        return 0
    return grad.numpy().sum()
""",
        "by_name": """
def gradient_sum(network):
    weight = dict(network.named_parameters())["conv1.weight"]
    return float(torch.sum(weight.grad)) if weight.grad is not None else 0.0
""",
        "try": """
def gradient_sum(net):
    try:
        return sum(net.conv1.weight.grad.flatten().tolist())
    except AttributeError:
        return 0.0
""",
    },
    "train_one_batch": {
        "evaluated_in_eval_mode": """
def measure(network, images, labels):
    network.eval()
    with torch.inference_mode():
        preds = network(images)
        return F.cross_entropy(preds, labels).item(), get_num_correct(preds, labels)


def train_one_batch(network, optimizer, images, labels):
    loss_before, correct_before = measure(network, images, labels)
    network.train()
    optimizer.zero_grad()
    F.cross_entropy(network(images), labels).backward()
    optimizer.step()
    loss_after, correct_after = measure(network, images, labels)
    before = dict(loss_before=loss_before, correct_before=correct_before)
    return before | dict(loss_after=loss_after, correct_after=correct_after)
""",
        "cleared_after_the_step_with_a_loss_of_its_own": """
def train_one_batch(network, optimizer, images, labels):
    network.train(True)
    preds = network(images)
    log_probabilities = torch.log_softmax(preds, dim=1)
    loss = -log_probabilities[torch.arange(len(labels)), labels].mean()
    loss.backward()
    optimizer.step()
    for parameter in network.parameters():
        parameter.grad = None
    result = {"loss_before": float(loss), "correct_before": int((preds.argmax(1) == labels).sum())}
    preds = network(images).detach()
    result["loss_after"] = float(nn.NLLLoss()(preds.log_softmax(1), labels))
    result["correct_after"] = int((preds.argmax(1) == labels).sum())
    return result
""",
        "closure": """
criterion = nn.CrossEntropyLoss()


def train_one_batch(network, optimizer, images, labels):
    network.train()

    def closure():
        optimizer.zero_grad(set_to_none=False)
        loss = criterion(network(images), labels)
        loss.backward()
        return loss

    with torch.no_grad():
        correct_before = get_num_correct(network(images), labels)
    loss_before = optimizer.step(closure)
    with torch.no_grad():
        preds = network(images)
    return {
        "correct_before": correct_before,
        "correct_after": get_num_correct(preds, labels),
        "loss_before": loss_before.item(),
        "loss_after": criterion(preds, labels).item(),
        "images": len(labels),
    }
""",
        "one_hot_labels_and_numpy_figures": """
from torch.nn.functional import cross_entropy as torch_cross_entropy


def train_one_batch(network, optimizer, images, labels):
    network.zero_grad()
    network.train()
    preds = network(images)
    loss = torch_cross_entropy(preds, F.one_hot(labels, num_classes=10).float())
    loss.backward()
    optimizer.step()
    after = network(images)
    return {
        "loss_before": loss.detach().numpy().item(),
        "correct_before": np.sum(preds.detach().numpy().argmax(axis=1) == labels.numpy()),
        "loss_after": np.float64(cross_entropy(after.detach().numpy(), labels.numpy())),
        "correct_after": np.sum(after.detach().numpy().argmax(axis=1) == labels.numpy()),
    }
""",
        "same_name_as_an_earlier_exercise": """
from torch.nn.functional import cross_entropy


def train_one_batch(network, optimizer, images, labels):
    network.train()
    figures = {}
    for moment in ("before", "after"):
        preds = network(images)
        loss = cross_entropy(preds, labels)
        figures["loss_" + moment] = loss.item()
        figures["correct_" + moment] = get_num_correct(preds, labels)
        if moment == "before":
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return figures
""",
    },
    "train_one_epoch": {
        "by_train_one_batch": """
def train_one_epoch(network, loader, optimizer):
    total_correct, total_loss = 0, 0
    for batch in loader:
        figures = train_one_batch(network, optimizer, *batch)
        total_correct += figures["correct_before"]
        total_loss += figures["loss_before"]
    return total_correct, total_loss
""",
        "comprehension_over_train_one_batch": """
def train_one_epoch(network, loader, optimizer):
    figures = [train_one_batch(network, optimizer, images, labels) for images, labels in loader]
    return sum(f["correct_before"] for f in figures), sum(f["loss_before"] for f in figures)
""",
        "cleared_after_the_step": """
def train_one_epoch(network, loader, optimizer):
    network.train()
    criterion = nn.CrossEntropyLoss()
    losses, counts = [], []
    for images, labels in loader:
        preds = network(images)
        loss = criterion(preds, labels)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
        counts.append((preds.argmax(dim=1) == labels).sum().item())
    return sum(counts), float(np.sum(losses))
""",
        "totals_as_tensors_until_the_end": """
def train_one_epoch(network, loader, optimizer):
    totals = torch.zeros(2, dtype=torch.float64)
    network.train()
    for step, (images, labels) in enumerate(loader, start=1):
        network.zero_grad()
        preds = network(images.to(next(network.parameters()).device))
        loss = F.nll_loss(F.log_softmax(preds, dim=-1), labels)
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            totals += torch.stack([(preds.argmax(-1) == labels).sum(), loss])
        if step % 100 == 0:
            print(step, totals)
    return [int(totals[0]), totals[1].item()]
""",
    },
    "fit": {
        "comprehension": """
def fit(network, loader, optimizer, epochs):
    return [train_one_epoch(network, loader, optimizer) for _ in range(epochs)]
""",
        "prints_and_counts_from_one": """
def fit(network, loader, optimizer, epochs, verbose=True):
    history = []
    for epoch in range(1, epochs + 1):
        total_correct, total_loss = train_one_epoch(network, loader, optimizer)
        history += [(total_correct, total_loss)]
        if verbose:
            print(f"epoch {epoch}: {total_correct} correct, loss {total_loss:.3f}, {gradient_sum(network)}")
    return history
""",
        "written_out": """
def fit(network, loader, optimizer, epochs):
    history = []
    epoch = 0
    while epoch < epochs:
        network.train()
        total_correct = total_loss = 0
        for images, labels in loader:
            optimizer.zero_grad()
            preds = network(images)
            loss = F.cross_entropy(preds, labels)
            loss.backward()
            optimizer.step()
            total_correct += get_num_correct(preds, labels)
            total_loss += loss.item()
        history.append((total_correct, total_loss))
        epoch += 1
    return history
""",
        "by_train_one_batch": """
def fit(network, loader, optimizer, epochs):
    history = []
    for _ in range(epochs):
        correct, losses = 0, []
        for images, labels in loader:
            figures = train_one_batch(network, optimizer, images, labels)
            correct += figures["correct_before"]
            losses.append(figures["loss_before"])
        history.append([correct, sum(losses)])
    return tuple(history)
""",
    },
    "trained_network": {
        "sgd_with_momentum_and_small_batches": """
torch.manual_seed(3)
loader = DataLoader(in_memory, batch_size=50, shuffle=True)
trained_network = Network()
fit(trained_network, loader, torch.optim.SGD(trained_network.parameters(), lr=0.05, momentum=0.9), 4)
""",
        "written_out_on_tensors": """
images, labels = in_memory.tensors
net = Network()
optimizer = torch.optim.AdamW(net.parameters(), lr=0.005)
net.train()
for epoch in range(5):
    for batch in torch.randperm(len(images)).split(64):
        optimizer.zero_grad()
        F.cross_entropy(net(images[batch]), labels[batch]).backward()
        optimizer.step()
trained_network = net
""",
        "through_the_data_set": """
trained_network = Network()
loader = DataLoader(train_set, batch_size=100, shuffle=True)
history = fit(trained_network, loader, torch.optim.Adam(trained_network.parameters(), lr=0.01), epochs=4)
""",
    },
}
