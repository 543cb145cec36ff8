"""`make grade` and a student's `start.py` where Python cannot make environments, as Debian's without python3-venv."""

import shutil
import sys

from autograder.model.templates import text
from tests import warm
from tests.conftest import ROOT

LACKING = """#!/bin/sh
mkdir -p .venv/bin
ln -sf /bin/true .venv/bin/python3
echo "The virtual environment was not created successfully because ensurepip is not available." >&2
exit 1
"""
SHIM = "import ensurepip, subprocess, venv\n"  # what Debian leaves out is a subprocess of venv's that fails
FAILS = """
def fails(*arguments):
    raise subprocess.CalledProcessError(1, "ensurepip")
venv.EnvBuilder._setup_pip = fails
"""


def test_make_says_what_to_install_and_leaves_nothing_behind(tmp_path):
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    python = tmp_path / "python-of-debian"
    python.write_text(LACKING)
    python.chmod(0o755)
    for _ in range(2):  # the second finds what the first left
        line = ["make", "grade", "PYTHON=./python-of-debian"]
        run = warm.run(line, tmp_path, status=2)
        assert "apt-get install python3-venv" in run.stderr
        assert not (tmp_path / ".venv").exists()


def test_start_says_what_to_install_and_leaves_nothing_behind(tmp_path):
    (tmp_path / "start.py").write_text(text("ci", "start.py"))
    for name in ("requirements.txt", "constraints.txt", "grading.toml"):
        (tmp_path / name).write_text("")
    (tmp_path / "kit").mkdir()
    (tmp_path / "kit" / "pyproject.toml").write_text("")
    (tmp_path / "shim").mkdir()
    (tmp_path / "shim" / "sitecustomize.py").write_text(SHIM + FAILS)
    run = warm.run([sys.executable, "start.py"], tmp_path, {"PYTHONPATH": str(tmp_path / "shim")}, status=1)
    assert "apt-get install python{}.{}-venv".format(*sys.version_info[:2]) in run.stdout
    assert "Traceback" not in run.stderr
    assert not (tmp_path / ".venv").exists()
