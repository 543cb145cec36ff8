"""Texts that the kit writes out: files below a package's `templates/`; jinja2 fills in those that end in .j2."""

from importlib.resources import files
from typing import Any


def text(package: str, name: str, /, **values: Any) -> str:
    """The template `name` of `autograder.PACKAGE`, filled in with `values` where it is one of jinja2's."""
    source = files(f"autograder.{package}").joinpath("templates", name).read_text(encoding="utf-8")
    if not name.endswith(".j2"):
        return source
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        undefined=StrictUndefined, keep_trailing_newline=True, trim_blocks=True, lstrip_blocks=True, autoescape=False
    )
    return environment.from_string(source).render(values)
