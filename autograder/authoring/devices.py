"""A GPU where there is none: torch's fake tensors know their device, and refuse to meet one on another."""

import contextlib
import sys
import types
import unittest.mock
from collections.abc import Callable, Iterator
from typing import Any

import torch

from autograder.model.cells import cell_of

# What asks a tensor for its value, or walks the graph, has no answer without data: these stand in.
_ANSWERS: dict[str, Any] = {
    "item": lambda self: 0.0,
    "tolist": lambda self: [0.0] * self.numel(),
    "backward": lambda self, *_, **__: None,
    "__float__": lambda self: 0.0,
    "__int__": lambda self: 0,
    "__index__": lambda self: 0,
    "__bool__": lambda self: False,
}


@contextlib.contextmanager
def _stood_in() -> Iterator[None]:
    there = torch.cuda.is_available()

    def told_to_the_lesson() -> bool:
        """Cells that choose their device themselves are told of a GPU; torch would start to use it."""
        return there or bool(cell_of(sys._getframe(1).f_code.co_filename))

    with (
        unittest.mock.patch.multiple(torch.Tensor, **_ANSWERS),
        unittest.mock.patch.object(torch.cuda, "is_available", told_to_the_lesson),
    ):
        yield


def warm() -> None:
    """Import what the first fake tensor imports (a thousand modules), so that forked children find it there."""
    on_fake_gpu(lambda device: torch.nn.functional.cross_entropy(torch.ones(2, 3), torch.ones(2).long()))


def on_fake_gpu(call: Callable[[torch.device], Any]) -> str:
    """Run `call(torch.device("cuda"))` on fake tensors; what torch says when two devices meet, else an empty string.

    Shapes and devices are real, values are not: only a mismatch of devices is told, since anything else that goes wrong
    may be due to values that are not there.
    """
    from torch._subclasses.fake_tensor import FakeTensorMode

    try:
        with _stood_in(), FakeTensorMode(allow_non_fake_inputs=True):
            call(torch.device("cuda"))
    except Exception as error:
        said = str(error)
        return said[:300] if "device" in said and ("same device" in said or "two devices" in said) else ""
    return ""


def needed_by(function: Any, seen: frozenset[Any] = frozenset()) -> bool:
    """Whether `function`, or one that it names and that stands beside it, comes to call `on_fake_gpu`."""
    if function in seen:
        return False
    named = [function.__globals__.get(name) for name in _names(function.__code__)]
    functions = [value for value in named if isinstance(value, types.FunctionType)]
    return on_fake_gpu in functions or any(
        needed_by(other, seen | {function}) for other in functions if other.__module__ == function.__module__
    )


def _names(code: types.CodeType) -> Iterator[str]:
    """The globals that `code` names, functions inside it included."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _names(constant)
