"""From verdicts to cards: hints opened, a note where nothing could be asked."""

from autograder.grading.bench import Bench
from autograder.student.card import ExerciseCard, Opened
from autograder.student.hints import ladder, of_lesson
from autograder.student.own_notebook import Verdict


def card(verdict: Verdict, hints: Opened = Opened(), note: str = "") -> ExerciseCard:
    """The card of one verdict."""
    report = verdict.report
    if report.outcome == "manual":
        note = "A person reads this answer; nothing is checked here."
    elif report.outcome == "todo":  # a message, if there is one, says that its cell is gone
        note = note or next((check.message for check in report.checks if check.message), "Nothing is written yet.")
    return ExerciseCard(report, verdict.figures, hints, note)


class Hints:
    """How many hints of each exercise are open; a new mistake begins with none."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, str], tuple[tuple[str, ...], int]] = {}

    def of(self, bench: Bench, verdict: Verdict, more: bool = False) -> Opened:
        """The open hints of an exercise, one more of them if `more`."""
        steps = ladder(verdict.report, of_lesson(bench.released, bench.assignment))
        key = (bench.assignment.name, verdict.report.name)
        before, count = self._open.get(key, ((), 0))
        count = count if before == steps else 0
        at_end = more and count >= len(steps)
        count = min(count + more, len(steps))
        self._open[key] = (steps, count)
        return Opened(steps[:count], len(steps), at_end)
