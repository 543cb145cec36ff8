"""What is read at the desk: the class, its questions, its students, what needs a person, what is alike, the trail."""

import asyncio
from collections.abc import Sequence
from typing import Any

import tornado.web

from autograder.desk import groups as grouping
from autograder.desk import similar
from autograder.desk.room import View, key_of
from autograder.desk.server import GUEST, Named
from autograder.feedback import pages, statistics
from autograder.feedback.student_page import places
from autograder.model import notebook
from autograder.model.files import read_bytes
from autograder.model.marks import Judged, Result
from autograder.model.report import STATUSES, read_report

PAGE = 50  # of what is listed, on one page


class OfAssignment(Named):
    """A page about one assignment, the first thing in its address."""

    def view(self, name: str) -> View:
        if name not in {one.name for one in self.room.assignments()}:
            raise tornado.web.HTTPError(404)
        return self.room.view(name)

    def result(self, view: View, key: str) -> Result:
        if key not in view.by_key:
            raise tornado.web.HTTPError(404)
        return view.by_key[key]

    def listed(self, rows: Sequence[Any]) -> dict[str, Any]:
        """The rows of the page that is asked for, and where the others are."""
        last = max(1, -(-len(rows) // PAGE))
        asked = self.get_argument("page", "1")
        page = min(last, max(1, int(asked) if asked.isdecimal() else 1))
        return {"rows": rows[(page - 1) * PAGE : page * PAGE], "page": page, "last": last, "of": len(rows)}

    def facts(self, view: View) -> dict[str, Any]:
        """What every page about an assignment has."""
        numbers = {result.student: n for n, result in enumerate(sorted(view.results, key=_by_key), 1)}
        return {
            "assignment": view.assignment, "view": view, "key_of": key_of,
            "called": lambda student: self.called(student, numbers.get(student, 0)),
        }  # fmt: skip


def _by_key(result: Result) -> str:
    return key_of(result.student)


class Home(Named):
    """The assignments; the class at once where there is but one."""

    def get(self) -> None:
        there = self.room.assignments()
        if len(there) == 1:
            return self.redirect(f"/{there[0].name}")
        return self.show("home", assignments=there)


class Class(OfAssignment):
    """One assignment: its exercises, and how many answers of each wait for a person."""

    def get(self, name: str) -> None:
        view = self.view(name)
        rows = statistics.exercises(view.results)
        for index, row in enumerate(rows):
            row["waiting"] = sum(result.exercises[index].waiting for result in view.results)
        waiting = sum(bool(result.waiting) for result in view.results)
        people = statistics.people(view.results)
        self.show("class", rows=rows, waiting=waiting, people=people, **self.facts(view))


class Students(OfAssignment):
    """Everyone, or those whom a name, an exercise, a mistake or a status picks."""

    def get(self, name: str) -> None:
        view = self.view(name)
        asked = {field: self.get_argument(field, "").strip() for field in ("name", "exercise", "mistake", "status")}
        chosen = [result for result in view.results if _matches(result, asked, self.hidden)]
        outcomes = [*grouping.WORDS.items(), ("waiting", "unread"), ("by_person", "given by a person")]
        choices = {
            "exercise": [(one.name, one.name) for one in view.assignment.exercises],
            "mistake": [(row["name"], row["sentence"]) for row in statistics.mistakes(view.results)],
            "status": [*outcomes, *((status, status) for status in STATUSES)],
        }  # fmt: skip
        self.show("students", asked=asked, choices=choices, **self.listed(chosen), **self.facts(view))


def _matches(result: Result, asked: dict[str, str], hidden: bool) -> bool:
    if not hidden and asked["name"].casefold() not in result.student.casefold():
        return False
    mine = [one for one in result.exercises if asked["exercise"] in ("", one.name)]
    if asked["mistake"]:
        mine = [one for one in mine if asked["mistake"] in {d.name for c in one.found.checks for d in c.diagnoses}]
    status = asked["status"]
    if status in ("waiting", "by_person"):
        return any(getattr(one, status) for one in mine)
    if status in grouping.WORDS:
        return any(one.outcome == status for one in mine)
    return bool(mine) and status in ("", result.report.status)


class Exercise(OfAssignment):
    """One exercise through the class: who says the same stands together."""

    def get(self, name: str, exercise: str) -> None:
        view = self.view(name)
        view.assignment.exercise(exercise)
        found = grouping.groups(view.results, exercise)
        self.show("exercise", exercise=view.assignment.exercise(exercise), **self.listed(found), **self.facts(view))


class Student(OfAssignment):
    """One submission: verdicts beside the student's code."""

    def get(self, name: str, key: str) -> None:
        view = self.view(name)
        result = self.result(view, key)
        entries = [(judged, lines_of(judged)) for judged in result.exercises]
        path = self.room.notebooks.get((result.student, name))
        order = list(view.by_key)
        after = order[(order.index(key) + 1) % len(order)]
        facts = self.facts(view)
        self.show(
            "student", result=result, entries=entries, path=path, key=key, after=after, seen=view.ledger.last, **facts
        )


def lines_of(judged: Judged) -> list[tuple[int, str, bool]]:
    """The student's code, numbered, and which of its lines something is said of."""
    meant = places(judged.found)
    return [(n, line, n in meant) for n, line in enumerate(judged.found.source.splitlines(), 1)]


class Notebook(OfAssignment):
    """The notebook as it was handed in, as text."""

    def get(self, name: str, key: str) -> None:
        view = self.view(name)
        result = self.result(view, key)
        path = self.room.notebooks.get((result.student, name))
        cells, told = [], "The notebook is not at hand: say where with --submitted."
        if path is not None:
            limit = view.assignment.limits.notebook_mb
            try:
                cells, told = notebook.read(read_bytes(path, limit), limit), ""
            except notebook.Unreadable as error:
                told = str(error)
        self.show("notebook", result=result, cells=cells, told=told, key=key, **self.facts(view))


class StudentPage(OfAssignment):
    """The page that the student gets, as it is now."""

    def get(self, name: str, key: str) -> None:
        view = self.view(name)
        result = self.result(view, key)
        path = self.room.folder / result.student / f"{name}.json"
        whole = read_report(path)
        if whole is None:
            raise tornado.web.HTTPError(404)
        self.set_header("Content-Security-Policy", GUEST)
        given = self.room.result(whole)
        self.finish(pages.feedback_page(given, view.assignment, pages.figures_of(whole, path.parent)))


class Figure(OfAssignment):
    """A picture that the program saw: nothing but a PNG."""

    def get(self, name: str, key: str, figure: str) -> None:
        data = self.room.figure(self.result(self.view(name), key), figure)
        if not data.startswith(b"\x89PNG"):
            raise tornado.web.HTTPError(404)
        self.set_header("Content-Type", "image/png")
        self.finish(data)


class People(OfAssignment):
    """What needs a person first, with the reason in words."""

    def get(self, name: str) -> None:
        view = self.view(name)
        open_groups = [
            (exercise, group) for exercise in view.assignment.exercises if exercise.manual is None
            for group in grouping.groups(view.results, exercise.name) if group.open
        ]  # fmt: skip
        facts = self.facts(view)
        self.show("people", unexplained=open_groups[:PAGE], **self.listed(statistics.people(view.results)), **facts)


class Similar(OfAssignment):
    """Pairs of similar work, the evidence side by side."""

    async def get(self, name: str) -> None:
        view = self.view(name)
        released = [cell.source for cell in notebook.release_cells(view.assignment)]
        found = await asyncio.to_thread(similar.pairs, view.results, released)
        self.show("similar", **self.listed(found), **self.facts(view))


class Trail(OfAssignment):
    """Who gave what, and when; the newest first."""

    def get(self, name: str) -> None:
        view = self.view(name)
        rows = self.room.store.trail(name)[::-1]
        self.show("trail", **self.listed(rows), **self.facts(view))
