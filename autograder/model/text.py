"""Text that student code may have had a hand in, made fit to show."""

import re

_CONTROL = re.compile(
    r"\x1b\[[0-9;?]*[ -/]*[@-~]|[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)
_CI_COMMAND = re.compile(r"(?<!\w)(:):(?=[A-Za-z])|(#)#(?=\[|vso\[)")  # what a CI runner would obey in its log
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{6,}")
_SCRATCH = re.compile(r"(?:/[^/\s'\"]+)*/autograder-[^/\s]+/lesson")


def clean(text: str, most: int = 1200) -> str:
    """Text that student code may have had a hand in, made fit to show: no control codes, addresses or endless lines.

    Nor anything that cannot be written as UTF-8, nor a command to the CI that shows it. Markup is left to renderers.
    """
    text = text[: most * 4].encode("utf-8", "replace").decode()
    text = _CONTROL.sub("", _SCRATCH.sub(".", _ADDRESS.sub("0x…", text)))
    text = _CI_COMMAND.sub(r"\1\2 \1\2", text)
    return text if len(text) <= most else text[: most - 1] + "…"
