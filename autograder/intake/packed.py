"""Zip and tar archives as entries, one after the other: nothing is believed that an archive says of its own size."""

import bz2
import contextlib
import gzip
import lzma
import re
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

MOST_LIST = 16 << 20  # bytes of a zip's own list of entries
RATIO, RATIO_FROM = 200, 16 << 20
MOST_AT_ONCE = 2 << 20  # more than any header of a tar: its reader takes one whole
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
OPENERS: dict[bytes, Callable[..., Any]] = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ": lzma.open}
ENDING = re.compile(r"\.(?:zip|tgz|tbz2?|txz|(?:tar|ipynb)\.(?:gz|bz2|xz)|tar)$", re.IGNORECASE)
DAMAGED = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, RuntimeError, NotImplementedError, EOFError,
    OSError, ValueError, struct.error,
)  # fmt: skip


class TooMuch(ValueError):
    """An archive holds more than is read; the message says of what."""


@dataclass(frozen=True)
class Entry:
    """A file in an archive: its name there, why it may not be read, when it was changed, its packed size if told.

    The only file of a packed one has no name.
    """

    name: str
    refused: str
    when: float
    packed: int | None
    open: Callable[[], IO[bytes] | None]


def is_archive(path: Path) -> bool:
    """Whether a file is called like an archive and begins like one: a zip, or a tar, packed or not."""
    if path.is_symlink() or not path.is_file() or not ENDING.search(path.name):
        return False
    with path.open("rb") as file:
        start = file.read(262)
    return start[:4] in ZIP or start.startswith(tuple(OPENERS)) or start[257:] == b"ustar"


def plain_name(name: str) -> str:
    """The name of an archive without its ending, or without the last of another file's."""
    found = ENDING.search(name)
    return name[: found.start()] if found else name.rpartition(".")[0] or name


def entries(archive: Path, most: int) -> Iterator[Entry]:
    """The files in an archive.

    Raises TooMuch when there are more than `most`, or they are packed as no notebook is; else one of DAMAGED.
    """
    with archive.open("rb") as file:
        start = file.read(6)
    yield from _of_zip(archive, most) if start[:4] in ZIP else _of_tar(archive, most, start)


def _of_zip(archive: Path, most: int) -> Iterator[Entry]:
    if _length_of_list(archive) > MOST_LIST:
        raise TooMuch(f"has more than {most:,} entries")
    with zipfile.ZipFile(archive) as opened:
        if len(opened.filelist) > most:
            raise TooMuch(f"has more than {most:,} entries")
        for info in (info for info in opened.filelist if not info.is_dir()):
            refused = "is protected by a password" if info.flag_bits & 1 else ""
            if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
                refused = "is a link or a device in the archive"
            when = float("".join(f"{part:02}" for part in info.date_time))
            yield Entry(_name(info), refused, when, info.compress_size, lambda info=info: opened.open(info))  # type: ignore[misc]


def _name(info: zipfile.ZipInfo) -> str:
    """An entry's name: macOS writes UTF-8 and does not say so."""
    if not info.flag_bits & 0x800:
        with contextlib.suppress(UnicodeError):
            return info.filename.encode("cp437").decode()
    return info.filename


def _length_of_list(archive: Path) -> int:
    """How many bytes a zip says its list of entries has: known before the list is read."""
    with archive.open("rb") as file:
        file.seek(max(0, archive.stat().st_size - (1 << 17)))
        tail = file.read()
    end, large = tail.rfind(b"PK\x05\x06"), tail.rfind(b"PK\x06\x06")
    length = struct.unpack_from("<I", tail, end + 12)[0] if end >= 0 else 0
    return struct.unpack_from("<Q", tail, large + 40)[0] if large >= 0 and length == 0xFFFFFFFF else length


class _Tape:
    """What an archive holds, unpacked and read forward only, so much of it as its own size allows."""

    def __init__(self, file: IO[bytes], opener: Callable[..., Any] | None) -> None:
        self._packed = file
        self._source = opener(file) if opener else file
        self._at = 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes, not too many at once."""
        if not 0 <= size <= MOST_AT_ONCE:
            raise TooMuch("has a header that is longer than any file's")
        data = self._source.read(size)
        self._at += len(data)
        if self._at > max(RATIO_FROM, RATIO * self._packed.tell()):
            raise TooMuch(f"is packed more than {RATIO} times, as no notebook is")
        return data

    def seek(self, to: int) -> None:
        """Go on to a place; going back is an error."""
        if to < self._at:
            raise ValueError("its entries lie in one another")
        while self._at < to and self.read(min(to - self._at, 1 << 20)):
            pass

    def tell(self) -> int:
        """How much has been read."""
        return self._at


def _of_tar(archive: Path, most: int, start: bytes) -> Iterator[Entry]:
    opener = next((opener for magic, opener in OPENERS.items() if start.startswith(magic)), None)
    with archive.open("rb") as file:
        tape: Any = _Tape(file, opener)
        if archive.name.lower().rpartition(".")[0].endswith(".ipynb"):
            yield Entry("", "", 0, None, lambda: tape)
            return
        with tarfile.open(fileobj=tape, mode="r:") as opened:
            for count, info in enumerate(opened):
                if count >= most:
                    raise TooMuch(f"has more than {most:,} entries: those behind were not read")
                if not info.isdir():
                    refused = "" if info.isreg() and not info.issparse() else "is a link or a device in the archive"
                    yield Entry(info.name, refused, info.mtime, None, lambda info=info: opened.extractfile(info))  # type: ignore[misc]
