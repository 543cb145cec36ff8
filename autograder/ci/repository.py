"""A student repository as files: notebook, public checks, recorded values, kit, data, workflows. No solution."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from autograder.ci import texts
from autograder.errors import UserError
from autograder.model.course import ANSWERS, FILE, KEPT, Assignment, Course
from autograder.model.files import write_whole
from autograder.publish.bundle import project, tables_of

_LEFT_OUT = re.compile(r"(^|/)(__pycache__|\.ipynb_checkpoints|\.released|\.[a-z]+_cache)(/|$)|\.pyc$")


def student(assignments: Sequence[Assignment]) -> dict[str, bytes]:
    """The files of a student repository for `assignments`, by path.

    Raises UserError when one has not been released.
    """
    course = assignments[0].course
    files = course_files(assignments)
    files.update(kit_files(course))
    titles = "\n".join(f"- `{a.name}/{a.name}.ipynb`: {a.title}" for a in assignments)
    title = assignments[0].title if len(assignments) == 1 else course.title
    wanted = {
        "README.md": texts.README.format(title=title, list=titles),
        "requirements.txt": requirements(course, "jupyterlab>=4.3"),
        "start.py": texts.START, ".gitignore": texts.IGNORED, ".gitattributes": texts.ATTRIBUTES,
        ".github/workflows/classroom.yml": texts.CLASSROOM, ".github/workflows/gpu.yml": texts.GPU,
    }  # fmt: skip
    return files | {name: text.encode() for name, text in wanted.items()}


def classroom50(assignment: Assignment) -> dict[str, bytes]:
    """The files of a Classroom 50 bundle: public, so as free of secrets as a student's repository.

    Raises UserError when the assignment has not been released.
    """
    files = course_files([assignment]) | kit_files(assignment.course)
    return files | {
        "autograder.py": texts.BUNDLE.encode(),
        "requirements.txt": requirements(assignment.course).encode(),
    }


def course_files(assignments: Sequence[Assignment]) -> dict[str, bytes]:
    """The public half of a course: grading.toml with the tables of `assignments` only, their releases, their data."""
    course = assignments[0].course
    files = {FILE: _settings(course, {assignment.name for assignment in assignments}).encode()}
    texts_seen = ""
    for assignment in assignments:
        for path in (assignment.released, assignment.release / "checks.py", assignment.release / ANSWERS):
            if not path.is_file():
                raise UserError(f"{path} is not there. Make it with `autograder release {assignment.name}`.")
        for path in sorted(assignment.release.iterdir()):
            if path.is_file() and path.suffix in (".ipynb", ".py", ".safetensors", ".svg", ".json"):
                files[f"{assignment.name}/{path.name}"] = path.read_bytes()
        notebook = assignment.released.read_bytes()
        files[f"{assignment.name}/{assignment.name}.ipynb"] = notebook
        files[f"{assignment.name}/{KEPT}/{assignment.name}.ipynb"] = notebook
        texts_seen += notebook.decode() + (assignment.release / "checks.py").read_text(encoding="utf-8")
    for folder in sorted(path for path in course.data_root.iterdir() if path.is_dir()):
        if re.search(rf"\b{re.escape(folder.name)}\b", texts_seen):
            files.update(_tree(folder, f"data/{folder.name}"))
    return files


def kit_files(course: Course) -> dict[str, bytes]:
    """This package as something that pip installs, and the versions that it was tested with."""
    files = _tree(Path(__file__).parents[1], "kit/autograder")
    files["kit/pyproject.toml"] = project().encode()
    pinned = course.root / "constraints.txt"
    files["constraints.txt"] = pinned.read_bytes() if pinned.is_file() else b""
    return files


def requirements(course: Course, *more: str) -> str:
    """What pip installs."""
    return "\n".join(["--constraint constraints.txt", "./kit", *more]) + "\n"


def _settings(course: Course, names: set[str]) -> str:
    text = tables_of((course.root / FILE).read_text(encoding="utf-8"), names, policy=False)
    text = re.sub(r"(?m)^releases\s*=.*\n", "", text)
    return re.sub(r"(?m)^data\s*=.*$", 'data = "data"\nreleases = "."', text, count=1)


def _tree(folder: Path, place: str) -> dict[str, bytes]:
    files = {}
    for path in sorted(folder.rglob("*")):
        name = f"{place}/{path.relative_to(folder).as_posix()}"
        if path.is_file() and not _LEFT_OUT.search(name):
            files[name] = path.read_bytes()
    return files


def write(folder: Path, files: Mapping[str, bytes], force: bool = False) -> list[Path]:
    """Write `files` below `folder`; returns their paths.

    Raises UserError when the folder holds something already, unless `force`: then our files are renewed.
    """
    if folder.exists() and any(folder.iterdir()) and not force:
        raise UserError(f"{folder} is not empty. Name a new folder, or add --force to renew the kit's own files in it.")
    for name, data in files.items():
        write_whole(folder / name, data)
    return [folder / name for name in files]
