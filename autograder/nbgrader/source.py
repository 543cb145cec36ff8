"""nbgrader's source folder, made from reference/: nobody edits it, and nothing private is beside the notebook in it.

`reference/ID/` itself cannot be that folder: its lesson is no .ipynb file, and nbgrader copies whatever else lies there
to the students.
"""

from functools import lru_cache
from pathlib import Path

from autograder.errors import UserError
from autograder.model import course as courses
from autograder.model.course import ANSWERS, FILE, Assignment, Course
from autograder.model.files import write_whole
from autograder.publish.instructor import pictures_in, source_notebook

REPORTS = "reports"
FOLDER = "source"  # no hidden folder: Jupyter, and so the formgrader's link to it, would not show it
BANNER = (
    "*Made from `{}`, and made anew when that changes: edit the lesson there. This notebook is only to be looked at.*"
)


def refresh(course: Course) -> None:
    """Bring the source folder up to date with every lesson of `course` whose reference is here."""
    for assignment in course.assignments.values():
        if (lesson := assignment.reference / f"{assignment.name}.py").is_file():
            folder = course.root / FOLDER / assignment.name
            for picture in pictures_in(assignment.reference):  # `autograde` copies them on, and so does the feedback
                _copy(picture, folder / picture.name)
            path = folder / f"{assignment.name}.ipynb"
            made_of = max(lesson.stat().st_mtime, (course.root / FILE).stat().st_mtime)
            if not path.is_file() or path.stat().st_mtime <= made_of:
                _make(assignment, path)
            if (answers := assignment.release / ANSWERS).is_file():
                _copy(answers, kept_answers(assignment))


def _make(assignment: Assignment, path: Path) -> None:
    import nbformat
    from nbformat.v4 import new_markdown_cell

    try:
        notebook = source_notebook(assignment)
    except UserError:
        if not path.is_file():
            raise
        return  # a lesson in the middle of an edit: `generate_assignment` will say what is wrong with it
    lesson = (assignment.reference / f"{assignment.name}.py").relative_to(assignment.course.root)
    notebook.cells.insert(0, new_markdown_cell(BANNER.format(lesson.as_posix()), id="banner"))
    write_whole(path, (nbformat.writes(notebook) + "\n").encode())


def kept_answers(assignment: Assignment) -> Path:
    """A copy of the release's recorded answers: `generate_assignment --force` deletes the release before it starts."""
    return assignment.course.private / "released" / f"{assignment.name}.safetensors"


def _copy(path: Path, to: Path) -> None:
    if not (to.is_file() and to.read_bytes() == path.read_bytes()):
        write_whole(to, path.read_bytes())


def course_at(root: str) -> Course:
    """The course whose folder is nbgrader's `root`, read again whenever its grading.toml has changed.

    Raises UserError when there is none.
    """
    path = Path(root, FILE)
    return _course(path, path.stat().st_mtime_ns if path.is_file() else 0)


@lru_cache(8)
def _course(path: Path, _: int) -> Course:
    return courses.load(path)
