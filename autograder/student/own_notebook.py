"""Checks heard on a notebook that stands in this very process, and what is reported of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from autograder.authoring.declare import Check
from autograder.grading.bench import Bench
from autograder.grading.checkrun import CheckRun
from autograder.grading.verdict import exercise_report, picture
from autograder.grading.words import Failure
from autograder.model import wire
from autograder.model.notebook import Submission
from autograder.model.report import ExerciseReport
from autograder.runner.clock import time_limit
from autograder.runner.kernel import Kernel, Lesson, Missing, explain
from autograder.runner.respondent import Question, Respondent, StudentMissing, StudentRaised
from autograder.student.namespace import Live


@dataclass(frozen=True)
class Verdict:
    """What was found out about one exercise: its report, and the pictures that the checker saw, by file name."""

    report: ExerciseReport
    figures: Mapping[str, bytes] = field(default_factory=dict)


class OwnNotebook:
    """A witness who answers from a namespace in this very process."""

    def __init__(self, live: Live, kernel: Kernel, checks: Any) -> None:
        self.live = live
        self.checks = checks
        self.kernel = kernel

    def ask(self, question: Question) -> Any:
        """The answer, as if it and the question had crossed between processes.

        Raises StudentRaised, StudentMissing.
        """
        asked = wire.decode(question.encoded)
        try:
            with time_limit(question.seconds):
                probe = getattr(self.checks, question.probe)
                answer = probe(Lesson(self.kernel), *asked["arguments"], **asked["named"])
                return wire.decode(wire.encode(answer))
        except Missing as missing:
            raise StudentMissing(str(missing)) from None
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            raise StudentRaised(explain(error, self.live.label_of).as_data()) from None
        finally:
            self.kernel.rewind()


def hear(
    bench: Bench,
    respondent: Respondent,
    submission: Submission,
    given_up: Mapping[str, Failure],
    wanted: Sequence[str],
) -> list[Verdict]:
    """The verdicts on the exercises named `wanted`, from what `witness` answers.

    Raises UserError, KitError when the checks themselves cannot be run.
    """
    excused = dict.fromkeys((*submission.todo, *submission.lost), "todo")
    check_run = CheckRun(bench.suite, respondent, bench.answers.lookup, excused, given_up)
    findings = check_run.run([check for check in with_needs(bench, wanted) if check.exercise not in excused])
    found = []
    for name in wanted:
        report = exercise_report(bench.assignment.exercise(name), bench.suite, bench.answers, submission, findings)
        mine = [finding for finding in findings.values() if finding.check.exercise == name]
        found.append(Verdict(report, {f"{f.check.id}.png": png for f in mine if (png := picture(f))}))
    return found


def with_needs(bench: Bench, names: Sequence[str]) -> list[Check]:
    """The checks of `names` and of all the exercises that they need, in the order of the lesson."""
    wanted, waiting = set(names), list(names)
    while waiting:
        for check in bench.suite.of(waiting.pop()):
            new = set(check.needs) - wanted
            wanted |= new
            waiting += new
    return [check for check in bench.suite.checks if check.exercise in wanted]
