"""A table of TOML as a frozen value: what is unknown, missing or of the wrong type is told with its place."""

import difflib
from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from autograder.errors import UserError

T = TypeVar("T")
IN_WORDS = {
    "object": "a table", "array": "a list", "float": "a number", "int": "a whole number", "str": "text in quotes",
    "bool": "true or false", "date": "a date without a time",
    "datetime": "a date with its time, such as 2027-01-31T23:59:00 without quotes",
}  # fmt: skip


def unknown(kind: str, name: str, known: Any, where: str) -> str:
    """The sentence for a name that is not there, with the nearest one that is."""
    spelt = {one.casefold(): one for one in known}
    near = difflib.get_close_matches(name.casefold(), spelt, n=1, cutoff=0.4)
    meant = f" Did you mean `{spelt[near[0]]}`?" if near else ""
    return f"{where}: unknown {kind} `{name}`.{meant} Known: {', '.join(sorted(known)) or 'none'}."


def read(cls: type[T], table: Mapping[str, Any], where: str, **given: Any) -> T:
    """Make a dataclass from a TOML table.

    Raises UserError naming the table and the key when one is unknown, missing or of the wrong type.
    """
    known = {f.name: f for f in fields(cls) if f.name not in given}  # type: ignore[arg-type]
    for key, value in table.items():
        if key not in known:
            raise UserError(unknown("key", key, known, where))
        try:
            msgspec.convert(value, known[key].type, builtin_types=(datetime,))
        except msgspec.ValidationError as error:
            told = str(error).partition(" - at ")[0]
            for type_name, words in IN_WORDS.items():
                told = told.replace(f"`{type_name}`", words)
            raise UserError(f"{where}: `{key}` is {value!r}. {told}.") from None
    for name, f in known.items():
        if name not in table and f.default is MISSING and f.default_factory is MISSING:
            raise UserError(f"{where}: the key `{name}` is missing. Add `{name} = …`.")
    values = {k: tuple(v) if isinstance(v, list) else v for k, v in table.items()}  # as written: digests are of these
    return cls(**values, **given)
