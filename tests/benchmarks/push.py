"""What a push costs: the steps of the student's workflow as they stand in it, run in a clean folder, for docs/ci.md.

    python -m tests.benchmarks.push [--torch 2.13.0+cpu --torchvision 0.28.0]

Three pushes: with an empty cache of pip's; with a full one and another notebook; and the same notebook once more. All
wheels are fetched beforehand and served on loopback, so that fetching costs its bytes and no network. The build of
PyTorch is the one that the index here gives, or the one that is named (the repository's constraints say it then).
"""

import argparse
import functools
import http.server
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from autograder.ci import repository
from autograder.model import course as courses
from autograder.model import lessonfile
from autograder.model.course import Assignment
from tests.student.conftest import fill

NAME = "lenet5_mnist"
BUILDING = ("setuptools>=77", "wheel")  # pip builds the kit's own wheel


def size(folder: Path) -> float:
    """MB below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink()) / 1e6


class Wheels(http.server.SimpleHTTPRequestHandler):
    """Files that may be kept for good, as an index says of its wheels; the list of them is asked for each time."""

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "max-age=31536000" if self.path.endswith(".whl") else "no-store")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[dict[str, str]]:
    """The wheels in `folder` on a free port of loopback: pip's settings to take them from there and nowhere else."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Wheels, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        host = f"127.0.0.1:{server.server_port}"
        yield {
            "PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": f"http://{host}/",
            "PIP_TRUSTED_HOST": host,
        }  # fmt: skip
    finally:
        server.shutdown()
        server.server_close()


class Runner:
    """A machine that has Python and nothing else, with the steps of the workflow that are commands."""

    def __init__(self, folder: Path, assignment: Assignment, versions: dict[str, str]) -> None:
        self.repo, self.environment, self.home = folder / "repo", folder / "environment", folder / "home"
        files = repository.student([assignment])
        repository.write(self.repo, {name: data for name, data in files.items() if name != "pytorch-cpu.txt"})
        pinned = (self.repo / "constraints.txt").read_text(encoding="utf-8")
        for name, version in versions.items():
            pinned = re.sub(rf"^{name}==.*$", f"{name}=={version}", pinned, flags=re.MULTILINE)
        (self.repo / "constraints.txt").write_text(pinned, encoding="utf-8")
        flow = yaml.safe_load(files[".github/workflows/classroom.yml"])
        steps = flow["jobs"]["run-autograding-tests"]["steps"]
        self.scripts = {step["name"]: step["run"] for step in steps if "run" in step}
        self.home.mkdir()
        self.variables = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON", "VIRTUAL"))},
            "HOME": str(self.home), "PATH": f"{self.environment}/bin:{os.environ['PATH']}",
            "GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(folder / "summary"),
            "GITHUB_OUTPUT": str(folder / "output"), "FAIL_BELOW": "",
        }  # fmt: skip

    def fetch(self, wheels: Path) -> None:
        """Put all wheels that the step *Install* asks for into `wheels`."""
        pip = [sys.executable, "-m", "pip", "download", "-q", "-d", wheels]
        subprocess.run([*pip, "-c", "constraints.txt", "./kit"], cwd=self.repo, check=True)
        subprocess.run([*pip, "--no-deps", *BUILDING], check=True)

    def new_environment(self) -> None:
        """Python as the runner has it before the first step."""
        shutil.rmtree(self.environment, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", self.environment], check=True)

    def step(self, name: str) -> float:
        """Seconds that a step takes."""
        began = time.monotonic()
        subprocess.run(["bash", "-e", "-c", self.scripts[name]], cwd=self.repo, env=self.variables, check=True)
        return time.monotonic() - began


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    for name in ("torch", "torchvision"):
        options.add_argument(f"--{name}", metavar="VERSION")
    chosen = {name: version for name, version in vars(options.parse_args()).items() if version}
    assignment = courses.find().assignment(NAME)
    solved = {e.name: lessonfile.solution(assignment, e.name) for e in assignment.exercises if e.manual is None}
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {sys.version.split()[0]}", flush=True)
    with tempfile.TemporaryDirectory(prefix="push-") as made:
        folder = Path(made)
        runner, wheels = Runner(folder, assignment, chosen), folder / "wheels"
        runner.fetch(wheels)
        notebook = runner.repo / NAME / f"{NAME}.ipynb"
        print(f"checkout: {size(runner.repo):.1f} MB; wheels: {size(wheels):.0f} MB", flush=True)
        with served(wheels) as settings:
            runner.variables |= settings
            for cache in ("empty", "full"):
                runner.new_environment()
                fill(notebook, solved)
                install, grade = runner.step("Install"), runner.step("Grade")
                print(
                    f"cache {cache}: install {install:.0f} s, grade {grade:.0f} s; pip keeps "
                    f"{size(runner.home / '.cache/pip'):.0f} MB, the environment has {size(runner.environment):.0f} MB",
                    flush=True,
                )
                solved["count_samples"] += "\n# another notebook\n"
        print(f"the same again: {runner.step('Say again what was said then'):.2f} s, "
              f"{size(runner.repo / 'feedback'):.2f} MB kept of the feedback")  # fmt: skip


if __name__ == "__main__":
    main()
