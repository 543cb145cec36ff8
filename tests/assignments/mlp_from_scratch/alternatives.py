"""Correct cells that differ from the reference: each must earn every point of its exercise."""

ALTERNATIVES = {
    "first_nine": {
        "literal": "first_nine = 2",
        "where": "first_nine = np.where(label_train == 9)[0][0]",
        "loop": """
first_nine = 0
while label_train[first_nine] != 9:
    first_nine += 1
""",
        "list_index": "first_nine = label_train.tolist().index(9)",
        "torch": "first_nine = torch.nonzero(torch.tensor(label_train) == 9)[0].item()",
        "nine_is_the_largest": "first_nine = label_train.argmax()",
        "generator": """
first_nine = next(i for i, digit in enumerate(label_train) if digit == 9)
print("the first nine stands at", first_nine)
assert label_train[first_nine] == 9
""",
    },
    "get_target": {
        "identity_rows": """
def get_target(digits):
    return torch.eye(10, dtype=torch.int64)[digits]
""",
        "one_hot_of_a_tensor": """
import torch.nn.functional as F

def get_target(digits):
    return F.one_hot(torch.tensor(digits) if not torch.is_tensor(digits) else digits, 10)
""",
        "comparison": """
def get_target(digits):
    digits = torch.as_tensor(digits)
    return (digits.unsqueeze(-1) == torch.arange(10)).long()
""",
        "numpy": """
def get_target(digits):
    return torch.from_numpy(np.eye(10, dtype=np.int64)[np.asarray(digits)])
""",
        "scatter": """
def get_target(digits):
    index = torch.as_tensor(digits).unsqueeze(-1)
    target = torch.zeros(*index.shape[:-1], 10, dtype=torch.long)
    return target.scatter_(-1, index, 1)
""",
        "cases": """
def one(digit):
    target = torch.zeros(10, dtype=torch.int64)
    target[int(digit)] = 1
    return target


def get_target(digits):
    if isinstance(digits, int):
        return one(digits)
    return torch.stack([one(digit) for digit in digits])
""",
        "lambda_over_a_table": """
identity = torch.eye(10).long()
get_target = lambda digits: identity[torch.as_tensor(digits)]
""",
    },
    "cost_func": {
        "torch_sum": """
def cost_func(input, target):
    return torch.sum(torch.square(input - target))
""",
        "mse_loss": """
def cost_func(input, target):
    return nn.functional.mse_loss(input, target.float(), reduction="sum")
""",
        "module": 'cost_func = nn.MSELoss(reduction="sum")',
        "lambda": "cost_func = lambda input, target: (input - target).pow(2).sum()",
        "dot": """
def cost_func(input, target):
    difference = (input - target).reshape(-1)
    return difference @ difference
""",
        "norm": """
def cost_func(input, target):
    return torch.linalg.vector_norm(input - target) ** 2
""",
        "loop": """
def cost_func(input, target, power=2):
    cost = torch.tensor(0.0)
    for a, t in zip(input.flatten(), target.flatten()):
        cost = cost + (a - t) ** power
    return cost
""",
        "rows_then_all": """
def cost_func(input, target):
    per_image = ((input - target) ** 2).sum(axis=-1)
    return per_image.sum()
""",
        "mean_times_number": """
def cost_func(input, target):
    return ((input - target) ** 2).mean() * input.numel()
""",
    },
    "cost_of_example": {
        "on_paper": "cost_of_example = 1.25",
        "numpy": """
answer = np.array([0, 0.5, 1, 0, 0, 0, 0, 0, 0, 0])
wanted = np.array([0, 1, 0, 0, 0, 0, 0, 0, 0, 0])
cost_of_example = ((answer - wanted) ** 2).sum()
""",
        "item": """
answer = torch.zeros(10)
answer[1], answer[2] = 0.5, 1.0
cost_of_example = cost_func(answer, get_target(1)).item()
""",
        "floats": """
cost_of_example = cost_func(
    torch.tensor([0, 0.5, 1, 0, 0, 0, 0, 0, 0, 0]), torch.tensor([0.0, 1, 0, 0, 0, 0, 0, 0, 0, 0])
)
print(cost_of_example)
""",
        "fraction_on_paper": "cost_of_example = (1 - 0.5) ** 2 + (0 - 1) ** 2",
    },
    "activation_func": {
        "formula": """
def activation_func(x):
    return 1 / (1 + torch.exp(-x))
""",
        "module": "activation_func = nn.Sigmoid()",
        "alias": "activation_func = torch.sigmoid",
        "method": """
def activation_func(x):
    return x.sigmoid()
""",
        "tanh": """
def activation_func(x):
    return 0.5 * (1 + torch.tanh(x / 2))
""",
        "both_branches": """
def activation_func(x):
    e = torch.exp(-x.abs())
    return torch.where(x >= 0, 1 / (1 + e), e / (1 + e))
""",
        "own_class": """
class Logistic(nn.Module):
    def forward(self, x):
        return torch.special.expit(x)


activation_func = Logistic()
""",
        "reciprocal_lambda": "activation_func = lambda x: torch.reciprocal(1 + torch.exp(torch.neg(x)))",
    },
    "NN_Model": {
        "torch_sigmoid": """
class NN_Model(torch.nn.Module):
    def __init__(self, hidden=16):
        super(NN_Model, self).__init__()
        self.hidden1 = torch.nn.Linear(784, hidden)
        self.hidden2 = torch.nn.Linear(hidden, hidden)
        self.output = torch.nn.Linear(hidden, 10)

    def forward(self, x):
        for layer in (self.hidden1, self.hidden2, self.output):
            x = torch.sigmoid(layer(x))
        return x
""",
        "sequential_inside": """
class NN_Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden1, self.hidden2, self.output = nn.Linear(28 * 28, 16), nn.Linear(16, 16), nn.Linear(16, 10)
        self.layers = nn.Sequential(
            self.hidden1, nn.Sigmoid(), self.hidden2, nn.Sigmoid(), self.output, nn.Sigmoid()
        )

    def forward(self, x):
        return self.layers(x)
""",
        "own_initialisation": """
class NN_Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.name = "784-16-16-10"
        self.hidden1 = nn.Linear(784, 16)
        self.hidden2 = nn.Linear(16, 16)
        self.output = nn.Linear(16, 10)
        self.activation = activation_func
        for layer in (self.hidden1, self.hidden2, self.output):
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)

    def forward(self, x):
        x = self.activation(self.hidden1(x.reshape(-1, 784)))
        x = self.activation(self.hidden2(x))
        return self.activation(self.output(x))
""",
        "ordered_sequential": """
from collections import OrderedDict


class NN_Model(nn.Sequential):
    def __init__(self):
        super().__init__(OrderedDict(
            hidden1=nn.Linear(784, 16), a1=nn.Sigmoid(),
            hidden2=nn.Linear(16, 16), a2=nn.Sigmoid(),
            output=nn.Linear(16, 10), a3=nn.Sigmoid(),
        ))
""",
        "module_dict_and_formula": """
class NN_Model(nn.Module):
    def __init__(self):
        super().__init__()
        sizes = {"hidden1": (784, 16), "hidden2": (16, 16), "output": (16, 10)}
        for name, (n, m) in sizes.items():
            setattr(self, name, nn.Linear(n, m))

    def forward(self, x):
        a = 1 / (1 + torch.exp(-self.hidden1(x)))
        a = 1 / (1 + torch.exp(-self.hidden2(a)))
        return 1 / (1 + torch.exp(-self.output(a)))
""",
        "matrix_products": """
class NN_Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden1 = nn.Linear(784, 16)
        self.hidden2 = nn.Linear(16, 16)
        self.output = nn.Linear(16, 10)

    def forward(self, x):
        a1 = activation_func(x @ self.hidden1.weight.T + self.hidden1.bias)
        a2 = activation_func(nn.functional.linear(a1, self.hidden2.weight, self.hidden2.bias))
        return nn.functional.sigmoid(self.output(a2))
""",
    },
    "train_model": {
        "data_and_fresh_model": """
def train_model(epochs, batch_size, learning_rate, data_train, label_train, model):
    epoch_data = []
    cost_train = []
    models = []
    n = len(data_train)
    for epoch in range(epochs):
        i = 0
        while i < n:
            x = torch.from_numpy(data_train[i:i + batch_size])
            t = get_target(label_train[i:i + batch_size])
            cost = cost_func(model(x), t)
            cost.backward()
            for p in model.parameters():
                p.data -= learning_rate * p.grad
                p.grad = None
            i += batch_size
        with torch.no_grad():
            cost = cost_func(model(torch.from_numpy(data_train)), get_target(label_train)) / n
        epoch_data.append(epoch)
        cost_train.append(float(cost))
        snapshot = NN_Model()
        snapshot.load_state_dict(model.state_dict())
        models.append(snapshot)
    return epoch_data, cost_train, models
""",
        "image_by_image": """
from copy import deepcopy

def train_model(epochs, batch_size, learning_rate, data_train, label_train, model):
    epoch_data, cost_train, models = [], [], []
    for epoch in range(epochs):
        for start in range(0, len(label_train), batch_size):
            model.zero_grad()
            total = 0
            for image, label in zip(data_train[start:start + batch_size], label_train[start:start + batch_size]):
                total = total + cost_func(model(torch.tensor(image)), get_target(int(label)))
            total.backward()
            with torch.no_grad():
                for layer in (model.hidden1, model.hidden2, model.output):
                    layer.weight -= learning_rate * layer.weight.grad
                    layer.bias -= learning_rate * layer.bias.grad
        cost = 0.0
        for image, label in zip(data_train, label_train):
            cost += cost_func(model(torch.tensor(image)), get_target(int(label))).item()
        epoch_data.append(epoch)
        cost_train.append(cost / len(data_train))
        models.append(deepcopy(model))
    return epoch_data, cost_train, models
""",
        "written_out": """
def train_model(epochs, batch_size, learning_rate, data_train, label_train, model):
    assert isinstance(model, NN_Model)
    X = torch.as_tensor(data_train, dtype=torch.float32)
    T = torch.eye(10)[torch.as_tensor(label_train)]
    history = []
    for epoch in range(epochs):
        for x, t in zip(X.split(batch_size), T.split(batch_size)):
            gradients = torch.autograd.grad(((model(x) - t) ** 2).sum(), list(model.parameters()))
            with torch.no_grad():
                for p, g in zip(model.parameters(), gradients):
                    p.sub_(learning_rate * g)
        with torch.inference_mode():
            cost = ((model(X) - T) ** 2).sum(1).mean().item()
        history.append((epoch, cost, copy.deepcopy(model)))
    numbers, costs, models = zip(*history)
    return list(numbers), list(costs), list(models)
""",
        "optimizer_and_loader": """
from torch.utils.data import DataLoader, TensorDataset

def train_model(epochs, batch_size, learning_rate, data_train, label_train, model):
    data = TensorDataset(torch.from_numpy(data_train), get_target(label_train).float())
    loader = DataLoader(data, batch_size=batch_size)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    criterion = nn.MSELoss(reduction="sum")
    epoch_data, cost_train, models = [], [], []
    for epoch in range(epochs):
        model.train()
        for images, targets in loader:
            optimizer.zero_grad()
            criterion(model(images), targets).backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            cost = sum(criterion(model(images), targets) for images, targets in loader)
        epoch_data += [epoch]
        cost_train += [(cost / len(data)).item()]
        models += [copy.deepcopy(model)]
    return epoch_data, cost_train, models
""",
        "numpy_costs_and_state_dict": """
def batches(data, labels, size):
    for start in range(0, len(data), size):
        yield torch.tensor(data[start:start + size]), get_target(labels[start:start + size])


def cost_per_image(model, data, labels):
    outputs = model(torch.tensor(data)).detach().numpy()
    return np.sum((outputs - get_target(labels).numpy()) ** 2) / len(labels)


def train_model(epochs, batch_size, learning_rate, data_train, label_train, model):
    epoch_data, cost_train, models = list(range(epochs)), [], []
    for _ in epoch_data:
        for images, targets in batches(data_train, label_train, batch_size):
            cost_func(model(images), targets).backward()
            state = model.state_dict()
            for name, p in model.named_parameters():
                state[name].copy_(p.data - learning_rate * p.grad)
                p.grad.zero_()
        cost_train.append(cost_per_image(model, data_train, label_train))
        models.append(type(model)())
        models[-1].load_state_dict(model.state_dict())
    return epoch_data, cost_train, models
""",
        "generator_of_epochs": """
def train_model(epochs, batch_size, learning_rate, data_train, label_train, model):
    images, targets = torch.Tensor(data_train), get_target(torch.from_numpy(label_train))

    def epoch_by_epoch():
        for epoch in range(epochs):
            for x, t in zip(images.split(batch_size), targets.split(batch_size)):
                model.zero_grad(set_to_none=False)
                cost_func(model.forward(x), t).backward()
                with torch.no_grad():
                    [p.add_(p.grad, alpha=-learning_rate) for p in model.parameters()]
            yield epoch, cost_func(model(images).detach(), targets).item() / len(images), copy.deepcopy(model)

    return tuple(list(column) for column in zip(*epoch_by_epoch()))
""",
        "gradients_asked_for": """
def train_model(epochs, batch_size, learning_rate, data_train, label_train, model):
    parameters = list(model.parameters())
    images = torch.from_numpy(np.asarray(data_train))
    targets = nn.functional.one_hot(torch.from_numpy(np.asarray(label_train)), 10).float()
    history = []
    for epoch in range(epochs):
        for image, target in zip(images.split(batch_size), targets.split(batch_size)):
            gradients = torch.autograd.grad(((model(image) - target) ** 2).sum(), parameters)
            with torch.no_grad():
                for parameter, gradient in zip(parameters, gradients):
                    parameter.sub_(gradient, alpha=learning_rate)
        with torch.inference_mode():
            cost = float(((model(images) - targets) ** 2).sum()) / images.shape[0]
        history.append((epoch, cost, copy.deepcopy(model)))
    return [h[0] for h in history], [h[1] for h in history], [h[2] for h in history]
""",
    },
    "get_digit": {
        "torch_argmax": """
def get_digit(pred):
    return torch.argmax(pred)
""",
        "numpy": """
def get_digit(pred):
    return np.argmax(pred.detach().numpy())
""",
        "list": """
def get_digit(pred):
    values = pred.tolist()
    return values.index(max(values))
""",
        "lambda": "get_digit = lambda pred: pred.argmax(dim=-1).item()",
        "loop": """
def get_digit(pred):
    best = 0
    for digit in range(10):
        if pred[digit] > pred[best]:
            best = digit
    return best
""",
        "max_with_index": """
def get_digit(pred):
    value, index = pred.max(0)
    return index
""",
        "sorted": """
def get_digit(pred):
    return sorted(range(10), key=lambda digit: -float(pred[digit]))[0]
""",
    },
    "accuracy": {
        "calls_get_digit": """
def accuracy(model, data, labels):
    correct = 0
    for image, label in zip(data, labels):
        if get_digit(model(torch.tensor(image))) == label:
            correct += 1
    return correct / len(labels)
""",
        "comprehension": """
def accuracy(model, data, labels):
    outputs = model(torch.from_numpy(data)).detach()
    return sum(int(get_digit(output)) == int(label) for output, label in zip(outputs, labels)) / len(labels)
""",
        "torch_item": """
def accuracy(model, data, labels):
    model.eval()
    with torch.inference_mode():
        predicted = torch.argmax(model(torch.as_tensor(data)), dim=1)
    return (predicted == torch.as_tensor(labels)).float().mean().item()
""",
        "numpy_scalar": """
def accuracy(model, data, labels):
    return np.mean(np.argmax(model(torch.tensor(data)).detach().numpy(), axis=1) == labels)
""",
        "in_batches": """
@torch.no_grad()
def accuracy(model, data, labels, batch_size=50):
    correct = 0
    for start in range(0, len(data), batch_size):
        outputs = model(torch.tensor(data[start:start + batch_size]))
        correct += (outputs.max(1)[1].numpy() == labels[start:start + batch_size]).sum()
    return correct / len(data)
""",
        "against_targets": """
def accuracy(model, data, labels):
    digits = model(torch.tensor(data)).argmax(-1)
    return float((digits == get_target(labels).argmax(-1)).sum() / len(labels))
""",
    },
    "first_example": {
        "loop": """
def first_example(model, images, labels, correct):
    for index, (image, label) in enumerate(zip(images, labels)):
        with torch.no_grad():
            digit = int(get_digit(model(torch.tensor(image))))
        if (digit == label) == correct:
            return index
""",
        "nonzero": """
def first_example(model, images, labels, correct):
    right = model(torch.from_numpy(images)).argmax(1).numpy() == labels
    return np.flatnonzero(right if correct else ~right)[0]
""",
        "while": """
def first_example(model, images, labels, correct=True):
    index = 0
    while bool(get_digit(model(torch.tensor(images[index:index + 1]))[0]) == labels[index]) is not correct:
        index += 1
    return index
""",
        "torch": """
def first_example(model, images, labels, correct):
    hit = torch.argmax(model(torch.tensor(images)), 1).eq(torch.tensor(labels))
    return torch.nonzero(hit == correct)[0].item()
""",
        "list_index": """
def first_example(model, images, labels, correct):
    digits = [int(get_digit(output)) for output in model(torch.tensor(images)).detach()]
    return [d == l for d, l in zip(digits, labels.tolist())].index(correct)
""",
        "recursion": """
@torch.no_grad()
def first_example(model, images, labels, correct, start=0):
    right = bool(model(torch.tensor(images[start:start + 1])).argmax() == labels[start])
    return start if right == correct else first_example(model, images, labels, correct, start + 1)
""",
    },
    "plot_cost": {
        "pyplot_show": """
def plot_cost(epochs, costs):
    plt.figure()
    plt.plot(epochs, costs)
    plt.title("Cost")
    plt.xlabel("Epoche")
    plt.ylabel("Kosten")
    plt.show()
""",
        "points_from_one": """
def plot_cost(epochs, costs):
    fig, ax = plt.subplots(figsize=(4, 3))
    ax.scatter([epoch + 1 for epoch in epochs], costs)
    ax.set_title("cost per image")
    ax.set_xlabel("$n$")
    ax.set_ylabel("C")
    return ax
""",
        "log_scale": """
def plot_cost(epochs, costs):
    fig = plt.figure()
    ax = fig.add_subplot()
    ax.semilogy(epochs, costs, "o--", label="training")
    fig.suptitle("cost")
    ax.set(xlabel="epoch", ylabel="cost")
    ax.legend()
    return fig
""",
        "figure_class": """
from matplotlib.figure import Figure

def plot_cost(epochs, costs):
    figure = Figure()
    axes = figure.subplots()
    axes.plot(np.array(epochs), np.array(costs))
    axes.set_title("Training", loc="left")
    axes.set_xlabel("epoch")
    axes.set_ylabel("cost")
    return figure
""",
        "error_bars_and_pyplot_itself": """
def plot_cost(epochs, costs):
    plt.figure()
    plt.errorbar(epochs, costs, fmt="o-")
    plt.axhline(0.9, color="grey", linestyle="--")
    plt.title("Training"), plt.xlabel("epoch"), plt.ylabel("cost")
    plt.tight_layout()
    plt.savefig("cost.png")
    return plt
""",
    },
    "plot_accuracy": {
        "pyplot_legend_list": """
def plot_accuracy(epochs, acc_train, acc_valid):
    plt.plot(epochs, acc_train)
    plt.plot(epochs, acc_valid, "--")
    plt.legend(["train", "valid"])
    plt.xlabel("epochs")
    plt.ylabel("accuracy")
    plt.show()
""",
        "valid_first_from_one": """
def plot_accuracy(epochs, acc_train, acc_valid):
    fig, ax = plt.subplots()
    x = np.array(epochs) + 1
    ax.plot(x, acc_valid, label="Validation accuracy")
    ax.plot(x, acc_train, label="Training accuracy")
    ax.set(title="Accuracy", xlabel="Epoch", ylabel="Share identified")
    fig.legend()
    return fig, ax
""",
        "twin_axes": """
def plot_accuracy(epochs, acc_train, acc_valid):
    fig, left = plt.subplots()
    right = left.twinx()
    first, = left.plot(epochs, acc_train, "b", label="train")
    second, = right.plot(epochs, acc_valid, "r", label="val")
    left.set_xlabel("epoch")
    left.set_ylabel("training accuracy")
    right.set_xlabel("epoch")
    right.set_ylabel("validation accuracy")
    left.legend(handles=[first, second])
    return fig
""",
        "two_subplots": """
def plot_accuracy(epochs, acc_train, acc_valid):
    fig, axes = plt.subplots(1, 2, sharey=True)
    for ax, values, name in zip(axes, (acc_train, acc_valid), ("train", "test")):
        ax.plot(epochs, values, label=name)
        ax.set(xlabel="epoch", ylabel="accuracy")
        ax.legend()
    return fig
""",
        "scatter_and_line": """
def plot_accuracy(epochs, acc_train, acc_valid):
    plt.figure(figsize=(5, 3))
    plt.scatter(epochs, acc_train, label="acc_train")
    plt.plot(epochs, acc_valid, label="acc_valid")
    plt.legend(loc="lower right")
    plt.xlabel("epoch")
    plt.ylabel("%")
    plt.grid()
    return plt.gca()
""",
    },
    "trained_model": {
        "last_copy": """
torch.manual_seed(3)
epoch_data, cost_train, models = train_model(10, 100, 0.05, image_train, label_train, NN_Model())
trained_model = models[-1]
""",
        "small_batches": """
torch.manual_seed(1)
trained_model = NN_Model()
result = train_model(6, 10, 0.05, image_train, label_train, trained_model)
epoch_data, cost_train, models = result
""",
        "best_of_three": """
candidates = []
for seed in range(3):
    torch.manual_seed(seed)
    model = NN_Model()
    epoch_data, cost_train, models = train_model(6, 20, 0.05, image_train, label_train, model)
    candidates.append((accuracy(model, image_valid, label_valid), model))
trained_model = max(candidates, key=lambda pair: pair[0])[1]
""",
        "own_loop": """
torch.manual_seed(0)
trained_model = NN_Model()
X, T = torch.tensor(image_train), get_target(label_train)
epoch_data, cost_train, models = [], [], []
for epoch in range(10):
    for x, t in zip(X.split(100), T.split(100)):
        trained_model.zero_grad()
        ((trained_model(x) - t) ** 2).sum().backward()
        with torch.no_grad():
            for p in trained_model.parameters():
                p -= 0.05 * p.grad
""",
    },
}
