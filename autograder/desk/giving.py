"""What is given at the desk: points, rubric lines, comments, overrides, extensions; and a submission asked again."""

import asyncio
import shutil
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import tornado.web

from autograder.batch import late
from autograder.batch.store import Conflict
from autograder.desk import groups as grouping
from autograder.desk.reading import OfAssignment, lines_of
from autograder.desk.room import View, key_of
from autograder.desk.server import local
from autograder.errors import UserError
from autograder.model.marks import NOTHING, Event, Given, Result
from autograder.model.report import read_report

MOST_TEXT = 10_000
REUSED = 9  # comments that are offered again


class Group(OfAssignment):
    """One group of answers that say the same, or one student's: read, and given to, all at once."""

    def get(self, name: str, exercise: str, key: str) -> None:
        self.page(name, exercise, key)

    def page(self, name: str, exercise: str, key: str, said: str = "") -> None:
        view = self.view(name)
        view.assignment.exercise(exercise)
        found = grouping.groups(view.results, exercise)
        alone = view.by_key.get(key)
        place = next((n for n, group in enumerate(found) if group.key == key), None)
        if alone is None and place is None:
            raise tornado.web.HTTPError(404)
        if alone is not None:
            members = [(alone, judged) for judged in alone.exercises if judged.name == exercise]
        else:
            members = list(found[place or 0].members)
        given = [judged.given for _, judged in members]
        comments: dict[str, int] = {}
        for mine in view.ledger.given.values():
            if text := mine.get(exercise, NOTHING).comment:
                comments[text] = comments.get(text, 0) + 1
        facts = {
            "exercise": view.assignment.exercise(exercise), "members": members, "judged": members[0][1],
            "lines": lines_of(members[0][1]), "items": view.ledger.items.get((name, exercise), ()),
            "common": _common(given), "alone": alone, "key": key, "seen": view.ledger.last, "said": said,
            "reused": sorted(comments, key=lambda text: -comments[text])[:REUSED],
            "before": found[place - 1].key if place else "", "place": place, "of": len(found),
            "after": found[place + 1].key if place is not None and place + 1 < len(found) else "",
        }  # fmt: skip
        self.show("group", **{**self.facts(view), **facts})

    def post(self, name: str, exercise: str, key: str) -> None:
        view = self.view(name)
        view.assignment.exercise(exercise)
        students = [view.by_key[one].student for one in self.get_arguments("student") if one in view.by_key]
        seen = int(self.get_argument("seen"))
        try:
            events = [event for student in students for event in self._events(view, student, exercise)]
            if events:
                self.room.give(events, seen)
        except Conflict as conflict:
            self.set_status(409)
            theirs = "; ".join(dict.fromkeys(f"{e.who} set the {e.kind} to {e.text}" for e in conflict.events))
            said = f"Nothing was written: meanwhile {theirs}. This is how it stands now; enter yours again if it holds."
            return self.page(name, exercise, key, said)
        except UserError as error:
            self.set_status(400)
            return self.page(name, exercise, key, str(error))
        return self.redirect(local(self.get_argument("then", "") or self.request.path))

    def _events(self, view: View, student: str, exercise: str) -> Iterator[Event]:
        """What the form changes of what it showed: nothing else is touched, whoever else is at work."""
        of = partial(Event, who=self.who, student=student, assignment=view.assignment.name, exercise=exercise)
        reason = self.get_argument("reason", "").strip()[:MOST_TEXT]
        if (text := self._changed("comment")) is not None:
            yield of("comment", value=text[:MOST_TEXT])
        ticked, were = (set(self.get_arguments(field)) for field in ("item", "was_item"))
        for number in sorted(ticked ^ were, key=int):
            yield of("tick", value={"item": int(number), "on": number in ticked})
        if (text := self._changed("points")) is not None:
            check = self.get_argument("check", "")
            manual = view.assignment.exercise(exercise).manual is not None
            if not manual and text and not reason:
                raise UserError("Points in the place of the program's need a reason: the student reads it.")
            most = view.assignment.exercise(exercise).points
            if check:
                most = view.assignment.exercise(exercise).checks[check.partition(".")[2]]
            yield of("points", value=_points(text, most), check=check, reason=reason)

    def _changed(self, field: str) -> str | None:
        text, was = (self.get_argument(name, "").replace("\r\n", "\n").strip() for name in (field, f"was_{field}"))
        return text if text != was else None


def _points(text: str, most: float) -> float | None:
    if not text:
        return None
    try:
        points = float(text.replace(",", "."))
    except ValueError:
        points = -1.0
    if not 0 <= points <= most:
        raise UserError(f"Points are {text!r}, expected a number from 0 to {most:g}.")
    return points


def _common(given: list[Given]) -> dict[str, Any]:
    """What a form shows of a group: what all its members have."""
    first = given[0]
    same = all(one.points == first.points for one in given)
    return {
        "points": f"{first.points.value:g}" if same and first.points else "",
        "comment": first.comment if all(one.comment == first.comment for one in given) else "",
        "items": set.intersection(*({item.id for item in one.items} for one in given)),
    }


class Rubric(OfAssignment):
    """A line of a rubric, made or changed: the points change for everyone who has it."""

    def post(self, name: str, exercise: str) -> None:
        view = self.view(name)
        view.assignment.exercise(exercise)
        text = self.get_argument("text", "").strip()[:MOST_TEXT]
        try:
            points = float(self.get_argument("points", "").replace(",", "."))
        except ValueError:
            raise UserError("The points of a rubric line are a number such as 0.5 or -1.") from None
        number = int(self.get_argument("item", "0"))
        value = {"text": text, "points": points, **({"item": number} if number else {})}
        if text:
            self.room.give([Event("item", self.who, "", name, exercise, value=value)], view.ledger.last)
        self.redirect(local(self.get_argument("then", "/")))


class Extension(OfAssignment):
    """More time for one student: a moment, or a span such as +48h."""

    def post(self, name: str, key: str) -> None:
        view = self.view(name)
        until = self.get_argument("until", "").strip()
        if until and not late.understood(until, self.room.course):
            raise UserError(f"The extension is {until!r}, expected 2027-01-31T23:59 or +48h.")
        student = self.result(view, key).student
        event = Event(
            "extension", self.who, student, name, value=until, reason=self.get_argument("reason", "")[:MOST_TEXT]
        )
        self.room.give([event], int(self.get_argument("seen")))
        self.redirect(f"/{name}/student/{key}")


class Again(OfAssignment):
    """A submission graded once more, in a process of its own; what people gave stands."""

    async def post(self, name: str, key: str) -> None:
        result = self.result(self.view(name), key)
        path = self.room.notebooks.get((result.student, name))
        if path is None:
            raise UserError("The notebook is not at hand: say where with --submitted.")
        told = await self._grade(result, path)
        self.room.forget()
        report = read_report(self.room.folder / result.student / f"{name}.json")
        if told or report is None:
            raise UserError(f"It could not be graded: {told}")
        value = {"asked_again": True, "before": result.report.score, "score": report.score}
        self.room.give([Event("attempt", self.who, result.student, name, value=value)], 0)
        self.redirect(f"/{name}/student/{key_of(result.student)}")

    async def _grade(self, result: Result, path: Path) -> str:
        """What the command said when it failed; empty when it graded."""
        with tempfile.TemporaryDirectory(prefix="again-") as folder:
            here = Path(folder, "submitted", result.student, result.report.assignment)
            here.mkdir(parents=True)
            for file in (path, path.with_name(late.STAMP)):
                if file.is_file() and not file.is_symlink():
                    shutil.copyfile(file, here / (f"{here.name}.ipynb" if file == path else file.name))
            line = [sys.executable, "-m", "autograder", "grade", folder, "--force", "--jobs", "1",
                    "--out", str(self.room.folder.absolute()), "--course", str(self.room.course.root),
                    "--sandbox", self.application.settings["sandbox"]]  # fmt: skip
            process = await asyncio.create_subprocess_exec(
                *line, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
            )
            _, errors = await process.communicate()
        return errors.decode("utf-8", "replace")[-1000:] if process.returncode else ""
