"""Who worked together: a table of groups, one's own or a platform's, gives each member what one handed in."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
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
            number = cells.get("canvas_user_id") or cells.get("id") or ""
            ids = {"id": number, "name": cells.get("name") or full or told[0]}
            member = Member(Person(names.student(told[0]), ids), frozenset(map(plain, {*told, full} - {""})))
            groups.setdefault(row[group].strip(), []).append(member)
    return groups


def shared(handed_in: Iterable[SubmittedFile], groups: Mapping[str, Sequence[Member]]) -> list[SubmittedFile]:
    """The submissions, each with the members of its group who handed in nothing themselves."""
    found = list(handed_in)
    seen = {(name, one.assignment) for one in found for name in _called(one)}
    theirs = [_group_of(one, groups) for one in found]
    short = [_without(name, one.student) for one, (_, name, _) in zip(found, theirs, strict=True)]
    count = Counter((plain(name), one.assignment) for name, one in zip(short, found, strict=True))
    for place, (name, one) in enumerate(zip(short, found, strict=True)):
        key = plain(name), one.assignment
        if name != one.student and (key in seen or count[key] > 1):  # that is somebody else's name
            short[place] = one.student
    seen |= {(plain(name), one.assignment) for name, one in zip(short, found, strict=True)}
    for place in sorted(range(len(found)), key=lambda place: theirs[place][0]):
        one, (_, _, members) = found[place], theirs[place]
        others = [m for m in members if not any((call, one.assignment) in seen for call in m.called)]
        seen |= {(call, one.assignment) for member in others for call in member.called}
        platform = {"platform": one.who["platform"]} if one.who else {}
        people = tuple(Person(m.person.name, {**platform, **m.person.who} if platform else {}) for m in others)
        found[place] = replace(one, student=short[place], others=(*one.others, *people))
    return found


def _without(group: str, student: str) -> str:
    """A student's name without that of the group before it."""
    return re.sub(rf"(?i)^{re.escape(group)}[-_ ]+(?=.)", "", student) if group else student


def _group_of(one: SubmittedFile, groups: Mapping[str, Sequence[Member]]) -> tuple[int, str, Sequence[Member]]:
    """The group of a submission, the surest ways to tell first, and by which: names that merely begin so come last."""
    called = _called(one)
    ways: Sequence[Callable[[str, Sequence[Member]], bool]] = (
        lambda _, members: any(member.called & called for member in members),
        lambda here, _: here in called,
        lambda here, _: any(call.startswith(f"{here}-") for call in called),
    )
    for way, fits in enumerate(ways):
        for name, members in groups.items():
            if fits(plain(name), members):
                return way, name, members
    return len(ways), "", ()


def _called(one: SubmittedFile) -> frozenset[str]:
    told = {one.student, *(one.who.get(key, "") for key in ("id", "name", "email"))} - {""}
    return frozenset(map(plain, told))


def plain(name: str) -> str:
    """A name without what spellings of it differ in: case, spaces, accents."""
    letters = unicodedata.normalize("NFKD", name).replace("_", " ").casefold()
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).split())
