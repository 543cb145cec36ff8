"""What is read at the desk: the class, its exercises, its students, what needs a person, what is alike, the trail.

Each function makes the facts that the template of its name shows.
"""

import asyncio
from typing import Any

import tornado.web

from autograder.desk import groups as grouping
from autograder.desk import similar as likeness
from autograder.desk.room import View
from autograder.desk.server import GUEST, PAGE, OfClass
from autograder.feedback import pages, palette, statistics
from autograder.feedback.student_page import places
from autograder.feedback.viva import page as sheets
from autograder.intake.find import NOT_AT_HAND
from autograder.model import notebook as notebooks
from autograder.model import pictures, text
from autograder.model.files import read_bytes
from autograder.model.marks import Judged, Result
from autograder.model.report import STATUSES
from autograder.model.reports import figures_of, path_in, read_report

Facts = dict[str, Any]


def overview(_: OfClass, view: View) -> Facts:
    """One assignment: its exercises, and how many answers of each wait for a person."""
    rows = statistics.exercises(view.results)
    for index, row in enumerate(rows):
        row["waiting"] = sum(result.exercises[index].waiting for result in view.results)
    waiting = sum(bool(result.waiting) for result in view.results)
    return {"rows": rows, "waiting": waiting, "people": statistics.people(view.results)}


def students(page: OfClass, view: View) -> Facts:
    """Everyone, or those whom a name, an exercise, a mistake or a status picks."""
    asked = {field: page.text(field) for field in ("name", "exercise", "mistake", "status")}
    if page.hidden:
        asked["name"] = ""
    chosen = [result for result in view.results if _matches(result, **asked)]
    outcomes = [*palette.WORDS.items(), ("waiting", "unread"), ("by_person", "given by a person")]
    choices = {
        "exercise": [(one.name, one.name) for one in view.assignment.exercises],
        "mistake": [(row["name"], row["sentence"]) for row in statistics.mistakes(view.results)],
        "status": [*outcomes, *((status, status) for status in STATUSES)],
    }  # fmt: skip
    return {"asked": asked, "choices": choices, **page.listed(chosen)}


def _matches(result: Result, name: str, exercise: str, mistake: str, status: str) -> bool:
    mine = [one for one in result.exercises if exercise in ("", one.name)]
    if mistake:
        mine = [one for one in mine if mistake in {d.name for c in one.found.checks for d in c.diagnoses}]
    if status in ("waiting", "by_person"):
        mine = [one for one in mine if getattr(one, status)]
    elif status in palette.WORDS:
        mine = [one for one in mine if one.outcome == status]
    elif status and status != result.report.status:
        return False
    return bool(mine) and name.casefold() in result.student.casefold()


def exercise(page: OfClass, view: View, name: str) -> Facts:
    """One exercise through the class: who says the same stands together."""
    return {"exercise": view.assignment.exercise(name), **page.listed(grouping.groups(view.results, name))}


def student(page: OfClass, view: View, key: str) -> Facts:
    """One submission: verdicts beside the student's code."""
    result, order = page.result(view, key), list(view.by_key)
    return {
        "result": result, "key": key, "entries": [(judged, lines_of(judged)) for judged in result.exercises],
        "at_hand": (result.student, view.assignment.name) in page.room.notebooks,
        "after": order[(order.index(key) + 1) % len(order)],
        "sheet": sheets.read(page.room.folder, result.student, view.assignment.name),
    }  # fmt: skip


def lines_of(judged: Judged) -> list[tuple[int, str, bool]]:
    """The student's code, numbered, and which of its lines something is said of."""
    meant = places(judged.found)
    return [(n, line, n in meant) for n, line in enumerate(text.lines(judged.found.source), 1)]


def notebook(page: OfClass, view: View, key: str) -> Facts:
    """The notebook as it was handed in, as text."""
    result, limit = page.result(view, key), view.assignment.limits.notebook_mb
    one = page.room.notebooks.get((result.student, view.assignment.name))
    facts: Facts = {"result": result, "key": key, "cells": [], "told": ""}
    try:
        facts["cells"] = notebooks.read(read_bytes(one.path, limit), limit) if one else []
        facts["told"] = "" if one else NOT_AT_HAND
    except notebooks.Unreadable as error:
        facts["told"] = str(error)
    return facts


def students_page(page: OfClass, view: View, key: str) -> None:
    """The page that the student gets, as it is now."""
    result = page.result(view, key)
    path = path_in(page.room.folder, result.student, view.assignment.name)
    if (whole := read_report(path)) is None:
        raise tornado.web.HTTPError(404)
    page.set_header("Content-Security-Policy", GUEST)
    page.finish(pages.feedback_page(page.room.result(whole), view.assignment, figures_of(whole, path.parent)))


def figure(page: OfClass, view: View, key: str, name: str) -> None:
    """A picture that the program saw, or that stands in an answer: nothing but a PNG or JPEG that the report names."""
    result = page.result(view, key)
    folder = path_in(page.room.folder, result.student, view.assignment.name).parent
    data = figures_of(result.report, folder).get(name, b"")
    if not pictures.fits(data):
        raise tornado.web.HTTPError(404)
    page.set_header("Content-Type", f"image/{pictures.kind(data)}")
    page.finish(data)


def people(page: OfClass, view: View) -> Facts:
    """What needs a person first, with the reason in words; then what nothing explains."""
    return {
        "unexplained": statistics.unexplained(view.results, view.assignment)[:PAGE],
        **page.listed(statistics.people(view.results)),
    }


async def similar(page: OfClass, view: View) -> Facts:
    """Pairs of similar work, the evidence side by side."""
    released = [cell.source for cell in notebooks.release_cells(view.assignment)]
    return page.listed(await asyncio.to_thread(likeness.pairs, view.results, released))


def trail(page: OfClass, view: View) -> Facts:
    """Who gave what, and when; the newest first."""
    return page.listed(page.room.store.trail(view.assignment.name)[::-1])
