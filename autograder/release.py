"""From reference to release: what students get, made by nbgrader's own converter."""

import logging
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder import lessonfile
from autograder.answers import Answers, Progress, assignment_sha256, record
from autograder.config import Assignment, Exercise
from autograder.errors import UserError
from autograder.judge import Lessons
from autograder.notebook import CHECK_SUFFIX, EXPLORE
from autograder.pool import Zygote
from autograder.report import as_points, write_whole

ANSWERS = "expected.safetensors"


def source_notebook(assignment: Assignment) -> Any:
    """The solved lesson as nbgrader's instructor version: metadata in place, a check cell behind every exercise."""
    from nbformat.v4 import new_notebook

    cells = list(_cells(assignment))
    for index, cell in enumerate(cells):
        cell["id"] = re.sub(
            r"[^a-zA-Z0-9_-]", "-", cell.metadata.get("nbgrader", {}).get("grade_id", f"cell-{index + 1:03}")
        )[:64]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel, "language_info": {"name": "python"}})


def _cells(assignment: Assignment) -> Iterator[Any]:
    from nbformat.v4 import new_code_cell, new_markdown_cell

    for cell in lessonfile.read(assignment).cells:
        mark = dict(lessonfile.marks(cell))
        new = new_markdown_cell if cell.cell_type == "markdown" else new_code_cell
        metadata: dict[str, Any] = {}
        if "exercise" in mark:
            metadata["nbgrader"] = _nbgrader(mark["exercise"], solution=True)
        elif "written" in mark:
            points = assignment.exercise(mark["written"]).points
            metadata["nbgrader"] = _nbgrader(mark["written"], solution=True, points=points)
        elif "locked" in mark:
            metadata["nbgrader"] = _nbgrader(mark["locked"], locked=True)
        elif "explore" in mark:
            metadata["tags"] = [EXPLORE]
        yield new(cell.source, metadata=metadata)
        if "exercise" in mark:
            yield new_code_cell(
                f'check("{mark["exercise"]}")', metadata={"nbgrader": _check(assignment.exercise(mark["exercise"]))}
            )


def _check(exercise: Exercise) -> dict:
    return _nbgrader(exercise.name + CHECK_SUFFIX, locked=True, points=exercise.points)


def _nbgrader(grade_id: str, solution: bool = False, locked: bool = False, points: float | None = None) -> dict:
    graded = points is not None
    marks = {
        "schema_version": 3, "grade_id": grade_id, "grade": graded, "solution": solution,
        "locked": locked, "task": False,
    }  # fmt: skip
    return {**marks, "points": as_points(points)} if points is not None else marks


def student_notebook(assignment: Assignment) -> bytes:
    """The released notebook, as nbgrader's GenerateAssignment makes it.

    Raises UserError with nbgrader's own words when it refuses.
    """
    import nbformat

    programs_of_this_environment()
    from nbgrader.converters import GenerateAssignment
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config

    with tempfile.TemporaryDirectory(prefix="release-") as folder:
        source = Path(folder, "source", assignment.name)
        source.mkdir(parents=True)
        nbformat.write(source_notebook(assignment), source / f"{assignment.name}.ipynb")
        config = Config()
        config.CourseDirectory.root = folder
        config.CourseDirectory.assignment_id = assignment.name
        config.CourseDirectory.db_url = f"sqlite:///{folder}/gradebook.db"
        course = CourseDirectory(config=config)
        logger = logging.getLogger("autograder.release")
        logger.setLevel(logging.ERROR)
        converter = GenerateAssignment(coursedir=course, config=config, logger=logger)
        converter.log.setLevel(logging.ERROR)
        try:
            converter.start()
        except Exception as error:
            raise UserError(f"nbgrader could not make the release of {assignment.name}: {error}") from error
        made = Path(folder, "release", assignment.name, f"{assignment.name}.ipynb")
        return made.read_bytes()


def programs_of_this_environment() -> None:
    """nbgrader starts `alembic` by name: let it find the one installed beside it, activated environment or not."""
    here = str(Path(sys.executable).parent)
    if here not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([here, os.environ.get("PATH", "")])


def files(assignment: Assignment) -> dict[str, bytes]:
    """All files of a release but the recorded answers, by name."""
    reference = assignment.reference
    if not reference.is_dir():
        raise UserError(f"{reference} is not there: only a machine that holds the reference can make a release.")
    content = {f"{assignment.name}.ipynb": student_notebook(assignment)}
    for path in sorted([reference / "checks.py", *reference.glob("*.svg")]):
        if not path.is_file():
            raise UserError(f"{path} is not there. See CONTRIBUTING.md, “Adding an assignment”.")
        content[path.name] = path.read_bytes()
    return content


def release(assignment: Assignment, progress: Progress = lambda *_: None) -> list[Path]:
    """Write the release of `assignment`; returns the files written."""
    content = files(assignment)
    lessons = Lessons(assignment, assignment.course.public_seed)
    with Zygote(assignment.course) as zygote:
        answers = record(lessons, zygote, progress)
    folder = assignment.release
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if path.is_dir() and path.name != ".ipynb_checkpoints":
            continue
        if path.is_file() and path.name not in content:
            path.unlink()
    for name, data in content.items():
        write_whole(folder / name, data)
    answers.save(folder / ANSWERS)
    shutil.rmtree(folder / ".ipynb_checkpoints", ignore_errors=True)
    return [*(folder / name for name in content), folder / ANSWERS]


def stale(assignment: Assignment) -> list[str]:
    """What is out of date in the committed release, a sentence each; empty when nothing is."""
    found = []
    for name, data in files(assignment).items():
        path = assignment.release / name
        if not path.is_file():
            found.append(f"{path} is missing")
        elif path.read_bytes() != data:
            found.append(f"{path} is not what the reference gives now")
    path = assignment.release / ANSWERS
    if not path.is_file():
        found.append(f"{path} is missing")
    elif Answers.load(path).provenance.get("assignment_sha256") != assignment_sha256(assignment):
        found.append(f"{path} was recorded from another version of the reference")
    return found
