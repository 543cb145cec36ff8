"""A GPU where there is none: tensors on it lie in plain memory, and a mode of torch's own knows which they are.

No part of CUDA is used, so that every build of torch can do it: that without CUDA, and that with CUDA and no driver.
Values are real, and so is every gradient; what is told is what a GPU would have refused: two devices in one step.
"""

import contextlib
import functools
import sys
import unittest.mock
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

from autograder.authoring.compare import require
from autograder.errors import KitError
from autograder.model.cells import cell_of

Tensor: Any = torch.Tensor  # with the getters and setters that it has
MARK = "said_to_be_on"
CPU, GPU = torch.device("cpu"), torch.device("cuda", 0)
# These take from one device to another, or ask another tensor for its shape or kind alone.
_ACROSS = {
    Tensor.to, Tensor.copy_, Tensor.type_as, Tensor.__setitem__, Tensor.data.__set__,
    Tensor.view_as, Tensor.expand_as, Tensor.reshape_as, torch._has_compatible_shallow_copy_type,
}  # fmt: skip
_LIKE_ANOTHER = {Tensor.to, Tensor.type_as}
_FROM_NUMBERS = {torch.tensor, torch.as_tensor}  # of a list, whose numbers may come from any device, on the CPU


class TwoDevices(RuntimeError):
    """What torch would raise on a machine with a GPU."""


class FakeGpu(TorchFunctionMode):
    """While it is entered, a tensor asked for on `cuda` is one whose memory carries that mark, and is never mixed.

    `meant` are the very objects that stand for it: what a lesson's own functions hold on to since they were defined.
    """

    def __init__(self, meant: Iterable[torch.device] = ()) -> None:
        super().__init__()
        self._meant = tuple(meant)

    def _read(self, value: Any) -> Any:
        return GPU if any(value is device for device in self._meant) else value

    def __torch_function__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        args = tuple(self._read(value) for value in args)
        kwargs = {name: self._read(value) for name, value in (kwargs or {}).items()}
        if function in (torch.device, torch._C._nn._parse_to):  # the latter reads the arguments of `Module.to`
            return function(*args, **kwargs)
        if function == Tensor.device.__get__:
            return _where(args[0])
        if function == Tensor.is_cuda.__get__:
            return _where(args[0]).type == "cuda"
        if function == Tensor.get_device:
            return 0 if _where(args[0]).type == "cuda" else -1
        given = [*_tensors(args), *_tensors(kwargs.values())]
        numbers = function in _FROM_NUMBERS and args and isinstance(args[0], list | tuple)
        place = CPU if numbers else _common(function, given)
        asked = [value for value in (*args, *kwargs.values()) if _is_device(value, function)]
        if function in (Tensor.cuda, Tensor.cpu):
            place = GPU if function == Tensor.cuda else CPU
            result = args[0]
        else:
            if asked:
                place = torch.device("cuda", asked[0]) if isinstance(asked[0], int) else torch.device(asked[0])
            elif function in _LIKE_ANOTHER and len(given) > 1:
                place = _where(given[1])
            plain = {name: _plain(value, function) for name, value in kwargs.items()}
            result = function(*(_plain(value, function) for value in args), **plain)
        return _placed(result, GPU if place == torch.device("cuda") else place, given)


def _plain(value: Any, function: Any) -> Any:
    return CPU if _is_device(value, function) else value


def _is_device(value: Any, function: Any) -> bool:
    """Whether an argument names the CPU or a GPU; a number does so in `.to(0)`."""
    if isinstance(value, int) and not isinstance(value, bool):
        return function == Tensor.to
    named = value.type if isinstance(value, torch.device) else value.partition(":")[0] if isinstance(value, str) else ""
    return named in ("cuda", "cpu")


def _tensors(values: Iterable[Any]) -> Iterator[torch.Tensor]:
    """The tensors among `values`, those in lists and tuples too."""
    for value in values:
        if isinstance(value, Tensor):
            yield value
        elif isinstance(value, list | tuple):
            yield from _tensors(value)


def _where(tensor: torch.Tensor) -> torch.device:
    """Where a tensor is said to be: its memory carries the mark, so views, parameters and `.data` share it."""
    if tensor.layout != torch.strided:
        return tensor.device
    return getattr(tensor.untyped_storage(), MARK, tensor.device)


def _common(function: Any, given: list[torch.Tensor]) -> torch.device:
    """The one device of all that a function is given; a single number on the CPU goes with any.

    Raises TwoDevices.
    """
    if not given:
        return CPU
    first = _where(given[0])
    if function in _ACROSS:
        return first
    counted = [tensor for tensor in given if tensor.dim()]
    if function == Tensor.__getitem__ and first != CPU:  # indices may be on the CPU
        counted = [tensor for tensor in counted if _where(tensor) != CPU]
    places = list(dict.fromkeys(_where(tensor) for tensor in counted))
    if len(places) > 1:
        two = f"{places[0]} and {places[1]}"
        raise TwoDevices(f"Expected all tensors to be on the same device, but found at least two devices, {two}!")
    return next((_where(tensor) for tensor in given if _where(tensor) != CPU), first)


def _placed(result: Any, place: torch.device, given: list[torch.Tensor]) -> Any:
    """`result` with every tensor in it marked as lying at `place`: a copy of what is given and lies elsewhere."""
    if isinstance(result, torch.Tensor):
        if _where(result) == place or result.layout != torch.strided:
            return result
        memory = result.untyped_storage()
        if any(memory is tensor.untyped_storage() for tensor in given if tensor.layout == torch.strided):
            result = result.clone()
            memory = result.untyped_storage()
        setattr(memory, MARK, place)
    elif isinstance(result, list | tuple):
        for part in result:
            _placed(part, place, given)
    return result


# Cells that choose their device themselves are told of a GPU; torch, which would start to use it, is not.
_ASKED = (
    (torch.cuda, "is_available", True),
    (torch.accelerator, "is_available", True),
    (torch.accelerator, "current_accelerator", torch.device("cuda")),
)


def _told(true: Callable[..., Any], told: Any, *arguments: Any, **named: Any) -> Any:
    return told if cell_of(sys._getframe(1).f_code.co_filename) else true(*arguments, **named)


def here() -> torch.device:
    """Where a lesson's tensors belong on this machine, whatever device a student's cell names."""
    return GPU if torch.cuda.is_available() else CPU


def is_a_device(value: Any) -> bool:
    """Whether a value names where tensors are: a `torch.device`, or text such as "cuda:0"."""
    return isinstance(value, torch.device | str) and _is_device(value, None)


@contextlib.contextmanager
def defaults_on(device: torch.device, functions: Iterable[Any]) -> Iterator[None]:
    """Have functions take `device` where a default argument names one: it was chosen when they were made."""
    before = [(function, function.__defaults__) for function in functions]
    try:
        for function, values in before:
            function.__defaults__ = values and tuple(device if is_a_device(value) else value for value in values)
        yield
    finally:
        for function, values in before:
            function.__defaults__ = values


@contextlib.contextmanager
def _told_to_lessons() -> Iterator[None]:
    with contextlib.ExitStack() as stack:
        for owner, name, told in _ASKED:
            patched = functools.partial(_told, getattr(owner, name), told)
            stack.enter_context(unittest.mock.patch.object(owner, name, patched))
        yield


def on_fake_gpu(call: Callable[[torch.device], Any], meant: Iterable[torch.device] = ()) -> dict[str, str]:
    """Run `call(torch.device("cuda"))` on the fake GPU, and say how it went, for `require_one_device`.

    `meant` are objects that name the GPU as well while it runs.
    `met` is what torch says when two devices meet, `ended` whatever else ended the call; both empty if nothing did.
    """
    try:
        with _told_to_lessons(), FakeGpu(meant):
            call(torch.device("cuda"))
    except TwoDevices as error:
        return {"met": str(error), "ended": ""}
    except Exception as error:
        return {"met": "", "ended": f"{type(error).__name__}: {error}"[:300]}
    return {"met": "", "ended": ""}


def require_one_device(found: dict[str, str], wanted: dict[str, str], sentence: str) -> None:
    """Fail with `sentence` where two devices met in what `on_fake_gpu` said of a student's call, `found`.

    What else ended it is no matter of devices. `wanted` is what it said of the reference.

    Raises KitError where the fake GPU tells nothing: the reference did not come through, or a straggler is not seen.
    """
    prove()
    if any(wanted.values()):
        raise KitError(f"The reference did not come through the fake GPU: {wanted['met'] or wanted['ended']}")
    require(not found["met"], sentence)


@functools.cache
def prove() -> None:
    """Show that the fake GPU works here: who moves a batch comes through, who leaves labels behind is seen.

    Raises KitError.
    """
    right, straggler = on_fake_gpu(functools.partial(_look, True)), on_fake_gpu(functools.partial(_look, False))
    if any(right.values()) or not straggler["met"]:
        fault = right["met"] or right["ended"] or straggler["ended"] or "a tensor left behind was not seen"
        raise KitError(
            f"With torch {torch.__version__} nobody can be told whether tensors are moved to a GPU ({fault}). "
            "The checks that ask it are our error here, and cost nothing."
        )


def _look(moved: bool, device: torch.device) -> None:
    """The loss of a batch on `device`; no gradient, which would open CUDA where there is one."""
    network = torch.nn.Linear(4, 2).to(device)
    with torch.no_grad():
        logits, labels = network(torch.rand(3, 4).to(device)), torch.arange(3) % 2
        torch.nn.functional.cross_entropy(logits, labels.to(device) if moved else labels).item()
