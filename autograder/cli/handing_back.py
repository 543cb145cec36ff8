"""The command `feedback`: every student's page in the zip that their platform takes back."""

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from autograder.cli.common import CourseOption, course_at, err, grader, out
from autograder.errors import UserError
from autograder.model import course as courses
from autograder.model.number import counted


def feedback(
    platform: Annotated[str, typer.Option("--for", help="moodle, canvas or gradescope.")],
    folder: Annotated[Path, typer.Option("--reports", help="The folder that `grade` wrote to.")] = Path("reports"),
    to: Annotated[Path | None, typer.Option(help="The zip to write.")] = None,
    assignment: Annotated[str | None, typer.Option("--assignment", help="The assignment's id.")] = None,
    gradebook: Annotated[
        str | None, typer.Option(help="Where points that people gave are; by default the course's grade book. [URL]")
    ] = None,
    course: CourseOption = None,
) -> None:
    """Pack every student's page as the platform takes it back: for work that came in the platform's own download."""
    from autograder.export import back
    from autograder.export.scores import reports_below
    from autograder.feedback.pages import write_pages
    from autograder.model import names
    from autograder.model.files import write_whole

    if platform not in back.PLATFORMS:
        raise UserError(courses.unknown("platform", platform, back.PLATFORMS, "--for"))
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
        (one.student, one.assignment): (folder / names.folder(one.student) / f"{one.assignment}.html").read_bytes()
        for one in ours
    }
    path = to or Path(f"feedback-{platform}.zip")
    write_whole(path, back.packed([graded(report) for report in ours], pages, platform))
    out.print(Text(f"wrote {path}: the pages of {counted(len(ours), 'student')}"))
    if others := [report.student for report in reports if report not in ours]:
        err.print(Text(f"Not in it, since it came another way: {', '.join(others[:20])}."))
