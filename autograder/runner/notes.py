"""What is noted, in the child, while a question is answered once more: values, lines, acts of a loop.

What is kept is bounded in number; values are kept as two sums each.
"""

import contextlib
import functools
import sys
import weakref
from collections.abc import Callable, Iterator
from typing import Any

from autograder.model.trace import MOST_ACTS, MOST_EVENTS

SAMPLE = 4096
# Operations whose result holds the same numbers as before, and those that make numbers of no others.
MOVES = frozenset(
    """
    view _unsafe_view reshape t transpose permute expand squeeze unsqueeze clone copy_ detach detach_ _to_copy alias
    contiguous as_strided lift_fresh select narrow split unbind unfold _local_scalar_dense item is_same_size equal
    set_
    """.split()
)
MADE = frozenset(
    """
    zeros ones empty full arange empty_like zeros_like ones_like full_like scalar_tensor zero_ fill_ randperm rand randn
    rand_like randn_like uniform uniform_ normal normal_ random_ bernoulli bernoulli_ randint multinomial exponential_
    empty_strided new_empty new_empty_strided new_zeros new_ones new_full
    """.split()
)


def weighted(array: Any) -> float:
    """A sum in which every number has a weight of its own: it is another where any of them is."""
    return float(array @ _weights(len(array)))


@functools.lru_cache(64)
def _weights(size: int) -> Any:
    import numpy as np

    return np.cos(0.7 * np.arange(size) + 0.3)


def tensors(value: Any) -> list[Any]:
    """The tensors in the arguments or the result of an operation, in order."""
    import torch

    if isinstance(value, torch.Tensor):
        return [value]
    found = []
    for entry in value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ():
        if isinstance(entry, torch.Tensor):
            found.append(entry)
        elif isinstance(entry, list | tuple | dict):
            found += tensors(entry)
    return found


def held_by(optimizer: Any) -> list[Any]:
    return [p for group in optimizer.param_groups for p in group["params"]]


def leaves(value: Any) -> list[Any]:
    """The tensors whose gradients `backward` computes."""
    waiting, seen, found = [value.grad_fn], set(), []
    while waiting:
        node = waiting.pop()
        if node is not None and node not in seen:
            seen.add(node)
            found += [node.variable] if hasattr(node, "variable") else []
            waiting += [before for before, _ in node.next_functions]
    return found


def inferring() -> bool:
    """Whether inference mode is on: at its end it puts back what it found, also a mode that has been left meanwhile."""
    import torch

    return torch.is_inference_mode_enabled()


class Files(dict[str, str]):
    """Whose code a file holds, by its name: "mine", the cell's; torch's "optim", or other code of "torch"; or ""."""

    def __init__(self, label_of: Callable[[str], str], cell: str) -> None:
        super().__init__()
        self.label_of, self.cell = label_of, cell

    def __missing__(self, name: str) -> str:
        torchs = "optim" if "/torch/optim/" in name else "torch" if "/torch/" in name or name == __file__ else ""
        self[name] = whose = "mine" if self.label_of(name) == self.cell else torchs
        return whose


class Notes:
    """Everything noted about the code of one cell; `as_data()` is what a trace is read from."""

    def __init__(self, label_of: Callable[[str], str], cell: str) -> None:
        self.events: list[list] = []
        self.acts: list[list] = []
        self.targets: list[int] = []
        self.whole = True
        self.cut = False
        self.quiet = False
        self.spoilt = False  # whether a value was met that holds nan or inf
        self.networks: list[Any] = []
        self.owners: dict[int, tuple[Any, tuple[int, ...]]] = {}
        self.files = Files(label_of, cell)

    def sums(self, value: Any) -> tuple[int, float, float] | None:
        """Size, sum of magnitudes and weighted sum of a tensor, an array or a number; None for anything else."""
        import numpy as np
        import torch

        if isinstance(value, torch.Tensor):
            if type(value) not in (torch.Tensor, torch.nn.Parameter) or value.is_meta:
                return None
            known = value.is_cpu and value.dtype != torch.bfloat16  # to numpy
            value = (value.detach() if known else value.detach().to("cpu", torch.float64)).numpy()
        elif isinstance(value, bool | np.bool_ | str) or value is None:
            return None
        try:
            array = np.asarray(value).reshape(-1)
            size = array.size
            array = array[:: -(-size // SAMPLE) or 1].astype(np.float64)
        except (TypeError, ValueError):
            return None
        if not size:
            return None
        magnitude = float(np.add.reduce(np.abs(array)))
        if not np.isfinite(magnitude):
            self.spoilt |= type(value) is not float or np.isnan(value)  # what Python has as inf was written so
            return None
        return size, magnitude, weighted(array)

    def note(self, kind: str, name: str, line: int, value: Any, parents: tuple[int, ...] = ()) -> int | None:
        """Add an event; its number, or that of the parent that had the same value; None when it is not kept."""
        before = self.spoilt
        if (sums := self.sums(value)) is None:
            if self.spoilt and not before and line:
                self.act("nonfinite", line)
            return None
        for parent in parents:
            if self.events[parent][3:6] == list(sums):
                return parent
        if len(self.events) >= MOST_EVENTS:
            self.cut = True
            return None
        self.events.append([kind, name, line, *sums, list(parents[-8:])])
        return len(self.events) - 1

    def act(self, kind: str, line: int, **facts: Any) -> None:
        if len(self.acts) >= MOST_ACTS:
            self.whole = False
            return
        plain: dict[str, float] = {}
        for name, value in facts.items():
            if isinstance(value, bool | int | float):
                plain[name] = float(value)
            elif (sums := self.sums(value)) is not None:
                plain |= dict(zip((f"{name}#", f"{name}|", f"{name}~"), map(float, sums), strict=True))
        self.acts.append([kind, line, plain])

    def line(self, inside: bool = False) -> int:
        """The line of the exercise's cell that is being run, innermost; 0 when none is, or `inside` an optimizer."""
        frame, files = sys._getframe(2), self.files
        while frame is not None:
            whose = files[frame.f_code.co_filename]
            if whose == "mine":
                return frame.f_lineno
            if inside and whose == "optim":  # how a step is computed is nobody's line
                return 0
            frame = frame.f_back  # type: ignore[assignment]
        return 0

    def by_mine(self, above: int = 2) -> bool:
        """Whether it is the exercise's cell itself that calls into torch, not what it calls; so many frames `above`."""
        frame, files = sys._getframe(above), self.files
        while frame is not None and files[frame.f_code.co_filename] in ("torch", "optim"):
            frame = frame.f_back  # type: ignore[assignment]
        return frame is not None and files[frame.f_code.co_filename] == "mine"

    def called_by_mine(self, frame: Any) -> bool:
        while (frame := frame.f_back) is not None:
            if self.files[frame.f_code.co_filename] == "mine":
                return True
        return False

    def owned(self, value: Any) -> tuple[int, ...]:
        known = self.owners.get(id(value))
        return known[1] if known is not None and known[0]() is value else ()

    def own(self, value: Any, events: tuple[int, ...]) -> None:
        self.owners[id(value)] = weakref.ref(value), events

    def weights(self, network: Any) -> Any:
        return self.flat(network.parameters())

    def flat(self, parameters: Any) -> Any:
        """All that parameters hold, in one tensor."""
        import torch

        with torch.no_grad():
            plain = (torch.Tensor, torch.nn.Parameter)  # one's own kind of tensor may do anything
            parts = [p.detach().reshape(-1) for p in parameters if type(p) in plain]
            return torch.cat(parts) if parts else torch.zeros(0)

    @contextlib.contextmanager
    def silently(self) -> Iterator[None]:
        """What the recorder computes itself is not recorded, and takes no way round."""
        from torch.utils._mode_utils import no_dispatch

        before, self.quiet = self.quiet, True
        try:
            with no_dispatch():
                yield
        finally:
            self.quiet = before

    def as_data(self) -> dict:
        """What was recorded, as a trace is read from."""
        import torch

        # Where acts are lacking, the code may not have come to its end.
        end = {"gradients": float(torch.is_grad_enabled())} if self.whole else {}
        for number, network in enumerate(self.networks):
            with contextlib.suppress(Exception), self.silently():
                self.act("end", 0, network=number, weights=self.weights(network))
        return {
            "events": self.events, "acts": self.acts, "targets": self.targets, "end": end, "whole": self.whole,
            "cut": self.cut,
        }  # fmt: skip
