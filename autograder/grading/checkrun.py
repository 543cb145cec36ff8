"""The judge: checks are run here, where student code never does, on answers that came back as data.

For a class pytest runs them (`items.py`); what is asked once more to explain a verdict does without.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from autograder.authoring import compare
from autograder.authoring.declare import Check, Part
from autograder.authoring.evidence import EVIDENCE, Evidence
from autograder.errors import KitError, UserError
from autograder.grading.suite import CheckSuite
from autograder.grading.words import Failure, in_words, kind_of
from autograder.runner.respondent import Died, Question, Respondent, StudentMissing, StudentRaised


@dataclass(frozen=True)
class Finding:
    """What one check found: its outcome, the sentence, and what is needed to recognise a mistake by it.

    `cause` says why there was nothing to compare: "raised", "missing", "cell" (it cannot be asked) or "died".
    """

    check: Check
    outcome: str
    sentence: str = ""
    signature: str = ""
    cause: str = ""
    exact: bool = False
    answers: tuple[Any, ...] = ()
    expected: tuple[Any, ...] = ()
    what: str = ""
    found: str = ""
    wanted: str = ""
    cell: str = ""
    line: int = 0
    measured: float | None = None
    shown: tuple[dict[str, str], ...] = ()
    slow: bool = False
    questions: tuple[Question, ...] = ()
    compared: tuple[Any, Any] | None = None
    whole: str = ""
    place: tuple[Any, ...] = ()
    notes: tuple[str, ...] = ()

    def wrong_in(self, index: int) -> bool:
        """Whether what was found wrong is a part of the answer to the question of this index."""
        wrong = self.compared[0] if self.compared else None

        def holds(value: Any) -> bool:
            values = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
            return value is wrong or any(map(holds, values))

        return wrong is not None and index < len(self.answers) and holds(self.answers[index])

    @property
    def telling(self) -> tuple[Any, ...]:
        """The answers up to the wrong one, if any is: those after it may depend on other exercises."""
        last = next((i for i in range(len(self.answers)) if self.wrong_in(i)), len(self.answers))
        return self.answers[: last + 1]


Lookup = Callable[[Check, int, Question], Any]  # the right answer to the question of this index of a check


def said_by(respondent: Respondent, seconds: float) -> Lookup:
    """What is right where a respondent is so by definition: whatever it says, within so many seconds."""
    return lambda check, index, question: question.of(respondent.ask(replace(question, seconds=seconds)))


@dataclass
class CheckRun:
    """One run of checks: who is asked, whose answers are right, which exercises are not asked at all."""

    suite: CheckSuite
    respondent: Respondent
    expected: Lookup
    excused: Mapping[str, str] = field(default_factory=dict)
    given_up: Mapping[str, Failure] = field(default_factory=dict)
    findings: dict[str, Finding] = field(default_factory=dict)
    _said: dict[bytes, Any] = field(default_factory=dict)
    _asked: list[Question] = field(default_factory=list)
    _overtime: set[str] = field(default_factory=set)

    def run(self, checks: Sequence[Check]) -> dict[str, Finding]:
        """Judge all `checks`; a finding for each, by id."""
        for check in checks:
            try:
                self.run_one(check)
            except KitError:
                raise
            except Exception as fault:
                self.broke(check, fault)
        return self.findings

    def run_one(self, check: Check) -> Finding:
        """Judge a check, and keep what was found."""
        self.findings[check.id] = self.judge(check)
        return self.findings[check.id]

    def broke(self, check: Check, fault: BaseException) -> None:
        """Keep that a check itself raised."""
        message = f"The check itself failed ({type(fault).__name__}: {fault}). This is our fault and costs nothing."
        self.findings[check.id] = Finding(check, "error", message)

    def judge(self, check: Check) -> Finding:
        """Judge one check; what fails while an exercise that it needs has not passed is blocked, not failed."""
        handed_over = Evidence()
        token = EVIDENCE.set(handed_over)
        self._asked = []
        finding = self._ask(check)
        finding = replace(finding, **vars(handed_over), questions=tuple(self._asked))
        EVIDENCE.reset(token)
        for needed in check.needs if finding.outcome == "fail" else ():
            others = [f for f in self.findings.values() if f.check.exercise == needed]
            if needed in self.excused or any(f.outcome != "pass" for f in others):
                return Finding(check, "blocked", f"This waits for `{needed}`: make that pass first.")
        return finding

    def _ask(self, check: Check) -> Finding:
        """Run one check on the respondent's answers."""
        if check.exercise in self.given_up:
            failed = self.given_up[check.exercise]
            return Finding(
                check, "fail", failed.sentence, f"cell {failed.sentence}", "cell", cell=failed.cell, line=failed.line
            )
        answers: list[Any] = []
        wanted: list[Any] = []
        assignment = self.suite.assignment
        exercise = assignment.exercise(check.exercise)

        def student(probe: Callable | Part, *arguments: Any, **named: Any) -> Any:
            seconds = exercise.seconds or assignment.limits.probe_seconds
            if check.exercise in self._overtime:  # a loop without end costs one time limit, not one a question
                seconds /= 10
            self._asked.append(question := _question(probe, arguments, named, seconds))
            answers.append(question.of(self._answer(question)))
            return answers[-1]

        def expected(probe: Callable | Part, *arguments: Any, **named: Any) -> Any:
            answer = self.expected(check, len(wanted), _question(probe, arguments, named))
            wanted.append(answer)
            return answer

        known = {"student": student, "expected": expected, "threshold": exercise.threshold}
        given = {name: known[name] if name in known else self.suite.inputs(name) for name in check.arguments}
        token = compare.TOLERANCE.set(assignment.tolerance(exercise, self.suite.device))
        try:
            check.function(**given)
        except compare.Disagreement as found:
            cause = "missing" if isinstance(found, compare.Lacks) else ""
            return Finding(
                check, "fail", str(found), found.signature, cause, found.exact, tuple(answers), tuple(wanted),
                found.what, found.found, found.expected, compared=found.compared, whole=found.whole,
                place=found.place,
            )  # fmt: skip
        except StudentMissing as missing:
            message = f"`{missing}` is not defined by its cell."
            return Finding(check, "fail", message, f"missing {missing}", "missing", answers=tuple(answers))
        except StudentRaised as raised:
            if raised.facts["kind"] == "time":
                self._overtime.add(check.exercise)
            facts = raised.facts
            return Finding(
                check, "fail", in_words(facts), f"raised {kind_of(facts)}", "raised", answers=tuple(answers),
                expected=tuple(wanted), cell=facts["cell"], line=facts["line"], slow=facts["kind"] == "time",
            )  # fmt: skip
        except Died as died:
            message = f"Asking this ended the notebook's process: {died}."
            return Finding(check, "fail", message, f"died {died.kind}", "died", answers=tuple(answers), slow=True)
        except (KitError, UserError):
            raise
        except Exception as fault:  # an answer of a form that no check foresaw: never worth a point, never a crash
            message = f"The answer is of a form that cannot be read ({type(fault).__name__}: {fault})."
            return Finding(check, "fail", message, f"unreadable {type(fault).__name__}", answers=tuple(answers))
        finally:
            compare.TOLERANCE.reset(token)
        return Finding(check, "pass", answers=tuple(answers), expected=tuple(wanted))

    def _answer(self, question: Question) -> Any:
        """The respondent's answer to a question: each finds the lesson as its cells left it, so none is asked twice.

        Raises again what the first asking raised.
        """
        key = hashlib.sha256(question.encoded).digest()
        if key not in self._said:
            try:
                self._said[key] = self.respondent.ask(question)
            except (StudentRaised, StudentMissing, Died) as raised:
                self._said[key] = raised
        said = self._said[key]
        if isinstance(said, Exception):
            raise said
        return said


def _question(probe: Callable | Part, arguments: tuple, named: Mapping[str, Any], seconds: float = 0.0) -> Question:
    whole, part = (probe.probe, probe.name) if isinstance(probe, Part) else (probe, "")
    return Question(whole.__name__, arguments, named, seconds, part)
