"""The command `feedback`: every student's page in the zip that their platform takes back."""

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.common import (
    AssignmentOption,
    CourseOption,
    GradebookOption,
    ReportsOption,
    course_at,
    err,
    grader,
    out,
)
from autograder.errors import UserError
from autograder.model.tables import unknown


def feedback(
    platform: Annotated[str, typer.Option("--for", help="moodle, canvas or gradescope.")],
    folder: ReportsOption = Path("reports"),
    to: Annotated[Path | None, typer.Option(help="The zip to write.")] = None,
    assignment: AssignmentOption = None,
    gradebook: GradebookOption = None,
    course: CourseOption = None,
) -> None:
    """Pack every student's page as the platform takes it back: for work that came in the platform's own download."""
    from autograder.export import back
    from autograder.export.scores import reports_below
    from autograder.feedback.pages import write_pages
    from autograder.model.files import write_whole
    from autograder.model.report import path_in

    if platform not in back.PLATFORMS:
        raise UserError(unknown("platform", platform, back.PLATFORMS, "--for"))
    here = course_at(course)
    reports = reports_below(folder, assignment, here)
    ours = [report for report in reports if back.place(report, platform)]
    if not ours:
        raise UserError(
            f"No report in {folder} is of work that came from {platform}: grade its download as it is, the zip or the "
            "folder, so that names and numbers in it are kept."
        )
    graded = grader(here, gradebook)
    lessons = [here.assignment(name) for name in dict.fromkeys(report.assignment for report in ours)]
    write_pages(folder, lessons, graded=graded)
    pages = {
        (one.student, one.assignment): path_in(folder, one.student, one.assignment).with_suffix(".html").read_bytes()
        for one in ours
    }
    path = to or Path(f"feedback-{platform}.zip")
    write_whole(path, back.packed([graded(report) for report in ours], pages, platform))
    out.print(f"wrote {path}: the pages of {len(ours)} students")
    if others := [report.student for report in reports if report not in ours]:
        err.print(f"{len(others)} came another way and are not in it: {', '.join(others[:20])}.")
