"""What nbgrader takes from beside a submitted notebook, bounded: it copies through links and reads to the end."""

import stat
from datetime import datetime
from pathlib import Path
from typing import Any

from autograder.batch import late
from autograder.intake.find import SubmittedFile
from autograder.model.course import Course
from autograder.model.files import first_link

MOST_FILES, MOST_BYTES = 200, 64 << 20


def bound(course: Course) -> None:
    """Make nbgrader, in this process, copy plain files only, and read a date as the kit does."""
    from nbgrader import utils
    from nbgrader.converters import base
    from nbgrader.coursedir import CourseDirectory

    def files(path: str, exclude: Any = None) -> list[str]:
        return plain(path, utils.find_all_files(path, exclude))

    def timestamp(_: Any, folder: str) -> datetime | None:
        """As nbgrader has it: UTC without saying so; None, and no end of the class, where there is no date."""
        found = late.time_of(SubmittedFile("", "", Path(folder, "notebook")), course)[0]
        return found and found.replace(tzinfo=None)

    base.find_all_files = files
    CourseDirectory.get_existing_timestamp = timestamp


def plain(folder: str, paths: list[str]) -> list[str]:
    """Those of `paths` below STUDENT/ASSIGNMENT that are files themselves, as far as number and size allow."""
    kept: list[str] = []
    left = 0 if first_link(Path(folder), 1).is_symlink() else MOST_BYTES
    for path in sorted(paths)[: MOST_FILES * 10]:
        facts = Path(path).lstat()
        if stat.S_ISREG(facts.st_mode) and facts.st_size <= left and len(kept) < MOST_FILES:
            kept.append(path)
            left -= facts.st_size
    return kept
