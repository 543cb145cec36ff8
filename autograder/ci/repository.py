"""A student repository as files: notebook, public checks, recorded values, kit, data, workflows. No solution."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from autograder.errors import UserError
from autograder.model.course import ANSWERS, FILE, KEPT, Assignment, Course
from autograder.model.files import write_whole
from autograder.model.templates import text
from autograder.publish import kit
from autograder.publish.kit import tables_of

PARTS = (".ipynb", ".py", ".safetensors", ".svg", ".json")


def student(assignments: Sequence[Assignment]) -> dict[str, bytes]:
    """The files of a student repository for `assignments`, by path.

    Raises UserError when one has not been released.
    """
    course = assignments[0].course
    title = assignments[0].title if len(assignments) == 1 else course.title
    wanted = {
        "README.md": text("ci", "README.md.j2", title=title, assignments=assignments),
        "requirements.txt": requirements("jupyterlab>=4.3"),
        "pytorch-cpu.txt": text("ci", "pytorch-cpu.txt"), "start.py": text("ci", "start.py"),
        ".gitignore": text("ci", "gitignore"), ".gitattributes": text("ci", "gitattributes"),
        ".github/workflows/classroom.yml": text("ci", "classroom.yml"),
        ".github/workflows/gpu.yml": text("ci", "gpu.yml"),
    }  # fmt: skip
    files = course_files(assignments) | kit_files(course)
    return files | {name: content.encode() for name, content in wanted.items()}


def classroom50(assignment: Assignment) -> dict[str, bytes]:
    """The files of a Classroom 50 bundle: public, so as free of secrets as a student's repository.

    Raises UserError when the assignment has not been released.
    """
    wanted = {
        "autograder.py": text("ci", "classroom50.py"),
        "requirements.txt": requirements(),
        "pytorch-cpu.txt": text("ci", "pytorch-cpu.txt"),
    }
    files = course_files([assignment]) | kit_files(assignment.course)
    return files | {name: content.encode() for name, content in wanted.items()}


def course_files(assignments: Sequence[Assignment]) -> dict[str, bytes]:
    """The public half of a course: grading.toml with the tables of `assignments` only, their releases, their data."""
    course = assignments[0].course
    files = {FILE: _settings(course, {assignment.name for assignment in assignments}).encode()}
    for assignment in assignments:
        for path in (assignment.released, assignment.release / "checks.py", assignment.release / ANSWERS):
            if not path.is_file():
                raise UserError(f"{path} is not there. Make it with `autograder release {assignment.name}`.")
        for path in sorted(assignment.release.iterdir()):
            if path.is_file() and path.suffix in PARTS:
                files[f"{assignment.name}/{path.name}"] = path.read_bytes()
        notebook = assignment.released.read_bytes()
        files[f"{assignment.name}/{assignment.name}.ipynb"] = notebook
        files[f"{assignment.name}/{KEPT}/{assignment.name}.ipynb"] = notebook
        for name in assignment.data_sets:
            files.update(kit.tree(course.data_root / name, f"data/{name}"))
    return files


def kit_files(course: Course) -> dict[str, bytes]:
    """This package as something that pip installs, and the versions that it was tested with."""
    pinned = course.root / "constraints.txt"
    return kit.files("kit") | {"constraints.txt": pinned.read_bytes() if pinned.is_file() else b""}


def requirements(*more: str) -> str:
    """What pip installs."""
    return "\n".join(["--constraint constraints.txt", "./kit", *more]) + "\n"


def _settings(course: Course, names: set[str]) -> str:
    settings = tables_of((course.root / FILE).read_text(encoding="utf-8"), names, policy=False)
    settings = re.sub(r"(?m)^releases\s*=.*\n", "", settings)
    return re.sub(r"(?m)^data\s*=.*$", 'data = "data"\nreleases = "."', settings, count=1)


def write(folder: Path, files: Mapping[str, bytes], force: bool = False) -> list[Path]:
    """Write `files` below `folder`; returns their paths.

    Raises UserError when the folder holds something already, unless `force`: then our files are renewed.
    """
    if folder.exists() and any(folder.iterdir()) and not force:
        raise UserError(f"{folder} is not empty. Name a new folder, or add --force to renew the kit's own files in it.")
    for name, data in files.items():
        write_whole(folder / name, data)
    return [folder / name for name in files]
