"""Correct solutions in other styles than the reference's: whole exercise cells, each of which must earn every point."""

DATASET_FACTS = {
    "from_the_items": """
        def dataset_facts(train, test):
            first = [train[i] for i in range(10)]
            image = first[0][0].numpy()
            return dict(
                train=len(train),
                test=len(test),
                shape=image.shape,
                first_ten=[label for _, label in first],
                min=image.min(),
                max=image.max(),
            )
    """,
    "from_the_bytes": """
        def dataset_facts(train, test):
            facts = {"train": train.targets.size(0), "test": test.targets.size(0)}
            facts["shape"] = (1, *train.data.shape[1:])
            facts["first_ten"] = list(train.targets.numpy()[:10])
            facts["min"] = train.data[0].min().item() / 255
            facts["max"] = train.data[0].max().item() / 255.0
            facts["classes"] = len(train.classes)
            return facts
    """,
    "torch_size_and_loader": """
        from torch.utils.data import DataLoader


        def dataset_facts(train, test):
            images, labels = next(iter(DataLoader(train, batch_size=10)))
            x = images[0]
            return {
                "train": train.data.shape[0], "test": test.data.shape[0], "shape": x.shape,
                "first_ten": [int(y) for y in labels], "min": float(torch.min(x)), "max": float(torch.max(x)),
            }
    """,
    "wide_integers": """
        import numpy as np


        def dataset_facts(train, test):
            pixels = np.asarray(train[0][0])
            return {
                "train": np.int64(len(train)), "test": np.int64(len(test)), "shape": tuple(train[0][0].size()),
                "first_ten": np.array(train.targets[:10]), "min": np.float64(pixels.min()), "max": pixels.max(),
            }
    """,
}

MAKE_NET = {
    "named_layers": """
        from collections import OrderedDict


        def make_net():
            return nn.Sequential(OrderedDict([
                ("flat", nn.Flatten()),
                ("scores", nn.Linear(28 * 28, 10)),
                ("log_probabilities", nn.LogSoftmax(dim=-1)),
            ]))
    """,
    "added_one_by_one": """
        make_net = lambda: build()


        def build(classes=10):
            net = nn.Sequential()
            net.add_module("flatten", nn.Flatten(start_dim=1))
            net.add_module("linear", nn.Linear(784, classes))
            net.append(nn.LogSoftmax(1))
            nn.init.zeros_(net.linear.bias)
            nn.init.normal_(net.linear.weight, std=0.01)
            return net
    """,
    "subclass_of_sequential": """
        class SoftmaxRegression(nn.Sequential):
            def __init__(self):
                super().__init__(nn.Flatten(), nn.Linear(784, 10), nn.LogSoftmax(dim=1))


        make_net = SoftmaxRegression
    """,
    "own_forward": """
        import torch.nn.functional as F


        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(784, 10)

            def forward(self, x):
                return F.log_softmax(self.fc(x.view(x.size(0), -1)), dim=1)


        def make_net():
            return Net()
    """,
    "partial_with_a_lazy_layer": """
        from functools import partial


        def build(classes, **options):
            net = nn.Sequential(nn.Flatten(), nn.LazyLinear(classes), nn.LogSoftmax(**options))
            net(torch.zeros(1, 1, 28, 28))
            return net


        make_net = partial(build, 10, dim=-1)
    """,
}

TRAIN_EPOCH = {
    "cleared_after_the_step": """
        import torch.nn.functional as F


        def train_epoch(net, dataloader, lr=0.01, optimizer=None, loss_fn=nn.NLLLoss()):
            optimizer = optimizer or torch.optim.Adam(net.parameters(), lr)
            net.train(True)
            losses, hits = [], []
            for x, y in dataloader:
                out = net(x)
                loss = loss_fn(out, y)
                loss.backward()
                optimizer.step()
                net.zero_grad(set_to_none=False)
                losses += [loss.item()] * len(y)
                hits.extend((out.detach().argmax(1) == y).tolist())
            return sum(losses) / len(losses), sum(hits) / len(hits)
    """,
    "sums_as_tensors": """
        def train_epoch(net, dataloader, lr=0.01, optimizer=None, loss_fn=nn.NLLLoss(), verbose=False):
            net.train()
            if optimizer is None:
                optimizer = torch.optim.Adam(params=net.parameters(), lr=lr)
            total, right = torch.tensor(0.0), torch.tensor(0)
            for batch in dataloader:
                optimizer.zero_grad()
                predictions = net(batch[0])
                loss = loss_fn(predictions, batch[1])
                loss.backward()
                optimizer.step()
                total += loss.detach() * batch[0].shape[0]
                right += torch.sum(torch.max(predictions, 1).indices == batch[1])
            n = len(dataloader.dataset)
            return (total / n).item(), (right / n).item()
    """,
    "numpy_figures": """
        import numpy as np


        def one_step(net, images, labels, optimizer, loss_fn):
            optimizer.zero_grad()
            outputs = net(images)
            loss = loss_fn(outputs, labels)
            loss.backward()
            optimizer.step()
            guesses = np.argmax(outputs.detach().numpy(), axis=1)
            return float(loss), np.sum(guesses == labels.numpy()), len(images)


        def train_epoch(net, dataloader, lr=0.01, optimizer=None, loss_fn=nn.NLLLoss()):
            net.train()
            if not optimizer:
                optimizer = torch.optim.AdamW(net.parameters(), lr=lr, weight_decay=0)
            steps = np.array([one_step(net, x, y, optimizer, loss_fn) for x, y in dataloader])
            sizes = steps[:, 2]
            return np.average(steps[:, 0], weights=sizes), steps[:, 1].sum() / sizes.sum()
    """,
    "closure": """
        def train_epoch(net, dataloader, lr=1e-2, optimizer=None, loss_fn=nn.NLLLoss()):
            net.train()
            if optimizer is None:
                optimizer = torch.optim.Adam(list(net.parameters()), lr=lr)
            seen = 0
            mean_loss = accuracy = 0.0
            for images, labels in dataloader:
                kept = {}

                def closure(images=images, labels=labels, kept=kept):
                    optimizer.zero_grad()
                    kept["out"] = net(images)
                    loss = loss_fn(kept["out"], labels)
                    loss.backward()
                    return loss

                loss = optimizer.step(closure)
                n = len(labels)
                seen += n
                mean_loss += (loss.item() - mean_loss) * n / seen
                accuracy += ((kept["out"].argmax(-1) == labels).float().mean().item() - accuracy) * n / seen
            return mean_loss, accuracy
    """,
    "gradients_handed_over": """
        def train_epoch(net, dataloader, lr=0.01, optimizer=None, loss_fn=nn.NLLLoss(), verbose=False):
            net.train(True)
            if not optimizer:
                optimizer = torch.optim.Adam(net.parameters(), lr)
            loss_sum = hits = torch.zeros(())
            for x, y in iter(dataloader):
                out = net.forward(x)
                loss = loss_fn(out, y)
                for p, g in zip(net.parameters(), torch.autograd.grad(loss, list(net.parameters()))):
                    p.grad = g
                optimizer.step()
                loss_sum = loss_sum + loss.detach() * y.numel()
                hits = hits + torch.eq(out.detach().argmax(1), y).sum()
            for p in net.parameters():
                p.grad = None
            n = len(dataloader.dataset)
            return [(loss_sum / n).item(), (hits / n).item()]
    """,
}

VALIDATE = {
    "decorated": """
        @torch.no_grad()
        def validate(net, dataloader, loss_fn=nn.NLLLoss()):
            was_training = net.training
            net.eval()
            loss, hits = 0, 0
            for X, y in dataloader:
                pred = net(X)
                loss += loss_fn(pred, y) * y.numel()
                hits += pred.argmax(1).eq(y).sum()
            net.train(was_training)
            return float(loss) / len(dataloader.dataset), int(hits) / len(dataloader.dataset)
    """,
    "all_at_once": """
        def validate(net, dataloader, loss_fn=nn.NLLLoss()):
            net.train(False)
            with torch.inference_mode():
                pairs = [(net(x), y) for x, y in dataloader]
                outputs, labels = torch.cat([o for o, _ in pairs]), torch.cat([y for _, y in pairs])
                return loss_fn(outputs, labels).item(), (outputs.argmax(1) == labels).float().mean().item()
    """,
    "grad_mode_switched": """
        import numpy as np


        def validate(net, dataloader, loss_fn=nn.NLLLoss()):
            net.eval()
            torch.set_grad_enabled(False)
            try:
                rows = []
                for images, labels in dataloader:
                    out = net(images)
                    hits = (out.argmax(1) == labels).double()
                    rows.append((len(labels), loss_fn(out, labels).numpy(), hits.mean().numpy()))
            finally:
                torch.set_grad_enabled(True)
            n, loss, acc = (np.array(column, dtype=float) for column in zip(*rows))
            return (n * loss).sum() / n.sum(), (n * acc).sum() / n.sum()
    """,
    "mode_restored_image_by_image": """
        def validate(net, dataloader, loss_fn=nn.NLLLoss(), device="cpu"):
            was = net.training
            net.eval()
            losses, hits = [], []
            try:
                with torch.inference_mode():
                    for xs, ys in dataloader:
                        for x, y in zip(xs.to(device), ys.to(device)):
                            out = net(x.unsqueeze(0))
                            losses.append(loss_fn(out, y.unsqueeze(0)).item())
                            hits.append(int(out.argmax()) == int(y))
            finally:
                net.train(was)
            return sum(losses) / len(losses), sum(hits) / len(hits)
    """,
}

TRAIN = {
    "written_out": """
        def train(net, train_loader, test_loader, optimizer=None, lr=0.01, epochs=10, loss_fn=nn.NLLLoss()):
            if optimizer is None:
                optimizer = torch.optim.Adam(net.parameters(), lr=lr)
            hist = {key: [] for key in ("train_loss", "train_acc", "val_loss", "val_acc")}
            for epoch in range(1, epochs + 1):
                for name, batches in (("train", train_loader), ("val", test_loader)):
                    net.train(name == "train")
                    loss_sum, hits, n = 0.0, 0, 0
                    with torch.set_grad_enabled(name == "train"):
                        for images, labels in batches:
                            out = net(images)
                            loss = loss_fn(out, labels)
                            if name == "train":
                                loss.backward()
                                optimizer.step()
                                optimizer.zero_grad()
                            loss_sum += loss.item() * len(labels)
                            hits += (out.argmax(1) == labels).sum().item()
                            n += len(labels)
                    hist[f"{name}_loss"].append(loss_sum / n)
                    hist[f"{name}_acc"].append(hits / n)
                print(f"epoch {epoch}: {hist['val_acc'][-1]:.3f}")
            return hist
    """,
    "by_position": """
        from collections import defaultdict


        def train(net, train_loader, test_loader, optimizer=None, lr=0.01, epochs=10, loss_fn=nn.NLLLoss()):
            optimizer = optimizer or torch.optim.Adam(net.parameters(), lr=lr)
            res = defaultdict(list)
            for ep in range(epochs):
                tl, ta = train_epoch(net, train_loader, lr, optimizer, loss_fn)
                vl, va = validate(net, test_loader, loss_fn)
                for key, value in zip(("train_loss", "train_acc", "val_loss", "val_acc"), (tl, ta, vl, va)):
                    res[key] += [value]
            return res
    """,
    "columns_of_an_array": """
        import numpy as np


        def train(net, train_loader, test_loader, optimizer=None, lr=0.01, epochs=10, loss_fn=nn.NLLLoss()):
            if optimizer is None:
                optimizer = torch.optim.Adam(net.parameters(), lr=lr)

            def epoch():
                return (*train_epoch(net, train_loader, optimizer=optimizer, loss_fn=loss_fn),
                        *validate(net=net, dataloader=test_loader, loss_fn=loss_fn))

            table = np.array([epoch() for _ in range(epochs)])
            names = ["train_loss", "train_acc", "val_loss", "val_acc"]
            return {**{name: table[:, i] for i, name in enumerate(names)}, "epochs": epochs}
    """,
    "one_function_for_both": """
        def run(net, batches, loss_fn, optimizer=None):
            net.train(optimizer is not None)
            loss_sum, hits, n = 0.0, 0, 0
            with torch.set_grad_enabled(optimizer is not None):
                for x, y in batches:
                    out = net(x)
                    loss = loss_fn(out, y)
                    if optimizer is not None:
                        optimizer.zero_grad()
                        loss.backward()
                        optimizer.step()
                    loss_sum += loss.item() * len(y)
                    hits += (out.argmax(1) == y).sum().item()
                    n += len(y)
            return loss_sum / n, hits / n


        def train(net, train_loader, test_loader, optimizer=None, lr=0.01, epochs=10, loss_fn=nn.NLLLoss()):
            optimizer = optimizer or torch.optim.Adam(net.parameters(), lr=lr)
            rows = [
                (*run(net, train_loader, loss_fn, optimizer), *run(net, test_loader, loss_fn)) for _ in range(epochs)
            ]
            return dict(zip(("train_loss", "train_acc", "val_loss", "val_acc"), map(list, zip(*rows))))
    """,
}

TRAINED_NET = {
    "sgd_written_out": """
        trained_net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10), nn.LogSoftmax(dim=1))
        sgd = torch.optim.SGD(trained_net.parameters(), lr=0.3, momentum=0.5)
        for epoch in range(3):
            for images, labels in train_loader:
                sgd.zero_grad()
                nn.functional.nll_loss(trained_net(images), labels).backward()
                sgd.step()
    """,
    "one_epoch": """
        net = make_net()
        history = train(net, train_loader, test_loader, epochs=2)
        trained_net = net
        plot = plt.plot(history["val_acc"])
    """,
}

PLOT_HISTORY = {
    "pyplot": """
        def plot_history(hist):
            plt.figure(figsize=(9, 3))
            plt.subplot(1, 2, 1)
            plt.plot(hist["train_acc"], label="Training acc")
            plt.plot(hist["val_acc"], label="Validation acc")
            plt.xlabel("Epochs")
            plt.ylabel("share")
            plt.legend()
            plt.subplot(122)
            plt.plot(hist["train_loss"], "b--", label="Training loss")
            plt.plot(hist["val_loss"], "r.", label="Test loss")
            plt.xlabel("Epochs")
            plt.ylabel("nats")
            plt.legend()
            plt.show()
    """,
    "twin_axes": """
        def plot_history(hist):
            fig, ax = plt.subplots()
            right = ax.twinx()
            t = [i + 1 for i in range(len(hist["train_loss"]))]
            lines = ax.plot(t, hist["train_loss"], "C0-", label="train loss")
            lines += ax.plot(t, hist["val_loss"], "C0:", label="val cost")
            lines += right.plot(t, hist["train_acc"], "C1-", label="train acc")
            lines += right.plot(t, hist["val_acc"], "C1:", label="val acc")
            ax.set(xlabel="epoch", ylabel="loss", title="history")
            right.set_ylabel("accuracy")
            ax.legend(lines, [line.get_label() for line in lines], loc="center right")
            return fig
    """,
    "stacked_and_shared": """
        import numpy as np


        def plot_history(hist):
            fig, axs = plt.subplots(2, sharex=True)
            epochs = np.arange(len(hist["val_acc"])) + 1
            for ax, what in zip(axs, ["loss", "acc"]):
                ax.scatter(epochs, hist[f"train_{what}"])
                ax.scatter(epochs, hist[f"val_{what}"])
                ax.legend(["train", "valid"])
                ax.set_ylabel(what)
                ax.grid()
            axs[1].set_xlabel("epoch")
            fig.tight_layout()
            return axs
    """,
    "one_legend_for_all": """
        def plot_history(hist):
            fig, axs = plt.subplots(1, 2, constrained_layout=True)
            for ax, kind, name in zip(axs, ("acc", "loss"), ("accuracy", "loss")):
                ax.plot(hist["train_" + kind])
                ax.plot(hist["val_" + kind])
                ax.set_xlabel("epoch")
                ax.set_ylabel(name)
            fig.legend(["training", "validation"])
    """,
    "percent_and_log": """
        def plot_history(hist, figsize=(8, 4)):
            fig = plt.figure(figsize=figsize)
            ax = fig.add_subplot(1, 2, 1)
            ax.semilogy(range(len(hist["train_loss"])), hist["train_loss"], label="train_loss")
            ax.semilogy(range(len(hist["val_loss"])), hist["val_loss"], label="val_loss")
            ax.axhline(0.3, color="grey")
            ax.legend(loc="upper right")
            ax.set_xlabel("epoch")
            ax.set_ylabel("loss (log)")
            ax = fig.add_subplot(1, 2, 2)
            ax.plot([100 * a for a in hist["train_acc"]], marker="x", label="train_acc")
            ax.plot([100 * a for a in hist["val_acc"]], marker="x", label="val_acc")
            ax.set_xlabel("epoch")
            ax.set_ylabel("accuracy in %")
            ax.legend()
            return ax
    """,
}

PLOT_WEIGHTS = {
    "state_dict_and_colorbars": """
        def plot_weights(net):
            weight = next(value for name, value in net.state_dict().items() if name.endswith("weight"))
            fig = plt.figure(figsize=(12, 5))
            for i in range(10):
                plt.subplot(2, 5, i + 1)
                plt.imshow(weight[i].view(28, 28).numpy(), cmap="viridis")
                plt.colorbar()
                plt.title(str(i))
            plt.show()
    """,
    "grey_bytes": """
        def plot_weights(net):
            w = list(net.parameters())[0].detach().clone().numpy().reshape(-1, 28, 28)
            w = (255 * (w - w.min()) / (w.max() - w.min())).astype("uint8")
            fig, axs = plt.subplots(1, 10, figsize=(20, 2))
            for ax, picture in zip(axs, w):
                ax.matshow(picture, cmap="gray_r")
                ax.set_axis_off()
            return fig
    """,
    "meshes": """
        def plot_weights(net):
            linear = [m for m in net.modules() if isinstance(m, nn.Linear)][0]
            fig, axs = plt.subplots(2, 5)
            with torch.no_grad():
                for ax, row in zip(axs.ravel(), linear.weight):
                    mesh = ax.pcolormesh(row.reshape(28, 28), cmap="seismic")
                    ax.invert_yaxis()
            fig.colorbar(mesh, ax=axs)
            return axs
    """,
    "drawn_from_the_bottom": """
        def plot_weights(net):
            for i, row in enumerate(net[1].weight.detach()):
                plt.subplot(3, 4, i + 1)
                plt.imshow(row.reshape(28, 28).flip(0), origin="lower", extent=(0, 28, 0, 28))
            return plt.gcf()
    """,
    "by_layer_position": """
        def plot_weights(net):
            fig, axs = plt.subplots(5, 2, figsize=(4, 10))
            rows = net[-2].weight.data.unflatten(1, (28, 28))
            for k in range(10):
                axs[k // 2, k % 2].imshow(rows[k] / rows[k].std(), interpolation="nearest")
            return fig
    """,
}

SAVE_MODEL = {
    "through_an_open_file": """
        def save_model(net, path):
            with open(path, "wb") as file:
                torch.save(net.state_dict(), file)
    """,
    "copied_tensors": """
        from pathlib import Path


        def save_model(net, path):
            state = {name: tensor.detach().cpu().clone() for name, tensor in net.state_dict().items()}
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            torch.save(state, str(path))
            return path
    """,
    "older_format": """
        save_model = lambda net, path: torch.save(obj=net.state_dict(), f=path, _use_new_zipfile_serialization=False)
    """,
}

ALTERNATIVES = {
    "dataset_facts": DATASET_FACTS,
    "make_net": MAKE_NET,
    "train_epoch": TRAIN_EPOCH,
    "validate": VALIDATE,
    "train": TRAIN,
    "trained_net": TRAINED_NET,
    "plot_history": PLOT_HISTORY,
    "plot_weights": PLOT_WEIGHTS,
    "save_model": SAVE_MODEL,
}
