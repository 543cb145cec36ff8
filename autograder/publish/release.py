"""From reference to release: what students get, made by nbgrader's own converter."""

import logging
import shutil
import tempfile
from pathlib import Path

from autograder.batch.database import alembic_at_hand
from autograder.errors import UserError
from autograder.grading.provenance import assignment_sha256, recorder_sha256
from autograder.grading.recorded import RecordedAnswers
from autograder.grading.recording import Progress, record
from autograder.grading.suite import CheckSuite
from autograder.model import calibration
from autograder.model.course import ANSWERS, Assignment
from autograder.model.files import write_whole
from autograder.publish.instructor import pictures_in, source_notebook
from autograder.runner.pool import Zygote


def student_notebook(assignment: Assignment) -> bytes:
    """The released notebook, as nbgrader's GenerateAssignment makes it.

    Raises UserError with nbgrader's own words when it refuses.
    """
    import nbformat

    alembic_at_hand()
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
        logger = logging.getLogger("autograder.publish.release")
        logger.setLevel(logging.ERROR)
        converter = GenerateAssignment(coursedir=course, config=config, logger=logger)
        converter.log.setLevel(logging.ERROR)
        try:
            converter.start()
        except Exception as error:
            raise UserError(f"nbgrader could not make the release of {assignment.name}: {error}") from error
        made = Path(folder, "release", assignment.name, f"{assignment.name}.ipynb")
        return made.read_bytes()


def files(assignment: Assignment) -> dict[str, bytes]:
    """All files of a release but the recorded answers, by name."""
    if not assignment.reference.is_dir():
        raise UserError(
            f"{assignment.reference} is not there: only a machine that holds the reference can make a release."
        )
    return {f"{assignment.name}.ipynb": student_notebook(assignment), **supplements(assignment)}


def supplements(assignment: Assignment) -> dict[str, bytes]:
    """The files of a release beside its notebook and the recorded answers, by name."""
    paths = [assignment.reference / "checks.py", *pictures_in(assignment.reference)]
    measured = calibration.path_of(assignment)
    if measured.is_file():
        paths.append(measured)
    for path in paths:
        if not path.is_file():
            raise UserError(f"{path} is not there. See CONTRIBUTING.md, “Adding an assignment”.")
    return {path.name: path.read_bytes() for path in paths}


def release(assignment: Assignment, progress: Progress = lambda *_: None) -> list[Path]:
    """Write the release of `assignment`; returns the files written."""
    content = files(assignment)
    suite = CheckSuite(assignment, assignment.course.public_seed)
    with Zygote(assignment.course) as zygote:
        answers = record(suite, zygote, progress)
    folder = assignment.release
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
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
        return found
    recorded = RecordedAnswers.load(path).provenance
    if recorded.get("assignment_sha256") != assignment_sha256(assignment):
        found.append(f"{path} was recorded from another version of the reference")
    elif recorded.get("recorder_sha256") != recorder_sha256():
        found.append(f"{path} was recorded by another version of autograder.authoring, or of what writes answers down")
    return found
