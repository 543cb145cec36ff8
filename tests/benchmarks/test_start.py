"""The command answers before torch could be imported."""

import json
import sys

import pytest

from tests import warm
from tests.conftest import ROOT

HEAVY = ("torch", "torchvision", "matplotlib", "numpy", "nbgrader", "pydantic", "distributed", "rich.markdown")
SCRIPT = """
import json, sys
sys.argv = ["autograder", *json.loads(sys.argv[1])]
from autograder.cli.main import main
try:
    main()
except SystemExit:
    pass
print("loaded", json.dumps([name for name in {heavy!r} if name in sys.modules]))
"""


@pytest.mark.parametrize(
    "arguments", [["--help"], ["grade", "--help"], ["show", "lenet5_mnist"], ["grade", "nowhere"], ["show", "lenet"]]
)
def test_help_show_and_errors_import_nothing_heavy(arguments):
    line = [sys.executable, "-c", SCRIPT.format(heavy=HEAVY), json.dumps(arguments)]
    run = warm.run(line, ROOT)
    assert json.loads(run.stdout.rpartition("loaded ")[2]) == []


@pytest.mark.parametrize("command", ["check", "show", "bundle"])
def test_a_command_imports_no_module_of_other_commands(command):
    line = [sys.executable, "-c", SCRIPT.format(heavy=("autograder.cli.grading",)), json.dumps([command, "--help"])]
    run = warm.run(line, ROOT)
    assert f"Usage: autograder {command}" in run.stdout
    assert json.loads(run.stdout.rpartition("loaded ")[2]) == []
