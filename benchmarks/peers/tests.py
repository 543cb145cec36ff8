"""The tests of `lenet5_mnist` as an instructor would write them for stock nbgrader and otter: one for each check here.

Each runs in the student's own process, on the notebook's globals, right behind the exercise's cell. Points are those of
grading.toml, check by check.
"""

TESTS = {
    "count_samples": {
        "counts_the_images": "assert count_samples(test_set)[0] == len(test_set)",
        "counts_each_digit": """
counts = [int(n) for n in count_samples(test_set)[1]]
assert counts == torch.bincount(test_set.targets, minlength=10).tolist()
""",
    },
    "samples_with_label": {
        "finds_the_first_images": """
found = samples_with_label(test_set, 3)
wanted = [image for image, label in test_set if label == 3][:5]
assert len(found) == 5
assert all(torch.equal(a, b) for a, b in zip(found, wanted))
""",
        "returns_fewer_when_there_are_fewer": """
assert len(samples_with_label(test_set, 8, 2000)) == int((test_set.targets == 8).sum())
""",
    },
    "LeNet": {
        "layers_have_the_right_sizes": """
shapes = {name: tuple(layer.weight.shape) for name, layer in LeNet().named_children() if hasattr(layer, "weight")}
assert shapes == {"conv1": (6, 1, 3, 3), "conv2": (16, 6, 3, 3), "fc1": (120, 576), "fc2": (84, 120), "fc3": (10, 84)}
""",
        "computes_the_forward_pass": """
net = LeNet().eval()
x = torch.randn(5, 1, 28, 28)
with torch.no_grad():
    y = F.max_pool2d(F.relu(F.conv2d(x, net.conv1.weight, net.conv1.bias, padding=2)), 2)
    y = F.max_pool2d(F.relu(F.conv2d(y, net.conv2.weight, net.conv2.bias)), 2).flatten(1)
    y = F.relu(F.linear(y, net.fc1.weight, net.fc1.bias))
    y = F.relu(F.linear(y, net.fc2.weight, net.fc2.bias))
    assert torch.allclose(net(x), F.linear(y, net.fc3.weight, net.fc3.bias), atol=1e-5)
""",
    },
    "train_one_epoch": {
        "steps_down_the_gradient": """
kept = lenet, optimizer, train_loader
start = LeNet()
train_loader = DataLoader(torch.utils.data.Subset(test_set, range(80)), batch_size=32)
lenet = LeNet()
lenet.load_state_dict(start.state_dict())
optimizer = torch.optim.SGD(lenet.parameters(), lr=0.05)
train_one_epoch()
theirs = torch.optim.SGD(start.parameters(), lr=0.05)
start.train()
for images, labels in train_loader:
    theirs.zero_grad()
    F.cross_entropy(start(images), labels).backward()
    theirs.step()
found, wanted = lenet.state_dict(), start.state_dict()
lenet, optimizer, train_loader = kept
assert all(torch.allclose(found[name], wanted[name], atol=1e-5) for name in wanted)
""",
        "trains_in_training_mode": """
kept = lenet, optimizer, train_loader
modes = []
lenet = LeNet().eval()
hook = lenet.register_forward_pre_hook(lambda net, x: modes.append(net.training))
optimizer = torch.optim.SGD(lenet.parameters(), lr=0.05)
train_loader = DataLoader(torch.utils.data.Subset(test_set, range(80)), batch_size=32)
train_one_epoch()
lenet, optimizer, train_loader = kept
assert modes and all(modes)
""",
        "moves_every_batch_to_the_device": """
import inspect
assert inspect.getsource(train_one_epoch).count("device") >= 2
""",
    },
    "evaluate": {
        "loss_is_the_mean_over_all_images": """
few = DataLoader(torch.utils.data.Subset(test_set, range(80)), batch_size=32)
images, labels = (torch.stack([test_set[i][0] for i in range(80)]), test_set.targets[:80])
with torch.no_grad():
    assert abs(evaluate(few)[0] - F.cross_entropy(lenet(images), labels).item()) < 1e-4
""",
        "accuracy_is_the_share_of_images": """
few = DataLoader(torch.utils.data.Subset(test_set, range(80)), batch_size=32)
images, labels = (torch.stack([test_set[i][0] for i in range(80)]), test_set.targets[:80])
with torch.no_grad():
    assert abs(evaluate(few)[1] - (lenet(images).argmax(1) == labels).float().mean().item()) < 1e-4
""",
        "leaves_no_trace": """
before = [p.clone() for p in lenet.parameters()]
lenet.zero_grad()
evaluate(test_loader)
assert all(torch.equal(a, b) for a, b in zip(before, lenet.parameters()))
assert all(p.grad is None for p in lenet.parameters())
""",
        "moves_every_batch_it_measures_to_the_device": """
import inspect
assert inspect.getsource(evaluate).count("device") >= 2
""",
    },
    "training_history": {
        "training_figures_follow_each_pass": """
assert len(train_loss) == len(train_accuracy) == n_epoch
assert train_loss[-1] < train_loss[0]
assert all(0 <= a <= 1 for a in train_accuracy)
""",
        "figures_of_the_test_set_follow_each_pass": """
assert len(test_loss) == len(test_accuracy) == n_epoch
loss, accuracy = evaluate(test_loader)
assert abs(test_loss[-1] - loss) < 1e-4
assert abs(test_accuracy[-1] - accuracy) < 1e-4
""",
    },
    "plot_curves": {
        "draws_all_four_curves": """
plt.close("all")
drawn = plot_curves([2.0, 1.0], [0.1, 0.6], [2.1, 1.1], [0.2, 0.5])
figure = plt.gcf()
heights = [[round(float(y), 3) for y in line.get_ydata()] for ax in figure.axes for line in ax.get_lines()]
heights += [[round(float(y), 3) for _, y in dots.get_offsets()] for ax in figure.axes for dots in ax.collections]
assert all(curve in heights for curve in ([2.0, 1.0], [0.1, 0.6], [2.1, 1.1], [0.2, 0.5]))
""",
        "says_which_curve_is_which": """
figure = plt.gcf()
assert all(ax.get_xlabel() or ax.get_ylabel() for ax in figure.axes)
assert any(ax.get_legend() for ax in figure.axes) or figure.legends
plt.close("all")
""",
    },
    "tuned_lenet": {
        "names_enough_test_digits": """
assert isinstance(tuned_lenet, LeNet)
tuned_lenet.eval()
with torch.no_grad():
    right = sum(int((tuned_lenet(images).argmax(1) == labels).sum()) for images, labels in test_loader)
assert right / len(test_set) >= 0.9
""",
    },
}
