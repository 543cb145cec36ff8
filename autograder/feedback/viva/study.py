"""One exercise's cell and changes of it, run on what a check asks: in the sandbox, or where the notebook is."""

import ast
import builtins
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Any, Protocol

from autograder.authoring.declare import Check
from autograder.feedback.viva.cell import Cell
from autograder.feedback.viva.facts import Fact, Run, Unclear, facts
from autograder.feedback.viva.instrument import Place, Program
from autograder.feedback.viva.variants import MODULES
from autograder.grading.checkrun import CheckRun
from autograder.grading.fingerprint import Fingerprint
from autograder.grading.suite import CheckSuite
from autograder.model.account import Account, Call, Described, Noted
from autograder.model.course import Exercise
from autograder.model.trace import MOST_ACTS
from autograder.runner.respondent import Question, Respondent

SECONDS = 1.0  # of one run: an emergency brake
MOST_CHECKS = 2
FIRST_CHOICE = 1000  # what a call of a network weighs
Asked = tuple[str, int]  # the check whose question is asked, and which of its questions


class Teller(Respondent, Protocol):
    """A respondent that also tells of what code in the place of an exercise's does."""

    def account(self, request: Mapping[str, Any]) -> Account | None: ...


class _Once:
    """Asks each question once, and gives the same answer for the student's and for the right one: they pass."""

    def __init__(self, respondent: Teller) -> None:
        self.respondent = respondent
        self.said: dict[bytes, Any] = {}

    def ask(self, question: Question) -> Any:
        key = replace(question, seconds=0.0).encoded
        if key not in self.said:
            self.said[key] = self.respondent.ask(question)
        return self.said[key]

    def again(self, _: Check, __: int, question: Question) -> Any:
        return question.of(self.ask(replace(question, seconds=SECONDS)))


@dataclass(eq=False)
class Study:
    """A student's exercise under one seed: what its code did, and what changes of it did."""

    cell: Cell
    suite: CheckSuite
    respondent: Teller
    asked: Asked | None = None
    _runs: dict[Asked, Call] = field(default_factory=dict)
    _again: bool = False  # whether one question alone has been asked

    @property
    def exercise(self) -> Exercise:
        return self.cell.exercise

    @cached_property
    def _once(self) -> _Once:
        return _Once(self.respondent)

    def under(self, suite: CheckSuite) -> "Study":
        """The same cell and the same question under another seed."""
        _ = self.base
        return Study(self.cell, suite, self.respondent, self.asked, _again=True)

    @cached_property
    def base(self) -> Run | None:
        """The student's own code; None where it could not be seen at work."""
        best: tuple[int, Run, Question, Asked] | None = None
        for asked, question in self._questions(self.asked):
            run = self._run(question)
            if run is None or run.call is None or run.call.raised:
                continue
            self._runs[asked] = run.call
            if best is None or self._telling(run.call) > best[0]:
                best = self._telling(run.call), run, question, asked
        if best is None:
            return None
        _, run, self._question, self.asked = best
        return run

    @cached_property
    def elsewhere(self) -> Mapping[Asked, Call]:
        """Calls of the same function that are made to answer other questions."""
        if self.call is None or self.cell.whole:
            return {}
        for asked, question in self._questions(None) if self._again else ():
            if asked not in self._runs and (run := self._run(question)) and run.call and not run.call.raised:
                self._runs[asked] = run.call
        return {asked: c for asked, c in self._runs.items() if asked != self.asked and c.name == self.call.name}

    @property
    def call(self) -> Call | None:
        """The call of the student's own code that is looked at; it raised nothing."""
        return self.base.call if self.base else None

    @property
    def given(self) -> Mapping[str, Described]:
        return self.call.given if self.call else {}

    @property
    def counted(self) -> dict[str, tuple]:
        """Whole numbers and sizes that are handed in: another seed may draw others."""
        return {n: (v.shape, v.length, v.numbers * (v.type == "int")) for n, v in self.given.items()}

    @property
    def noted(self) -> Mapping[str, Noted]:
        """What places of the code gave during the call, by their ids."""
        return self.call.noted if self.call else {}

    @cached_property
    def places(self) -> list[tuple[Place, Noted]]:
        """The places that were reached during the call, the first of each line and text, and what they gave."""
        reached = [place for place in self.cell.program.places.values() if place.id in self.noted]
        first = {(place.line, place.text): place for place in reversed(reached)}
        return [(place, self.noted[place.id]) for place in reached if first[place.line, place.text] is place]

    def _questions(self, wanted: Asked | None) -> Iterator[tuple[Asked, Question]]:
        """What checks ask of the exercise, or the one that is wanted; nothing where its cell itself is looked at."""
        if self.cell.whole and self.exercise.run != "on_demand":
            yield (self.exercise.name, 0), Question("")
            return
        checks = self.suite.of(self.exercise.name)
        for check in [c for c in checks if wanted is None or c.name == wanted[0]][:MOST_CHECKS]:
            asked = CheckRun(self.suite, self._once, self._once.again).judge(check).questions[:2]
            yield from (((check.name, n), q) for n, q in enumerate(asked) if wanted in (None, (check.name, n)))

    def _run(self, question: Question) -> Run | None:
        account = self._account(self.cell.program, question)
        return Run(account, self._call(account), dict(self.cell.program.lines)) if account else None

    def _account(self, program: Program, question: Question, until: str | None = None) -> Account | None:
        request = {
            **question.as_data(), "cell": self.exercise.name, "source": program.source, "seconds": SECONDS,
            "defines": [] if self.exercise.run == "on_demand" else list(self.exercise.names),
            "short": self.exercise.threshold is not None, "until": until,
        }  # fmt: skip
        return self.respondent.account(request)

    def _call(self, account: Account, name: str = "") -> Call | None:
        """The call that is looked at: of the function `name`, else the first of that which tells most."""
        first = {call.name: call for call in reversed(account.calls) if not name or call.name == name}
        return max(reversed(first.values()), key=self._telling, default=None)

    def _telling(self, call: Call) -> int:
        """How much a call tells: what a network computes before all, last what only makes one."""
        made, computed = (FIRST_CHOICE * call.name.endswith(end) for end in ("__init__", ".forward"))
        return sum(1 + bool(noted.gave) for noted in call.noted.values()) + computed - made

    @cached_property
    def facts(self) -> Callable[[int], tuple[Fact, ...]]:
        """What a change brings about, by its number; nothing where that cannot be told."""
        return cache(self._measure)

    def _measure(self, index: int) -> tuple[Fact, ...]:
        base, program = self.base, self.cell.changed(index)
        if base is None or base.call is None or program is None:
            return ()
        account = self._account(program, self._question, base.call.name)
        if account is None:
            return ()
        if account.cut and self.cell.changes[index].kind == "moved":  # what stands behind a loop would come later
            return ()
        before = next((call for call in account.calls if call.raised), None)
        call = self._call(account, base.call.name)
        if before is not None and (call is None or account.calls.index(before) < account.calls.index(call)):
            call = before
        try:
            return facts(base, Run(account, call, dict(program.lines)), self.tolerance, self.cell.leaves)
        except Unclear:
            return ()

    @property
    def is_plain(self) -> bool:
        """Whether all that it works with is said: no data, of which only sizes are."""
        if not self.cell.whole:
            return bool(self.given) and all(value.type in ("int", "float", "bool") for value in self.given.values())
        names = [n for n in ast.walk(self.cell.tree) if isinstance(n, ast.Name)]
        made = {n.id for n in names if isinstance(n.ctx, ast.Store)} | {*MODULES, *dir(builtins)}
        others = {name for one in self.suite.assignment.exercises for name in one.names}
        return {n.id for n in names} <= made | others

    @property
    def is_lucky(self) -> bool:
        """Whether no more comes back than a few counts that data decide: they may well be the same by chance."""
        found = tuple(_values(self.call.returned)) if self.call and self.call.returned else ()
        return bool(found and self.given) and not self.is_plain and not Fingerprint("", found).telling(Fingerprint())

    @property
    def is_dear(self) -> bool:
        """Whether a run takes long: a figure, or a training that cannot be cut short."""
        return "plt." in self.cell.source or (self.base is not None and len(self.base.account.acts) > MOST_ACTS // 8)

    @property
    def tolerance(self) -> float:
        return self.suite.assignment.tolerance(self.exercise, "cpu").rtol


def _values(value: Described) -> Iterator[float]:
    """The numbers of a value and of its parts, but for those that only count what is there."""
    if not value.names and value.type != "DataLoader":
        yield from value.numbers
    for part in value.parts:
        yield from _values(part)
