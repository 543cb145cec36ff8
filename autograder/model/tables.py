"""A table of TOML as a frozen value: what is unknown, missing or of the wrong type is told with its place."""

import difflib
from collections.abc import Mapping
from dataclasses import MISSING, fields
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

from autograder.errors import UserError

T = TypeVar("T")


def unknown(kind: str, name: str, known: Any, where: str) -> str:
    """The sentence for a name that is not there, with the nearest one that is."""
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.4)
    meant = f" Did you mean `{near[0]}`?" if near else ""
    return f"{where}: unknown {kind} `{name}`.{meant} Known: {', '.join(sorted(known)) or 'none'}."


def accepts(kind: Any, value: Any) -> bool:
    """Whether a value of TOML is of the type that a field has; a list may stand for a tuple of texts."""
    if get_origin(kind) in (Union, UnionType):
        return any(accepts(option, value) for option in get_args(kind))
    kind = get_origin(kind) or kind
    if kind is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if kind is tuple:
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    return isinstance(value, kind)


def read(cls: type[T], table: Mapping[str, Any], where: str, **given: Any) -> T:
    """Make a dataclass from a TOML table.

    Raises UserError naming the table and the key when one is unknown, missing or of the wrong type.
    """
    known = {f.name: f for f in fields(cls) if f.name not in given}  # type: ignore[arg-type]
    for key, value in table.items():
        if key not in known:
            raise UserError(unknown("key", key, known, where))
        if not accepts(known[key].type, value):
            wanted = getattr(known[key].type, "__name__", known[key].type)
            raise UserError(f"{where}: `{key}` is {value!r}, expected {wanted}.")
    for name, f in known.items():
        if name not in table and f.default is MISSING and f.default_factory is MISSING:
            raise UserError(f"{where}: the key `{name}` is missing. Add `{name} = …`.")
    values = {k: tuple(v) if isinstance(v, list) else v for k, v in table.items()}
    return cls(**values, **given)
