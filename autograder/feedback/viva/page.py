"""Sheets as a page for the screen and for print, and as lines for a terminal. Pure: everything is escaped."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from autograder.feedback import pages
from autograder.feedback.viva.sheet import LETTERS, Sheet
from autograder.model import names
from autograder.model.course import Assignment
from autograder.model.files import write_whole

PAGE = "viva-{}.html"


def page(sheets: Sequence[Sheet], title: str) -> str:
    """One page with all sheets: in print each begins a page of its own, and the answers stand at its end."""
    template = pages.environment("autograder.feedback.viva", "autograder.feedback").get_template("sheet.html.j2")
    return template.render(sheets=sheets, title=title)


def write(folder: Path, assignment: Assignment, sheets: Sequence[Sheet]) -> Path:
    """Keep `sheets` below `folder`, and write the page of all that are kept of an assignment; returns it."""
    for sheet in sheets:
        write_whole(kept(folder, sheet.student, assignment.name), msgspec.json.encode(sheet))
    there = sorted(kept(folder, "any", assignment.name).parent.glob("*.json"))
    path = folder / PAGE.format(assignment.name)
    everyone = [found for one in there if (found := _read(one)) is not None]
    write_whole(path, page(everyone, assignment.title).encode())
    return path


def kept(folder: Path, student: str, assignment: str) -> Path:
    """Where a student's sheet is kept: not among what is handed back."""
    return folder / "viva" / assignment / f"{names.folder(student)}.json"


def read(folder: Path, student: str, assignment: str) -> Sheet | None:
    """The sheet that is kept for a student; None where there is none that can be read."""
    return _read(kept(folder, student, assignment))


def _read(path: Path) -> Sheet | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Sheet)
    except (OSError, msgspec.MsgspecError):
        return None


def lines(sheet: Sheet) -> list[str]:
    made = [f"{sheet.student}, {sheet.assignment}", *([f"  {sheet.told}"] if sheet.told else [])]
    for number, question in enumerate(sheet.questions, 1):
        made += ["", f"  {number}. ({question.exercise}) {question.setting}", f"     {question.text}"]
        made += [f"       {letter}) {option}" for letter, option in zip(LETTERS, question.options, strict=False)]
        made.append(f"     Right: {question.letter or question.answer}. {question.how}")
    return made
