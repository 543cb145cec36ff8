"""The command `report`: pages for students and for the class, from reports that are there."""

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.common import (
    CourseOption,
    GradebookOption,
    ReportsArgument,
    course_at,
    err,
    graded_in,
    grader,
    out,
    progress_bar,
)
from autograder.errors import UserError

if TYPE_CHECKING:
    from rich.progress import TaskID


def report(
    folder: ReportsArgument = Path("reports"),
    pseudonyms: Annotated[
        Path | None, typer.Option(help="CSV `student,pseudonym` of those who want to stand on the leaderboard.")
    ] = None,
    gradebook: GradebookOption = None,
    course: CourseOption = None,
) -> None:
    """Write every student's feedback page and the class page."""
    here = course_at(course)
    graded_in(folder)
    from autograder.feedback import pages

    names = chosen_names(pseudonyms)
    with progress_bar(err) as bar:
        tasks: dict[str, TaskID] = {}

        def tell(assignment: str, done: int, of: int) -> None:
            if assignment not in tasks:
                tasks[assignment] = bar.add_task(f"pages of {assignment}", total=of)
            bar.update(tasks[assignment], completed=done)

        graded = grader(here, gradebook)
        written = pages.write_pages(folder, list(here.assignments.values()), names, tell, graded)
    if not written:
        raise UserError(f"{folder} holds no report. Grade first: autograder grade PATH --out {folder}")
    for path in written:
        out.print(f"class page: {path}")


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
