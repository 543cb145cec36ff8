"""Networks of a student's: handed weights, asked for answers, watched while they are used, judged by accuracy.

Weights and batches are handed in, so that neither initialisation nor luck decides; a network that stands in for a
student's own notices in which mode and with or without gradients it is used.
"""

import contextlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import torch
from torch import nn
from torch.nn.parameter import UninitializedParameter

from autograder.authoring.compare import agree, reach, require
from autograder.authoring.declare import inputs
from autograder.authoring.evidence import exhibit

OFF_FOR_GOOD = "Gradients are switched off and stay so: nothing can be trained afterwards"
GUESSING = 0.25  # the share right of ten classes that a network which has learnt nothing hardly exceeds


def new(maker: Any, name: str, example: torch.Tensor | None = None) -> nn.Module | str:
    """A network that the student's function or class `maker` makes, or a sentence on why there is none.

    Lazy layers find out their sizes from `example`, if it is given.
    """
    if isinstance(maker, nn.Module):
        return f"`{name}` is a network itself; what is asked makes a new one at every call"
    network = maker()
    if isinstance(network, nn.Module):
        return network if example is None else made(network, example)
    if network is None:
        return f"`{name}()` gives nothing: is there a `return`?"
    kind = f"the class `{network.__name__}`" if isinstance(network, type) else f"a {type(network).__name__}"
    return f"`{name}()` gives {kind}, not a network"


def made(network: nn.Module, example: torch.Tensor) -> nn.Module:
    """`network`, whose lazy layers have found out their sizes from `example`, a batch as it will be given."""
    if any(isinstance(parameter, UninitializedParameter) for parameter in network.parameters()):
        with torch.no_grad():
            network(example)
    return network


def parameters_of(network: Any, layers: Iterable[str]) -> dict[str, nn.Parameter]:
    """{"conv1.weight": parameter, …} of the layers that `network` has under these names; others are left out."""
    found = {}
    for name in layers:
        layer = getattr(network, name, None)
        if isinstance(layer, nn.Module):
            found.update({f"{name}.{key.rpartition('.')[2]}": value for key, value in layer.named_parameters()})
    return found


def sizes(tensors: Mapping[str, torch.Tensor]) -> dict[str, str]:
    """Shapes as text: {"conv1.weight": "6×1×3×3", …}."""
    return {name: "×".join(str(n) for n in tensor.shape) for name, tensor in tensors.items()}


def agree_on_shapes(found: Iterable[Any], wanted: Iterable[Any], whose: str) -> None:
    """Fail unless the parameters of two networks have the same shapes; of those that lack the last is named."""
    shapes, asked = ([tuple(shape) for shape in each] for each in (found, wanted))
    missing = next((shape for shape in reversed(asked) if shape not in shapes), None)
    others = [shape for shape in shapes if shape not in asked]
    require(missing is None, f"No parameter of the {whose} has the shape {missing}", others or None)
    agree(shapes, asked, "the list of parameter shapes")


def put(parameters: Mapping[str, nn.Parameter], weights: Mapping[str, torch.Tensor]) -> None:
    """Put `weights` into the parameters of the same names; sizes must agree."""
    with torch.no_grad():
        for name, values in weights.items():
            parameters[name].copy_(values)


def gradients(parameters: Mapping[str, nn.Parameter], outputs: torch.Tensor) -> dict[str, torch.Tensor | None]:
    """Two sums (2,) over the gradient of a fixed mix of `outputs`, for each parameter; None where none arrives."""
    if not outputs.requires_grad:
        return dict.fromkeys(parameters)
    learning = {name: parameter for name, parameter in parameters.items() if parameter.requires_grad}
    found = torch.autograd.grad(_mixed(outputs), list(learning.values()), allow_unused=True)
    return dict.fromkeys(parameters) | {
        name: None if one is None else torch.stack([_mixed(one), one.double().abs().sum()])
        for name, one in zip(learning, found, strict=True)
    }


def _mixed(values: torch.Tensor) -> torch.Tensor:
    """A sum in which every entry has a weight of its own."""
    numbers = torch.arange(values.numel(), dtype=torch.float64, device=values.device)
    return (torch.cos(numbers) * values.flatten()).sum()


def require_gradients(found: Mapping[str, torch.Tensor | None], wanted: Mapping[str, torch.Tensor | None]) -> None:
    """Fail unless a gradient reaches every parameter, and is the right one: otherwise the layer cannot learn."""
    for name, gradient in found.items():
        cut = "it asks for none, or the graph is cut between it and the output"
        require(gradient is not None, f"No gradient reaches `{name}`: {cut}")
    agree(found, wanted, "what the gradients add up to")


def answers(network: nn.Module, images: torch.Tensor, parameters: Mapping[str, nn.Parameter]) -> dict[str, Any]:
    """Answers for a batch in training mode and for one image in evaluation mode, and the gradients of the former."""
    batch = network.train()(images)
    if batch is None or isinstance(batch, tuple | list | dict):  # of another type: that is told
        return {"batch": batch and type(batch)(), "one": None, "gradients": {}}
    with torch.no_grad():
        one = network.eval()(images[:1])
    return {"batch": batch.detach(), "one": one, "gradients": gradients(parameters, batch)}


def agree_on_answers(found: Mapping[str, Any], wanted: Mapping[str, Any], what: str) -> None:
    """Compare two networks' `answers`, which `what` calls by their name."""
    agree(found["batch"], wanted["batch"], f"{what} for a batch, in training mode,")
    agree(found["one"], wanted["one"], f"{what} for a single image, in evaluation mode,")
    require_gradients(found["gradients"], wanted["gradients"])


@inputs
def stamped(rng: torch.Generator) -> float:
    """A number from which parameters are filled, in (0.2, 1)."""
    return 0.2 + 0.8 * torch.rand((), generator=rng).item()


def stamp(parameters: Iterable[nn.Parameter], number: float) -> list[float]:
    """Fill parameters with numbers that follow from their sizes and `number`; what each adds up to then.

    Who only claims to have parameters of the right sizes does not know that.
    """
    sums = []
    with torch.no_grad():
        for parameter in parameters:
            counted = torch.arange(1, parameter.numel() + 1, dtype=torch.float64)
            parameter.copy_(torch.sin(number * counted).reshape(parameter.shape))
            sums.append(parameter.double().sum().item())
    return sums


def held_after_another(one: nn.Module, other: nn.Module, number: float) -> dict[str, Any]:
    """Of what shapes the parameters of `one` are, and what each adds up to, stamped before `other` was, otherwise."""
    stamp(one.parameters(), number)
    stamp(other.parameters(), number / 2)
    held = [parameter.double().sum().item() for parameter in one.parameters()]
    return {"shapes": [list(parameter.shape) for parameter in one.parameters()], "held": held}


def require_own_weights(found: Mapping[str, Any], number: float, sentence: str) -> None:
    """Fail with `sentence` unless a network still holds what it was stamped with before another was: two are apart."""
    sizes = [torch.Size(shape) for shape in found["shapes"]]
    require(sizes and sum(size.numel() for size in sizes) < 10**7, "The net has nothing to learn, or far too much")
    own = torch.tensor(stamp([nn.Parameter(torch.zeros(size)) for size in sizes], number))
    held = torch.tensor(found["held"])
    require(held.shape == own.shape and torch.allclose(held, own, rtol=1e-4, atol=1e-4), sentence)


def scores(network: Any, images: torch.Tensor, batch: int = 500) -> torch.Tensor | None:
    """The answers of a network in eval mode, without gradients: (N, …) on the CPU; None for what is no network.

    One in double precision sees the images in it, as `ToTensor` makes them where that is the default.
    """
    if not isinstance(network, nn.Module):
        return None
    network.eval()
    images = images.to(next((parameter.dtype for parameter in network.parameters()), images.dtype))
    with torch.no_grad():
        return torch.cat([network(part).cpu() for part in images.split(batch)])


def classes(network: Any, images: torch.Tensor) -> torch.Tensor | None:
    """The class (N,) that a network names for each image in eval mode; None for what is no network.

    What does not give a row of scores for each image is handed back as it came.
    """
    found = scores(network, images)
    return found.argmax(dim=1) if found is not None and found.dim() == 2 else found


class Noted(dict[str, Any]):
    """What is noted of a network's use, that of its deep copies too: a copy may be measured in its place."""

    def __deepcopy__(self, memo: dict[int, Any]) -> "Noted":
        return self


class Watched(nn.Module):
    """Passes its input on, and counts how it was used: in which mode, and with or without gradients.

    What passes in training mode is multiplied by `training`, and its columns are shifted by up to `shift`; what passes
    while gradients are recorded is multiplied by `recorded`: so the wrong mode shows in every number. `uses["first"]`
    is what came for the first image; the buffer `seen` counts the images that passed in training mode.
    """

    seen: torch.Tensor

    def __init__(self, training: float = 1, recorded: float = 1, shift: float = 0) -> None:
        super().__init__()
        self.factors, self.shift = (training, recorded), shift
        self.register_buffer("seen", torch.zeros((), dtype=torch.int64))
        counts = dict.fromkeys(("training", "evaluating", "with_gradients", "training_in_eval_mode"), 0)
        self.uses = Noted(first=None, **counts)

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        if self.uses["first"] is None:
            self.uses["first"] = values[0].detach().cpu()
        self.uses["training" if self.training else "evaluating"] += 1
        self.uses["with_gradients"] += values.requires_grad
        self.uses["training_in_eval_mode"] += torch.is_grad_enabled() and not self.training
        if self.training:
            with contextlib.suppress(RuntimeError):  # inside of `torch.func` nothing that is outside may be changed
                self.seen += len(values)
            if self.shift:
                values = values + self.shift * torch.linspace(1, -1, values.shape[1], device=values.device)
        training, recorded = self.factors
        factor = (training if self.training else 1) * (recorded if values.requires_grad else 1)
        return values if factor == 1 else factor * values


def mark_gradients(network: nn.Module, value: float) -> None:
    """Give every parameter a gradient that is `value` everywhere, so that who changes or clears one is seen."""
    for parameter in network.parameters():
        parameter.grad = torch.full_like(parameter, value)


def surcharged(loss: Callable[..., torch.Tensor]) -> Callable[..., torch.Tensor]:
    """`loss` and something for every large output: who was handed it and takes another loss is seen."""
    return lambda outputs, labels: loss(outputs, labels) + outputs.square().mean()


def left_in(network: nn.Module) -> dict[str, Any]:
    """What is in a network: parameters and buffers, gradients, which can be trained; and whether gradients are on."""
    return {
        "state": {name: value.detach().clone() for name, value in network.state_dict().items()},
        "gradients": {name: parameter.grad for name, parameter in network.named_parameters()},
        "requires_grad": {name: parameter.requires_grad for name, parameter in network.named_parameters()},
        "records": torch.is_grad_enabled(),
    }


def require_untouched(found: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    """Fail unless what is `left_in` a network is what a right evaluation leaves; gradients of None count as 0."""
    state, gradients = found["state"], found["gradients"]
    agree(state, wanted["state"], "the network's state after it was measured")
    cleared = {name: torch.zeros_like(state[name]) if one is None else one for name, one in gradients.items()}
    agree(cleared, wanted["gradients"], "the network's gradients after it was measured")
    frozen = not all(found["requires_grad"].values())
    require(not frozen, "The network can no longer be trained: `requires_grad` was switched off")
    require(found["records"], OFF_FOR_GOOD)


def calls(layer: nn.Module) -> list[int]:
    """A list that gets an entry from here on whenever `layer`, or a deep copy of it, is asked."""
    seen: list[int] = []
    layer.register_forward_pre_hook(lambda *_: seen.append(1))
    return seen


def events(network: nn.Module, optimizer: torch.optim.Optimizer) -> list[str]:
    """A list that notes from here on what happens: "forward", "backward" (a gradient arrives) and "step"."""
    seen: list[str] = []
    network.register_forward_pre_hook(lambda module, _: seen.append("forward") if module is network else None)
    next(network.parameters()).register_hook(lambda _: seen.append("backward"))
    optimizer.register_step_pre_hook(lambda *_: seen.append("step"))
    return seen


def share_right(found: Any, labels: torch.Tensor) -> float:
    """The share of labels (N,) that the answers (N,) agree with; 0 for answers of another shape."""
    if not isinstance(found, torch.Tensor) or found.shape != labels.shape:
        return 0.0
    return (found == labels).double().mean().item()


def reach_accuracy(
    name: str,
    found: Any,
    labels: torch.Tensor,
    threshold: float,
    images: torch.Tensor,
    names: Sequence[str] = (),
    guessing: float = GUESSING,
    notice_same: bool = True,
) -> None:
    """Fail unless the answers (N,) of the trained network `name` agree with enough of the labels (N,).

    A dozen of the images are shown with what the network said of them. A network that says the same of all images
    (where `notice_same`) or knows no more than a guess is told so.
    """
    require(found is not None, f"`{name}` is not a network: it must hold the trained network itself")
    fits = isinstance(found, torch.Tensor) and found.shape == labels.shape
    require(fits, f"`{name}` does not give ten scores for each image")
    exhibit(images, found, labels, names)
    accuracy = share_right(found, labels)
    measured = f"accuracy {accuracy:.3f}, where {threshold:g} is asked for"
    require(not notice_same or found.unique().numel() > 1, f"`{name}` gives every image the same answer", measured)
    require(accuracy > min(guessing, threshold), f"`{name}` is hardly better than guessing", measured)
    reach(accuracy, threshold, f"`{name}` has learnt something, but not enough yet")
