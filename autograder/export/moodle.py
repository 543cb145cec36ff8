"""Moodle: a table to import, each student by the identifier that was chosen, feedback beside the grade."""

import html
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from autograder.errors import UserError
from autograder.export.scores import called, feedback, platform_id
from autograder.export.tables import original
from autograder.model.marks import Result

GRADES = ("grade", "bewertung", "note", "calificación", "nota", "beoordeling", "évaluation")
_NUMBERED = re.compile(r".*?(\d+)")
HEADERS = {"username": "Username", "email": "Email address", "idnumber": "ID number", "id": "User ID"}


def table(
    results: Sequence[Result], title: str, identifier: str, known: Mapping[str, str] | None = None
) -> tuple[list[list[object]], tuple[str, ...]]:
    """The rows to import, and the students left out because `known` has no identifier for them.

    Moodle takes no row of a table in which one user is unknown: with `known`, the participants by every name they go
    by, only those are written.
    """
    rows: list[list[object]] = [[HEADERS[identifier], title, f"{title} (feedback)"]]
    unmatched = []
    for one in results:
        calls = [name for name in called(one) if name != platform_id(one, "moodle")]  # a number of the download alone
        name = one.student if known is None else next((known[call] for call in calls if call in known), "")
        if not name:
            unmatched.append(one.student)
            continue
        rows.append([name, one.final, _as_html(one)])
    return rows, tuple(unmatched)


def _as_html(result: Result) -> str:
    """Feedback as Moodle reads it, in either table: what looks like a tag to it would be gone, or be one."""
    return html.escape(feedback(result), quote=False).replace("\n", "<br>")


def fill(
    sheet: Sequence[Sequence[str]], results: Sequence[Result], column: str | None = None
) -> tuple[list[list[object]], tuple[str, ...]]:
    """Moodle's grading worksheet with grades and comments in it, and the students that it does not know.

    A row is found by the number behind its first cell (`Participant 11`), which is that of the downloaded folder, else
    by name or address. Raises UserError when it is no such worksheet.
    """
    head = [cell.strip() for cell in sheet[0]] if sheet else []
    folded = [name.casefold() for name in head]
    wanted = (column.casefold(),) if column else GRADES
    grade = next((i for i, name in enumerate(folded) if name in wanted), None)
    if grade is None or not all(_NUMBERED.fullmatch(row[0].strip()) for row in sheet[1:] if row):
        raise UserError(
            "This is no grading worksheet of Moodle: its first column is `Participant 1` and so on, and one is called "
            f"Grade. Say which with --column. It has: {', '.join(head) or 'nothing'}."
        )
    comment = next((i for i, name in enumerate(folded) if name.startswith("feedback")), None)
    numbers = {platform_id(one, "moodle"): one for one in results}
    there = {told[1] for row in sheet[1:] if row and (told := _NUMBERED.fullmatch(row[0].strip()))}
    others = [one for one in results if platform_id(one, "moodle") not in there]  # a number tells more than a name
    shared = Counter(cell for row in sheet[1:] for cell in {cell.strip() for cell in row[1:]})
    named = {name: one for one in others for name in called(one) if name not in numbers and shared[name] == 1}
    rows: list[list[object]] = [list(head)]
    found: set[str] = set()
    for row in sheet[1:]:
        cells: list[object] = ["" if cell.strip() == "-" else original(cell) for cell in row]
        cells += [""] * (len(head) - len(row))
        number = _NUMBERED.fullmatch(row[0].strip())
        one = numbers.get(number[1]) if number else None
        one = one or next((named[str(cell).strip()] for cell in cells[1:] if str(cell).strip() in named), None)
        if one is not None:
            found.add(one.student)
            cells[grade] = one.final
            if comment is not None:
                cells[comment] = _as_html(one)
        rows.append(cells)
    return rows, tuple(one.student for one in results if one.student not in found)


def participants(roster: Sequence[Sequence[str]], identifier: str) -> dict[str, str]:
    """From an exported list of participants: the chosen identifier by every identifier and name a row holds.

    A name that two people share is no name. Raises UserError when the list lacks the identifier's column.
    """
    head = [cell.strip() for cell in roster[0]] if roster else []
    place = next((i for i, name in enumerate(head) if name.casefold() == HEADERS[identifier].casefold()), None)
    if place is None:
        raise UserError(f"The roster has no column `{HEADERS[identifier]}`. It has: {', '.join(head) or 'none'}.")
    first, last = (
        next((i for i, name in enumerate(head) if name.casefold() in names), None)
        for names in (("first name", "given name"), ("last name", "surname"))
    )
    found: dict[str, set[str]] = {}
    for row in roster[1:]:
        cells = [original(cell).strip() for cell in row] + [""] * len(head)
        names = {cells[i] for i in range(len(head)) if head[i].casefold() in {h.casefold() for h in HEADERS.values()}}
        if first is not None and last is not None:
            names.add(f"{cells[first]} {cells[last]}")
        for name in names - {"", " "}:
            found.setdefault(name, set()).add(cells[place])
    return {name: next(iter(ids)) for name, ids in found.items() if len(ids) == 1}
