"""A student's name as it is shown, and as the folder that the kit keeps for it: one odd name stops nobody else.

Both are functions of the name alone, so that every run, and every part of the kit, finds the same folder. What is odd
loses the oddity and gets a mark made of what it was: two names never become one.
"""

import hashlib
import re
import unicodedata

from autograder.model.text import clean

MOST = 100
_HARMFUL = re.compile(r'[/\x00\n<>"\\]')  # in a path, or on a page that shows text as markup, as formgrader does
_NOT_EVERYWHERE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')
# the kit's own, and Windows'
_OTHERS = re.compile(r"(?i)\..*|(class|viva)-.*\.html|(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_MARKED = re.compile(r"~[0-9a-f]{8}$")


def student(text: str) -> str:
    """`text`, found as the name of a student, fit to be shown anywhere and to be one part of a path."""
    name = _HARMFUL.sub("_", clean(text, 2 * MOST)).strip()
    odd = name != text or not name.strip(".") or _MARKED.search(name) or _is_long(name)
    return _marked(name.strip(".") or "_", text) if odd else name


def folder(name: str) -> str:
    """The folder of the student `name` in the kit's output: safe on every file system, and no name of the kit's own."""
    safe = _NOT_EVERYWHERE.sub("_", unicodedata.normalize("NFC", name)).strip(" .")
    odd = safe != name or _is_long(safe) or _OTHERS.fullmatch(safe) or _MARKED.search(safe)
    return _marked(safe or "_", name) if odd else safe


def _is_long(name: str) -> bool:
    """Whether a name is more than file systems, or nbgrader's tables, have room for."""
    return len(name) > MOST or len(name.encode()) > 2 * MOST


def _marked(name: str, text: str) -> str:
    mark = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{name.encode()[:MOST].decode(errors='ignore')}~{mark}"
