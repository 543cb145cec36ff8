"""Correct cells in other styles than the reference's: each must earn every point of its exercise."""

ALTERNATIVES = {
    "count_samples": {
        "loop": """
def count_samples(dataset):
    counts = [0] * 10
    for _, label in dataset:
        counts[label] += 1
    return sum(counts), counts
""",
        "numpy": """
def count_samples(dataset):
    labels = np.array(dataset.targets)
    return labels.size, np.bincount(labels, minlength=10)
""",
        "tensor": """
def count_samples(dataset):
    return dataset.targets.shape[0], (dataset.targets[:, None] == torch.arange(10)).sum(dim=0)
""",
        "counter": """
from collections import Counter

def count_samples(dataset):
    found = Counter(dataset.targets.tolist())
    return len(dataset.data), tuple(found[digit] for digit in range(10))
""",
        "tensors_in_a_list": """
count_samples = lambda dataset: (len(dataset), [(dataset.targets == digit).sum() for digit in range(10)])
""",
        "numpy_scalar_and_floats": """
def count_samples(dataset):
    counts = torch.histc(dataset.targets.float(), bins=10, min=0, max=9)
    return np.int64(counts.sum().item()), counts
""",
        "dataloader": """
def count_samples(dataset):
    counts = torch.zeros(10, dtype=torch.long)
    for _, labels in DataLoader(dataset, batch_size=7):
        counts += F.one_hot(labels, 10).sum(0)
    return [int(counts.sum()), counts.numpy()]
""",
    },
    "samples_with_label": {
        "loop": """
def samples_with_label(dataset, digit, num_samples=5):
    samples = []
    for image, label in dataset:
        if len(samples) == num_samples:
            break
        if label == digit:
            samples.append(image)
    return samples
""",
        "enumerate_targets": """
def samples_with_label(dataset, digit, num_samples=5):
    samples = []
    for i, target in enumerate(dataset.targets):
        if target == digit and len(samples) < num_samples:
            image, _ = dataset[i]
            samples.append(image)
    return samples
""",
        "numpy": """
def samples_with_label(dataset, digit, num_samples=5):
    indices = np.flatnonzero(dataset.targets.numpy() == digit)[:num_samples]
    return [dataset[i][0] for i in indices]
""",
        "generator": """
from itertools import islice

def samples_with_label(dataset, digit, num_samples=5):
    return list(islice((image for image, label in dataset if label == digit), num_samples))
""",
        "tensor_indices": """
def samples_with_label(dataset, digit, num_samples=5):
    where, = torch.where(dataset.targets == digit)
    return [dataset[i][0] for i in where[:num_samples]]
""",
        "while_loop": """
def samples_with_label(dataset, digit, num_samples=5):
    found, i = [], 0
    while i < len(dataset) and len(found) < num_samples:
        if dataset[i][1] == digit:
            found += [dataset[i][0]]
        i += 1
    return found
""",
    },
    "LeNet": {
        "modules": """
class LeNet(nn.Module):
    def __init__(self, classes=10):
        super(LeNet, self).__init__()
        self.conv1 = nn.Conv2d(1, 6, 3, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 3)
        self.pool = nn.MaxPool2d(2)
        self.relu = nn.ReLU()
        self.fc1 = nn.Linear(576, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, classes)

    def forward(self, x):
        x = self.pool(self.relu(self.conv1(x)))
        x = self.pool(self.relu(self.conv2(x)))
        x = x.view(-1, 576)
        x = self.relu(self.fc1(x))
        x = self.relu(self.fc2(x))
        return self.fc3(x)
""",
        "pooling_before_relu": """
class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, (3, 3), padding=(2, 2))
        self.conv2 = nn.Conv2d(6, 16, (3, 3))
        self.fc1 = nn.Linear(16 * 6 ** 2, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)
        for layer in (self.fc1, self.fc2, self.fc3):
            nn.init.xavier_normal_(layer.weight)

    def forward(self, x):
        x = F.max_pool2d(self.conv1(x), (2, 2)).relu()
        x = F.max_pool2d(self.conv2(x), kernel_size=2, stride=2).relu()
        x = x.reshape(x.shape[0], -1)
        return self.fc3(self.fc2(self.fc1(x).relu()).clamp(min=0))
""",
        "sequential_inside": """
class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Sequential(nn.Conv2d(1, 6, 3, padding=2), nn.ReLU(), nn.MaxPool2d(2))
        self.conv2 = nn.Sequential(nn.Conv2d(6, 16, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten())
        self.fc1 = nn.Sequential(nn.Linear(576, 120), nn.ReLU())
        self.fc2 = nn.Sequential(nn.Linear(120, 84), nn.ReLU())
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x):
        for layer in (self.conv1, self.conv2, self.fc1, self.fc2, self.fc3):
            x = layer(x)
        return x
""",
        "one_sequential_of_named_layers": """
class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 6, 3, padding=2), nn.Conv2d(6, 16, 3)
        self.fc1, self.fc2, self.fc3 = nn.Linear(576, 120), nn.Linear(120, 84), nn.Linear(84, 10)
        pool = nn.MaxPool2d(2)
        self.features = nn.Sequential(self.conv1, nn.ReLU(inplace=True), pool, self.conv2, nn.ReLU(), pool)
        self.classifier = nn.Sequential(nn.Flatten(), self.fc1, nn.ReLU(), self.fc2, nn.ReLU(), self.fc3)

    def forward(self, x):
        return self.classifier(self.features(x))
""",
        "lazy_layers_and_padding_by_hand": """
class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.LazyConv2d(6, 3)
        self.conv2 = nn.LazyConv2d(16, 3)
        self.fc1 = nn.LazyLinear(120)
        self.fc2 = nn.LazyLinear(84)
        self.fc3 = nn.LazyLinear(10)

    def forward(self, x):
        x = F.pad(x, (2, 2, 2, 2))
        x = torch.max_pool2d(torch.relu(self.conv1(x)), 2)
        x = torch.max_pool2d(torch.relu(self.conv2(x)), 2)
        x = F.relu(self.fc1(x.flatten(1)))
        return self.fc3(F.relu(self.fc2(x)))
""",
    },
    "train_one_epoch": {
        "zero_grad_after_the_step": """
def train_one_epoch():
    lenet.train()
    for x, y in train_loader:
        x, y = x.to(device), y.to(device)
        loss = F.cross_entropy(lenet(x), y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
""",
        "reports_as_it_trains": """
def train_one_epoch():
    lenet.train()
    running_loss, correct = 0.0, 0
    for batch in train_loader:
        images, labels = [part.to(device, non_blocking=True) for part in batch]
        lenet.zero_grad()
        logits = lenet(images)
        loss = criterion(logits, labels)
        loss.backward()
        optimizer.step()
        running_loss += loss.item() * images.size(0)
        correct += (logits.argmax(1) == labels).sum().item()
    return running_loss / len(train_loader.dataset), correct / len(train_loader.dataset)
""",
        "keyword_device": """
def train_one_epoch():
    lenet.train(True)
    for step, (images, labels) in enumerate(train_loader):
        logits = lenet(images.to(device=device, dtype=torch.float32))
        loss = nn.functional.nll_loss(F.log_softmax(logits, dim=-1), labels.to(device=device))
        optimizer.zero_grad(set_to_none=False)
        loss.backward()
        optimizer.step()
        if step % 100 == 0:
            print(f"batch {step}: {loss.item():.3f}")
""",
        "as_tensor": """
def train_one_epoch():
    lenet.train()
    for images, labels in train_loader:
        images = torch.as_tensor(images, dtype=torch.float32, device=device)
        labels = torch.as_tensor(labels, device=device)
        optimizer.zero_grad()
        criterion(lenet(images), labels).backward()
        optimizer.step()
""",
        "closure": """
def train_one_epoch():
    lenet.train()
    for images, labels in train_loader:
        images, labels = torch.Tensor.to(images, device), torch.Tensor.to(labels, device)

        def closure():
            optimizer.zero_grad()
            loss = criterion(lenet(images), labels)
            loss.backward()
            return loss

        optimizer.step(closure)
""",
        "default_arguments": """
def train_one_epoch(network=lenet, loader=train_loader, loss_function=criterion, opt=optimizer, where=device):
    network.train()
    losses = []
    for images, labels in loader:
        opt.zero_grad()
        loss = loss_function(network(images.to(where)), labels.to(where))
        loss.backward()
        opt.step()
        losses.append(loss.item())
    return losses
""",
        "step_by_hand": """
def train_one_epoch():
    lenet.train()
    rate = optimizer.param_groups[0]["lr"]
    for images, labels in train_loader:
        images, labels = map(lambda t: t.to(device), (images, labels))
        loss = criterion(lenet(images), labels)
        gradients = torch.autograd.grad(loss, list(lenet.parameters()))
        with torch.no_grad():
            for parameter, gradient in zip(lenet.parameters(), gradients):
                parameter -= rate * gradient
""",
        "helper_and_iterator": """
def step(images, labels):
    for parameter in lenet.parameters():
        parameter.grad = None
    F.cross_entropy(lenet(images), labels, reduction="sum").div(len(labels)).backward()
    optimizer.step()

def train_one_epoch():
    lenet.train()
    batches = iter(train_loader)
    for _ in range(len(train_loader)):
        step(*(t.to(next(lenet.parameters(), torch.empty(0)).device) for t in next(batches)))
""",
        "measures_at_the_end": """
def train_one_epoch():
    lenet.train()
    for images, labels in train_loader:
        images, labels = images.to(device), labels.to(device)
        optimizer.zero_grad()
        criterion(lenet(images), labels).backward()
        optimizer.step()
    lenet.eval()
    with torch.no_grad():
        losses = [criterion(lenet(x.to(device)), y.to(device)) * len(y) for x, y in train_loader]
        return sum(losses).item() / len(train_set)
""",
    },
    "evaluate": {
        "sum_of_losses": """
@torch.no_grad()
def evaluate(dataloader):
    lenet.eval()
    loss, correct = 0.0, 0
    for images, labels in dataloader:
        images, labels = images.to(device), labels.to(device)
        logits = lenet(images)
        loss += F.cross_entropy(logits, labels, reduction="sum").item()
        correct += int((logits.argmax(-1) == labels).sum())
    n = len(dataloader.dataset)
    return loss / n, correct / n
""",
        "everything_at_once": """
def evaluate(dataloader):
    lenet.eval()
    with torch.inference_mode():
        logits, labels = zip(*[(lenet(x.to(device)), y.to(device)) for x, y in dataloader])
        logits, labels = torch.cat(logits), torch.cat(labels)
        return criterion(logits, labels).item(), (logits.argmax(dim=1) == labels).float().mean().item()
""",
        "numpy": """
def evaluate(dataloader):
    lenet.eval()
    losses, right = [], []
    with torch.no_grad():
        for images, labels in dataloader:
            labels = labels.to(device)
            out = lenet(images.to(device))
            losses.extend(nn.CrossEntropyLoss(reduction="none")(out, labels).cpu().numpy())
            right.extend(out.max(1)[1].eq(labels).tolist())
    return np.mean(losses), np.mean(right)
""",
        "chooses_the_device_itself": """
def evaluate(dataloader):
    where = "cuda" if torch.cuda.is_available() else "cpu"
    lenet.eval()
    total, right, count = 0.0, 0, 0
    for images, labels in dataloader:
        images, labels = images.to(where), labels.to(where)
        with torch.no_grad():
            logits = lenet(images)
        total += F.cross_entropy(logits, labels, reduction="sum").item()
        right += int((logits.argmax(dim=1) == labels).sum())
        count += len(images)
    return total / count, right / count
""",
        "restores_the_mode": """
def evaluate(dataloader):
    was_training = lenet.training
    lenet.train(False)
    total, right, count = 0, 0, 0
    with torch.set_grad_enabled(False):
        for images, labels in dataloader:
            images, labels = images.to(device), labels.to(device)
            log_probabilities = torch.log_softmax(lenet(images), dim=1)
            total -= log_probabilities[torch.arange(len(labels)), labels].sum().item()
            right += torch.sum(torch.max(log_probabilities, 1).indices == labels).item()
            count += labels.size(0)
    lenet.train(was_training)
    return [total / count, right / count]
""",
        "predictions_back_on_the_cpu": """
def evaluate(dataloader):
    lenet.eval()
    loss = torch.zeros((), device=device)
    right = 0
    with torch.no_grad():
        for images, labels in dataloader:
            logits = lenet(images.to(device))
            loss += criterion(logits, labels.to(device)) * len(labels)
            right += (logits.argmax(1).cpu() == labels).sum().item()
    return float(loss) / len(dataloader.dataset), right / len(dataloader.dataset)
""",
        "probabilities_for_the_argmax": """
def evaluate(dataloader, net=lenet):
    net.eval()
    figures = np.zeros(2)
    for images, labels in dataloader:
        images, labels = images.to(device), labels.to(device)
        with torch.no_grad():
            logits = net(images)
            right = F.softmax(logits, dim=1).topk(1).indices.squeeze(1) == labels
            figures += criterion(logits, labels).item() * len(labels), right.sum().item()
    return figures / len(dataloader.dataset)
""",
    },
    "training_history": {
        "inline_measured_while_training": """
train_loss, train_accuracy, test_loss, test_accuracy = [], [], [], []
lenet = LeNet().to(device)
optimizer = torch.optim.SGD(lenet.parameters(), lr=0.01)
for epoch in range(n_epoch):
    lenet.train()
    running, right, seen = 0.0, 0, 0
    for images, labels in train_loader:
        images, labels = images.to(device), labels.to(device)
        optimizer.zero_grad()
        logits = lenet(images)
        loss = criterion(logits, labels)
        loss.backward()
        optimizer.step()
        running += loss.item() * len(labels)
        right += (logits.argmax(1) == labels).sum().item()
        seen += len(labels)
    train_loss.append(running / seen)
    train_accuracy.append(right / seen)
    lenet.eval()
    running, right, seen = 0.0, 0, 0
    with torch.no_grad():
        for images, labels in test_loader:
            images, labels = images.to(device), labels.to(device)
            logits = lenet(images)
            running += criterion(logits, labels).item() * len(labels)
            right += (logits.argmax(1) == labels).sum().item()
            seen += len(labels)
    test_loss.append(running / seen)
    test_accuracy.append(right / seen)
""",
        "while_loop": """
train_loss, train_accuracy = [], []
test_loss, test_accuracy = [], []
epoch = 0
while epoch < n_epoch:
    train_one_epoch()
    for lists in ((train_loader, train_loss, train_accuracy), (test_loader, test_loss, test_accuracy)):
        loader, losses, accuracies = lists
        loss, accuracy = evaluate(loader)
        losses += [loss]
        accuracies += [accuracy]
    epoch += 1
    print(epoch, loss, accuracy)
""",
        "rows_and_columns": """
history = []
for _ in range(n_epoch):
    train_one_epoch()
    history.append((*evaluate(train_loader), *evaluate(test_loader)))
train_loss, train_accuracy, test_loss, test_accuracy = map(list, zip(*history))
""",
        "arrays": """
figures = np.zeros((n_epoch, 4))
for epoch in range(n_epoch):
    train_one_epoch()
    figures[epoch] = [*evaluate(train_loader), *evaluate(test_loader)]
train_loss, train_accuracy, test_loss, test_accuracy = figures.T.tolist()
""",
        "adam_and_helpers": """
def run_epoch(loader, opt=None):
    lenet.train(opt is not None)
    losses, hits = 0.0, 0
    with torch.set_grad_enabled(opt is not None):
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            z = lenet(x)
            loss = F.cross_entropy(z, y)
            if opt:
                loss.backward()
                opt.step()
                opt.zero_grad()
            losses += loss.item() * len(x)
            hits += (z.argmax(1) == y).sum().item()
    return losses / len(loader.dataset), hits / len(loader.dataset)

train_loss, train_accuracy, test_loss, test_accuracy = [], [], [], []
lenet = LeNet().to(device)
optimizer = torch.optim.Adam(lenet.parameters(), lr=1e-3)
for epoch in range(1, n_epoch + 1):
    l, a = run_epoch(train_loader, optimizer)
    train_loss.append(l); train_accuracy.append(a)
    l, a = run_epoch(test_loader)
    test_loss.append(l); test_accuracy.append(a)
""",
        "another_name_for_the_network": """
model = LeNet().to(device)
sgd = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
train_loss, train_accuracy, test_loss, test_accuracy = ([] for _ in range(4))

def measure(loader):
    model.eval()
    with torch.no_grad():
        pairs = [(model(x.to(device)), y.to(device)) for x, y in loader]
    z, y = torch.cat([p[0] for p in pairs]), torch.cat([p[1] for p in pairs])
    return criterion(z, y).item(), (z.argmax(1) == y).double().mean().item()

for epoch in range(n_epoch):
    model.train()
    for x, y in train_loader:
        sgd.zero_grad()
        criterion(model(x.to(device)), y.to(device)).backward()
        sgd.step()
    for lists, loader in (((train_loss, train_accuracy), train_loader), ((test_loss, test_accuracy), test_loader)):
        for values, value in zip(lists, measure(loader)):
            values.append(value)
""",
        "test_first_and_numpy_floats": """
train_loss = []; train_accuracy = []; test_loss = []; test_accuracy = []
start = time.time()
for epoch in range(n_epoch):
    train_one_epoch()
    tl, ta = evaluate(test_loader)
    test_loss.append(np.float64(tl))
    test_accuracy.append(np.float64(ta))
    tl, ta = evaluate(dataloader=train_loader)
    train_loss.append(np.float64(tl))
    train_accuracy.append(np.float64(ta))
    print(f"{epoch}: {time.time() - start:.1f} s")
plt.plot(train_loss)
plt.show()
""",
    },
    "plot_curves": {
        "one_axes_four_curves": """
def plot_curves(train_loss, train_accuracy, test_loss, test_accuracy):
    plt.figure()
    plt.plot(train_loss, label="Training loss")
    plt.plot(test_loss, label="Validation loss")
    plt.plot(train_accuracy, label="Training acc.")
    plt.plot(test_accuracy, label="Validation acc.")
    plt.xlabel("Epoch")
    plt.ylabel("Loss / accuracy")
    plt.legend()
    plt.show()
""",
        "twin_axes": """
def plot_curves(train_loss, train_accuracy, test_loss, test_accuracy):
    epochs = np.arange(1, len(train_loss) + 1)
    fig, ax1 = plt.subplots()
    a, = ax1.plot(epochs, train_loss, "b-", label="train loss")
    b, = ax1.plot(epochs, test_loss, "b--", label="test loss")
    ax1.set_xlabel("epoch")
    ax1.set_ylabel("cross entropy")
    ax2 = ax1.twinx()
    c, = ax2.plot(epochs, train_accuracy, "r-", label="train accuracy")
    d, = ax2.plot(epochs, test_accuracy, "r--", label="test accuracy")
    ax2.set_ylabel("accuracy")
    ax1.legend([a, b, c, d], [line.get_label() for line in (a, b, c, d)])
    return fig
""",
        "legend_by_position": """
def plot_curves(train_loss, train_accuracy, test_loss, test_accuracy):
    fig, axes = plt.subplots(2, 1, sharex=True)
    pairs = [(train_loss, test_loss, "Verlust"), (train_accuracy, test_accuracy, "Quote")]
    for ax, (first, second, name) in zip(axes, pairs):
        ax.plot(first)
        ax.plot(second)
        ax.legend(["train", "test"])
        ax.set_ylabel(name)
    axes[1].set_xlabel("Epoche")
    return axes
""",
        "four_pictures": """
def plot_curves(train_loss, train_accuracy, test_loss, test_accuracy):
    fig, axes = plt.subplots(2, 2, figsize=(8, 6))
    names = ["Training loss", "Training accuracy", "Test loss", "Test accuracy"]
    for ax, name, values in zip(axes.T.flat, names, [train_loss, train_accuracy, test_loss, test_accuracy]):
        ax.plot(range(len(values)), values, marker="o")
        ax.set_title(name)
        ax.set_xlabel("epoch")
        ax.set_ylabel(name.split()[1])
    fig.tight_layout()
""",
        "points_and_per_cent": """
def plot_curves(train_loss, train_accuracy, test_loss, test_accuracy):
    epochs = list(range(1, len(train_loss) + 1))
    plt.subplot(1, 2, 1)
    plt.scatter(epochs, train_loss, label="train")
    plt.scatter(epochs, test_loss, label="val")
    plt.xlabel("epoch"); plt.ylabel("loss"); plt.yscale("log"); plt.grid(); plt.legend(loc="upper right")
    plt.subplot(1, 2, 2)
    plt.plot(epochs, [100 * a for a in train_accuracy], ".", label="train")
    plt.plot(epochs, [100 * a for a in test_accuracy], ".", label="val")
    plt.xlabel("epoch"); plt.ylabel("accuracy in %"); plt.legend()
    return plt.gca()
""",
        "legend_of_the_figure": """
def plot_curves(train_loss, train_accuracy, test_loss, test_accuracy):
    fig, (left, right) = plt.subplots(ncols=2)
    x = torch.arange(len(train_loss))
    left.plot(x, torch.tensor(train_loss), label="training")
    left.plot(x, torch.tensor(test_loss), label="testing")
    right.plot(x, torch.tensor(train_accuracy))
    right.plot(x, torch.tensor(test_accuracy))
    right.legend(("training", "testing"))
    left.set(title="Loss", xlabel="epochs", ylabel="loss")
    right.set(title="Accuracy", xlabel="epochs", ylabel="accuracy")
    fig.legend(*left.get_legend_handles_labels())
    return fig
""",
    },
    "tuned_lenet": {
        "own_functions": """
lenet = LeNet().to(device)
optimizer = torch.optim.Adam(lenet.parameters(), lr=0.003)
train_loader = DataLoader(quick_loader.dataset, batch_size=50, shuffle=True)
for epoch in range(3):
    train_one_epoch()
    print(epoch, evaluate(test_loader))
tuned_lenet = lenet
""",
        "momentum_on_tensors": """
images, labels = quick_loader.dataset.tensors
tuned_lenet = LeNet().to(device)
sgd = torch.optim.SGD(tuned_lenet.parameters(), lr=0.04, momentum=0.9, weight_decay=1e-4)
tuned_lenet.train()
for epoch in range(4):
    for index in torch.randperm(len(images)).split(64):
        loss = F.cross_entropy(tuned_lenet(images[index].to(device)), labels[index].to(device))
        sgd.zero_grad()
        loss.backward()
        sgd.step()
""",
        "a_function_and_a_scheduler": """
def fit(epochs=3, rate=0.01, batch_size=100):
    torch.manual_seed(3)
    net = LeNet().to(device)
    loader = DataLoader(quick_loader.dataset, batch_size=batch_size, shuffle=True)
    adam = torch.optim.AdamW(net.parameters(), lr=rate)
    schedule = torch.optim.lr_scheduler.OneCycleLR(adam, max_lr=rate, total_steps=epochs * len(loader))
    for _ in range(epochs):
        for x, y in loader:
            adam.zero_grad()
            criterion(net(x.to(device)), y.to(device)).backward()
            adam.step()
            schedule.step()
    return net

tuned_lenet = fit()
""",
    },
}
