"""A new course folder: lessons, releases, data and settings of a course that is there, ready for all commands."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from autograder.errors import UserError
from autograder.model.course import FILE, Course
from autograder.publish.bundle import tables_of

CONFIG = '''"""Makes this folder a course of nbgrader whose submissions are graded by the kit's engine."""

from pathlib import Path

from autograder.nbgrader.configure import configure

configure(get_config(), Path(__file__).parent)  # type: ignore[name-defined]  # noqa: F821
'''
PRIVATE = """# grades, submissions and answers are nobody's to publish
/.autograder/
/reports/
/source/
/submitted/
/autograded/
/feedback/
/gradebook.db*
/.nbgrader.log
"""
POLICY = """
# [policy]                                # late work; see docs/nbgrader.md
# timezone = "Europe/Vienna"
# grace_minutes = 15
# per_day = 10                            # percent of the score, for every day begun; or steps = { 0 = 10, 24 = 50 }
# cap = 50
# extensions = "extensions.csv"           # student,assignment,until
# [policy.deadlines]
# ID = 2027-01-31T23:59:00
"""
LEFT = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", "*.pyc")


def create(folder: Path, source: Course, assignments: Sequence[str], link_data: bool) -> list[Path]:
    """Make `folder` a course with `assignments` of `source` (all of them if empty); the paths that were made.

    Raises UserError when something is already there, or an assignment is not in `source`.
    """
    chosen = [source.assignment(name) for name in assignments] or list(source.assignments.values())
    if folder.exists() and any(folder.iterdir()):
        raise UserError(f"{folder} is not empty. Name a folder that is not there yet.")
    for one in chosen:
        for part in (one.reference, one.release):
            if not part.is_dir():
                raise UserError(f"{part} is not there: a course is made from one that has its lessons and releases.")
    folder.mkdir(parents=True, exist_ok=True)
    text = tables_of((source.root / FILE).read_text(encoding="utf-8"), {one.name for one in chosen})
    if "[policy]" not in text:
        text = text.rstrip("\n") + "\n" + POLICY
    (folder / FILE).write_text(text, encoding="utf-8")
    (folder / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    (folder / ".gitignore").write_text(PRIVATE, encoding="utf-8")
    for one in chosen:
        shutil.copytree(one.reference, folder / "reference" / one.name, ignore=LEFT)
        shutil.copytree(one.release, folder / source.releases / one.name, ignore=LEFT)
    if source.policy.extensions and (source.root / source.policy.extensions).is_file():
        shutil.copy(source.root / source.policy.extensions, folder / source.policy.extensions)
    data = folder / source.data
    data.parent.mkdir(parents=True, exist_ok=True)
    if link_data:
        data.symlink_to(source.data_root.resolve(), target_is_directory=True)
    else:
        shutil.copytree(source.data_root, data, ignore=LEFT)
    (folder / "submitted").mkdir()
    return sorted(folder.iterdir())
