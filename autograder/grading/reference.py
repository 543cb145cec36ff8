"""The reference at hand: its cells as data, and a child of the zygote's that answers as they do.

Whoever judges keeps it; nothing of it is ever where a student's code runs. `Reference.lookup` gives the right answers,
asked when a check wants them and not before.
"""

import contextlib
import hashlib
import multiprocessing
import os
from collections import OrderedDict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from autograder.authoring.declare import Cell, Check
from autograder.errors import KitError
from autograder.grading import fingerprint
from autograder.grading.checkrun import CheckRun, Finding, Lookup
from autograder.grading.recorded import Known, KnownMistake, Paper, RecordedAnswers
from autograder.grading.suite import CheckSuite, mistakes_of
from autograder.grading.words import Failure, cell_failure, in_words
from autograder.model import lessonfile
from autograder.model.cells import RunCell
from autograder.model.course import Assignment
from autograder.model.trace import Trace
from autograder.runner.pool import Zygote
from autograder.runner.respondent import Died, Question, StudentMissing, StudentRaised
from autograder.runner.session import Session

OF_STUDENTS = "group_"  # begins the name of a mistake whose cell a student wrote
KEPT = 128  # the latest answers, among them those to questions that are the same under every seed


@dataclass(frozen=True)
class Variant:
    """A known mistake, with the cell that makes it."""

    exercise: str
    name: str
    sentence: str
    hint: str
    source: str


@dataclass(frozen=True)
class Solved:
    """The lesson as its author solved it, and as the known mistakes do."""

    cells: tuple[RunCell, ...]
    variants: tuple[Variant, ...]

    @staticmethod
    def of(assignment: Assignment) -> "Solved":
        cells = tuple(lessonfile.reference_cells(assignment))
        sources = {cell.label: Cell(cell.source) for cell in cells}
        made = ((m, str(m.change(sources[m.exercise]))) for m in mistakes_of(assignment))
        return Solved(cells, tuple(Variant(m.exercise, m.name, m.sentence, m.hint, source) for m, source in made))


class Reference:
    """Answers as the reference does. Each process that asks has a child of its own, but where it is `lent`: then those
    forked from this one use its child, one at a time.

    Cells that only train, and whose figures no check compares with the reference's, are left out until they are missed.
    """

    def __init__(self, suite: CheckSuite, solved: Solved, zygote: Zygote, lent: bool = False) -> None:
        self.assignment = suite.assignment
        self.solved = solved
        self.zygote = zygote
        self.lent = lent
        self.source = suite.source
        compared = {check.exercise for check in suite.checks if "expected" in check.arguments}
        self._left_out = {e.name for e in self.assignment.exercises if e.threshold is not None} - compared
        self._session: Session | None = None
        self._owner = 0
        self._mistaken = False  # while a mistake's cell stands in the session, what is right is not asked there
        self._asking = multiprocessing.get_context("fork").Value("b", 0)  # left at 1 by a process killed meanwhile
        self._said: OrderedDict[bytes, Any] = OrderedDict()
        self._traces: OrderedDict[bytes, Trace | None] = OrderedDict()

    def session(self) -> Session:
        """The reference's session, started where there is none that this process may use.

        Raises KitError when a cell of the reference fails.
        """
        ours = self._owner == os.getpid() or (self.lent and not self._asking.value)
        if self._session is None or not ours:
            self._session = session = self._new().__enter__()
            self._owner = os.getpid()
            for index, result in session.results.items():
                if result.raised or result.missing or result.died:
                    why = in_words(result.raised) if result.raised else result.died or f"no {result.missing}"
                    self.close()
                    raise KitError(
                        f"{self.assignment.name}: the reference's cell `{session.cells[index].label}` failed: {why}"
                    )
        self._session.renew()
        return self._session

    def lend(self) -> None:
        """Make ready, in the process that forks the others, what they will ask; anew where one was cut off."""
        if self._asking.value or (self._session is not None and not self._session.alive()):
            self.close()
        self._asking.value = 0
        self.session()

    def ask(self, question: Question) -> Any:
        """The reference's answer.

        Raises KitError when it has none.
        """
        why = ""
        for _ in range(3):
            try:
                with self._new() if self._mistaken else self._in_use(self.session()) as session:
                    return session.ask(question)
            except StudentMissing as missing:
                why = f"`{missing}` is not defined"
                self._left_out = set()
                self.close()
            except Died as died:  # of its share of processor time, after many submissions
                why = str(died)
            except StudentRaised as raised:
                why = in_words(raised.facts)
                break
        raise KitError(
            f"{self.assignment.name}: the reference does not answer `{question.probe}`: {why.removesuffix('.')}."
        )

    def lookup(self, check: Check, index: int, question: Question) -> Any:
        """The right answer to a question; the same one is seldom asked twice."""
        question = replace(question, seconds=self.assignment.limits.probe_seconds * 4)
        key = hashlib.sha256(question.encoded).digest()
        if key not in self._said:
            self._said[key] = self.ask(question)
        return question.of(_latest(self._said, key))

    def trace(self, finding: Finding, index: int) -> Trace | None:
        """What it does at the `index`-th question of a check, recorded once.

        None where nothing is to be seen, as of a figure, and for cells that train, which take too long.
        """
        exercise = self.assignment.exercise(finding.check.exercise)
        if exercise.threshold is not None:
            return None
        question = replace(finding.questions[index], seconds=0.0)
        key = exercise.name.encode() + hashlib.sha256(question.encoded).digest()
        if key not in self._traces:
            with self._in_use(self.session()) as session:
                trace = session.record(question, exercise.name)
            self._traces[key] = trace if trace and (trace.events or trace.acts) else None
        return _latest(self._traces, key)

    def answers(self, suite: CheckSuite, checks: Sequence[Check]) -> dict[str, tuple[Any, ...]]:
        """Its answers to `checks` under the seed of `suite`, by check."""
        return {name: finding.expected for name, finding in self.findings(suite, checks).items()}

    def findings(self, suite: CheckSuite, checks: Sequence[Check]) -> dict[str, Finding]:
        """How it passes `checks` under the seed of `suite`, by check.

        Raises KitError when it does not pass one of them.
        """
        if any(check.exercise in self._left_out for check in checks):
            self._left_out = set()
            self.close()
        findings = CheckRun(suite, self, self.lookup).run(checks)
        for name, finding in findings.items():
            if finding.outcome != "pass":
                raise KitError(
                    f"{self.assignment.name}: the reference fails its own check `{name}`: {finding.sentence}"
                )
        return findings

    def mistaken(self, variant: Variant, suite: CheckSuite, lookup: Lookup) -> KnownMistake:
        """How a known mistake fares at the checks of its exercise, whose right answers `lookup` gives."""
        theirs = variant.name.startswith(OF_STUDENTS)
        with self._new() if theirs else self._in_use(self.session()) as session:
            self._mistaken = not theirs
            try:
                given_up = put_cell(session, self.assignment, variant.exercise, variant.source)
                findings = CheckRun(suite, session, lookup, given_up=given_up).run(suite.alone(variant.exercise))
            finally:
                session.forget()
                self._mistaken = False
        for name, found in findings.items():
            if found.outcome == "error":
                where = f"{self.assignment.name}: the check `{name}` breaks on the mistake `{variant.name}`"
                raise KitError(f"{where}: {found.sentence}")
        results = {n: Known(f.outcome, f.signature, f.exact, fingerprint.of(f.telling)) for n, f in findings.items()}
        return KnownMistake(variant.exercise, variant.name, variant.sentence, variant.hint, results)

    def mistakes(self, suite: CheckSuite, exercise: str) -> tuple[KnownMistake, ...]:
        """How all known mistakes of `exercise` fare under the seed of `suite`: asked now, which may take seconds."""
        variants = [variant for variant in self.solved.variants if variant.exercise == exercise]
        expected = self.answers(suite, suite.of(exercise)) if variants else {}
        lookup = RecordedAnswers({}, expected, ()).lookup
        return tuple(self.mistaken(variant, suite, lookup) for variant in variants)

    def again(self, paper: Paper, exercise: str, names: Collection[str]) -> list[KnownMistake]:
        """How the mistakes `names` of an exercise fare under the seed of `paper`: asked now."""
        variants = [v for v in self.solved.variants if v.exercise == exercise and v.name in names]
        return [self.mistaken(variant, paper.suite, paper.lookup) for variant in variants]

    @contextlib.contextmanager
    def _in_use(self, session: Session) -> Iterator[Session]:
        """Whoever is killed inside leaves a sign: a session that was lent cannot be used again then."""
        self._asking.value = 1
        try:
            yield session
        finally:
            self._asking.value = 0

    def _new(self) -> Session:
        """A session of its own: a cell that a student wrote touches nothing there that is asked later."""
        cells = [cell for cell in self.solved.cells if cell.label not in self._left_out]
        return Session(self.zygote, self.assignment.limits, cells, self.source)

    def close(self) -> None:
        if self._session is not None and self._owner == os.getpid():
            self._session.__exit__()
        self._session = None


def _latest(kept: OrderedDict[bytes, Any], key: bytes) -> Any:
    """What is kept under `key`; the oldest is dropped where there is too much."""
    kept.move_to_end(key)
    while len(kept) > KEPT:
        kept.popitem(last=False)
    return kept[key]


def put_cell(session: Session, assignment: Assignment, name: str, source: str) -> dict[str, Failure]:
    """Put another cell in the place of an exercise's; why it cannot be asked then, by exercise, if it cannot."""
    exercise = assignment.exercise(name)
    try:
        if exercise.run == "on_demand":
            session.put_source(name, source)
            return {}
        cell = RunCell(name, source, exercise.names, exercise.seconds or assignment.limits.cell_seconds)
        reason = cell_failure(session.run(cell), source)
    except Died as died:
        reason = Failure(f"The cell ended the process: {died}.")
    return {name: reason} if reason else {}
