"""`make quick` on every Python from 3.11 to 3.14 that is installed: python tests/pythons.py

The Python of this environment has torch and runs all of tests/unit. For another no torch is installed (5 GB): an
environment in build/pythons/ has the light packages alone, every module is compiled, those that need no torch are
imported, and of tests/unit the files that need none are run. What was left out is said. mypy reads the whole for it.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VERSIONS = ("3.11", "3.12", "3.13", "3.14")
LEFT_OUT = ("torch", "torchvision", "nbgrader", "ipykernel", "matplotlib")  # heavy, or for torch alone
WITH_THEM = ("nbconvert", "jinja2", "sqlalchemy", "tornado", "nbformat")  # what comes with these
NEED_TORCH = tuple(
    f"test_{name}"
    for name in "checkrun compare diagnosis fingerprint inputs items ladder number recorder relations wire".split()
)  # of tests/unit
NEED_SHARED = (  # fixtures of tests/conftest.py, which imports torch, or torch itself
    "test_a_mistake_of_no_exercise_is_named",
    "test_a_message_says_what_was_reached_and_what_is_needed",
    "test_a_command_outside_a_course_says_where_to_go",
    "test_no_lesson_writes_down_what_grading_toml_decides",
)
IMPORTS = """
import importlib, pkgutil, sys, autograder
came, waiting = 0, set()
for module in pkgutil.walk_packages(autograder.__path__, "autograder."):
    if module.name.endswith("__main__"):
        continue
    try:
        importlib.import_module(module.name)
        came += 1
    except ModuleNotFoundError as error:
        if error.name.split(".")[0] not in sys.argv[1:]:
            raise
        waiting.add(module.name)
print(f"{came} modules imported, {len(waiting)} need what is not installed here")
"""


def interpreter(version: str) -> str:
    """The Python of that version: of pyenv's, or on the path; empty when there is none."""
    of_pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions")
    installed = sorted(of_pyenv.glob(f"{version}.*/bin/python"))
    for found in (*map(str, installed), shutil.which(f"python{version}")):
        if found and subprocess.run([found, "-c", "import sys"], capture_output=True, check=False).returncode == 0:
            return found
    return ""


def run(*line: object) -> None:
    subprocess.run([str(part) for part in line], cwd=ROOT, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)})


def light_packages() -> list[str]:
    """What pyproject.toml asks for, but for what is left out."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["grade"]]
    return [one for one in asked if re.match(r"[\w-]+", one).group() not in LEFT_OUT]


def on(version: str, python: str) -> None:
    """All that can be had without torch, on one Python."""
    home = ROOT / "build" / "pythons" / version
    if not (home / "ready").is_file():
        run(python, "-m", "venv", "--clear", home)
        light = [*light_packages(), "hypothesis", "jsonschema"]
        run(home / "bin" / "pip", "install", "--quiet", "--constraint", "constraints.txt", *light)
        (home / "ready").touch()
    inside = home / "bin" / "python"
    run(inside, "-m", "compileall", "-q", "-f", "autograder", "reference", "benchmarks", "tests/unit")
    run(inside, "-c", IMPORTS, *LEFT_OUT, *WITH_THEM)
    tests = [path for path in sorted((ROOT / "tests" / "unit").glob("test_*.py")) if path.stem not in NEED_TORCH]
    but_for = " and ".join(f"not {name}" for name in NEED_SHARED)
    run(inside, "-m", "pytest", "-q", "--noconftest", "-p", "no:cacheprovider", "-k", but_for, *tests)
    run(sys.executable, "-m", "mypy", "--python-version", version, "--cache-dir", home / "mypy")
    print(f"Python {version}: {len(tests)} files of tests/unit; without torch {len(NEED_TORCH)} more were not run")


def main() -> None:
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    for version in VERSIONS:
        if version == here:
            run(sys.executable, "-m", "pytest", "-q", "tests/unit")
            print(f"Python {version}: all of tests/unit")
        elif python := interpreter(version):
            on(version, python)
        else:
            print(f"Python {version}: not installed, not tried")


if __name__ == "__main__":
    main()
