"""What answers and reports were made with: versions, digests of an assignment and of the engine. Imports no torch."""

import hashlib
import importlib.util
import json
import platform
import re
from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from pathlib import Path

from autograder.model.course import Assignment
from autograder.model.version import __version__

MISTAKES = "mistakes.py"
PACKAGE = Path(__file__).parents[1]
ANSWERED_BY = ("authoring", "grading", "model", "runner")  # packages that an answer goes through
# what decides which answers are written down, and in which form
RECORDED_BY = tuple(
    f"{name}.py"
    for name in "authoring/* grading/fingerprint runner/recorder runner/notes model/trace model/wire".split()
)


@cache
def versions() -> dict[str, str]:
    """What the numbers depend on."""
    libraries = {name: _version_of(name) for name in ("torch", "torchvision")}
    return {"kit": __version__, "python": platform.python_version(), **libraries}


def _version_of(package: str) -> str:
    """The `__version__` of a package, read where it stands: importing it takes seconds, its metadata lack the build."""
    spec = importlib.util.find_spec(package)
    assert spec is not None
    text = Path(str(spec.origin)).with_name("version.py").read_text(encoding="utf-8")
    (version,) = re.findall(r"""^__version__ = ['"](.+)['"]$""", text, re.MULTILINE)
    return version


def assignment_sha256(assignment: Assignment) -> str:
    """A digest of the folder that defines it, and of its table in grading.toml: its first half of all that decides a
    verdict, its second of the known mistakes, which explain one.
    """
    digest, explains = hashlib.sha256(), hashlib.sha256()
    folder = assignment.reference if assignment.reference.is_dir() else assignment.release
    for path in sorted(folder.glob("*.py")):
        (explains if path.name == MISTAKES else digest).update(path.name.encode() + path.read_bytes())
    table = {
        "exercises": [asdict(exercise) for exercise in assignment.exercises],
        "limits": asdict(assignment.limits),
        "tolerances": {name: asdict(value) for name, value in assignment.tolerances.items()},
    }
    digest.update(json.dumps(table, sort_keys=True).encode())
    return digest.hexdigest()[:32] + explains.hexdigest()[:32]


def engine_sha256() -> str:
    """A digest of the packages that answers go through, so that a changed engine does not serve old answers."""
    return _sha256(f"{package}/**/*.py" for package in ANSWERED_BY)


def recorder_sha256() -> str:
    """A digest of what decides which answers are recorded: a release is stale when it has another one."""
    return _sha256(RECORDED_BY)


def _sha256(patterns: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for pattern in patterns for path in PACKAGE.glob(pattern)):
        digest.update(path.read_bytes())
    return digest.hexdigest()
