"""What a push costs: the steps of the student's workflow as they stand in it, run in a clean folder, for docs/ci.md.

    python -m tests.benchmarks.push [--without-index]

Three pushes: with an empty cache; with a full one and another notebook; and the same notebook once more. For the second
PyTorch stays installed, which is the same work whether its wheel was fetched or kept. `--without-index` leaves out
pytorch-cpu.txt, where its address cannot be reached: then it is the build with CUDA.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

from autograder.ci import repository
from autograder.model import course as courses
from autograder.model import lessonfile
from autograder.model.course import Assignment
from tests.student.conftest import fill

NAME = "lenet5_mnist"
STAYS = re.compile(r"^(torch|torchvision|triton|nvidia-.*|cuda-.*|pip)$")


def size(folder: Path) -> float:
    """MB below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink()) / 1e6


class Runner:
    """A machine that has Python and nothing else, with the steps of the workflow that are commands."""

    def __init__(self, folder: Path, assignment: Assignment, index: bool) -> None:
        self.repo, self.environment, self.home = folder / "repo", folder / "environment", folder / "home"
        files = repository.student([assignment])
        repository.write(self.repo, {name: data for name, data in files.items() if index or name != "pytorch-cpu.txt"})
        flow = yaml.safe_load(files[".github/workflows/classroom.yml"])
        steps = flow["jobs"]["run-autograding-tests"]["steps"]
        self.scripts = {step["name"]: step["run"] for step in steps if "run" in step}
        self.home.mkdir()
        self.variables = {
            **os.environ, "HOME": str(self.home), "PATH": f"{self.environment}/bin:{os.environ['PATH']}",
            "GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(folder / "summary"),
            "GITHUB_OUTPUT": str(folder / "output"), "FAIL_BELOW": "",
        }  # fmt: skip
        for name in ("PYTHONPATH", "VIRTUAL_ENV", "PIP_CACHE_DIR"):
            self.variables.pop(name, None)

    def step(self, name: str) -> float:
        """Seconds that a step takes."""
        began = time.monotonic()
        subprocess.run(["bash", "-e", "-c", self.scripts[name]], cwd=self.repo, env=self.variables, check=True)
        return time.monotonic() - began

    def all_but_pytorch(self) -> None:
        """Take away what the second push installs again."""
        pip = [self.environment / "bin/python", "-m", "pip"]
        listed = subprocess.run([*pip, "list", "--format=json"], capture_output=True, check=True).stdout
        names = [one["name"] for one in json.loads(listed) if not STAYS.match(one["name"].lower())]
        subprocess.run([*pip, "uninstall", "-q", "-y", *names], check=True)


def main() -> None:
    assignment = courses.find().assignment(NAME)
    solved = {e.name: lessonfile.solution(assignment, e.name) for e in assignment.exercises if e.manual is None}
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {sys.version.split()[0]}", flush=True)
    with tempfile.TemporaryDirectory(prefix="push-") as folder:
        runner = Runner(Path(folder), assignment, "--without-index" not in sys.argv)
        notebook = runner.repo / NAME / f"{NAME}.ipynb"
        subprocess.run([sys.executable, "-m", "venv", runner.environment], check=True)
        print(f"checkout: {size(runner.repo):.1f} MB", flush=True)
        for cache in ("empty", "full"):
            fill(notebook, solved)
            install, grade = runner.step("Install"), runner.step("Grade")
            print(
                f"cache {cache}: install {install:.0f} s, grade {grade:.0f} s; pip keeps "
                f"{size(runner.home / '.cache/pip'):.0f} MB, the environment has {size(runner.environment):.0f} MB",
                flush=True,
            )
            if cache == "empty":
                runner.all_but_pytorch()
                solved["count_samples"] += "\n# another notebook\n"
        print(f"the same again: {runner.step('Say again what was said then'):.2f} s, "
              f"{size(runner.repo / 'feedback'):.2f} MB kept of the feedback")  # fmt: skip


if __name__ == "__main__":
    main()
