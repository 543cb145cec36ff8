"""Commands that hand feedback back: `report` writes the pages, `feedback` packs them as a platform takes them."""

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli import options
from autograder.cli.common import err, graded_in, grader, out, progress
from autograder.errors import UserError
from autograder.export import back
from autograder.export.scores import reports_below
from autograder.feedback.pages import write_pages
from autograder.model.files import read_records, write_whole
from autograder.model.number import counted
from autograder.model.reports import path_in
from autograder.model.tables import unknown


def report(
    folder: options.ReportsFolder = Path("reports"),
    pseudonyms: Annotated[
        Path | None, typer.Option(help="CSV `student,pseudonym` of those who want to stand on the leaderboard.")
    ] = None,
    gradebook: options.Gradebook = None,
    course: options.Course = options.HERE,
) -> None:
    """Write every student's feedback page and the class page."""
    graded_in(folder)
    names = chosen_names(pseudonyms)
    with progress("pages") as tell:
        said = lambda name, done, of: tell(description=f"pages of {name}", completed=done, total=of)  # noqa: E731
        written = write_pages(folder, list(course.assignments.values()), names, said, grader(course, gradebook))
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
    head, rows = read_records(path)
    if not {"student", "pseudonym"} <= set(head):
        raise UserError(f"{path} is not a CSV with the columns student,pseudonym: it has {', '.join(head) or 'none'}.")
    return {row["student"]: row["pseudonym"] for row in rows if row["pseudonym"]}


def feedback(
    platform: Annotated[str, typer.Option("--for", help="moodle, canvas or gradescope.")],
    folder: options.Reports = Path("reports"),
    to: Annotated[Path | None, typer.Option(help="The zip to write.")] = None,
    assignment: options.Assignment = None,
    gradebook: options.Gradebook = None,
    course: options.Course = options.HERE,
) -> None:
    """Pack every student's page as the platform takes it back: for work that came in the platform's own download."""
    if platform not in back.PLATFORMS:
        raise UserError(unknown("platform", platform, back.PLATFORMS, "--for"))
    reports = reports_below(folder, assignment, course)
    ours = [report for report in reports if back.place(report, platform)]
    if not ours:
        raise UserError(
            f"No report in {folder} is of work that came from {platform}: grade its download as it is, the zip or the "
            "folder, so that names and numbers in it are kept."
        )
    graded = grader(course, gradebook)
    lessons = [course.assignment(name) for name in dict.fromkeys(report.assignment for report in ours)]
    write_pages(folder, lessons, graded=graded)
    pages = {
        (one.student, one.assignment): path_in(folder, one.student, one.assignment).with_suffix(".html").read_bytes()
        for one in ours
    }
    path = to or Path(f"feedback-{platform}.zip")
    write_whole(path, back.packed([graded(report) for report in ours], pages, platform))
    out.print(f"wrote {path}: the pages of {counted(len(ours), 'student')}")
    if others := [report.student for report in reports if report not in ours]:
        err.print(f"Not in it, since it came another way: {'; '.join(others[:20])}.")
