"""What is given at the desk: points, rubric lines, comments, overrides, extensions; and a submission asked again."""

import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import tornado.web

from autograder.batch import late
from autograder.batch.store import Conflict
from autograder.desk import groups as grouping
from autograder.desk.reading import Facts, lines_of
from autograder.desk.room import View, key_of
from autograder.desk.server import OfClass
from autograder.errors import UserError
from autograder.intake.archive import STAMP
from autograder.intake.find import NOT_AT_HAND, SubmittedFile
from autograder.model import anonymous, names
from autograder.model.course import Exercise
from autograder.model.files import read_bytes, write_whole
from autograder.model.marks import NOTHING, Event, Given, Result
from autograder.model.notebook import Unreadable
from autograder.model.reports import figures_of, path_in, read_report, write_report

REUSED = 9  # comments that are offered again


def group(page: OfClass, view: View, name: str, key: str, said: str = "") -> Facts:
    """One group of answers that say the same, or one student's: read, and given to, all at once."""
    exercise, found = view.assignment.exercise(name), grouping.groups(view.results, name)
    alone = view.by_key.get(key)
    place = next((n for n, one in enumerate(found) if one.key == key), None)
    if alone is None and place is None:
        raise tornado.web.HTTPError(404)
    members = [(alone, one) for one in alone.exercises if one.name == name] if alone else found[place or 0].members
    comments = Counter(mine[name].comment for mine in view.ledger.given.values() if mine.get(name, NOTHING).comment)
    around = {n: one.key for n, one in enumerate(found)} if place is not None else {}
    result, judged = members[0]
    named = not alone and judged.found.group
    return {
        "template": "group", "exercise": exercise, "members": members,
        "nobodys": anonymous.cell_of(result.report, name, exercise.names) if named else "",
        "judged": judged, "alone": alone,
        "lines": lines_of(judged), "items": view.ledger.items.get((view.assignment.name, name), ()),
        "shown": _common([one.given for _, one in members]), "key": key, "said": said, "place": place,
        "reused": [text for text, _ in comments.most_common(REUSED)], "of": len(found),
        "before": around.get((place or 0) - 1, ""), "after": around.get((place or 0) + 1, ""),
    }  # fmt: skip


def _common(given: list[Given]) -> dict[str, Any]:
    """What the form shows of a group: what all its members have."""
    first = given[0]
    same = all(one.points == first.points for one in given)
    return {
        "points": f"{first.points.value:g}" if same and first.points else "",
        "comment": first.comment if all(one.comment == first.comment for one in given) else "",
        "items": set.intersection(*({item.id for item in one.items} for one in given)),
    }


def give(page: OfClass, view: View, name: str, key: str) -> Facts | None:
    """What the form of a group changes, for all its members."""
    exercise = view.assignment.exercise(name)
    students = [view.by_key[one].student for one in page.get_arguments("student") if one in view.by_key]
    try:
        events = [event for student in students for event in _events(page, view, student, exercise)]
        if events:
            page.room.give(events, int(page.text("seen")))
    except (Conflict, UserError) as error:
        page.set_status(409 if isinstance(error, Conflict) else 400)
        return group(page, page.room.view(view.assignment.name), name, key, str(error))
    page.go(page.text("then"))
    return None


def _events(page: OfClass, view: View, student: str, exercise: Exercise) -> Iterator[Event]:
    """What the form changes of what it showed: nothing else is touched, whoever else is at work."""
    of = partial(Event, who=page.who, student=student, assignment=view.assignment.name, exercise=exercise.name)
    (mine,) = (one for one in view.by_key[key_of(student)].exercises if one.name == exercise.name)
    seen = mine.found.source
    if (text := page.text("comment")) != page.text("was_comment"):
        yield of("comment", value=text)
    ticked, were = (set(page.get_arguments(field)) for field in ("item", "was_item"))
    for number in sorted(ticked ^ were, key=int):
        yield of("tick", value={"item": int(number), "on": number in ticked}, answer=seen)
    text, was = page.text("points"), page.text("was_points")
    if ticked != were and text == was and exercise.manual is not None:
        text = ""  # the lines make up the points now
    if text != was:
        check, reason = page.text("check"), page.text("reason")
        if exercise.manual is None and text and not reason:
            raise UserError("Points in the place of the program's need a reason: the student reads it.")
        most = exercise.checks.get(check.partition(".")[2], 0.0) if check else exercise.points
        yield of("points", value=number_of(text, 0.0, most) if text else None, check=check, reason=reason, answer=seen)
    elif page.text("holds") and mine.given.points:
        yield of("points", value=mine.given.points.value, reason=mine.given.points.reason, answer=seen)
    elif page.text("holds") and mine.given.items and ticked == were:
        yield of("tick", value={"item": mine.given.items[0].id, "on": True}, answer=seen)


def number_of(text: str, least: float, most: float) -> float:
    """The number that somebody typed.

    Raises UserError when it is none from `least` to `most`.
    """
    try:
        found = float(text.replace(",", "."))
    except ValueError:
        found = float("nan")
    if not least <= found <= most:
        raise UserError(f"Points are {text!r}, expected a number from {least:g} to {most:g}.")
    return found


def rubric(page: OfClass, view: View, name: str) -> None:
    """A line of a rubric, made or changed: the points change for everyone who has it."""
    most, text, line = view.assignment.exercise(name).points, page.text("text"), page.text("item", 12)
    value = {"text": text, "points": number_of(page.text("points"), -most, most)}
    if text:
        value |= {"item": int(line)} if line else {}
        page.room.give([Event("item", page.who, "", view.assignment.name, name, value=value)], view.ledger.last)
    page.go(page.text("then"))


def extension(page: OfClass, view: View, key: str) -> None:
    """More time for one student: a moment, or a span such as +48h."""
    until, student = page.text("until"), page.result(view, key).student
    if until and not late.understood(until):
        raise UserError(f"The extension is {until!r}, expected 2027-01-31T23:59 or +48h.")
    event = Event("extension", page.who, student, view.assignment.name, value=until, reason=page.text("reason"))
    page.room.give([event], int(page.text("seen")))
    page.go(f"/{view.assignment.name}/student/{key}")


async def again(page: OfClass, view: View, key: str) -> None:
    """A submission graded once more, in a process of its own; what people gave stands."""
    result, name = page.result(view, key), view.assignment.name
    one = page.room.notebooks.get((result.student, name))
    told = await _graded(page, result, one) if one else NOT_AT_HAND
    page.room.forget()
    report = read_report(path_in(page.room.folder, result.student, name))
    if told or report is None:
        raise UserError(f"It was not graded: {told}")
    value = {"asked_again": True, "before": result.report.score, "score": report.score}
    page.room.give([Event("attempt", page.who, result.student, name, value=value)], view.ledger.last)
    page.go(f"/{name}/student/{key}")


async def name(page: OfClass, view: View, exercise: str, key: str) -> None:
    """A group that nothing explains made a known mistake, by the command that does so."""
    said, hint = page.text("sentence", 400), page.text("hint", 400)
    line = ["name", key, f"--hint={hint}", "--reports", _folder(page), "--", said]
    if told := await _command(page, line):
        raise UserError(told.removeprefix("autograder: "))
    value = {"group": key, "sentence": said, "hint": hint}
    page.room.give([Event("name", page.who, "", view.assignment.name, exercise, value=value)], view.ledger.last)
    page.go(f"/{view.assignment.name}/people")


async def _command(page: OfClass, arguments: Sequence[str]) -> str:
    """One of our commands in a process of its own: what it said when it failed, else nothing."""
    verb, *rest = arguments
    line = [sys.executable, "-P", "-m", "autograder", verb, "--course", str(page.room.course.root), *rest]
    pipe, nothing = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(*line, stdin=nothing, stdout=nothing, stderr=pipe)
    _, errors = await process.communicate()
    return errors.decode("utf-8", "replace")[-1000:].strip() if process.returncode else ""


async def _graded(page: OfClass, result: Result, one: SubmittedFile) -> str:
    """What the command said when it failed; empty when it graded. Whose it is, is known: no name is read for it."""
    name, course = result.report.assignment, page.room.course
    with _handed_in("student", one) as folder:
        out = Path(folder, "reports")
        line = ["grade", f"{folder}/submitted", "--force", "--jobs", "1", "--out", str(out), *_sandbox(page)]
        told, made = await _command(page, line), path_in(out, "student", name)
        if (report := read_report(made)) is None:
            return told or "there is no report"
        report = replace(report, student=result.student, who=result.report.who, late=None)
        report = replace(report, late=late.lateness(course, report, late.time_of(one, course)[0]))
        write_report(report, page.room.folder, figures_of(report, made.parent))
        return told


@contextmanager
def _handed_in(student: str, one: SubmittedFile) -> Iterator[str]:
    """A folder with nothing but that notebook and its modules, handed in."""
    with tempfile.TemporaryDirectory(prefix="again-") as folder:
        here = Path(folder, "submitted", student, one.assignment)
        here.mkdir(parents=True)
        for called, file in ((f"{here.name}.ipynb", one.path), (STAMP, late.stamp_of(one)), *one.modules):
            with suppress(Unreadable):
                write_whole(here / called, read_bytes(file))
        yield folder


async def questions(page: OfClass, view: View, key: str) -> None:
    """Questions about one student's own code made, in a process of its own."""
    result, name = page.result(view, key), view.assignment.name
    if (one := page.room.notebooks.get((result.student, name))) is None:
        raise UserError(f"No questions were made. {NOT_AT_HAND}")
    called = (part for part in (result.student, *one.path.parts) if names.student(part) == result.student)  # odd or not
    with _handed_in(next(called, result.student), one) as folder:
        asked = ["--submitted", folder, "--assignment", name, f"--student={result.student}"]
        if told := await _command(page, ["viva", _folder(page), *asked, *_sandbox(page)]):
            raise UserError(f"No questions were made: {told}")
    page.go(f"/{name}/student/{key}")


def _folder(page: OfClass) -> str:
    return str(page.room.folder.absolute())


def _sandbox(page: OfClass) -> list[str]:
    return ["--sandbox", page.settings["sandbox"]]
