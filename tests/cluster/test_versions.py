"""Lower bounds are what is tried; what a seed draws is the same in every torch that is claimed."""

import re
import shlex
import sys
import tomllib

import pytest
import torch

from autograder.grading.suite import CheckSuite
from autograder.model import course as courses
from tests import warm
from tests.conftest import ROOT

ASSIGNMENTS = tuple(courses.load(ROOT / courses.FILE).assignments)
NARROW = 2**28  # from there on, torch 2.6 and later releases draw other whole numbers from the same seed


def test_the_oldest_environment_has_the_lowest_versions_claimed():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    claimed = [*project["dependencies"], *project["optional-dependencies"]["grade"]]
    lowest = dict(one.partition(";")[0].strip().split(">=") for one in claimed)
    lines = (ROOT / "constraints-oldest.txt").read_text(encoding="utf-8").splitlines()
    installed = dict(line.split("==") for line in lines if line and not line.startswith("#"))
    assert installed.keys() == lowest.keys()
    for name, version in lowest.items():
        assert re.fullmatch(re.escape(version) + r"(\.0)*", installed[name]), name


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_inputs_are_drawn_alike_by_every_torch(course, name, monkeypatch):
    true, widest = torch.randint, [0]

    def randint(low, high=None, *rest, **named):
        widest.append(low if isinstance(high, tuple | list | type(None)) else high - low)
        return true(low, *(() if high is None else (high,)), *rest, **named)

    monkeypatch.setattr(torch, "randint", randint)
    CheckSuite(course.assignment(name), course.public_seed).make_inputs()
    assert max(widest) < NARROW


OTHER = """
import runpy, sys, torch
sys.argv = sys.argv[2:]
from autograder.grading.suite import CheckSuite
CheckSuite._generator = lambda self, name: torch.Generator().manual_seed(1)
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
"""


def test_answers_of_another_environment_are_compared_with_those_released(autograder, tiny, tmp_path):
    autograder("prove", "--against", sys.executable, cwd=tiny)
    (tiny / "other.py").write_text(OTHER)
    other = tmp_path / "python"
    other.write_text(f'#!/bin/sh\nexec {shlex.join(warm.command("other"))} "$@"\n')
    other.chmod(0o755)
    run = autograder("prove", "--against", other, cwd=tiny, status=1)
    assert f"with torch {torch.__version__}: `result` of entry 0 of the recorded answer to `double.doubles`" in run.said
    absent = autograder("prove", "--against", tmp_path / "no-python", cwd=tiny, status=2)
    assert "Name the interpreter of an environment" in absent.stderr


def test_a_python_that_is_not_there_is_no_failure(tmp_path):
    script = "from tests import pythons; print(repr(pythons.interpreter('3.99')), pythons.light_packages())"
    run = warm.run([sys.executable, "-c", script], ROOT)
    assert run.stdout.startswith("''")
    assert "torch" not in run.stdout
    assert "typer>=" in run.stdout
