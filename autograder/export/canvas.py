"""Canvas: an exported roster filled in. Canvas makes an assignment of a column it does not know: none is invented."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograder.errors import UserError
from autograder.export.scores import called, platform_id
from autograder.export.tables import original
from autograder.model.marks import Result

IDENTITY = ("Student", "ID", "SIS User ID", "SIS Login ID", "Integration ID", "Root Account", "Section")
KEYS = ("SIS Login ID", "SIS User ID", "ID", "Integration ID")


@dataclass(frozen=True)
class Filled:
    """A roster with scores in it, the students it does not know, and those of it without a score."""

    rows: list[list[object]]
    unmatched: tuple[str, ...]
    without: tuple[str, ...]
    points_possible: str


def fill(roster: Sequence[Sequence[str]], results: Sequence[Result], title: str, column: str | None = None) -> Filled:
    """`roster` with the scores of one assignment, cut down to who is who and that one column.

    A student is found by login, SIS id, Canvas id, then name; `column` is the header of the assignment, else the one
    whose title is `title` or the assignment's id. Raises UserError when the roster has no such column or two rows claim
    one student.
    """
    head = [cell.strip() for cell in roster[0]] if roster else []
    if "Student" not in head or "ID" not in head:
        raise UserError("The roster has no columns `Student` and `ID`: export it from Canvas under Grades, Export.")
    names = {title, *(result.assignment for result in results)}
    place = _column(head, column, names)
    keep = [i for i, name in enumerate(head) if name in IDENTITY] + [place]
    by_student = {result.student: result for result in results}
    owner = _owners(roster[1:], head, by_student)
    rows: list[list[object]] = [[head[i] for i in keep]]
    possible, without = "", []
    for number, row in enumerate(roster[1:]):
        cells: list[object] = [original(row[i]) if i < len(row) else "" for i in keep]
        first = row[0].strip()
        if first == "Points Possible":
            cells[0], possible = row[0], str(cells[-1])
        elif number in owner:
            cells[-1] = by_student[owner[number]].final
        elif _cell(row, head, "ID"):
            cells[-1] = ""
            without.append(first)
        rows.append(cells)
    unmatched = tuple(name for name in by_student if name not in owner.values())
    return Filled(rows, unmatched, tuple(without), possible)


def _column(head: Sequence[str], column: str | None, names: set[str]) -> int:
    if column is not None:
        if column in head:
            return head.index(column)
        raise UserError(f"The roster has no column `{column}`. It has: {', '.join(_assignments(head)) or 'none'}.")
    found = [i for i, name in enumerate(head) if (m := re.fullmatch(r"(.*) \(\d+\)", name)) and m[1].strip() in names]
    if len(found) == 1:
        return found[0]
    which = "more than one column" if found else "no column"
    raise UserError(
        f"The roster has {which} called {' or '.join(sorted(names))}. Say which with --column: "
        f"{'; '.join(_assignments(head)) or 'it has none'}."
    )


def _assignments(head: Sequence[str]) -> list[str]:
    return [name for name in head if re.fullmatch(r".* \(\d+\)", name)]


def _cell(row: Sequence[str], head: Sequence[str], name: str) -> str:
    index = head.index(name) if name in head else len(row)
    return original(row[index]).strip() if index < len(row) else ""


def _owners(rows: Sequence[Sequence[str]], head: Sequence[str], scores: Mapping[str, Result]) -> dict[int, str]:
    """Which row, by number, is which student's. An id goes before a name; a name that two rows share is no name."""
    owner: dict[int, str] = {}
    ids = {platform_id(one, "canvas"): student for student, one in scores.items()}
    for number, row in enumerate(rows):
        if (student := ids.get(_cell(row, head, "ID"))) is not None:
            owner[number] = student
    for key in KEYS:
        for number, row in enumerate(rows):
            text = _cell(row, head, key)
            if _cell(row, head, "ID") and number not in owner and text in scores and text not in owner.values():
                owner[number] = text
    people: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        if _cell(row, head, "ID"):
            for name in _names(_cell(row, head, "Student")):
                people.setdefault(name, []).append(number)
    for student, one in scores.items():
        here = next((people[name] for call in called(one) for name in [_plain(call)] if name in people), [])
        if student not in owner.values() and len(here) == 1 and here[0] not in owner:
            owner[here[0]] = student
    return owner


def _names(text: str) -> set[str]:
    """A name as Canvas has it (`Lovelace, Ada`), and the other way round."""
    last, comma, first = text.partition(",")
    return {_plain(text), _plain(f"{first} {last}")} if comma else {_plain(text)}


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).replace("_", " ").casefold().split())
