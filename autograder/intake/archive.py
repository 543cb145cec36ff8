"""Zip archives read with bounds: what may be a notebook is written, under names of our own, to a folder of our own."""

import shutil
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

MOST_ENTRIES, MOST_WITHIN = 50_000, 2_000  # of an archive handed over, of one that lies in a submission
MOST_LIST = 16 << 20  # bytes of an archive's own list of entries
MOST_FILE, MOST_OF_ONE, MOST_TOGETHER = 256 << 20, 512 << 20, 8 << 30
RATIO, RATIO_FROM = 200, 16 << 20
MOST_NAME, MOST_DEPTH = 1000, 20
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
WANTED = (".ipynb", ".zip", ".yml", "timestamp.txt")
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    RuntimeError,
    NotImplementedError,
    EOFError,
    OSError,
    ValueError,
    struct.error,
)
Place = Callable[[Path, PurePosixPath], Path]


@dataclass(frozen=True)
class Item:
    """A file that was handed over: by which name, where it lies if it may be read, and what is wrong if it may not."""

    name: PurePosixPath
    path: Path | None = None
    refused: str = ""
    when: float = 0.0

    @property
    def kind(self) -> str:
        """The name's ending in small letters, or all of it where that tells more."""
        return self.name.name.lower() if self.name.name.lower() in WANTED else self.name.suffix.lower()


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
        stamp = parent / "timestamp.txt"
        return stamp if Item(name).kind == stamp.name and not stamp.exists() else parent / f"{self._count}{name.suffix}"


def is_zip(path: Path) -> bool:
    """Whether a file is a zip archive by its first bytes."""
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) in ZIP


def unpack(archive: Path, under: PurePosixPath, room: Room) -> Iterator[Item]:
    """What a zip holds, its names below `under`. Only what may be needed is written, and never over anything."""
    most, left = (MOST_WITHIN, MOST_OF_ONE) if under.parts else (MOST_ENTRIES, MOST_TOGETHER)
    try:
        if _length_of_list(archive) > MOST_LIST:
            yield Item(under, None, f"has more than {most:,} entries")
            return
        with zipfile.ZipFile(archive) as opened:
            entries = opened.infolist()
            if len(entries) > most:
                yield Item(under, None, f"has more than {most:,} entries")
                return
            for info in (info for info in entries if not info.is_dir()):
                item = _item(opened, info, room.place, archive, under, min(left, room.bytes, MOST_FILE))
                size = item.path.stat().st_size if item.path else 0
                left, room.bytes = left - size, room.bytes - size
                yield item
    except DAMAGED as error:
        yield Item(under, None, f"is damaged, or no archive ({error})")


def _length_of_list(archive: Path) -> int:
    """How many bytes an archive says its list of entries has: known before the list is read."""
    with archive.open("rb") as file:
        file.seek(max(0, archive.stat().st_size - (1 << 17)))
        tail = file.read()
    end, large = tail.rfind(b"PK\x05\x06"), tail.rfind(b"PK\x06\x06")
    length = struct.unpack_from("<I", tail, end + 12)[0] if end >= 0 else 0
    return struct.unpack_from("<Q", tail, large + 40)[0] if large >= 0 and length == 0xFFFFFFFF else length


def _item(
    opened: zipfile.ZipFile, info: zipfile.ZipInfo, place: Place, archive: Path, under: PurePosixPath, most: int
) -> Item:
    name = PurePosixPath(info.filename.replace("\\", "/"))
    if name.is_absolute() or ".." in name.parts or not name.parts or ":" in name.parts[0]:
        plain = "_".join(part for part in name.parts if part != "/")
        return Item(under / plain[:MOST_NAME], None, "has a name that leads elsewhere")
    if len(info.filename) > MOST_NAME or len(name.parts) > MOST_DEPTH:
        return Item(under / name.parts[0][:100], None, "holds a name that is too long")
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
        return Item(under / name, None, "is a link or a device in the archive")
    when = float("".join(f"{part:02}" for part in info.date_time))
    if Item(name).kind not in WANTED:
        return Item(under / name, when=when)
    if info.flag_bits & 1:
        return Item(under / name, None, "is protected by a password")
    path = place(archive, under / name)
    reason = _write(opened, info, path, most)
    return Item(under / name, None if reason else path, reason, when)


def _write(opened: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path, most: int) -> str:
    """Write one entry to a new file; the reason why it was given up, or nothing."""
    size, reason = 0, ""
    try:
        with opened.open(info) as source, path.open("xb") as target:
            while not reason and (part := source.read(1 << 20)):
                size += len(part)
                if size > RATIO_FROM and size > RATIO * max(info.compress_size, 1):
                    reason = f"is packed more than {RATIO} times, as no notebook is"
                elif size > most or shutil.disk_usage(path.parent).free < MOST_FILE:
                    reason = "is more than there is room for"
                else:
                    target.write(part)
    except DAMAGED as error:
        reason = f"is damaged ({error})"
    if reason:
        path.unlink(missing_ok=True)
    return reason
