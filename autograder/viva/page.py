"""Sheets as a page for the screen and for print, and as lines for a terminal. Pure: everything is escaped."""

from collections.abc import Sequence
from pathlib import Path

from autograder.feedback import pages
from autograder.model.course import Assignment
from autograder.model.files import write_whole
from autograder.viva.sheet import Sheet

PAGE = "viva-{}.html"


def page(sheets: Sequence[Sheet], title: str) -> str:
    """One page with all sheets: in print each begins a page of its own, and the answers stand at its end."""
    return pages.environment("autograder.viva").get_template("sheet.html.j2").render(sheets=sheets, title=title)


def write(folder: Path, assignment: Assignment, sheets: Sequence[Sheet]) -> Path:
    """Write the page of an assignment below `folder`."""
    path = folder / PAGE.format(assignment.name)
    write_whole(path, page(sheets, assignment.title).encode())
    return path


def lines(sheet: Sheet) -> list[str]:
    """A sheet as lines of text."""
    made = [f"{sheet.student}, {sheet.assignment}", *([f"  {sheet.told}"] if sheet.told else [])]
    for number, question in enumerate(sheet.questions, 1):
        made += ["", f"  {number}. ({question.exercise}) {question.setting}", f"     {question.text}"]
        made += [f"       {letter}) {option}" for letter, option in zip("abcdef", question.options, strict=False)]
        made.append(f"     Right: {question.letter or question.answer}. {question.how}")
    return made
