"""Checks heard on a notebook that stands in this very process, and what is reported of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from autograder import wire
from autograder.authoring.declare import Check
from autograder.clock import time_limit
from autograder.judge import Hearing
from autograder.lesson import Lesson, Missing, Notebook, explain
from autograder.notebook import Submission
from autograder.report import ExerciseReport
from autograder.student.desk import Desk
from autograder.student.namespace import Live
from autograder.verdict import exercise_report, picture
from autograder.witness import Question, StudentMissing, StudentRaised, Witness


@dataclass(frozen=True)
class Verdict:
    """What was found out about one exercise: its report, and the pictures that the checker saw, by file name."""

    report: ExerciseReport
    figures: Mapping[str, bytes] = field(default_factory=dict)


class OwnNotebook:
    """A witness who answers from a namespace in this very process."""

    def __init__(self, live: Live, notebook: Notebook, checks: Any) -> None:
        self.live = live
        self.checks = checks
        self.notebook = notebook

    def ask(self, question: Question) -> Any:
        """The answer, as if it and the question had crossed between processes.

        Raises StudentRaised, StudentMissing.
        """
        asked = wire.decode(question.encoded)
        try:
            with time_limit(question.seconds):
                probe = getattr(self.checks, question.probe)
                answer = probe(Lesson(self.notebook), *asked["arguments"], **asked["named"])
                return wire.decode(wire.encode(answer))
        except Missing as missing:
            raise StudentMissing(str(missing)) from None
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            raise StudentRaised(explain(error, self.live.label_of).as_data()) from None
        finally:
            self.notebook.rewind()


def hear(
    desk: Desk,
    witness: Witness,
    submission: Submission,
    given_up: Mapping[str, str],
    wanted: Sequence[str],
) -> list[Verdict]:
    """The verdicts on the exercises named `wanted`, from what `witness` answers.

    Raises UserError, KitError when the checks themselves cannot be run.
    """
    excused = dict.fromkeys((*submission.todo, *submission.lost), "todo")
    hearing = Hearing(desk.lessons, witness, desk.answers.lookup, excused, given_up)
    findings = hearing.run([check for check in with_needs(desk, wanted) if check.exercise not in excused])
    found = []
    for name in wanted:
        report = exercise_report(desk.assignment.exercise(name), desk.lessons, desk.answers, submission, findings)
        mine = [finding for finding in findings.values() if finding.check.exercise == name]
        found.append(Verdict(report, {f"{f.check.id}.png": png for f in mine if (png := picture(f))}))
    return found


def with_needs(desk: Desk, names: Sequence[str]) -> list[Check]:
    """The checks of `names` and of all the exercises that they need, in the order of the lesson."""
    wanted, waiting = set(names), list(names)
    while waiting:
        for check in desk.lessons.of(waiting.pop()):
            new = set(check.needs) - wanted
            wanted |= new
            waiting += new
    return [check for check in desk.lessons.checks if check.exercise in wanted]
