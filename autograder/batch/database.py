"""The grade book's database: where it is, and a plain sentence when it cannot be used."""

import logging
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from autograder.errors import UserError
from autograder.model.course import Course

DEFAULT = "default"
COURSE_ID = "default_course"
GRADEBOOK = "AUTOGRADER_GRADEBOOK"


def url_of(course: Course, given: str | None) -> str:
    """The URL of a grade book: `given`, else that of the environment, or nbgrader's own place for this course."""
    given = os.environ.get(GRADEBOOK) if given in (None, "", DEFAULT) else given
    if not given:
        return f"sqlite:///{course.root / 'gradebook.db'}"
    if "://" not in given:
        raise UserError(
            f"--gradebook is {given!r}, expected a URL such as sqlite:///gradebook.db or postgresql://host/name."
        )
    return driver_for(given)


def is_there(url: str) -> bool:
    """Whether there can be anything in it: a file of SQLite's that is not there has nothing."""
    path = url.removeprefix("sqlite:///")
    return path == url or "?" in url or Path(path).is_file()


def driver_for(url: str) -> str:
    """`url` with the PostgreSQL driver that is installed, where it names none."""
    head, _, rest = url.partition("://")
    if head in ("postgresql", "postgres") and find_spec("psycopg2") is None:
        if find_spec("psycopg") is None:
            raise UserError(
                "A grade book in PostgreSQL needs the package psycopg: pip install 'autograder-kit[postgresql]'."
            )
        return f"postgresql+psycopg://{rest}"
    return f"postgresql://{rest}" if head == "postgres" else url


def shown(url: str) -> str:
    """The URL without its password."""
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        return make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return "the URL given"


def hush() -> None:
    """SQLAlchemy 2.1 warns at every submission that nbgrader enters; nobody here can do anything about it."""
    warnings.filterwarnings("ignore", r"Object of type <Submitted\w+> not in session")


@contextmanager
def _quiet() -> Iterator[None]:
    """No tracebacks from nbgrader, which logs what it raises besides."""
    log = logging.getLogger("tornado.application")
    level = log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            hush()
            yield
    finally:
        log.setLevel(level)


@contextmanager
def guarded(url: str) -> Iterator[None]:
    """Raises UserError when the database is away, locked, read-only or no grade book, saying what to do."""
    from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

    try:
        folder = Path(url.removeprefix("sqlite:///")).parent
        of_file = url.startswith("sqlite:///") and "?" not in url and not url.startswith("sqlite:///:")
        if of_file and not folder.is_dir():
            raise OSError(f"the folder {folder} is not there")
        yield
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise UserError(f"{shown(url)} is not the URL of a database that can be used here: {error}.") from None
    except (SQLAlchemyError, OSError) as error:
        cause = getattr(error, "orig", None) if isinstance(error, DBAPIError) else error
        reason = " ".join(str(cause).split())[:300]
        raise UserError(f"The grade book {shown(url)} cannot be written: {reason}. {_remedy(reason)}") from None


@contextmanager
def opened(url: str) -> Iterator[Any]:
    """nbgrader's Gradebook at `url`.

    Raises UserError as `guarded` does.
    """
    alembic_at_hand()
    from nbgrader.api import Gradebook, InvalidEntry

    book = None
    with guarded(url), _quiet():
        try:
            book = Gradebook(url, COURSE_ID)
            yield book
        except InvalidEntry as error:
            raise OSError(str(error)) from None
        finally:
            if book is not None:
                book.close()


def _remedy(reason: str) -> str:
    remedies = {
        "locked": "Another program is writing to it: close that, or wait.",
        "readonly": "It may be read, not written: see to its permissions.",
        "read-only": "It may be read, not written: see to its permissions.",
        "not a database": "It is no SQLite file: name another, or move it away.",
        "no such column": "It was made by another version of nbgrader: `nbgrader db upgrade`, after a backup.",
        "": "See that the server runs and the URL is right.",
    }
    return next(remedy for sign, remedy in remedies.items() if sign in reason)


def alembic_at_hand() -> None:
    """nbgrader asks `alembic` by name, activated environment or not: let it find the one installed beside it.

    For each new grade book it asks which version of its tables it has: told at once, where a command takes seconds.
    """
    import nbgrader.api

    here = str(Path(sys.executable).parent)
    if here not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([here, os.environ.get("PATH", "")])
    nbgrader.api.get_alembic_version = _version_of_tables


def _version_of_tables() -> str | None:
    from alembic.script import ScriptDirectory
    from nbgrader.dbutil import ALEMBIC_DIR

    return ScriptDirectory(ALEMBIC_DIR).get_current_head()
