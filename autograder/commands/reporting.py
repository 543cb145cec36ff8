"""The command `report`: pages for students and for the class, from reports that are there."""

import csv
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from autograder.commands import CourseOption, course_at, out
from autograder.errors import UserError


def report(
    folder: Annotated[Path, typer.Argument(help="The folder that `autograder grade` wrote.")] = Path("reports"),
    pseudonyms: Annotated[
        Path | None, typer.Option(help="CSV `student,pseudonym` of those who want to stand on the leaderboard.")
    ] = None,
    course: CourseOption = None,
) -> None:
    """Write every student's feedback page and the class page."""
    here = course_at(course)
    if not folder.is_dir():
        raise UserError(f"{folder} is not there. Grade first: autograder grade PATH --out {folder}")
    from autograder import pages

    written = pages.write_pages(folder, list(here.assignments.values()), chosen_names(pseudonyms))
    if not written:
        raise UserError(f"{folder} holds no report. Grade first: autograder grade PATH --out {folder}")
    for path in written:
        out.print(Text(f"class page: {path}"))


def chosen_names(path: Path | None) -> dict[str, str]:
    """The pseudonyms of a CSV with the columns `student` and `pseudonym`.

    Raises UserError when it is not one.
    """
    if path is None:
        return {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return {row["student"]: row["pseudonym"] for row in csv.DictReader(file) if row["pseudonym"]}
    except (OSError, KeyError, UnicodeDecodeError) as error:
        raise UserError(f"{path} is not a CSV with the columns student,pseudonym ({error}).") from None
