"""Checks run on a notebook that stands in this very process, and what is reported of them."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from autograder.grading.bench import Bench
from autograder.grading.checkrun import CheckRun
from autograder.grading.diagnosis import ladder
from autograder.grading.verdict import exercise_report, picture
from autograder.grading.words import Failure
from autograder.model import wire
from autograder.model.account import Account, account_of
from autograder.model.notebook import Submission
from autograder.model.report import ExerciseReport
from autograder.model.trace import Trace, believed
from autograder.runner.account import told
from autograder.runner.clock import time_limit
from autograder.runner.kernel import Kernel, Lesson, Missing, explain
from autograder.runner.recorder import RECORD_SECONDS, recorded
from autograder.runner.respondent import ObservedRespondent, Question, StudentMissing, StudentRaised
from autograder.student.namespace import Live


@dataclass(frozen=True)
class Verdict:
    """What was found out about one exercise: its report, and the pictures that the checker saw, by file name."""

    report: ExerciseReport
    figures: Mapping[str, bytes] = field(default_factory=dict)


class OwnNotebook:
    """A respondent who answers from a namespace in this very process."""

    def __init__(self, live: Live, kernel: Kernel, checks: Any) -> None:
        self.live = live
        self.checks = checks
        self.kernel = kernel
        self.again: dict[str, dict | None] = {}

    def ask(self, question: Question) -> Any:
        """The answer, as if it and the question had crossed between processes.

        Raises StudentRaised, StudentMissing.
        """
        asked = wire.decode(question.encoded)
        try:
            with time_limit(question.seconds):
                probe = getattr(self.checks, question.probe)
                answer = probe(Lesson(self.kernel), *asked["arguments"], **asked["named"])
                self.again |= self.kernel.raised_again(self.live.label_of)
                return wire.decode(wire.encode(answer))
        except Missing as missing:
            raise StudentMissing(str(missing)) from None
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            raise StudentRaised(explain(error, self.live.label_of)) from None
        finally:
            self.kernel.rewind()

    def record(self, question: Question, exercise: str) -> Trace | None:
        """What code of `exercise` does while it answers `question` once more; None when that cannot be told."""
        asked = {**wire.decode(wire.encode(question.as_data())), "seconds": RECORD_SECONDS}
        return believed(recorded(self.kernel, self.checks, self.live.label_of, exercise, **asked))

    def refresh(self) -> None:
        """Undo what questions left behind, and nothing else: answers from here on explain a verdict."""
        self.kernel.refresh()

    def account(self, request: Mapping[str, Any]) -> Account | None:
        """What code put in the place of an exercise's does, as `runner.account.told` is asked."""
        asked = wire.decode(wire.encode(dict(request)))
        return account_of(told(self.kernel, self.checks, self.live.label_of, **asked))

    def raised(self, exercise: str) -> Mapping[str, Any] | None:
        """What the exercise's own cell raised: a probe that ran it again knows, or what the notebook raised last."""
        if self.again.get(exercise):
            return self.again[exercise]
        error, trace = getattr(sys, "last_value", None), getattr(sys, "last_traceback", None)
        while trace is not None:
            code = trace.tb_frame.f_code
            if label := self.live.label_of(code.co_filename):
                own = label == exercise and code.co_name == "<module>"
                return explain(error, self.live.label_of) if own and error is not None else None
            trace = trace.tb_next
        return None


def run_checks(
    bench: Bench,
    respondent: ObservedRespondent,
    submission: Submission,
    given_up: Mapping[str, Failure],
    wanted: Sequence[str],
) -> list[Verdict]:
    """The verdicts on the exercises named `wanted`, from what `respondent` answers.

    Raises UserError, KitError when the checks themselves cannot be run.
    """
    excused = dict.fromkeys((*submission.todo, *submission.lost), "todo")
    paper = bench.paper(b"")
    check_run = CheckRun(bench.suite, respondent, paper.lookup, excused, given_up)
    findings = check_run.run([check for check in bench.suite.with_needs(wanted) if check.exercise not in excused])
    found = []
    for name in wanted:
        mine = [finding for finding in findings.values() if finding.check.exercise == name]
        told = ladder.explain(bench, paper, name, findings, respondent, given_up)
        report = exercise_report(
            bench.assignment.exercise(name), bench.suite, *told, submission, findings, bench.stubs.get(name, "")
        )
        found.append(Verdict(report, {f"{f.check.id}.png": png for f in mine if (png := picture(f))}))
    return found
