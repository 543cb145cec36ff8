"""Cards drawn in a terminal: one exercise in full, the others a line each. Pure."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from autograder.feedback import palette
from autograder.feedback.message import compared
from autograder.feedback.palette import SIGNS
from autograder.model.report import CheckReport
from autograder.student.card import ExerciseCard, LessonCard, bar, more, shared_by_all, told

COLOURS = {
    "pass": "green", "fail": "yellow", "todo": "dim", "blocked": "yellow", "error": "magenta", "manual": "cyan",
}  # fmt: skip


def progress(lesson: LessonCard) -> Text:
    """The title and the bar of what is done."""
    passed, of, points, most = lesson.counts()
    text = Text(f"{lesson.title}\n", style="bold")
    text.append(bar(points, most), style="green")
    return text.append(f"  {passed} of {of} exercises · {points:g} of {most:g} points", style="not bold")


def line(card: ExerciseCard, mark: str = " ") -> Text:
    report = card.report
    text = Text(f"{mark} ")
    text.append(f"{SIGNS[report.outcome]} {report.name:<20}", style=COLOURS[report.outcome])
    text.append(f" {palette.WORDS[report.outcome]:<11}", style=COLOURS[report.outcome])
    earned = f"{report.points:g}/{report.max_points:g}" if report.checks else f"{report.max_points:g}"
    return text.append(f" {earned}", style="dim")


def lines(cards: Sequence[ExerciseCard], current: str = "") -> RenderableType:
    """All exercises, a line each, the current one marked."""
    return Group(*(line(card, "▸" if card.report.name == current else " ") for card in cards))


def done() -> Text:
    """What is said when nothing is left to do."""
    return Text("Everything that is checked passes. Hand it in.", style="green")


def exercise(card: ExerciseCard) -> RenderableType:
    """One exercise in full: its checks, what was found, the mistake, the open hints."""
    report = card.report
    rows: list[RenderableType] = [line(card)]
    shared = shared_by_all(report)
    rows += _told(shared, 4) if shared else []
    for check in report.checks:
        text = Text(f"{SIGNS[check.outcome]} ", style=COLOURS[check.outcome])
        rows.append(Padding(text.append(check.description, style="default not dim"), (0, 0, 0, 4)))
        rows += [] if shared else _told(check, 6)
    if card.note:
        rows.append(Padding(Text(card.note, style="dim"), (0, 0, 0, 4)))
    for number, hint in enumerate(card.hints.shown, 1):
        shown = Text(f"Hint {number} of {card.hints.of}: ", style="cyan").append(hint, style="default")
        rows.append(Padding(shown, (0, 0, 0, 4)))
    if card.hints.asked and (rest := more(card)):
        rows.append(Padding(Text(rest, style="dim"), (0, 0, 0, 4)))
    return Group(*rows)


def _told(check: CheckReport, indent: int) -> list[RenderableType]:
    """What was found, and the mistake."""
    mistake, message = told(check)
    lines = [Text(mistake, style="bold")] if mistake else []
    apart = compared(check)
    lines += [Text(f"{name:<9}", style="dim").append(value, style="not dim") for name, value in apart.items()]
    if message and not apart:
        lines.append(Text(message))
    return [Padding(text, (0, 0, 0, indent)) for text in lines]
