"""A Gradescope autograder as one zip: the kit, one assignment's public half, and the scripts that Gradescope runs."""

import io
import zipfile

from autograder.errors import UserError
from autograder.model.course import ANSWERS, FILE, KEPT, Assignment
from autograder.model.templates import text
from autograder.publish import kit
from autograder.publish.settings import tables_of

LEVELS = ("full", "reduced", "none")


def gradescope(assignment: Assignment, sandbox: str = "reduced") -> bytes:
    """The zip for `assignment`. It holds no reference, so that nothing in it is worth stealing.

    `sandbox` is the least that it grades with: it asks for `full` first, then for less, down to this one.
    Raises UserError when the assignment has not been released.
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
    files["setup.sh"] = text("publish", "gradescope/setup.sh").encode()
    given = {"assignment": assignment.name, "seed": course.public_seed}
    given["levels"] = " ".join(LEVELS[: LEVELS.index(sandbox) + 1])
    script = text("publish", "gradescope/run_autograder.j2", **given)
    files["run_autograder"] = script.encode()
    return _zip({name: data for name, data in files.items() if f"/{KEPT}/" not in name})


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
