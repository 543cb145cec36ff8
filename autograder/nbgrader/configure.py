"""What a course's nbgrader_config.py says, in one call."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograder.batch.database import GRADEBOOK, alembic_at_hand, driver_for, hush, url_of
from autograder.model import course as courses
from autograder.model.course import Course
from autograder.nbgrader import source


def configure(c: Any, root: Path) -> None:
    """Make the course in `root` nbgrader's course folder, and put this kit's steps in nbgrader's lists."""
    from nbgrader.converters import Autograde, GenerateAssignment
    from nbgrader.preprocessors import Execute, SaveAutoGrades

    from autograder.export.nbgrader_csv import QuotedCsv
    from autograder.nbgrader import beside, shown, steps

    alembic_at_hand()
    hush()
    course = courses.load(Path(root, courses.FILE))
    beside.bound(course)
    source.refresh(course)
    c.CourseDirectory.root = str(course.root)
    c.CourseDirectory.course_id = "default_course"  # what nbgrader's own steps write; PostgreSQL insists on one
    c.CourseDirectory.source_directory = source.FOLDER
    c.CourseDirectory.release_directory = course.releases
    if os.environ.get(GRADEBOOK):
        c.CourseDirectory.db_url = driver_for(os.environ[GRADEBOOK])
    c.GenerateAssignment.preprocessors = [steps.FromLesson, *_list_of(GenerateAssignment, "preprocessors")]
    c.Autograde.pre_convert_hook = _release_known_to(course)
    c.Autograde.exporter_class = steps.SubmissionReader
    ours = {Execute: [steps.GradeOutside], SaveAutoGrades: [SaveAutoGrades, steps.SaveComments]}
    theirs = _list_of(Autograde, "autograde_preprocessors")
    c.Autograde.autograde_preprocessors = [step for their in theirs for step in ours.get(their, [their])]
    c.GenerateFeedback.exporter_class = steps.StudentPage
    c.AssignLatePenalties.plugin_class = steps.LatePolicy
    c.ExportApp.plugin_class = QuotedCsv
    c.HTMLExporter.filters = {"markdown2html": shown.markdown}


def _release_known_to(course: Course) -> Callable[..., None]:
    """What `autograde` calls first: the grade book learns of a release that nbgrader did not make itself.

    Every new course has one, and nbgrader's `generate_assignment` passes over what is there already.
    """
    known: set[tuple[str, str]] = set()

    def tell(assignment: str, **_: Any) -> None:
        from traitlets.config import Application

        from autograder.nbgrader import writer

        given = Application.instance().config.CourseDirectory.get("db_url") if Application.initialized() else None
        url = url_of(course, given)
        if (url, assignment) not in known:
            writer.define_missing(url, course.assignment(assignment))
            known.add((url, assignment))

    return tell


def _list_of(converter: Any, name: str) -> list[Any]:
    """The steps that nbgrader itself has in a list of a converter."""
    return list(converter.class_traits()[name].default())
