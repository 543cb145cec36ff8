"""Commands that make something new: `course init`, `assignment new`."""

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli import options
from autograder.cli.common import command_group, out
from autograder.errors import UserError
from autograder.model import course as courses
from autograder.model.number import counted
from autograder.publish import course as maker

course = command_group("Course folders.")
assignment = command_group("Lessons of a course.")


@course.command("init")
def init(
    folder: Annotated[Path, typer.Argument(help="The folder to make.")],
    assignment: Annotated[list[str] | None, typer.Option(help="Only this assignment; may be repeated.")] = None,
    link_data: Annotated[
        bool, typer.Option("--link-data", help="Link to the data sets instead of copying them.")
    ] = False,
    course: options.NamedCourse = None,
) -> None:
    """Make a course folder: lessons, releases, their data, settings.

    They are those of the course at hand; outside of any, those that came with the kit.
    """
    made = maker.create(folder, _course_to_copy(course), assignment or [], link_data)
    out.print(f"{folder}: a course of {counted(len(made.assignments), 'assignment')}.")
    out.print("Next: read its README.md. `autograder doctor` there says what stands on this machine.")


def _course_to_copy(named: courses.Course | None) -> courses.Course:
    """The course at hand, else the one that came with the kit."""
    try:
        return named or courses.find()
    except UserError:
        return courses.own()


@assignment.command("new")
def new(
    name: Annotated[str, typer.Argument(metavar="ID", help="Its id: lower-case letters, digits and _.")],
    course: options.Course = options.HERE,
) -> None:
    """Begin a lesson: one exercise, one check, one mistake; it can be released and proved at once."""
    for path in maker.add_assignment(course, name):
        out.print(f"wrote {path.relative_to(course.root)}")
    out.print(f"Next: autograder release {name}, then autograder prove {name}. Then make it yours.")
