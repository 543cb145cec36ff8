"""The proof that naming works in code that nobody wrote a mistake for: operators tried on every right way of a lesson.

A mutant that still passes may be right: it is listed, not judged. What is told of one that fails is held against what
can be known: a named mistake or a relation has to hold under a second seed too, a behaviour has to be one that the
operator can bring about, a departure may not lie before the changed line where no loop is.

Cells with two known mistakes at once are tried too: neither makes up for the other, and at least one is to be told.
And a behaviour that a right way shows, too, is no reason for anything.
"""

import hashlib
import itertools
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from autograder.authoring.declare import Cell, Check
from autograder.errors import UserError
from autograder.grading.checkrun import CheckRun, Finding, Lookup
from autograder.grading.diagnosis.behaviours import behaviours
from autograder.grading.diagnosis.ladder import diagnose, may_show, nearest
from autograder.grading.recorded import KnownMistake, Paper, RecordedAnswers
from autograder.grading.reference import Reference, put_cell
from autograder.grading.suite import CheckSuite, mistakes_of
from autograder.model.course import Assignment
from autograder.model.report import Diagnosis
from autograder.publish.operators import Mutant, mutants
from autograder.runner.session import Session

TWO = "two mistakes"  # in the place of an operator
LOOPS = frozenset("only_the_last without_the_last only_the_first one_round_less rounds_counted_from_one".split())
# Behaviours that an operator can bring about; those of other operators on values, none.
CAN = {
    "no_zero_grad": {"stale_gradients"}, "zero_grad_once": {"stale_gradients"},
    "no_backward": {"no_backward"}, "no_step": {"no_step", "number_of_steps", "never_asked"},
    "step_before_backward": {"step_first"}, "step_after_the_loop": {"number_of_steps", "no_gradient"},
    "backward_and_step_after_the_loop": {"number_of_steps", "one_batch", "no_step"},
    "larger_for_smaller": {"never_asked", "no_step"},
    "no_train_mode": {"eval_while_training"}, "eval_for_train": {"eval_while_training", "training_mode"},
    "train_for_eval": {"training_mode"}, "no_eval_mode": {"training_mode"}, "gradients_recorded": {"gradients_on"},
    "alias_for_copy": {"other_weights"}, "unequal_for_equal": {"eval_while_training", "training_mode"},
}  # fmt: skip
OF_LOOPS = {
    "number_of_steps", "last_batch", "one_batch", "some_batches", "never_asked", "no_backward", "no_step",
    "stale_gradients", "no_gradient", "settings",
}  # fmt: skip


@dataclass(frozen=True)
class Tried:
    """One mutant: where it was made, whether it passed, the kinds of what was told, and what of it was wrong."""

    exercise: str
    style: str
    operator: str
    line: int
    outcome: str
    told: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    seconds: float = 0  # of CPU that the telling took, here and in the child


def chosen(right: Mapping[str, Mapping[str, str]], most: int) -> list[tuple[str, str, Mutant]]:
    """At most `most` mutants of right cells, `{exercise: {style: source}}`: always the same ones, of all operators."""
    made: dict[str, list[tuple[str, str, Mutant]]] = {}
    for exercise, cells in right.items():
        for style, source in cells.items():
            for mutant in mutants(source):
                made.setdefault(mutant.operator, []).append((exercise, style, mutant))
    for group in made.values():
        group.sort(key=lambda one: hashlib.sha256(f"{one[0]}/{one[1]}/{one[2].source}".encode()).digest())
    turns = itertools.zip_longest(*made.values())
    return [one for turn in turns for one in turn if one is not None][:most]


def pairs(assignment: Assignment, solved: Mapping[str, str], most: int) -> list[tuple[str, str, Mutant]]:
    """At most `most` cells with two mistakes of one exercise, the same ones every time: exercise, which two, cell.

    `solved` has the reference's cells by exercise. Exercises that train for long are left out.
    """
    known = sorted(mistakes_of(assignment), key=lambda mistake: (mistake.exercise, mistake.name))
    of_one = [pair for pair in itertools.combinations(known, 2) if pair[0].exercise == pair[1].exercise]
    random.Random(5).shuffle(of_one)

    def made() -> Iterator[tuple[str, str, Mutant]]:
        for first, second in of_one:
            if assignment.exercise(first.exercise).threshold is not None:
                continue
            if source := _both(solved[first.exercise], first.change, second.change):
                yield first.exercise, f"{first.name} and {second.name}", Mutant(TWO, 1, source)

    return list(itertools.islice(made(), most))


def _both(solution: str, first: Callable[[Cell], str], second: Callable[[Cell], str]) -> str:
    """The reference's cell with both changes; empty where one leaves nothing for the other to change."""
    try:
        once = first(Cell(solution))
        twice = second(Cell(once))
    except UserError:
        return ""
    return twice if twice not in (once, second(Cell(solution))) else ""


def said(failed: Sequence[Finding]) -> set[str]:
    """What failed checks say by themselves: an exception with its line, or a sentence that is no two numbers."""
    told = {"raised" for f in failed if f.cause}
    return told | {"sentence" for f in failed if not f.exact}


class Trials:
    """Tries mutants on a reference's session, and holds what is told of them against a second seed.

    `passed` is how the reference passes the checks of `suite`; `known` gives the known mistakes of an exercise as they
    were recorded under its seed.
    """

    def __init__(
        self, reference: Reference, suite: CheckSuite, passed: Mapping[str, Finding],
        known: Callable[[str], Sequence[KnownMistake]],
    ) -> None:  # fmt: skip
        self.reference, self.suite, self.passed, self.known = reference, suite, passed, known
        other = suite.under(suite.seed + 1)
        expected = reference.answers(other, other.checks)  # asked now: later the reference's cells are mutants
        self.second = Paper(other, RecordedAnswers({}, expected, ()).lookup)
        self.again: dict[tuple[str, str], KnownMistake] = {}
        self.traces = {
            (name, index): reference.trace(finding, index)
            for name, finding in passed.items()
            for index in range(len(finding.questions))
        }

    def lookup(self, check: Check, index: int, *_: object) -> object:
        return self.passed[check.id].expected[index]

    def of_right(self, exercise: str, findings: Iterable[Finding], session: Session) -> list[str]:
        """Behaviours that a right cell, which `session` has, shows, too: of a wrong one they would be no reason."""
        asked = {q.encoded: (q, f, n) for f in findings for n, q in enumerate(f.questions)}
        shown: list[str] = []
        for question, finding, number in asked.values():
            right = self.traces.get((finding.check.id, number))
            if right is None or not may_show(right, finding):
                continue
            if found := session.record(question, exercise):
                shown += [one.name for one in behaviours(found, right, numbers_only=True)]
        return list(dict.fromkeys(shown))

    def tried(self, exercise: str, style: str, mutant: Mutant) -> Tried:
        session = self.reference.session()
        given_up = put_cell(session, self.suite.assignment, exercise, mutant.source)
        findings = self._ask(session, self.suite, self.lookup, exercise, given_up)
        failed = [finding for finding in findings if finding.outcome == "fail"]
        made: Mapping[str, tuple[Diagnosis, ...]] = {}
        began = time.process_time() + session.cpu  # what follows is what a submission pays: a second seed, too
        recorded = lambda finding, index: self.traces.get((finding.check.id, index))  # noqa: E731
        if failed and not given_up:
            candidates = nearest(findings, self.known(exercise))
            session.refresh()
            made = diagnose(findings, candidates, session.raised(exercise), recorded, session.record)
        repeated = self._ask(session, self.second.suite, self.second.lookup, exercise, given_up) if made else []
        seconds = time.process_time() + session.cpu - began
        session.forget()
        told = {one.kind for each in made.values() for one in each} | said(failed)
        wrong = self._wrong(exercise, style, mutant, made, repeated)
        outcome = "fail" if failed else "pass"
        return Tried(
            exercise, style, mutant.operator, mutant.line, outcome, tuple(sorted(told)), tuple(wrong), round(seconds, 3)
        )

    def _ask(
        self, session: Session, suite: CheckSuite, lookup: Lookup, exercise: str, given_up: Mapping
    ) -> list[Finding]:
        return list(CheckRun(suite, session, lookup, given_up=given_up).run(suite.alone(exercise)).values())

    def _wrong(
        self, exercise: str, style: str, mutant: Mutant, made: Mapping[str, tuple[Diagnosis, ...]],
        repeated: Sequence[Finding],
    ) -> list[str]:  # fmt: skip
        names = {one.name for each in made.values() for one in each if one.kind == "mistake"}
        for name in names:
            if (exercise, name) not in self.again:
                (self.again[exercise, name],) = self.reference.again(self.second, exercise, [name])
        still = {c.mistake.name for c in nearest(repeated, [self.again[exercise, n] for n in names]).values()}
        true = set(style.split(" and ")) if mutant.operator == TWO else still
        wrong = [f"mistake {name}" for name in sorted(names - true)]
        can = CAN.get(mutant.operator, set()) | (OF_LOOPS if mutant.operator in LOOPS else set())
        looped = "for " in mutant.source or "while " in mutant.source
        for one in (one for each in made.values() for one in each if mutant.operator != TWO):
            if one.kind == "behaviour" and one.name not in can:
                wrong.append(f"behaviour {one.name}")
            if one.kind == "departure" and one.line and one.line < mutant.line and not looped:
                wrong.append(f"departure at line {one.line}")
        return list(dict.fromkeys(wrong))


def matrix(tried: Sequence[Tried]) -> list[tuple[str, Counter]]:
    """For each operator, how many mutants there are by what came of them, most frequent operators first."""
    rows: dict[str, Counter] = {}
    for one in tried:
        row = rows.setdefault(one.operator, Counter())
        row["all"] += 1
        row["caught"] += one.outcome == "fail"
        row["explained"] += bool(one.told)
        row["wrong"] += bool(one.wrong)
    return sorted(rows.items(), key=lambda row: (-row[1]["all"], row[0]))
