"""CSV that no name can break and no spreadsheet will run."""

import csv
import difflib
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from autograder.intake.groups import plain

_SIGN = "[=+\\-@|%＝＋－＠]"
_START = rf"(?:[\t\r\n]|\s*{_SIGN})"
_FORMULA = re.compile(f"'*{_START}")
_ESCAPED = re.compile(f"'+{_START}")
# Where a comma is part of numbers, cells end at semicolons, whatever stands in quotes further on.
_INNER = re.compile(f"(?<=[;\n])(?='*[ \xa0\"]*{_SIGN})")
_INNER_ESCAPED = re.compile(f"(?<=[;\n])'(?='*[ \xa0\"]*{_SIGN})")


def number(text: str) -> float | None:
    """The number that a table's cell says, with a point or a comma; None when it says none."""
    try:
        return float(text.strip().replace(",", ".") if text.count(",") == 1 and "." not in text else text)
    except ValueError:
        return None


def nearest(name: str, names: Iterable[str]) -> str:
    """The one of `names` that is nearly `name`, whatever its accents and the order of its parts, or has all its parts.

    Empty when none is.
    """
    plain_names = {" ".join(sorted(plain(one.replace(",", " ")).split())): one for one in names}
    near = difflib.get_close_matches(" ".join(sorted(plain(name).split())), plain_names, n=1, cutoff=0.75)
    parts = set(plain(name).split()) or {name}
    near = near or [one for one in plain_names if parts <= set(one.split())]
    return plain_names[near[0]] if near else ""


def harmless(value: Any) -> Any:
    """`value` as a cell that no spreadsheet takes for a formula: an apostrophe goes before text that could be one.

    Also before what would be a cell of its own where semicolons separate. Numbers are as they are. `original` takes
    the apostrophes off again.
    """
    if not isinstance(value, str):
        return value
    return "'" * bool(_FORMULA.match(value)) + _INNER.sub("'", value)


def original(text: str) -> str:
    """The text that `harmless` was given."""
    text = _INNER_ESCAPED.sub("", text)
    return text[1:] if _ESCAPED.match(text) else text


def written(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """A table as CSV, with quotes wherever they are needed."""
    return written_rows([columns, *([row.get(column, "") for column in columns] for row in rows)])


def written_rows(rows: Iterable[Sequence[Any]]) -> str:
    """Rows of cells as CSV in which every cell is harmless."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    for row in rows:
        table.writerow([harmless("" if cell is None else cell) for cell in row])
    return text.getvalue()
