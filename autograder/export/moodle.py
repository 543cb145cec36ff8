"""Moodle: a table to import, each student by the identifier that was chosen, feedback beside the grade."""

from collections.abc import Mapping, Sequence

from autograder.errors import UserError
from autograder.export.scores import Score
from autograder.export.tables import original

HEADERS = {"username": "Username", "email": "Email address", "idnumber": "ID number", "id": "User ID"}


def table(
    scores: Sequence[Score], title: str, identifier: str, known: Mapping[str, str] | None = None
) -> tuple[list[list[object]], tuple[str, ...]]:
    """The rows to import, and the students left out because `known` has no identifier for them.

    Moodle takes no row of a table in which one user is unknown: with `known`, the participants by every name they go
    by, only those are written.
    """
    rows: list[list[object]] = [[HEADERS[identifier], title, f"{title} (feedback)"]]
    unmatched = []
    for score in scores:
        name = score.student if known is None else known.get(score.student, "")
        if not name:
            unmatched.append(score.student)
            continue
        rows.append([name, score.final, score.feedback])
    return rows, tuple(unmatched)


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
