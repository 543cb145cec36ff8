"""Tells, in the child, of each call of a cell's own functions, whose code was made to say so.

Such code calls what stands under `HOOK` among the builtins: `call` around the body of a function, `back` around what it
returns, `note` around what it computes. Nothing is told unless somebody asks; then it is told in bounded form.
"""

import builtins
import contextlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from itertools import islice
from types import ModuleType
from typing import Any
from unittest.mock import patch

from autograder.model.account import MOST_CALLS, MOST_PLACES
from autograder.runner import postponed
from autograder.runner.clock import TimeLimit, time_limit
from autograder.runner.described import facts, figure_facts
from autograder.runner.kernel import Kernel, Lesson, explain
from autograder.runner.recorder import Enough, Recorder

HOOK = "__autograder_account__"
DESCRIBED = 60  # times that a place is looked at; from then on it is counted
MOST_NOTED = 10_000  # times that all places are reached: a loop without an end takes as long on any machine
ENDLESS = "it goes on without an end"  # also where networks are asked after so many acts that no more are kept
BATCHES, ASKED = 3, 30  # that a loader gives, and times that networks are asked, where a training is cut short


class Teller(Recorder):
    """A recorder of the acts of loops that also keeps what the code of its cell says of itself.

    It ends the run behind the first call of the function called `until`.
    """

    def __init__(self, label_of: Callable[[str], str], cell: str, short: bool, until: str | None) -> None:
        super().__init__(label_of, cell)
        self.short, self.until = short, until
        self.calls: list[dict] = []
        self.inside: dict | None = None
        self.passes: Counter[tuple] = Counter()
        self.made: dict[int, tuple[Any, dict]] = {}
        self.asked = self.noted = self.within = 0

    @property
    def stopped(self) -> bool:
        """Whether it was stopped on the way."""
        return self.short and self.asked > ASKED

    def act(self, kind: str, line: int, **facts: Any) -> None:
        """Note an act; a training that goes on for long is stopped."""
        super().act(kind, line, **facts)
        self.asked += kind == "forward"

    @contextlib.contextmanager
    def _modules(self) -> Iterator[None]:
        from torch.nn.modules import module as modules

        def stop(*_: Any) -> None:
            if self.stopped:
                raise Enough
            if not self.whole and not self.short:
                raise TimeLimit(ENDLESS)

        def answered(layer: Any, given: Any, result: Any) -> None:
            _, noted = self.made.get(id(layer), (None, {"gave": ()}))
            if given and "gave" not in noted:
                noted["gave"] = [self.described(given[0]), self.described(result)]

        with (
            super()._modules(),
            modules.register_module_forward_pre_hook(stop),
            modules.register_module_forward_hook(answered),
        ):
            yield

    def _operations(self) -> Any:
        return nullcontext()

    def _names(self) -> Any:
        return nullcontext()

    @contextlib.contextmanager
    def _batches(self) -> Iterator[None]:
        from torch.utils.data import DataLoader

        with super()._batches():
            noting = DataLoader.__iter__
            few = (lambda loader: islice(self.shuffled(noting, loader), BATCHES)) if self.short else noting
            with patch.object(DataLoader, "__iter__", few):
                yield

    def shuffled(self, noting: Callable[[Any], Iterator[Any]], loader: Any) -> Iterator[Any]:
        """The batches of a loader, in an order that depends on nothing but how often one such was gone through."""
        import torch

        kind = len(loader.dataset), loader.batch_size
        self.passes[kind] += 1
        torch.manual_seed(self.passes[kind])
        return noting(loader)

    def gave(self, place: str, value: Any) -> Any:
        """What one place gave."""
        self.noted += 1
        if self.noted > MOST_NOTED:
            raise TimeLimit(ENDLESS)
        known = self.inside["noted"] if self.inside is not None else {}
        if place in known:
            known[place]["count"] += 1
            if known[place]["count"] <= DESCRIBED:
                known[place]["last"] = self.described(value)
        elif len(known) < MOST_PLACES:
            found = self.described(value)
            known[place] = {"count": 1, "first": found, "last": found}
            if hasattr(value, "register_forward_hook"):  # a layer: what it makes of what it is given comes later
                self.made[id(value)] = value, known[place]
        return value

    def back(self, place: str, value: Any) -> Any:
        """What a function returns."""
        self.gave(place, value)
        drawn = isinstance(value, ModuleType) or str(getattr(value, "dtype", "")) == "object"  # `return plt`, or axes
        if self.inside is not None and not self.within and value is not None and not drawn:
            self.inside["returned"] = self.described(value)
        return value

    @contextlib.contextmanager
    def call(self, name: str, given: Mapping[str, Any]) -> Iterator[None]:
        """One call of a function of the cell's: of those from outside all is kept."""
        if self.inside is not None or len(self.calls) >= MOST_CALLS:
            self.within += 1
            try:
                yield
            finally:
                self.within -= 1
            return
        one: dict[str, Any] = {
            "name": name, "given": self.all_described(given), "acts": [len(self.acts)] * 2, "noted": {},
        }  # fmt: skip
        self.inside = one
        self.calls.append(one)
        try:
            with self.looking(one):
                yield
        except Enough:
            raise
        except BaseException as error:
            one["raised"] = _raise(explain(error, self.files.label_of))
            raise
        finally:
            for number, network in enumerate(self.networks):
                with contextlib.suppress(Exception), self.silently():
                    self.act("end", 0, network=number, weights=self.weights(network))
            one |= {"left": self.all_described(given), "acts": [one["acts"][0], len(self.acts)]}
            self.inside = None
        if name == self.until:
            raise Enough

    @contextlib.contextmanager
    def looking(self, one: dict[str, Any]) -> Iterator[None]:
        """While a call goes on, keep of a figure that it shows, or leaves open, what can be counted."""
        if not postponed.loaded("matplotlib.pyplot"):
            yield
            return
        import matplotlib.pyplot as plt

        show = plt.show

        def keep() -> None:
            if plt.get_fignums() and "returned" not in one:
                with contextlib.suppress(Exception), self.silently():
                    one["returned"] = {"type": "Figure", **figure_facts(plt.gcf())}

        def shown(*arguments: Any, **options: Any) -> Any:
            keep()
            return show(*arguments, **options)

        with patch.object(plt, "show", shown):
            yield
            keep()

    def all_described(self, values: Mapping[str, Any]) -> dict[str, dict]:
        return {name: self.described(value) for name, value in list(values.items())[:12]}

    def described(self, value: Any, depth: int = 2) -> dict:
        """A value as `Described` has it."""
        try:
            with self.silently():
                return {"type": type(value).__name__, **facts(value, depth, self.described)}
        except Exception:
            return {"type": type(value).__name__}


def _raise(error: Mapping[str, Any]) -> dict:
    """An exception as `Raise` has it."""
    return {name: error[name] for name in ("type", "message", "line", "kind")}


class Hooks:
    """What instrumented code calls: passes everything on unless somebody is told."""

    teller: Teller | None = None

    def note(self, place: str, value: Any) -> Any:
        return self.teller.gave(place, value) if self.teller else value

    def back(self, place: str, value: Any) -> Any:
        return self.teller.back(place, value) if self.teller else value

    def call(self, name: str, given: Mapping[str, Any]) -> Any:
        return self.teller.call(name, given) if self.teller else nullcontext()


HOOKS = Hooks()


def told(
    kernel: Kernel, checks: Any, label_of: Callable[[str], str], cell: str, source: str, defines: Sequence[str],
    probe: str, arguments: list, named: dict, seconds: float, short: bool = False,
    until: str | None = None,
) -> dict:  # fmt: skip
    """Put `source` in the place of an exercise's cell, ask a probe, or none, and tell of what its code did meanwhile.

    Without `defines` the cell is kept for the probe to run. The lesson is afterwards what it was.
    """
    setattr(builtins, HOOK, HOOKS)
    teller = Teller(label_of, cell, short, until)
    ended = None
    try:
        HOOKS.teller = teller
        with teller.listening():
            if defines:
                ended = kernel.run(cell, source, defines, seconds)["raised"]
            else:
                kernel.put_source(cell, source)
            if probe:
                with time_limit(seconds):
                    getattr(checks, probe)(Lesson(kernel), *arguments, **named)
    except Enough:
        pass
    except (Exception, SystemExit, TimeLimit) as error:
        ended = explain(error, label_of)
    finally:
        HOOKS.teller = None
        kernel.forget()
    known = _raise(ended) if ended and ended["type"] != Enough.__name__ else None
    return {"calls": teller.calls, "acts": teller.acts, "ended": known, "cut": teller.stopped}
