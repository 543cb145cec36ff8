"""Files at the edges: written whole or not at all, read bounded and through no link."""

import codecs
import csv
import io
import os
import stat
import zipfile
from collections.abc import Collection, Mapping
from pathlib import Path

from autograder.errors import UserError
from autograder.model import notebook


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all, whatever happens meanwhile."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    temporary.unlink(missing_ok=True)  # it may lie in a student's checkout, and lead elsewhere
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def try_writing(folder: Path) -> None:
    """Raises OSError, before anything has been worked out for nothing, where files cannot be written to `folder`."""
    write_whole(folder / ".writable", b"?")
    (folder / ".writable").unlink(missing_ok=True)


def zipped(files: Mapping[str, bytes], scripts: Collection[str] = ()) -> bytes:
    """A zip of `files`, of which `scripts` may be run; the same files give the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            entry.external_attr = (0o755 if name in scripts else 0o644) << 16
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def read_rows(path: Path) -> list[list[str]]:
    """The rows of a CSV file as spreadsheets save it: UTF-8, UTF-16 or Windows' own, whatever stands between cells."""
    try:
        data = path.read_bytes()
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            text = data.decode("utf-16")
        else:
            try:
                text = data.decode("utf-8-sig")
            except UnicodeDecodeError:
                text = data.decode("cp1252")
        mark = max(",;\t", key=text.split("\n", 1)[0].count)
        return [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark) if row]
    except FileNotFoundError:
        raise UserError(f"{path} is not there. Name the CSV file that is to be read.") from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UserError(f"{path} is not a CSV file: {error}.") from None


def read_records(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    """The header of a CSV file, and its rows by that."""
    head, *rows = read_rows(path) or [[]]
    return head, [dict(zip(head, [*row, *[""] * len(head)], strict=False)) for row in rows]


def first_link(path: Path, levels: int) -> Path:
    """The outermost of `path` and the `levels` folders above it that is a link, else `path`.

    Those folders are the student's to make: what lies behind a link of theirs is not theirs. As a link is no file,
    reading it says so.
    """
    way = [*[*path.parents][:levels][::-1], path]
    return next((place for place in way if place.is_symlink()), path)


def read_bytes(path: Path, most_mb: int = notebook.WITH_OUTPUTS_MB) -> bytes:
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
