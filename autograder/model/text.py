"""Text that student code may have had a hand in, made fit to show."""

import re
from collections.abc import Sequence

_CONTROL = re.compile(
    r"\x1b\[[0-9;?]*[ -/]*[@-~]|[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e"
    # what Unicode calls default-ignorable (marks, fillers, selectors, tags), and the blank of braille: unseen all
    r"\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff"
    r"\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_CI_COMMAND = re.compile(r"(?<!\w)(:):(?=[A-Za-z])|(#)#(?=\w*\[)")  # what a CI runner would obey in its log
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{6,}")
_SCRATCH = re.compile(r"(?:/[^/\s'\"]{1,99}){0,9}/autograder-[^/\s]+/lesson(?:/own-\w+)?")


def lines(program: str) -> list[str]:
    """The lines of a program as Python counts them: a form feed ends none."""
    return program.removesuffix("\n").split("\n") if program else []


def listed(names: Sequence[str]) -> str:
    """Words in a sentence: `a`, `a and b`, `a, b and c`; nothing of none."""
    *first, last = names or [""]
    return f"{', '.join(first)} and {last}" if first else last


def clean(text: str, most: int = 1200) -> str:
    """Text that student code may have had a hand in, made fit to show: no control codes, addresses or endless lines.

    Nor anything that cannot be written as UTF-8, nor a command to the CI that shows it. Markup is left to renderers.
    """
    text = text[: most * 4].encode("utf-8", "replace").decode()
    text = _CONTROL.sub("", _SCRATCH.sub(".", _ADDRESS.sub("0x…", text)))
    text = _CI_COMMAND.sub(r"\1\2 \1\2", text)
    return text if len(text) <= most else text[: most - 1] + "…"
