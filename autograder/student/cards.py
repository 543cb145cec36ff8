"""From verdicts to cards: sentences of mistakes looked up, hints opened, a note where nothing could be asked."""

from autograder.student.card import ExerciseCard, Opened
from autograder.student.desk import Desk
from autograder.student.hearing import Verdict
from autograder.student.hints import ladder


def card(desk: Desk, verdict: Verdict, hints: Opened = Opened(), note: str = "") -> ExerciseCard:
    """The card of one verdict."""
    report = verdict.report
    sentences = {check.mistake: desk.sentence(report.name, check.mistake) for check in report.checks if check.mistake}
    if report.outcome == "manual":
        note = "A person reads this answer; nothing is checked here."
    return ExerciseCard(report, sentences, verdict.figures, hints, note)


class Hints:
    """How many hints of each exercise are open; a new mistake begins with none."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, str], tuple[tuple[str, ...], int]] = {}

    def of(self, desk: Desk, verdict: Verdict, more: bool = False) -> Opened:
        """The open hints of an exercise, one more of them if `more`."""
        steps = ladder(verdict.report, desk.hints)
        key = (desk.assignment.name, verdict.report.name)
        before, count = self._open.get(key, ((), 0))
        count = count if before == steps else 0
        at_end = more and count >= len(steps)
        count = min(count + more, len(steps))
        self._open[key] = (steps, count)
        return Opened(steps[:count], len(steps), at_end)
