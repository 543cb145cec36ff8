"""A new course folder: lessons, releases, their data and settings of a course that is there, ready for all commands."""

import re
from collections.abc import Sequence
from pathlib import Path

from autograder.errors import UserError
from autograder.model.course import ALTERNATIVES, FILE, Course, load
from autograder.model.files import write_whole
from autograder.model.templates import text
from autograder.model.version import __version__
from autograder.publish import kit


def create(folder: Path, source: Course, assignments: Sequence[str], link_data: bool) -> Course:
    """Make `folder` a course with `assignments` of `source` (all of them if empty).

    Raises UserError when something is already there, or an assignment is not in `source`, or not whole there.
    """
    chosen = [source.assignment(name) for name in assignments] or list(source.assignments.values())
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(f"{folder} is not an empty folder. Name one that is not there yet.")
    files: dict[str, bytes] = {}
    for one in chosen:
        for part in (one.reference, one.release):
            if not part.is_dir():
                raise UserError(f"{part} is not there: a course is made from one that has its lessons and releases.")
            files |= kit.tree(part, part.relative_to(source.root).as_posix())
        alternatives = ALTERNATIVES.format(one.name)
        if (source.root / alternatives).is_file():
            files[alternatives] = (source.root / alternatives).read_bytes()
    settings = kit.tables_of((source.root / FILE).read_text(encoding="utf-8"), {one.name for one in chosen})
    if "[policy]" not in settings:
        settings = settings.rstrip("\n") + "\n\n" + text("publish", "course/policy.toml")
    for name in ("constraints.txt", source.policy.extensions):
        if name and (source.root / name).is_file():
            files[name] = (source.root / name).read_bytes()
    data_sets = sorted({name for one in chosen for name in one.data_sets})
    for name in () if link_data else data_sets:
        files |= kit.tree(source.data_root / name, f"{source.data}/{name}")
    if (about := source.data_root / "README.md").is_file():  # whose images these are, and under which licence
        files[f"{source.data}/README.md"] = about.read_bytes()
    written = {
        FILE: settings,
        "README.md": text("publish", "course/README.md.j2", title=source.title, assignments=chosen),
        "requirements.txt": text("publish", "course/requirements.txt.j2", version=__version__, files=files),
        "nbgrader_config.py": text("publish", "course/nbgrader_config.py"),
        ".gitignore": text("publish", "course/gitignore"),
    }
    for name, content in (files | {name: content.encode() for name, content in written.items()}).items():
        write_whole(folder / name, content)
    data = folder / source.data
    data.mkdir(parents=True, exist_ok=True)
    for name in data_sets if link_data else ():
        (data / name).symlink_to((source.data_root / name).resolve(), target_is_directory=True)
    (folder / "submitted").mkdir()
    return load(folder / FILE)


def add_assignment(course: Course, name: str) -> list[Path]:
    """Give `course` a new lesson with one exercise, one check and its mistakes; the files that were written.

    Raises UserError when the name cannot be an id, or is taken.
    """
    if not name.isidentifier() or name != name.lower() or name.startswith("_"):
        raise UserError(f"`{name}` cannot be an assignment's id: lower-case letters, digits and _, as in `two_layers`.")
    settings = course.root / FILE
    table = text("publish", "assignment/table.toml.j2", name=name)
    wanted = {
        course.root / "reference" / name / f"{name}.py": text("publish", "assignment/lesson.py.j2", name=name),
        course.root / "reference" / name / "checks.py": text("publish", "assignment/checks.py.j2"),
        course.root / "reference" / name / "mistakes.py": text("publish", "assignment/mistakes.py.j2"),
        course.root / ALTERNATIVES.format(name): text("publish", "assignment/alternatives.py.j2", name=name),
    }
    for path in wanted:
        if name in course.assignments or path.exists():
            raise UserError(f"The course has `{name}` already ({path}). Choose another id.")
    for path, content in wanted.items():
        write_whole(path, content.encode())
    before = settings.read_text(encoding="utf-8")
    last = re.search(r"\n(# )?\[policy\](?!.*\n\[assignments)", before, re.DOTALL)  # what is late stays behind all
    at = last.start() if last else len(before)
    write_whole(settings, f"{before[:at].rstrip()}\n\n{table}{before[at:]}".encode())
    load(settings)
    return [*wanted, settings]
