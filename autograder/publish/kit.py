"""This kit as files that pip installs, and the public half of a course as files: for repositories and bundles."""

import re
from collections.abc import Sequence
from importlib.metadata import requires
from pathlib import Path

from autograder.errors import UserError
from autograder.model.course import ANSWERS, FILE, KEPT, OWN, Assignment
from autograder.model.templates import text as template
from autograder.model.version import __version__

PARTS = (".ipynb", ".py", ".safetensors", ".svg", ".json")
_NOT_FOR_STUDENTS = re.compile(rf"^autograder/({OWN}|publish/templates)/")
_HEADER = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]\s*(?:#.*)?$")
_LEFT_OUT = re.compile(r"(^|/)(__pycache__|\.ipynb_checkpoints|\.released|\.[a-z]+_cache)(/|$)|\.pyc$")


def files(place: str) -> dict[str, bytes]:
    """This package below `place`, and a pyproject.toml that installs it with what a student's check needs."""
    found = tree(Path(__file__).parents[1], "autograder")
    kept = {f"{place}/{name}": data for name, data in found.items() if not _NOT_FOR_STUDENTS.search(name)}
    return kept | {f"{place}/pyproject.toml": project().encode()}


def tree(folder: Path, place: str) -> dict[str, bytes]:
    """Every file below `folder`, but for caches, by its path below `place`."""
    names = {f"{place}/{path.relative_to(folder).as_posix()}": path for path in sorted(folder.rglob("*"))}
    return {name: path.read_bytes() for name, path in names.items() if path.is_file() and not _LEFT_OUT.search(name)}


def project() -> str:
    """A pyproject.toml that installs the kit as it is installed here, without extras."""
    needed = [line.replace('"', "'") for line in requires("autograder-kit") or () if "extra ==" not in line]
    return template("publish", "pyproject.toml.j2", version=__version__, needed=needed)


def course_files(assignments: Sequence[Assignment]) -> dict[str, bytes]:
    """The public half of a course: grading.toml with the tables of `assignments` only, their releases, their data."""
    course = assignments[0].course
    settings = (course.root / FILE).read_text(encoding="utf-8")
    settings = tables_of(settings, {assignment.name for assignment in assignments}, policy=False)
    settings = re.sub(r"(?m)^releases\s*=.*\n", "", settings)
    settings = re.sub(r"(?m)^data\s*=.*$", 'data = "data"\nreleases = "."', settings, count=1)
    files = {FILE: settings.encode()}
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
            files.update(tree(course.data_root / name, f"data/{name}"))
    return files


def tables_of(text: str, assignments: set[str], policy: bool = True) -> str:
    """A grading.toml with the tables of some assignments only, with or without `[policy]`; comments and order stay."""
    kept: list[str] = []
    above: list[str] = []  # comments and empty lines, which belong to what comes next
    table = [""]
    for line in text.splitlines(keepends=True):
        if not line.strip() or line.lstrip().startswith("#"):
            above.append(line)
            continue
        if header := _HEADER.match(line):
            table = _parts(header[1])
        wanted = table[0] != "assignments" or len(table) == 1 or table[1] in assignments
        if table[0] == "policy":
            wanted = policy
        if table == ["policy", "deadlines"] and not header:
            wanted = wanted and _parts(line.partition("=")[0])[0] in assignments
        if wanted:
            kept += [*above, line]
        above = []
    return "".join(kept)


def _parts(key: str) -> list[str]:
    return [part.strip().strip("\"'") for part in key.split(".")]
