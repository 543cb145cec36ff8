"""What is slow to import waits until it is used, and is there when it is."""

import sys

from autograder.model.cells import RunCell
from autograder.runner.session import Session
from tests import warm
from tests.conftest import ROOT

SCRIPT = """
import sys
from autograder.runner import postponed
postponed.postpone()
import torchvision
import inspect
import matplotlib.pyplot
import matplotlib.pyplot as plt
from torchvision import datasets, transforms
isinstance(plt, int), inspect.getmodule(inspect.currentframe())
waits = [not postponed.loaded(name) for name in postponed.PARTS], "torch._dynamo" in sys.modules
net, figure = torchvision.models.resnet18(), plt.figure()
print(waits, [postponed.loaded(name) for name in postponed.PARTS], type(net).__name__, type(figure).__name__)
"""


COMMAND = """
import sys
sys.argv = ["autograder", "check", "--exercise", "count_samples", sys.argv[1]]
from autograder.cli.main import main
try:
    main()
except SystemExit:
    print("torch" in sys.modules, "torch._dynamo" in sys.modules)
"""


ADDRESSES = """
import sys
from autograder.runner import postponed
postponed.postpone()
import jupytext, jsonschema
waits = "lark" not in sys.modules
address = jsonschema.Draft202012Validator({"format": "iri"}, format_checker=jsonschema.FormatChecker())
print(waits, address.is_valid("https://ä.example/ü"), address.is_valid("no address"), "lark" in sys.modules)
"""


def test_grammars_of_addresses_wait_until_one_is_validated():
    run = warm.run([sys.executable, "-c", ADDRESSES], ROOT)
    assert run.stdout.split() == ["True", "True", "False", "True"]


def test_models_and_plots_wait_until_they_are_used():
    run = warm.run([sys.executable, "-c", SCRIPT], ROOT)
    assert run.stdout.strip() == "([True, True, True], False) [True, True, True] ResNet Figure"


def test_the_command_that_checks_one_exercise_imports_no_compiler():
    notebook = ROOT / "assignments" / "lenet5_mnist" / "lenet5_mnist.ipynb"
    run = warm.run([sys.executable, "-c", COMMAND, notebook], ROOT)
    assert run.stdout.splitlines()[-1] == "True False"


def test_a_lesson_may_use_what_was_postponed(zygote, course):
    cells = [
        RunCell(
            "mine", "import torchvision\nsize = torchvision.ops.box_area(__import__('torch').ones(1, 4))", ("size",), 20
        )
    ]
    with Session(zygote, course.assignment("lenet5_mnist").limits, cells, "") as session:
        assert session.results[0].raised is None
        assert session.results[0].missing == ()
