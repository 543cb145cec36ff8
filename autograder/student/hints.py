"""Hints, one at a time: first the question that fits the mistake, then those that the lesson itself gives."""

import re
from collections.abc import Mapping, Sequence

from autograder.model.course import Assignment
from autograder.model.notebook import Cell
from autograder.model.report import ExerciseReport

_DETAILS = re.compile(r"<details>\s*<summary>(.*?)</summary>(.*?)</details>", re.DOTALL | re.IGNORECASE)
_WRAPPED = re.compile(r"(?<!\n)[ \t]*\n(?!\n|\s*(?:[-*+]|\d+\.)\s|\s*\||    )")
LAST = "There are no further hints: reread the sentence above each check, or ask with that sentence in hand."


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
            waiting += [_plain(title, body) for title, body in _DETAILS.findall(cell.source)]
    return found


def _plain(title: str, body: str) -> str:
    title = re.sub(r"^hint\s*:?\s*", "", title.strip(), flags=re.IGNORECASE)
    text = re.sub(r"</?[a-z]+[^>]*>", "", body).strip()
    pieces = re.split(r"(```.*?```)", text, flags=re.DOTALL)  # lines of code stay; those of prose run on
    text = "".join(piece if piece.startswith("```") else _WRAPPED.sub(" ", piece) for piece in pieces)
    stop = "" if title.endswith(("?", "!", ".")) else ":"
    return f"{title[:1].upper()}{title[1:]}{stop} {text}" if title else text
