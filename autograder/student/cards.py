"""From verdicts to cards: a note where nothing could be asked, and hints, opened one at a time.

The first is the question that fits the mistake, then come those that the lesson itself gives.
"""

import re
from collections.abc import Mapping, Sequence

from autograder.grading.bench import Bench
from autograder.model.course import Assignment
from autograder.model.notebook import Cell
from autograder.model.report import ExerciseReport
from autograder.student.card import ExerciseCard, Opened
from autograder.student.own_notebook import Verdict

_HINT = re.compile(r"<details>\s*<summary>\s*(hint\b.*?)</summary>(.*?)</details>", re.DOTALL | re.IGNORECASE)
_WRAPPED = re.compile(r"(?<!\n)[ \t]*\n(?!\n|\s*(?:[-*+]|\d+\.)\s|\s*\||    )")


def card(verdict: Verdict, hints: Opened = Opened(), note: str = "") -> ExerciseCard:
    report = verdict.report
    if report.outcome == "manual":
        note = "A person reads this answer; nothing is checked here."
    elif report.outcome == "todo":  # a message, if there is one, says that its cell is gone
        note = note or next((check.message for check in report.checks if check.message), "Nothing is written yet.")
    return ExerciseCard(report, verdict.figures, hints, note)


Open = dict[tuple[str, str], tuple[tuple[str, ...], int]]  # of each exercise: its hints, and how many of them are open
OPEN: Open = {}  # in the notebook whose kernel this process is


def opened(known: Open, bench: Bench, verdict: Verdict, more: bool = False) -> Opened:
    """The open hints of an exercise, one more of them if `more`; a new mistake begins with none."""
    steps = ladder(verdict.report, of_lesson(bench.released, bench.assignment))
    key = (bench.assignment.name, verdict.report.name)
    before, count = known.get(key, ((), 0))
    count = count if before == steps else 0
    at_end = more and count >= len(steps)
    count = min(count + more, len(steps))
    known[key] = (steps, count)
    return Opened(steps[:count], len(steps), at_end)


def ladder(report: ExerciseReport, lesson: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The hints for an exercise that did not pass, in the order in which they open."""
    if report.outcome not in ("fail", "todo"):
        return ()
    questions = [check.hint for check in report.checks if check.outcome == "fail" and check.hint]
    return tuple(dict.fromkeys([*questions, *lesson.get(report.name, ())]))


def of_lesson(cells: Sequence[Cell], assignment: Assignment) -> Mapping[str, tuple[str, ...]]:
    """The folded hints that stand before each exercise's cell in the released notebook, as plain text."""
    names = {exercise.name for exercise in assignment.exercises}
    found: dict[str, tuple[str, ...]] = {}
    waiting: list[str] = []
    for cell in cells:
        if cell.solution and cell.grade_id in names:
            found[cell.grade_id] = tuple(waiting)
            waiting = []
        elif cell.type == "markdown":
            waiting += [_plain(title, body) for title, body in _HINT.findall(cell.source)]
    return found


def _plain(title: str, body: str) -> str:
    title, text = (re.sub(r"</?[a-z]+[^>]*>", "", re.sub("</?code>", "`", p)).strip() for p in (title, body))
    title = re.sub(r"^hint\s*:?\s*", "", title, flags=re.IGNORECASE)
    pieces = re.split(r"(```.*?```)", text, flags=re.DOTALL)  # lines of code stay; those of prose run on
    text = "".join(piece if piece.startswith("```") else _WRAPPED.sub(" ", piece) for piece in pieces)
    stop = "" if title.endswith(("?", "!", ".")) else ":"
    return f"{title[:1].upper()}{title[1:]}{stop} {text}" if title else text
