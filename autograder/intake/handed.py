"""Every file below a path, archives opened: by the name that it has there, and where it may be read."""

import contextlib
import os
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from autograder.errors import UserError
from autograder.intake.archive import ADDED, JUNK, MOST_DEPTH, MOST_ENTRIES, MOST_WITHIN, Item, Room, unpack
from autograder.intake.packed import is_archive, plain_name

LINK = "a-link.ipynb"
MOST_COUNTED = 20  # files of one person among those of all: nobody's many stop a class


def items_below(path: Path, room: Room | None) -> Iterator[Item]:
    """Every file below a path or in an archive, by its name there; archives within it are opened too."""
    if room is not None and is_archive(path):
        yield from _opened(unpack(path, PurePosixPath(), room), room)
        return
    if path.is_symlink() or not path.is_dir():
        yield Item(PurePosixPath(path.name), path)
        return
    above, counts, count = _levels_above(path), Counter[tuple[str, ...]](), 0
    for folder, folders, files in os.walk(path):
        here = Path(folder)
        own = PurePosixPath(str(here.relative_to(path)))
        if not {*folders, *files} - {".git"} and here != path:
            yield Item(own / "notebook", here / "notebook", "is not there: the folder is empty")
        yield from (Item(own / name) for name in sorted(JUNK.intersection(folders) - {".git"}))
        folders[:] = sorted(name for name in folders if name not in JUNK or name == ".git")
        if folders and len(own.parts) == MOST_DEPTH:  # every folder on the way is looked at for each file
            folders.clear()
            yield Item(own / "notebook", None, f"holds more folders than {MOST_DEPTH} in one another: not read")
        for name in [name for name in folders if os.path.islink(here / name)]:
            yield Item(own / name / LINK, here / name)  # it could lead to another student's work
        if ".git" in folders:
            folders.remove(".git")
            yield Item(own / ".git", here)
        whose = own.parts[: above + 1] if len(own.parts) > above else ()
        for name in [".", *sorted(files)]:
            counts[whose] += 1
            count += counts[whose] <= MOST_COUNTED or not whose
            if count > MOST_ENTRIES:
                raise UserError(f"{path} has more than {MOST_ENTRIES:,} files. Name the folder of submissions itself.")
            if whose and counts[whose] > MOST_WITHIN:
                folders.clear()
                yield Item(own / name, None, f"is one of more than {MOST_WITHIN:,} files, and was not read")
                break
            if name != ".":
                yield from _file(own / name, here / name, room)


def in_one_form(items: Iterable[Item]) -> list[Item]:
    """The items with names as most systems spell them (NFC), notebooks without what browsers add to their names.

    Where two spellings lie side by side they stay two.
    """
    found, spelt = list(items), defaultdict[PurePosixPath, set[PurePosixPath]](set)
    for item in found:
        for part in (item.name, *item.name.parents):
            spelt[_composed(part)].add(part)
    mixed = {part for parts in spelt.values() if len(parts) > 1 for part in parts}
    return [
        item if mixed & {item.name, *item.name.parents} else replace(item, name=_composed(item.name)) for item in found
    ]


def _composed(name: PurePosixPath) -> PurePosixPath:
    return PurePosixPath(ADDED.sub("", unicodedata.normalize("NFC", str(name))))


def _levels_above(path: Path) -> int:
    """How many folders that hold nothing but one more are above those of people."""
    level = 0
    with contextlib.suppress(OSError):
        while level < MOST_DEPTH and len(inside := os.listdir(path)) == 1 and os.path.isdir(path / inside[0]):
            path, level = path / inside[0], level + 1
    return level


def _file(name: PurePosixPath, path: Path, room: Room | None) -> Iterator[Item]:
    """One file, or what it holds if it is an archive; one that cannot be looked at stops nobody else's."""
    try:
        yield from _opened([Item(name, path, when=path.lstat().st_mtime)], room, depth=3)
    except OSError as error:
        yield Item(name, None, f"cannot be read ({error.strerror})")


def _opened(items: Iterable[Item], room: Room | None, depth: int = 2) -> Iterator[Item]:
    for item in items:
        if room is not None and item.path is not None and depth and is_archive(item.path):
            under = item.name.with_name(plain_name(item.name.name))
            yield from _opened(unpack(item.path, under, room), room, depth - 1)
        else:
            yield item
