"""Who worked together: a table of groups, one's own or a platform's, gives each member what one handed in."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.errors import UserError
from autograder.intake.find import SubmittedFile
from autograder.intake.platforms import Person
from autograder.model import names
from autograder.model.files import read_records

GROUP = ("group", "group_name", "group name", "groupname", "groups", "team")
NAMES = ("student", "name", "full name", "login_id", "username", "user name", "email", "email address", "e-mail",
         "canvas_user_id", "user_id", "sis user id", "id number", "idnumber", "id", "github_username")  # fmt: skip


@dataclass(frozen=True)
class Member:
    """Somebody in a group: what to call them, what a platform knows them by, and all that they may be called."""

    person: Person
    called: frozenset[str]


def read(path: Path) -> Mapping[str, Sequence[Member]]:
    """The members of each group.

    Raises UserError when the file is no table of groups.
    """
    head, rows = read_records(path)
    heads = {name.strip().casefold(): name for name in head if name}
    group = next((heads[name] for name in GROUP if name in heads), None)
    known = [name for name in NAMES if name in heads]
    first, last = (heads.get(name, "") for name in ("first name", "last name"))
    if group is None or not (known or (first and last)):
        raise UserError(f"{path} has the columns {', '.join(heads) or 'none'}. Expected `group` and `student`.")
    groups: dict[str, list[Member]] = {}
    for row in rows:
        cells = {name: row[heads[name]].strip() for name in known}
        full = f"{row[first]} {row[last]}".strip() if first and last else ""
        told = [text for text in (cells.get("student"), cells.get("login_id"), full, *cells.values()) if text]
        if told and row[group].strip():
            ids = {
                "id": cells.get("canvas_user_id") or cells.get("id") or "",
                "name": cells.get("name") or full or told[0],
            }
            member = Member(Person(names.student(told[0]), ids), frozenset(map(plain, {*told, full} - {""})))
            groups.setdefault(row[group].strip(), []).append(member)
    return groups


def shared(handed_in: Iterable[SubmittedFile], groups: Mapping[str, Sequence[Member]]) -> list[SubmittedFile]:
    """The submissions, each with the members of its group who handed in nothing themselves."""
    found = list(handed_in)
    seen = {(name, one.assignment) for one in found for name in _called(one)}
    made = []
    for one in found:
        name, members = _group_of(one, groups)
        others = [m for m in members if not any((call, one.assignment) in seen for call in m.called)]
        seen |= {(call, one.assignment) for member in others for call in member.called}
        platform = {"platform": one.who["platform"]} if one.who else {}
        people = tuple(Person(m.person.name, {**platform, **m.person.who} if platform else {}) for m in others)
        prefix = re.compile(rf"{re.escape(name)}[-_ ]+(?=.)", re.IGNORECASE) if name else None
        student = prefix.sub("", one.student, count=1) if prefix and prefix.match(one.student) else one.student
        made.append(replace(one, student=student, others=(*one.others, *people)))
    return made


def _group_of(one: SubmittedFile, groups: Mapping[str, Sequence[Member]]) -> tuple[str, Sequence[Member]]:
    called = _called(one)
    for name, members in groups.items():
        here = plain(name)
        if (
            here in called
            or any(call.startswith(f"{here}-") for call in called)
            or any(m.called & called for m in members)
        ):
            return name, members
    return "", ()


def _called(one: SubmittedFile) -> frozenset[str]:
    told = {one.student, *(one.who.get(key, "") for key in ("id", "name", "email"))} - {""}
    return frozenset(map(plain, told))


def plain(name: str) -> str:
    """A name without what spellings of it differ in: case, spaces, accents."""
    letters = unicodedata.normalize("NFKD", name).replace("_", " ").casefold()
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).split())
