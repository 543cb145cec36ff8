"""Every file below a path, archives opened: by the name that it has there, and where it may be read."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from autograder.errors import UserError
from autograder.intake.archive import JUNK, MOST_ENTRIES, Item, Room, unpack
from autograder.intake.packed import is_archive, plain_name

LINK = "a-link.ipynb"


def items_below(path: Path, room: Room | None) -> Iterator[Item]:
    """Every file below a path or in an archive, by its name there; archives within it are opened too."""
    if room is not None and is_archive(path):
        yield from _opened(unpack(path, PurePosixPath(), room), room)
        return
    if path.is_symlink() or not path.is_dir():
        yield Item(PurePosixPath(path.name), path)
        return
    count = 0
    for folder, folders, files in os.walk(path):
        here = Path(folder)
        own = PurePosixPath(str(here.relative_to(path)))
        if not folders and not files and here != path:
            yield Item(own / "notebook", here / "notebook", "is not there: the folder is empty")
        yield from (Item(own / name) for name in sorted(JUNK.intersection(folders) - {".git"}))
        folders[:] = sorted(name for name in folders if name not in JUNK or name == ".git")
        for name in [name for name in folders if (here / name).is_symlink()]:
            yield Item(own / name / LINK, here / name)  # it could lead to another student's work
        if ".git" in folders:
            folders.remove(".git")
            yield Item(own / ".git", here)
        for name in sorted(files):
            count += 1
            if count > MOST_ENTRIES:
                raise UserError(f"{path} has more than {MOST_ENTRIES:,} files. Name the folder of submissions itself.")
            item = Item(own / name, here / name, when=(here / name).lstat().st_mtime)
            if room is not None and is_archive(here / name):
                yield from _opened(unpack(here / name, item.name.with_name(plain_name(item.name.name)), room), room)
            else:
                yield item


def _opened(items: Iterable[Item], room: Room, depth: int = 2) -> Iterator[Item]:
    for item in items:
        if item.path is not None and depth and is_archive(item.path):
            yield from _opened(
                unpack(item.path, item.name.with_name(plain_name(item.name.name)), room), room, depth - 1
            )
        else:
            yield item
