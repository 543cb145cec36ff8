"""A Gradescope autograder as one zip: the kit, one assignment's public half, and the scripts that Gradescope runs.

It grades under seeds of its own, with the reference's answers to each: kept in the course's private folder, which no
student's process sees. Students never get the zip.
"""

import io
import tempfile
import zipfile
from pathlib import Path

from autograder.errors import UserError
from autograder.grading.bench import paper_path
from autograder.grading.recorded import RecordedAnswers
from autograder.grading.reference import Reference, Solved
from autograder.grading.secret import Secret, secret_of
from autograder.grading.suite import CheckSuite
from autograder.model.course import ANSWERS, FILE, KEPT, Assignment
from autograder.model.templates import text
from autograder.publish import kit
from autograder.publish.kit import tables_of
from autograder.runner.pool import Zygote

PAPERS = 32
LEVELS = ("full", "reduced", "none")


def gradescope(assignment: Assignment, sandbox: str = "reduced") -> bytes:
    """The zip for `assignment`. It holds no reference, only answers to questions that nobody has seen.

    `sandbox` is the least that it grades with: it asks for `full` first, then for less, down to this one.
    Raises UserError when the assignment has not been released, or its reference is not here.
    """
    course = assignment.course
    for path in (assignment.release / name for name in (f"{assignment.name}.ipynb", "checks.py", ANSWERS)):
        if not path.is_file():
            raise UserError(f"{path} is not there. Make it with `autograder release {assignment.name}`.")
    files = kit.files("kit")
    settings = (course.root / FILE).read_text(encoding="utf-8")  # without [policy]: Gradescope knows when work came in
    files[f"course/{FILE}"] = tables_of(settings, {assignment.name}, policy=False).encode()
    files |= kit.tree(assignment.release, f"course/{course.releases}/{assignment.name}")
    for name in assignment.data_sets:
        files |= kit.tree(course.data_root / name, f"course/{course.data}/{name}")
    files["setup.sh"] = text("publish", "gradescope/setup.sh").replace("@PRIVATE@", course.private.name).encode()
    given = {"assignment": assignment.name}
    given["levels"] = " ".join(LEVELS[: LEVELS.index(sandbox) + 1])
    script = text("publish", "gradescope/run_autograder.j2", **given)
    files["run_autograder"] = script.encode()
    files |= {f"course/{course.private.name}/{name}": data for name, data in _secrets(assignment).items()}
    return _zip({name: data for name, data in files.items() if f"/{KEPT}/" not in name})


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


def _zip(files: dict[str, bytes]) -> bytes:
    """The same files give the same bytes; scripts may be run."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o755 if name in ("setup.sh", "run_autograder") else 0o644) << 16
            archive.writestr(entry, data)
    return made.getvalue()
