"""`autograder release … --to DIR`: complete, free of solutions, and of use on a machine that has nothing else."""

import json
import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
import yaml

from autograder.ci import repository
from autograder.model import lessonfile
from tests import warm
from tests.conftest import ROOT, Command


def sources(files: dict[str, bytes]) -> str:
    """All that can be read in a repository, the cells of notebooks as source."""
    parts = []
    for name, data in files.items():
        if name.endswith(".ipynb"):
            parts += ["".join(cell["source"]) for cell in json.loads(data)["cells"]]
        elif not name.startswith("data/"):
            parts.append(data.decode("utf-8", "replace"))
    return "\n".join(parts)


def test_it_holds_all_that_a_student_needs(repo_files: dict[str, bytes]) -> None:
    for name in (
        "README.md", "requirements.txt", "pytorch-cpu.txt", "constraints.txt", "start.py", "grading.toml",
        "lenet5_mnist/lenet5_mnist.ipynb",
        "lenet5_mnist/checks.py", "lenet5_mnist/expected.safetensors", "lenet5_mnist/calibration.json",
        "data/MNIST/raw/train-images-idx3-ubyte",
        "kit/pyproject.toml", "kit/autograder/student/live.py",
        ".github/workflows/classroom.yml", ".github/workflows/gpu.yml",
    ):  # fmt: skip
        assert name in repo_files
    assert not [name for name in repo_files if "FashionMNIST" in name]  # another lesson's data
    assert repo_files["grading.toml"].count(b"[assignments.") == repo_files["grading.toml"].count(
        b"[assignments.lenet5_mnist"
    )
    assert sum(map(len, repo_files.values())) < 10e6


def test_it_holds_no_solution_and_no_mistake(
    repo_files: dict[str, bytes], solved: dict[str, str], wrong: dict[str, str], assignment
) -> None:
    assert not [name for name in repo_files if "mistakes" in name or name.startswith("reference")]
    readable = sources(repo_files)
    for cell in [*solved.values(), *wrong.values()]:
        assert cell.strip() not in readable
    text = (assignment.reference / f"{assignment.name}.py").read_text(encoding="utf-8")
    regions = re.findall(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", text, re.DOTALL)
    assert len(regions) >= 8
    assert not [region for region in regions if region.strip() in readable]
    assert "BEGIN SOLUTION" not in "".join(
        "".join(cell["source"]) for cell in json.loads(repo_files["lenet5_mnist/lenet5_mnist.ipynb"])["cells"]
    )
    assert lessonfile.solution(assignment, "LeNet") == solved["LeNet"]


def test_the_command_writes_it_once(autograder: Command, tmp_path: Path) -> None:
    autograder("release", "lenet5_mnist", "softmax_regression", "--to", tmp_path / "r")
    assert (tmp_path / "r/lenet5_mnist/lenet5_mnist.ipynb").is_file()
    again = autograder("release", "lenet5_mnist", "--to", tmp_path / "r", status=2)
    assert "is not empty" in again.stderr


@pytest.mark.long
def test_one_command_makes_it_work_on_its_own(repo_files: dict[str, bytes], tmp_path: Path) -> None:
    """`python3 start.py check`, with the packages of this machine but the kit of the repository."""
    folder = tmp_path / "repo"
    repository.write(folder, repo_files)
    packages = folder / ".venv" / Path(sysconfig.get_path("purelib")).relative_to(sys.prefix)
    packages.mkdir(parents=True)
    (packages / "of_this_machine.pth").write_text(sysconfig.get_path("purelib") + "\n")
    environment = {k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "PYTHONHOME")}
    environment |= {"COLUMNS": "100", "NO_COLOR": "1"}
    environment["PIP_NO_WARN_SCRIPT_LOCATION"] = "1"
    # behind layers only what is in the environment itself can be read, and these packages are lent to it
    line = [sys.executable, "start.py", "check", "--sandbox", "none"]
    done = warm.ended(subprocess.run(line, cwd=folder, env=environment, capture_output=True, text=True, timeout=500))
    assert "0 of 8 exercises" in done.stdout
    assert "▸ · count_samples" in done.stdout
    kit = list(folder.glob(".venv/lib/python*/site-packages/autograder/student/live.py"))
    assert kit  # it was the repository's own copy that was installed


WORKFLOWS = [".github/workflows/classroom.yml", ".github/workflows/gpu.yml"]


def workflow_texts(repo_files: dict[str, bytes]) -> dict[str, str]:
    texts = {name: repo_files[name].decode() for name in WORKFLOWS}
    return texts | {"ci.yml": (ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8")}


def test_workflows_are_valid(repo_files: dict[str, bytes], tmp_path: Path) -> None:
    """By the published schema of GitHub workflows."""
    paths = []
    for name, text in workflow_texts(repo_files).items():
        path = tmp_path / Path(name).name
        path.write_text(text)
        paths.append(path)
    line = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", *map(str, paths)]
    warm.run(line, tmp_path)


def test_workflows_are_careful(repo_files: dict[str, bytes]) -> None:
    for name, text in workflow_texts(repo_files).items():
        flow = yaml.safe_load(text)
        assert flow["permissions"] == {"contents": "read"}, name
        for job in flow["jobs"].values():
            assert job["timeout-minutes"] <= 60
            for step in job["steps"]:
                assert "${{" not in step.get("run", ""), "an expression in a script can be made to run anything"
                if "uses" in step:
                    assert re.search(r"@[0-9a-f]{40}$", step["uses"]), step["uses"]
        assert "pull_request_target" not in text
        assert "concurrency" not in flow  # every commit counts
        assert not re.search(r"(pypi|download\.pytorch)\.org", text)


def test_the_students_workflow_names_what_classroom_expects(repo_files: dict[str, bytes]) -> None:
    flow = yaml.safe_load(repo_files[".github/workflows/classroom.yml"])
    job = flow["jobs"]["run-autograding-tests"]
    assert job["timeout-minutes"] <= 15
    steps = {step.get("id") or step["name"] if "name" in step else step["uses"]: step for step in job["steps"]}
    assert steps["autograder"]["run"] == 'autograder ci --fail-below "${FAIL_BELOW:-0}"'
    assert "CLASSROOM_REPORTER == 'true'" in steps["Report points"]["if"]
    known = steps["known"]["with"]
    assert known["path"] == "feedback"
    for part in ("*/*.ipynb", "*/*.py", "*/*/*.py", "*/*.safetensors", "grading.toml", "data/**", "kit/**"):
        assert part in known["key"]  # what is as it was is not graded again
    for name in ("Install", "autograder"):
        assert steps[name]["if"] == "steps.known.outputs.cache-hit != 'true'"
    assert steps["again"]["run"].count("cat feedback/") == 2
    reporter = steps["Report points"]
    runners = reporter["with"]["runners"].split(",")
    for runner in runners:
        assert runner.isalnum()
        result = f"steps.{runner}.outputs.result || steps.again.outputs.result"
        assert reporter["env"][f"{runner.upper()}_RESULTS"] == f"${{{{ {result} }}}}"
    downloads = [step for step in job["steps"] if step.get("with", {}).get("path") == "~/.cache/pip"]
    assert [step["uses"].partition("@")[0] for step in downloads] == ["actions/cache/restore", "actions/cache/save"]
    assert all(name in downloads[0]["with"]["key"] for name in ("pytorch-cpu.txt", "constraints.txt", "pyproject.toml"))
    assert downloads[1]["with"]["key"] == "${{ steps.downloads.outputs.cache-primary-key }}"
    order = job["steps"].index
    assert order(steps["Install"]) < order(downloads[1]) < order(steps["autograder"])  # a red push leaves them too
    assert "jupyterlab" not in steps["Install"]["run"] + repo_files["kit/pyproject.toml"].decode()


@pytest.mark.parametrize("name", ["requirements.txt", "README.md", "start.py", "pytorch-cpu.txt"])
def test_texts_fit_their_place(repo_files: dict[str, bytes], name: str) -> None:
    text = repo_files[name].decode()
    assert str(ROOT) not in text
    assert all(len(line) <= 120 for line in text.splitlines())
