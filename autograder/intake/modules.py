"""A student's own modules beside the notebook, as in Jupyter: what the cells import, bounded.

One that has the name of a module of Python's, of the kit or of an installed package would be in the
way, and is left out.
"""

import hashlib
import json
import re
import sys
import sysconfig
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.machinery import PathFinder
from pathlib import Path, PurePosixPath

from autograder.intake.whose import AGAIN
from autograder.model import notebook
from autograder.model.course import Assignment
from autograder.model.files import read_bytes
from autograder.model.notebook import Submission
from autograder.model.report import Note

MOST, MOST_DEPTH = 50, 2
MOST_TOGETHER = 1 << 20
MOST_TEXT = 200_000
_IMPORTS = re.compile(r"^[^\n#]*(?:\bimport\b|%run\b|\bimport_module\b)[^\n]*", re.MULTILINE)
Found = Sequence[tuple[str, Path]]


def called(name: PurePosixPath) -> str:
    """The path by which `name`, seen from the notebook's folder, is imported; empty for what cannot be."""
    own = name.with_name(AGAIN.sub("", name.stem) + ".py")
    parts = (*own.parts[:-1], own.stem)
    well = name.suffix.lower() == ".py" and len(parts) <= MOST_DEPTH and all(part.isidentifier() for part in parts)
    return own.as_posix() if well else ""


def beside(path: Path, theirs: bool = True) -> Found:
    """The modules that lie beside the notebook at `path`, or a folder below; no links.

    Unless the folder is known to be `theirs` alone, none where other notebooks lie there too.
    """
    folder = path.parent
    if not theirs and len(list(folder.glob("*.ipynb"))) > 1:
        return ()
    if path.is_symlink() or folder.is_symlink() or not folder.is_dir():
        return ()
    found = [file for pattern in ("*.py", "*/*.py") for file in sorted(folder.glob(pattern))[: 10 * MOST]]
    well = (file for file in found if not file.is_symlink() and not file.parent.is_symlink())
    return tuple((name, file) for file in well if (name := called(PurePosixPath(file.relative_to(folder)))))


def sha256(data: bytes, found: Found) -> str:
    """What tells whether the same was handed in: the notebook, and what lies beside it."""
    texts = {name: hashlib.sha256(text.encode()).hexdigest() for name, text, _ in _texts(found) if text}
    return notebook.sha256(data + json.dumps(texts, sort_keys=True).encode() if texts else data)


def with_modules(submission: Submission, found: Found, assignment: Assignment) -> Submission:
    """The submission with those modules of `found` that it uses, and what there is to say of them."""
    given = {path.name for path in assignment.release.glob("*.py")}
    texts = {name: (text, why) for name, text, why in _texts(found) if name not in given}
    wanted = _words(cell.source for cell in submission.cells)
    used: dict[str, str] = {}
    notes: list[Note] = []
    waiting = [name for name in texts if _head(name) in wanted]
    while waiting:
        name = waiting.pop(0)
        text, why = texts.pop(name)
        why = why or _in_the_way(_head(name))
        if not why and (len(used) == MOST or sum(map(len, used.values())) + len(text) > MOST_TOGETHER):
            why = "is more than is taken along"
        if why:
            notes.append(Note("dropped", f"`{name}` beside the notebook was not used: it {why}."))
            continue
        used[name] = text
        wanted |= _words([text])
        waiting += [name for name in texts if _head(name) in wanted and name not in waiting]
    if used:
        said = ", ".join(f"`{name}`" for name in used)
        notes.append(Note("repair", f"Used as in Jupyter, from beside the notebook: {said}."))
    return replace(submission, modules=used, notes=(*submission.notes, *notes)) if notes else submission


def _texts(found: Found) -> Iterator[tuple[str, str, str]]:
    """Each module's name, its text, and why it has none."""
    seen: set[str] = set()
    for name, path in found[: 10 * MOST]:
        if name in seen:
            continue
        seen.add(name)
        try:
            text = read_bytes(path, 1).decode("utf-8-sig")
        except (notebook.Unreadable, UnicodeDecodeError):
            yield name, "", "cannot be read as text in UTF-8"
            continue
        yield (name, "", "is too long") if len(text) > MOST_TEXT else (name, text, "")


def _head(name: str) -> str:
    return name.partition("/")[0].removesuffix(".py")


def _words(texts: Iterator[str] | Sequence[str]) -> set[str]:
    """All words of the lines that import something."""
    return {word for text in texts for line in _IMPORTS.findall(text) for word in re.findall(r"\w+", line)}


def _in_the_way(head: str) -> str:
    places = list({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})
    if head in sys.stdlib_module_names or head == "autograder" or PathFinder.find_spec(head, places):
        return "has the name of a module that is installed"
    return ""


def as_data(found: Found) -> Mapping[str, str]:
    """What another machine needs of them."""
    return {name: text for name, text, _ in _texts(found) if text}
