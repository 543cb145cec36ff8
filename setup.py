"""Puts the course of this repository into the wheel as data of the package, so that the wheel alone can start one.

Everything else that setuptools needs stands in pyproject.toml.
"""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).parent
FILES = ("grading.toml", "constraints.txt", "tests/assignments/*/alternatives.py")
FOLDERS = ("reference", "assignments")


class WithCourse(build_py):
    """The package, and beside its modules the folder `course`, which the kit's own tree does not have."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:  # the kit then finds the repository that it stands in
            return
        course = Path(self.build_lib, "autograder", "course")
        shutil.rmtree(course, ignore_errors=True)
        found = [path for pattern in FILES for path in ROOT.glob(pattern)]
        found += [path for folder in FOLDERS for path in (ROOT / folder).rglob("*")]
        for path in found:
            place = path.relative_to(ROOT)
            target = course / place
            if path.is_file() and not any(part.startswith((".", "__pycache__")) for part in place.parts):
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)


setup(cmdclass={"build_py": WithCourse})
