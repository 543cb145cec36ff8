"""nbgrader's source folder, made from reference/: nobody edits it, and nothing private is beside the notebook in it.

`reference/ID/` itself cannot be that folder: its lesson is no .ipynb file, and nbgrader copies whatever else lies there
to the students.
"""

from functools import lru_cache
from pathlib import Path

from autograder import config
from autograder.config import FILE, Assignment, Course
from autograder.errors import UserError
from autograder.instructor import source_notebook
from autograder.report import write_whole

FOLDER = ".autograder/source"
ANSWERS = "expected.safetensors"


def refresh(course: Course) -> None:
    """Bring the source folder up to date with every lesson of `course` whose reference is here."""
    for assignment in course.assignments.values():
        if (lesson := assignment.reference / f"{assignment.name}.py").is_file():
            path = course.root / FOLDER / assignment.name / f"{assignment.name}.ipynb"
            made_of = max(lesson.stat().st_mtime, (course.root / FILE).stat().st_mtime)
            if not path.is_file() or path.stat().st_mtime <= made_of:
                _make(assignment, path)
            _keep_answers(assignment)


def _make(assignment: Assignment, path: Path) -> None:
    import nbformat

    try:
        text = nbformat.writes(source_notebook(assignment)) + "\n"
    except UserError:
        if not path.is_file():
            raise
        return  # a lesson in the middle of an edit: `generate_assignment` will say what is wrong with it
    write_whole(path, text.encode())


def kept_answers(assignment: Assignment) -> Path:
    """A copy of the release's recorded answers: `generate_assignment --force` deletes the release before it starts."""
    return assignment.course.root / FOLDER / f"{assignment.name}.safetensors"


def _keep_answers(assignment: Assignment) -> None:
    path, kept = assignment.release / ANSWERS, kept_answers(assignment)
    if path.is_file() and not (kept.is_file() and kept.read_bytes() == path.read_bytes()):
        write_whole(kept, path.read_bytes())


def supplements(assignment: Assignment) -> dict[str, bytes]:
    """The files of a release beside its notebook, recorded answers aside."""
    paths = [assignment.reference / "checks.py", *sorted(assignment.reference.glob("*.svg"))]
    for path in paths:
        if not path.is_file():
            raise UserError(f"{path} is not there. See CONTRIBUTING.md, “Adding an assignment”.")
    return {path.name: path.read_bytes() for path in paths}


def course_at(root: str) -> Course:
    """The course whose folder is nbgrader's `root`, read again whenever its grading.toml has changed.

    Raises UserError when there is none.
    """
    path = Path(root, FILE)
    return _course(path, path.stat().st_mtime_ns if path.is_file() else 0)


@lru_cache(8)
def _course(path: Path, _: int) -> Course:
    return config.load(path)
