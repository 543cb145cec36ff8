"""Archives opened with bounds: what may be needed is written, under names of our own, to a folder of our own."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from autograder.intake import packed

MOST_ENTRIES, MOST_WITHIN = 50_000, 20_000  # of an archive handed over, of one that lies in a submission
MOST_FILE, MOST_OF_ONE, MOST_TOGETHER = 256 << 20, 512 << 20, 8 << 30
MOST_NAME, MOST_DEPTH = 1000, 20
STAMP = "timestamp.txt"  # nbgrader's, in every folder that it collects
WANTED = (".ipynb", ".yml", ".py", STAMP)
JUNK = frozenset({
    "__MACOSX", ".ipynb_checkpoints", ".git", ".github", ".DS_Store", "Thumbs.db", "desktop.ini", "__pycache__",
    ".released", ".venv", "site-packages", "node_modules", ".pytest_cache", ".vscode", ".idea",
})  # fmt: skip
ADDED = re.compile(r"(?<=\.ipynb)\.(?:txt|json)$", re.IGNORECASE)  # by browsers, to what they show as text


@dataclass(frozen=True)
class Item:
    """A file that was handed over: by which name, where it lies if it may be read, and what is wrong if it may not.

    `when` is its own time, `told` the time that a platform tells, `stamp` the file that tells it as nbgrader does.
    """

    name: PurePosixPath
    path: Path | None = None
    refused: str = ""
    when: float = 0.0
    told: str = ""
    stamp: Path | None = None

    @property
    def kind(self) -> str:
        """The name's ending in small letters, or all of it where that tells more."""
        name = ADDED.sub("", self.name.name.lower())
        return name if name in WANTED else PurePosixPath(name).suffix


@dataclass
class Room:
    """A private folder, and how much may still be unpacked into it, whatever the number of archives."""

    folder: Path
    bytes: int = MOST_TOGETHER
    _places: dict[tuple[Path, PurePosixPath], Path] = field(default_factory=dict)
    _count: int = 0

    def place(self, archive: Path, name: PurePosixPath) -> Path:
        """A new file for the entry `name`: what lay in one folder of an archive lies in one here."""
        self._count += 1
        parent = self._places.setdefault((archive, name.parent), self.folder / str(self._count))
        parent.mkdir(exist_ok=True)
        stamp = parent / STAMP
        if Item(name).kind == stamp.name and not stamp.exists():
            return stamp
        ending = packed.ENDING.search(name.name)
        return parent / f"{self._count}{ending[0] if ending else name.suffix}"


def unpack(archive: Path, under: PurePosixPath, room: Room) -> Iterator[Item]:
    """What an archive holds, its names below `under`. Only what may be needed is written, and never over anything."""
    most, left = (MOST_WITHIN, MOST_OF_ONE) if under.parts else (MOST_ENTRIES, MOST_TOGETHER)
    try:
        for entry in packed.entries(archive, most):
            item = _item(entry, room, archive, under, min(left, room.bytes, MOST_FILE))
            size = item.path.stat().st_size if item.path else 0
            left, room.bytes = left - size, room.bytes - size
            yield item
    except packed.TooMuch as error:
        yield Item(under, None, str(error))
    except packed.DAMAGED as error:
        yield Item(under, None, f"is damaged, or no archive ({error})")


def _item(entry: packed.Entry, room: Room, archive: Path, under: PurePosixPath, most: int) -> Item:
    told = entry.name or f"{under.name or packed.plain_name(archive.name)}.ipynb"
    name = PurePosixPath(told.replace("\\", "/").replace("\0", ""))
    if name.is_absolute() or ".." in name.parts or not name.parts or ":" in name.parts[0]:
        plain = "_".join(part for part in name.parts if part != "/")
        return Item(under / plain[:MOST_NAME], None, "has a name that leads elsewhere")
    if len(entry.name) > MOST_NAME or len(name.parts) > MOST_DEPTH:
        return Item(under / name.parts[0][:100], None, "holds a name that is too long")
    item = Item(under / name, None, entry.refused, entry.when)
    if is_junk(name) or item.refused or not (item.kind in WANTED or packed.ENDING.search(name.name)):
        return item
    path = room.place(archive, under / name)
    reason = _write(entry, path, most)
    return Item(under / name, None if reason else path, reason, entry.when)


def is_junk(name: PurePosixPath) -> bool:
    """Whether a file is one that systems and tools leave behind, and no work of anybody's."""
    return any(part in JUNK or part.startswith("._") for part in name.parts)


def _write(entry: packed.Entry, path: Path, most: int) -> str:
    """Write one entry to a new file; the reason why it was given up, or nothing."""
    size, reason = 0, ""
    try:
        source = entry.open()
        if source is None:
            return "is a link or a device in the archive"
        with path.open("xb") as target:
            while not reason and (part := source.read(1 << 20)):
                size += len(part)
                if entry.packed is not None and size > max(packed.RATIO_FROM, packed.RATIO * entry.packed):
                    reason = f"is packed more than {packed.RATIO} times, as no notebook is"
                elif size > most or shutil.disk_usage(path.parent).free < MOST_FILE:
                    reason = "is more than there is room for"
                else:
                    target.write(part)
    except packed.TooMuch as error:
        reason = str(error)
    except packed.DAMAGED as error:
        reason = f"is damaged ({error})"
    if reason:
        path.unlink(missing_ok=True)
    return reason
