"""A student repository as files: notebook, public checks, recorded values, kit, data, workflows. No solution."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from autograder.errors import UserError
from autograder.model.course import Assignment
from autograder.model.files import write_whole
from autograder.model.templates import text
from autograder.publish import kit


def student(assignments: Sequence[Assignment]) -> dict[str, bytes]:
    """The files of a student repository for `assignments`, by path.

    Raises UserError when one has not been released.
    """
    course = assignments[0].course
    title = assignments[0].title if len(assignments) == 1 else course.title
    wanted = {
        "README.md": text("ci", "README.md.j2", title=title, assignments=assignments),
        "requirements.txt": requirements("jupyterlab>=4.3"),
        "start.py": text("ci", "start.py"),
        ".gitignore": text("ci", "gitignore"), ".gitattributes": text("ci", "gitattributes"),
        ".github/workflows/classroom.yml": text("ci", "classroom.yml"),
        ".github/workflows/gpu.yml": text("ci", "gpu.yml"),
    }  # fmt: skip
    return _files(assignments, wanted)


def classroom50(assignment: Assignment) -> dict[str, bytes]:
    """The files of a Classroom 50 bundle: public, so as free of secrets as a student's repository.

    Raises UserError when the assignment has not been released.
    """
    wanted = {"autograder.py": text("ci", "classroom50.py"), "requirements.txt": requirements()}
    return _files([assignment], wanted)


def _files(assignments: Sequence[Assignment], wanted: Mapping[str, str]) -> dict[str, bytes]:
    """The public half of a course, this package as something that pip installs, and what else is `wanted`."""
    pinned = assignments[0].course.root / "constraints.txt"  # the versions that it was tested with
    files = kit.course_files(assignments) | kit.files("kit")
    files["constraints.txt"] = pinned.read_bytes() if pinned.is_file() else b""
    wanted = {**wanted, "pytorch-cpu.txt": text("ci", "pytorch-cpu.txt")}
    return files | {name: content.encode() for name, content in wanted.items()}


def requirements(*more: str) -> str:
    """What pip installs."""
    return "\n".join(["--constraint constraints.txt", "./kit", *more]) + "\n"


def write(folder: Path, files: Mapping[str, bytes], force: bool = False) -> None:
    """Write `files` below `folder`.

    Raises UserError when the folder holds something already, unless `force`: then our files are renewed.
    """
    if folder.exists() and any(folder.iterdir()) and not force:
        raise UserError(f"{folder} is not empty. Name a new folder, or add --force to renew the kit's own files in it.")
    for name, data in files.items():
        write_whole(folder / name, data)
