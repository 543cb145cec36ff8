"""A Gradescope autograder as one zip: the kit, one assignment's public half, and the scripts that Gradescope runs.

It grades under seeds of its own, with the reference's answers to each: kept in the course's private folder, which no
student's process sees. Students never get the zip.
"""

import tempfile
from pathlib import Path

from autograder.errors import UserError
from autograder.grading.bench import paper_path
from autograder.grading.recorded import RecordedAnswers
from autograder.grading.reference import Reference, Solved
from autograder.grading.secret import Secret, secret_of
from autograder.grading.suite import CheckSuite
from autograder.model.course import KEPT, Assignment
from autograder.model.files import zipped
from autograder.model.templates import text
from autograder.publish import kit
from autograder.runner.pool import Zygote
from autograder.sandbox import LEVELS

PAPERS = 32


def gradescope(assignment: Assignment, sandbox: str = "reduced") -> bytes:
    """The zip for `assignment`. It holds no reference, only answers to questions that nobody has seen.

    `sandbox` is the least that it grades with: it asks for `full` first, then for less, down to this one.
    Raises UserError when the assignment has not been released, or its reference is not here.
    """
    private = assignment.course.private.name
    public = kit.course_files([assignment])
    files = kit.files("kit") | {f"course/{name}": data for name, data in public.items() if f"/{KEPT}/" not in name}
    levels = " ".join(LEVELS[: LEVELS.index(sandbox) + 1])
    script = text("publish", "gradescope/run_autograder.j2", assignment=assignment.name, levels=levels)
    files["setup.sh"] = text("publish", "gradescope/setup.sh").replace("@PRIVATE@", private).encode()
    files["run_autograder"] = script.encode()
    files |= {f"course/{private}/{name}": data for name, data in _secrets(assignment).items()}
    return zipped(files, ("setup.sh", "run_autograder"))


def _secrets(assignment: Assignment) -> dict[str, bytes]:
    """A seed of the bundle's own, drawn from the course's, and the reference's answers to papers drawn from that."""
    if not assignment.reference.is_dir():
        raise UserError(f"{assignment.reference} is not there: a bundle is made where the reference is.")
    secret = Secret(secret_of(assignment.course, "secret").of("bundle", assignment.name.encode()), "secret")
    suite = CheckSuite(assignment, 0)
    files = {"seed": str(secret.seed).encode()}
    with Zygote(assignment.course) as zygote, tempfile.TemporaryDirectory(prefix="autograder-bundle-") as folder:
        reference = Reference(suite, Solved.of(assignment), zygote)
        for number in range(PAPERS):
            under = suite.under(secret.of(assignment.name, f"paper {number}".encode()))
            checks = [check for check in under.checks if "expected" in check.arguments]
            place = paper_path(assignment, number)
            facts = {"assignment": assignment.name, "seed": str(under.seed)}
            RecordedAnswers(facts, reference.answers(under, checks), ()).save(Path(folder, place.name))
            files[place.relative_to(assignment.course.private).as_posix()] = Path(folder, place.name).read_bytes()
        reference.close()
    return files
