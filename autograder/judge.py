"""The judge: pytest runs the checks here, where student code never does, on answers that came back as data."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from autograder import items
from autograder.authoring import compare, declare
from autograder.authoring.declare import Check, Inputs, Mistake
from autograder.authoring.evidence import EVIDENCE, Evidence
from autograder.config import Assignment
from autograder.errors import KitError, UserError
from autograder.witness import Died, Question, StudentMissing, StudentRaised, Witness


@dataclass(frozen=True)
class Finding:
    """What one check found: its outcome, the sentence, and what is needed to recognise a mistake by it."""

    check: Check
    outcome: str
    message: str = ""
    signature: str = ""
    exact: bool = False
    answers: tuple[Any, ...] = ()
    expected: tuple[Any, ...] = ()
    measured: float | None = None
    shown: tuple[dict[str, str], ...] = ()


class Lessons:
    """The declarations of one assignment, and the inputs that its checks are given under one seed."""

    def __init__(self, assignment: Assignment, seed: int, device: str = "cpu", folder: Path | None = None) -> None:
        self.assignment = assignment
        self.seed = seed
        self.device = device
        folder = folder or (assignment.reference if assignment.reference.is_dir() else assignment.release)
        self.path = folder / "checks.py"
        self.module = declare.load(self.path)
        self.source = self.path.read_text(encoding="utf-8")
        self.checks: list[Check] = declare.declared(self.module, Check)
        self.makers: dict[str, Inputs] = {i.name: i for i in declare.declared(self.module, Inputs)}
        self._made: dict[str, Any] = {}
        self._agree_with_points()

    def of(self, exercise: str) -> list[Check]:
        return [check for check in self.checks if check.exercise == exercise]

    def _agree_with_points(self) -> None:
        """Raises UserError when checks.py and grading.toml do not name the same checks."""
        for exercise in self.assignment.exercises:
            there = {check.name for check in self.of(exercise.name)}
            for name in exercise.checks:
                if name not in there:
                    raise UserError(
                        f"grading.toml gives points to the check `{exercise.name}.{name}`, which {self.path} lacks."
                    )
            for name in there:
                if name not in exercise.checks:
                    raise UserError(f"{self.path} declares `{exercise.name}.{name}`; grading.toml gives it no points.")
        names = {exercise.name for exercise in self.assignment.exercises}
        for check in self.checks:
            for name in (check.exercise, *check.needs):
                if name not in names:
                    raise UserError(f"{self.path}: check `{check.name}` names `{name}`, which grading.toml lacks.")

    def inputs(self, name: str) -> Any:
        """The value of `@inputs def name`, made once per seed."""
        if name not in self._made:
            if name not in self.makers:
                raise KitError(f"{self.path}: a check asks for `{name}`; there is no @inputs of that name.")
            make = self.makers[name].make
            wanted = make.__code__.co_varnames[: make.__code__.co_argcount]
            given = {"rng": self._generator, "data": self._data}
            self._made[name] = make(**{argument: given[argument](name) for argument in wanted})
        return self._made[name]

    def _generator(self, name: str) -> Any:
        import torch

        digest = hashlib.sha256(f"{self.seed}/{self.assignment.name}/{name}".encode()).digest()
        return torch.Generator().manual_seed(int.from_bytes(digest[:7], "big"))

    def _data(self, _: str) -> Any:
        from autograder.datasets import EmbeddedData

        return EmbeddedData(self.assignment.course.data_root)


@dataclass
class Hearing:
    """One run of checks: who is asked, whose answers are right, which exercises are not asked at all."""

    lessons: Lessons
    witness: Witness
    expected: Callable[[Check, int, str, tuple, dict], Any]
    excused: Mapping[str, str] = field(default_factory=dict)
    given_up: Mapping[str, str] = field(default_factory=dict)
    findings: dict[str, Finding] = field(default_factory=dict)
    _said: dict[bytes, Any] = field(default_factory=dict)

    def run(self, checks: Sequence[Check]) -> dict[str, Finding]:
        """Hear all `checks`; a finding for each, by id."""
        if checks:
            items.run(checks, self.lessons.path, self._found, self._broke)
        return self.findings

    def _found(self, check: Check) -> Finding:
        self.findings[check.id] = self.hear(check)
        return self.findings[check.id]

    def _broke(self, check: Check, fault: BaseException) -> None:
        message = f"The check itself failed ({type(fault).__name__}: {fault}). This is our fault and costs nothing."
        self.findings[check.id] = Finding(check, "error", message)

    def hear(self, check: Check) -> Finding:
        """Hear one check; what fails while an exercise that it needs has not passed is blocked, not failed."""
        handed_over = Evidence()
        token = EVIDENCE.set(handed_over)
        finding = replace(self._ask(check), measured=handed_over.measured, shown=handed_over.shown)
        EVIDENCE.reset(token)
        for needed in check.needs if finding.outcome == "fail" else ():
            others = [f for f in self.findings.values() if f.check.exercise == needed]
            if needed in self.excused or any(f.outcome != "pass" for f in others):
                return Finding(check, "blocked", f"This waits for `{needed}`: make that pass first.")
        return finding

    def _ask(self, check: Check) -> Finding:
        """Run one check on the witness's answers."""
        if check.exercise in self.given_up:
            return Finding(check, "fail", self.given_up[check.exercise], f"cell {self.given_up[check.exercise]}")
        answers: list[Any] = []
        wanted: list[Any] = []
        assignment = self.lessons.assignment
        exercise = assignment.exercise(check.exercise)

        def student(probe: Callable, *arguments: Any, **named: Any) -> Any:
            seconds = exercise.seconds or assignment.limits.probe_seconds
            answers.append(self._answer(Question(probe.__name__, arguments, named, seconds)))
            return answers[-1]

        def expected(probe: Callable, *arguments: Any, **named: Any) -> Any:
            answer = self.expected(check, len(wanted), probe.__name__, arguments, named)
            wanted.append(answer)
            return answer

        known = {"student": student, "expected": expected, "threshold": exercise.threshold}
        given = {name: known[name] if name in known else self.lessons.inputs(name) for name in check.arguments}
        token = compare.TOLERANCE.set(assignment.tolerance(exercise, self.lessons.device))
        try:
            check.function(**given)
        except compare.Disagreement as found:
            return Finding(check, "fail", str(found), found.signature, found.exact, tuple(answers), tuple(wanted))
        except StudentMissing as missing:
            message = f"`{missing}` is not defined by its cell."
            return Finding(check, "fail", message, f"missing {missing}", answers=tuple(answers))
        except StudentRaised as raised:
            message, signature = in_words(raised.facts), f"raised {_kind_of(raised.facts)}"
            return Finding(check, "fail", message, signature, answers=tuple(answers), expected=tuple(wanted))
        except Died as died:
            message = f"Asking this ended the notebook's process: {died}."
            return Finding(check, "fail", message, f"died {died.kind}", answers=tuple(answers))
        except (KitError, UserError):
            raise
        except Exception as fault:  # an answer of a form that no check foresaw: never worth a point, never a crash
            message = f"The answer is of a form that cannot be read ({type(fault).__name__}: {fault})."
            return Finding(check, "fail", message, f"unreadable {type(fault).__name__}", answers=tuple(answers))
        finally:
            compare.TOLERANCE.reset(token)
        return Finding(check, "pass", answers=tuple(answers), expected=tuple(wanted))

    def _answer(self, question: Question) -> Any:
        """The witness's answer to a question: each finds the lesson as its cells left it, so none is asked twice.

        Raises again what the first asking raised.
        """
        key = hashlib.sha256(question.encoded).digest()
        if key not in self._said:
            try:
                self._said[key] = self.witness.ask(question)
            except (StudentRaised, StudentMissing, Died) as raised:
                self._said[key] = raised
        said = self._said[key]
        if isinstance(said, Exception):
            raise said
        return said


def in_words(facts: Mapping[str, Any]) -> str:
    """One sentence on a student's exception, with the line of the cell that it came from."""
    place = f" at line {facts['line']} of {_cell_name(facts['cell'])}: `{facts['code']}`" if facts["cell"] else ""
    if facts["kind"] == "time":
        return f"It was still running when its time was over ({facts['message']}){place}: is there a loop without end?"
    if facts["kind"] == "memory":
        return f"It asked for more memory than there is{place}."
    if any(word in facts["message"] for word in ("CUDA", "NVIDIA")):
        return f"Your code asked for a GPU, and there is none here{place}: move things with `.to(device)`."
    if facts["type"] in ("ModuleNotFoundError", "ImportError"):
        return f"A package is not installed here: {facts['message']}{place}. Use the packages that the lesson lists."
    if facts["type"] == "NotImplementedError" and not facts["message"]:
        return f"A stub is still there{place}."
    text = f": {facts['message']}" if facts["message"] else ""
    if not place:
        return f"What your code gave cannot be used: {facts['type'] or 'an exception'}{text}."
    return f"Your code raised {facts['type'] or 'an exception'}{text}{place}."


def _kind_of(facts: Mapping[str, Any]) -> str:
    """An exception without the names in its message: the same for all who made the same mistake under other names."""
    return f"{facts['type']}: " + re.sub(r"'[^']*'", "'…'", facts["message"])[:300]


def _cell_name(cell: str) -> str:
    return cell if cell.startswith("cell ") else f"the cell `{cell}`"


def mistakes_of(assignment: Assignment) -> list[Mistake]:
    """The known mistakes of an assignment; empty on a machine that does not hold the reference."""
    path = assignment.reference / "mistakes.py"
    return declare.declared(declare.load(path), Mistake) if path.is_file() else []
