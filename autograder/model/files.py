"""Files at the edges: written whole or not at all, read bounded and through no link."""

import codecs
import os
import stat
from pathlib import Path

from autograder.model import notebook


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all, whatever happens meanwhile."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def decoded(data: bytes) -> str:
    """The text of a table, in the encodings that spreadsheets save: UTF-8, UTF-16 with a mark, Windows' own.

    Raises UnicodeDecodeError when it is in none of them.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def first_link(path: Path, levels: int) -> Path:
    """The outermost of `path` and the `levels` folders above it that is a link, else `path`.

    Those folders are the student's to make: what lies behind a link of theirs is not theirs. As a link is no file,
    reading it says so.
    """
    way = [*[*path.parents][:levels][::-1], path]
    return next((place for place in way if place.is_symlink()), path)


def read_bytes(path: Path, most_mb: int) -> bytes:
    """The bytes of a submitted file, read once: what is hashed is what is graded; of one too large, enough to see it.

    Raises notebook.Unreadable for links, devices, folders, and files that cannot be opened.
    """
    return read_start(path, (most_mb << 20) + 1)


def read_start(path: Path, most: int) -> bytes:
    """The first `most` bytes of a file that came with a submission.

    Raises notebook.Unreadable as `read_bytes` does. No pipe is waited for, and no more is held than is asked for.
    """
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        raise notebook.Unreadable("There is no notebook in the submission.") from None
    except OSError as error:
        raise notebook.Unreadable(
            f"The file cannot be opened ({error.strerror}): hand in the notebook itself."
        ) from None
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise notebook.Unreadable("This is not a file. Hand in the .ipynb file that Jupyter saved.")
    with os.fdopen(fd, "rb") as file:
        return file.read(most)
