"""`check` in a real kernel: what a student sees, and that nothing of theirs is changed."""

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.manager import start_new_kernel

from autograder.ci import repository
from autograder.model.course import Course
from autograder.model.notebook import release_cells
from autograder.student.cards import of_lesson
from tests.conftest import ROOT
from tests.docs.test_commands import blocks

SETUP = """
import random, numpy as np, torch, matplotlib.pyplot as plt
from torch import nn
import torch.nn.functional as F
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import MNIST
from autograder import check
transform = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.5,), (0.5,))])
train_set = MNIST(root="../data", train=True, download=True, transform=transform)
test_set = MNIST(root="../data", train=False, download=True, transform=transform)
train_loader = DataLoader(train_set, batch_size=32, shuffle=True)
test_loader = DataLoader(test_set, batch_size=32)
device = torch.device("cpu")
"""
OBJECTS = """
lenet = LeNet().to(device); criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(lenet.parameters(), lr=0.01, momentum=0.9)
loss = criterion(lenet(torch.zeros(4, 1, 28, 28)), torch.tensor([1, 2, 3, 4])); loss.backward(); optimizer.step()
figure = plt.figure(); axis = figure.gca(); axis.plot([1, 2, 3]); history = {"loss": [1.0, 2.0]}
"""
STATE = """
def _state():
    import hashlib, json, os, pickle, sys, warnings, matplotlib
    tensors = [t.detach().numpy().tobytes() for p in lenet.parameters() for t in (p, p.grad)]
    parts = {
        "weights": tensors, "momentum": [v["momentum_buffer"].numpy().tobytes() for v in optimizer.state.values()],
        "parameters": [id(p) for p in lenet.parameters()], "mode": lenet.training,
        "names": {n: id(v) for n, v in globals().items() if not n.startswith("_") and n not in ("In", "Out")},
        "random": random.getstate(), "numpy": np.random.get_state()[1].tobytes(),
        "torch": torch.get_rng_state().tolist(),
        "torch settings": (torch.is_grad_enabled(), torch.get_num_threads(), str(torch.get_default_dtype())),
        "figures": (plt.get_fignums(), [id(line) for line in axis.lines], matplotlib.get_backend()),
        "matplotlib": sorted(map(str, matplotlib.rcParams.items())), "folder": os.getcwd(),
        "environment": dict(os.environ),
        "warnings": len(warnings.filters), "history": history, "stdout": id(sys.stdout),
    }
    return json.dumps({name: hashlib.sha256(pickle.dumps(part)).hexdigest()[:8] for name, part in parts.items()})
"""


class Kernel:
    """A running kernel in a student's folder."""

    def __init__(self, folder: Path) -> None:
        self.manager, self.client = start_new_kernel(kernel_name="python3", cwd=str(folder))

    def run(self, code: str) -> dict[str, Any]:
        """What a cell gives: its result by MIME type, streams, and its error."""
        got: dict[str, Any] = {"text/plain": "", "text/html": "", "stream": "", "error": "", "display": 0}

        def take(message: dict) -> None:
            content = message["content"]
            if message["msg_type"] == "execute_result":
                got.update(content["data"])
            elif message["msg_type"] == "stream":
                got["stream"] += content["text"]
            elif message["msg_type"] == "error":
                got["error"] = content["ename"] + ": " + content["evalue"]
            elif message["msg_type"] == "display_data":
                got["display"] += 1

        self.client.execute_interactive(code, timeout=120, output_hook=take)
        return got

    def close(self) -> None:
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture(scope="module")
def kernel(repo_files, solved, wrong, tmp_path_factory) -> Iterator[Kernel]:
    folder = tmp_path_factory.mktemp("card") / "repo"
    repository.write(folder, {name: data for name, data in repo_files.items() if not name.startswith("kit/")})
    running = Kernel(folder / "lenet5_mnist")
    cells = [SETUP, solved["LeNet"], wrong["no_zero_grad"], solved["plot_curves"], OBJECTS, STATE]
    assert [running.run(cell)["error"] for cell in cells] == [""] * len(cells)
    yield running
    running.close()


def state(kernel: Kernel) -> dict[str, str]:
    return json.loads(kernel.run("print(_state())")["stream"])


def test_a_mistake_is_named_with_what_was_found_and_expected(kernel: Kernel) -> None:
    seen = kernel.run('check("train_one_epoch")')
    assert seen["error"] == ""
    assert seen["stream"] == ""
    html = seen["text/html"]
    assert "Gradients are never cleared, or not this network" in html
    assert "no_zero_grad" not in html  # a name for programs
    assert '<span class="ag-key">found</span>' in html
    assert '<span class="ag-key">expected</span>' in html
    assert ">not yet<" in html
    assert ">passes<" in html
    assert html.count("<svg") >= 4  # a shape beside each word
    assert "Gradients are never cleared" in seen["text/plain"]
    assert seen["text/plain"].startswith("✗ train_one_epoch: not yet")


def test_hints_open_one_at_a_time(kernel: Kernel) -> None:
    assert "Hint 1" not in kernel.run('check("train_one_epoch")')["text/plain"]
    one = kernel.run('check("train_one_epoch", hint=True)')["text/plain"]
    assert "Where does a gradient go when the next batch arrives?" in one
    assert "Hint 2" not in one
    two = kernel.run('check("train_one_epoch", hint=True)')["text/plain"]
    assert "Hint 1" in two
    assert "Hint 2" in two
    assert "Hint 3" not in two


def test_the_hints_of_a_lesson_are_what_it_calls_so(course: Course) -> None:
    for lesson in course.assignments.values():
        hints = [hint for found in of_lesson(release_cells(lesson), lesson).values() for hint in found]
        assert hints
        for hint in hints:  # not the rules, which are folded too; code as code, and no tag
            assert "rules" not in hint.lower()
            assert not re.search("</?code>|</?i>", hint)


@pytest.mark.parametrize("way", ["fork", "copies"])
def test_nothing_of_the_students_is_changed(kernel: Kernel, way: str) -> None:
    kernel.run("import autograder.student.notebook_check as _f; _possible = _f.can_fork")
    kernel.run("_f.can_fork = lambda: False" if way == "copies" else "pass")
    try:
        before = state(kernel)
        for call in ('check("train_one_epoch")', 'check("LeNet")', 'check("plot_curves")', "check()"):
            seen = kernel.run(call)
            assert seen["error"] == ""
            assert seen["display"] == 0
            assert state(kernel) == before, call
        assert "passes" in kernel.run('check("LeNet")')["text/plain"]
    finally:
        kernel.run("_f.can_fork = _possible")


def test_the_state_that_is_compared_notices_changes(kernel: Kernel) -> None:
    before = state(kernel)
    kernel.run("torch.rand(1)")
    assert state(kernel) != before


def test_a_figure_is_shown_as_the_checker_saw_it(kernel: Kernel) -> None:
    html = kernel.run('check("plot_curves")')["text/html"]
    assert 'src="data:image/png;base64,iVBOR' in html
    assert "What the checker saw" in html


def test_the_lesson_is_a_strip_with_the_next_thing_first(kernel: Kernel) -> None:
    seen = kernel.run("check()")
    assert "begin with `count_samples`" in seen["text/plain"]
    assert "2 of 8 exercises" in seen["text/plain"]
    assert seen["text/html"].count("<li class=") == 9
    assert 'class="ag-now"' in seen["text/html"]


def test_what_was_not_run_is_to_do(kernel: Kernel) -> None:
    seen = kernel.run('check("evaluate")')["text/plain"]
    assert "to do" in seen
    assert "Run the cell of this exercise first" in seen


def test_a_wrong_name_is_a_sentence(kernel: Kernel) -> None:
    seen = kernel.run('check("train_one_epok")')
    assert "Did you mean `train_one_epoch`?" in seen["text/html"].replace("<code>", "`").replace("</code>", "`")
    assert seen["error"] == ""


def test_the_line_that_raised_is_shown(kernel: Kernel) -> None:
    kernel.run("def count_samples(dataset):\n    size = len(dataset)\n    return dataset.labels_of_mine\n")
    seen = kernel.run('check("count_samples")')["text/plain"]
    assert "line 3 of the cell `count_samples`: `return dataset.labels_of_mine`" in seen


def test_code_that_ends_its_process_ends_only_the_check(kernel: Kernel) -> None:
    kernel.run("import os\ndef count_samples(dataset):\n    os._exit(3)\n")
    seen = kernel.run('check("count_samples")')
    assert "the code ended its process" in seen["text/plain"]
    assert kernel.run("1 + 1")["text/plain"] == "2"


def test_what_fails_of_ours_is_no_students_fault_and_no_traceback(kernel: Kernel) -> None:
    kernel.run("from autograder.student import notebook_check as ours; kept, ours._run_checks = ours._run_checks, len")
    seen = kernel.run('check("LeNet")')
    kernel.run("ours._run_checks = kept")
    assert seen["error"] == ""
    assert seen["text/plain"].startswith("The check itself failed: TypeError: ")
    assert "It is not your mistake" in seen["text/plain"]


def test_the_function_itself_may_stand_for_its_name(kernel: Kernel) -> None:
    assert kernel.run("check(LeNet)")["text/plain"].startswith("✓ LeNet: passes")
    seen = kernel.run("check(3)")
    assert 'check("count_samples")' in seen["text/plain"]
    assert seen["error"] == ""


def test_a_cell_that_is_not_python_is_told_so(kernel: Kernel) -> None:
    """Though the namespace still holds what an earlier run of the cell left."""
    assert kernel.run("def evaluate(dataloader):\n    total = (1 + 2\n    return total")["error"].startswith(
        "SyntaxError"
    )
    seen = kernel.run('check("evaluate")')["text/plain"]
    assert "✗ evaluate: not yet" in seen
    assert "'(' was never closed at line 2 of the cell `evaluate`: `total = (1 + 2`" in seen
    kernel.run("def evaluate(dataloader):\n    %time total = 3\n    return total")  # a magic is no mistake
    assert "never closed" not in kernel.run('check("evaluate")')["text/plain"]


def test_a_loop_without_end_costs_one_time_limit(kernel: Kernel) -> None:
    kernel.run("def evaluate(dataloader):\n    while True:\n        pass")
    seen = kernel.run('check("evaluate")')["text/plain"]
    assert "is there a loop without end?" in seen
    assert seen.count("stopped after 10 s") == 1
    assert seen.count("stopped after 1 s") == 3


def test_nothing_happens_while_grading(kernel: Kernel) -> None:
    kernel.run("import os; os.environ['AUTOGRADER_GRADING'] = '1'")
    try:
        assert kernel.run('check("LeNet")')["text/plain"] == ""
        assert kernel.run('print(check("LeNet"))')["stream"] == "None\n"
    finally:
        kernel.run("del os.environ['AUTOGRADER_GRADING']")


def test_about_a_second(kernel: Kernel) -> None:
    times = []
    for _ in range(3):
        began = time.monotonic()
        kernel.run('check("train_one_epoch")')
        times.append(time.monotonic() - began)
    assert min(times) < 3, json.dumps(times)  # 0.5 s on an idle machine


def test_a_question_about_ones_own_code_is_answered_once_one_has_chosen(kernel: Kernel) -> None:
    assert kernel.run("nn.Linear(2, 3)(torch.zeros(5))")["error"]  # its traceback marks what all syntax trees share
    assert "not yet" in kernel.run('check("train_one_epoch", ask=True)')["text/plain"]  # what fails is mended first
    before = state(kernel)
    seen = kernel.run('check("LeNet", ask=True)')
    assert (seen["error"], seen["stream"], seen["display"]) == ("", "", 0)
    asked, html = seen["text/plain"], seen["text/html"]
    assert "  a) " in asked
    assert "is right" not in asked
    assert html.count("<details><summary>") >= 3  # an option says whether it is right when it is opened
    assert "Ask first" in kernel.run('check("LeNet", ask="x")')["text/plain"]
    told = [kernel.run(f'check("LeNet", ask="{letter}")')["text/plain"].splitlines()[-1] for letter in "abc"]
    assert sum(line.startswith("Yes: ") for line in told) <= 1
    assert len({line.partition(": ")[2] for line in told}) == 1
    assert kernel.run('check("LeNet", ask=True)')["text/plain"] != asked
    assert state(kernel) == before


@pytest.mark.parametrize("page", ["README.md", "docs/students.md"])
def test_what_the_pages_show_is_a_card(kernel: Kernel, page: str) -> None:
    lines = [line for language, text in blocks(ROOT / page) if language == "python" for line in text.splitlines()]
    calls = [line for line in lines if line.startswith("check(")]
    assert len(calls) >= 3
    for line in lines:
        seen = kernel.run(line)
        assert seen["error"] == ""
        assert ("text/html" in seen and "train_one_epoch" in seen["text/html"]) == (line in calls), line


# These two leave cells of their own behind in the kernel's history, so they come last.


@pytest.mark.parametrize("way", ["fork", "copies"])
def test_nobody_answers_while_it_is_checked_and_the_notebook_may_ask_again(kernel: Kernel, way: str) -> None:
    kernel.run("import builtins, getpass, autograder.student.notebook_check as _f; _possible = _f.can_fork")
    kernel.run("_f.can_fork = lambda: False" if way == "copies" else "pass")
    try:
        kernel.run("_asks = builtins.input, getpass.getpass")
        kernel.run("def count_samples(dataset):\n    return int(input('how many? ')), [0] * 10")
        seen = kernel.run('check("count_samples")')
        assert "`input()` asks for an answer at the keyboard" in " ".join(seen["text/plain"].split())
        assert kernel.run("_asks == (builtins.input, getpass.getpass)")["text/plain"] == "True"
    finally:
        kernel.run("_f.can_fork = _possible; del count_samples")


def test_an_exercise_split_in_cells_is_asked_whole(kernel: Kernel, solved) -> None:
    kernel.run("class lenet: pass\nn_epoch = 2\ncriterion = optimizer = None")
    kernel.run("train_loss, train_accuracy = [], []")
    kernel.run("test_loss, test_accuracy = [], []")
    kernel.run("for _ in range(n_epoch):\n    train_loss.append(1.0)")
    found = kernel.run(
        "from autograder.model import course as _c; from autograder.student import namespace as _n\n"
        "_n.of_kernel(_c.find().assignment('lenet5_mnist').exercises).sources['training_history']"
    )
    assert "train_loss, train_accuracy" in found["text/plain"]
    assert "test_loss, test_accuracy" in found["text/plain"]
    assert "train_loss.append(1.0)" in found["text/plain"]
