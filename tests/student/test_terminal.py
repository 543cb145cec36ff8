"""`autograder check`, `watch`, `reset` as a student types them."""

import ast
import contextlib
import html
import json
import os
import pty
import re
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console, RenderableType

from autograder.model.report import CheckReport, ExerciseReport
from autograder.student import terminal_card
from autograder.student.card import ExerciseCard
from tests import warm
from tests.conftest import Command
from tests.sample_class import grade_id, place
from tests.student.conftest import fill

NOTEBOOK = "lenet5_mnist/lenet5_mnist.ipynb"


def test_check_says_what_passes_and_the_next_thing_alone(repo: Path, autograder: Command, solved, wrong) -> None:
    cells = {"count_samples": solved["count_samples"] + "\ninput('Go on? ')", "LeNet": solved["LeNet"]}
    cells["train_one_epoch"] = wrong["no_zero_grad"]
    cells["samples_with_label"] = "def samples_with_label(dataset, digit, num_samples=5):\n    return 3\n"
    fill(repo / NOTEBOOK, cells)
    done = autograder("check", cwd=repo)
    assert "2 of 8 exercises · 6.5 of 19 points" in done.stdout
    assert "▰▰▰▰▰▱" in done.stdout
    assert "`count_samples`: `input()` asks for an answer at the keyboard" in done.stdout  # which passes all the same
    assert "▸ ✗ samples_with_label" in done.stdout
    assert "Gradients are never cleared" not in done.stdout  # one thing at a time
    everything = autograder("check", NOTEBOOK, "--all", cwd=repo)
    assert "Gradients are never cleared" in everything.stdout
    assert "no_zero_grad" not in everything.stdout  # a name for programs
    strict = autograder("check", "--strict", "--json", "-", cwd=repo, status=1)
    found = json.loads(strict.stdout)  # nothing else is printed
    assert found["schema"] == "autograder/check/1"
    assert found["totals"] == {"passed": 2, "exercises": 8, "points": 6.5, "max_points": 19}


def test_an_untouched_notebook_is_all_to_do_and_nothing_is_amiss(repo: Path, autograder: Command) -> None:
    done = autograder("check", cwd=repo)
    assert "0 of 8 exercises" in done.stdout
    assert "Noticed" not in done.stdout  # that a locked cell lacks what is to do is no news


def test_a_question_without_an_answer_is_to_do_and_nobody_is_told_to_hand_in(
    repo: Path, autograder: Command, solved
) -> None:
    fill(repo / NOTEBOOK, solved)
    done = autograder("check", cwd=repo)
    assert "8 of 8 exercises · 19 of 19 points" in done.stdout
    assert re.search(r"▸ · q_curves +to do +1\n", done.stdout)
    assert "Hand it in" not in done.stdout
    content = json.loads((repo / NOTEBOOK).read_text(encoding="utf-8"))
    next(cell for cell in content["cells"] if grade_id(cell) == "q_curves")["source"] = "Both losses fall."
    (repo / NOTEBOOK).write_text(json.dumps(content), encoding="utf-8")
    done = autograder("check", "--strict", cwd=repo)
    assert re.search(r"✎ q_curves +by a person +1\n", done.stdout)
    assert "Everything that is checked passes. Hand it in." in done.stdout


def test_check_one_exercise_and_keep_it_as_json(repo: Path, autograder: Command, wrong, tmp_path: Path) -> None:
    fill(repo / NOTEBOOK, {"train_one_epoch": wrong["no_zero_grad"]})
    done = autograder("check", "-e", "train_one_epoch", "--json", tmp_path / "v.json", cwd=repo / "lenet5_mnist")
    assert re.search(r"found +-?0\.\d", done.stdout)
    (verdict,) = json.loads((tmp_path / "v.json").read_text())["verdicts"]
    assert verdict["checks"][0]["mistake"] == "no_zero_grad"


NOSY = """
import os, sys
def heard(find):
    try:
        return repr(find())
    except Exception as error:
        return type(error).__name__
def shut(number):
    try:
        kinds = ("socket:", "anon_inode", "/proc", "/dev/null")
        return os.readlink(f"/proc/{os.getpid()}/fd/{number}").startswith(kinds)
    except OSError:
        return True
found = {
    "variable": heard(lambda: os.environ["MY_TOKEN"]),
    "home": heard(lambda: open(HOME).read()),
    "terminal": heard(lambda: os.ttyname(0)),
    "files": heard(lambda: [n for n in map(int, os.listdir(f"/proc/{os.getpid()}/fd")) if n > 2 and not shut(n)]),
    "network": heard(lambda: __import__("socket").socket()),
    "beside": heard(lambda: __import__("lies_beside")),
}
def count_samples(dataset):
    raise ValueError(str(found))
"""


def test_a_notebook_that_is_checked_sees_nothing_of_who_checks_it(repo: Path, started: Command, tmp_path) -> None:
    """Its process is a fork of the command's own: all that the command has must have been left behind."""
    (tmp_path / "diary.txt").write_text("dear diary")
    (repo / "lenet5_mnist" / "lies_beside.py").write_text("")
    fill(repo / NOTEBOOK, {"count_samples": NOSY.replace("HOME", repr(str(tmp_path / "diary.txt")))})
    answer = tmp_path / "verdict.json"
    told = {"MY_TOKEN": "s3cret"}
    started("check", "-e", "count_samples", "--json", answer, cwd=repo / "lenet5_mnist", env=told)
    (verdict,) = json.loads(answer.read_text())["verdicts"]
    found = ast.literal_eval(verdict["checks"][0]["message"].split("ValueError: ")[1].split("}")[0] + "}")
    assert found == {
        "variable": "KeyError", "home": "PermissionError", "terminal": "OSError", "files": "[]",
        "network": "PermissionError", "beside": "ModuleNotFoundError",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["check", "nothing.ipynb"], "is not there"),
        (["check", "-e", "LeNett"], "Did you mean `LeNet`?"),
        (["reset", "LeNett"], "Did you mean `LeNet`?"),
    ],
)
def test_a_mistake_in_typing_is_a_sentence_before_torch_is_imported(
    repo: Path, arguments: list[str], sentence: str
) -> None:
    script = (
        "import sys\nfrom autograder.cli.main import main\n"
        "try:\n    main()\nfinally:\n    print('torch' in sys.modules)"
    )
    done = warm.run([sys.executable, "-c", script, *arguments], repo, status=2)
    assert done.stdout.split() == ["False"]
    assert sentence in done.said
    assert "Traceback" not in done.stderr


def test_check_without_walls_says_the_same(repo: Path, autograder: Command, solved, wrong) -> None:
    """What macOS and Windows do: the notebook in a plain process of its own."""
    fill(repo / NOTEBOOK, {"LeNet": solved["LeNet"], "evaluate": wrong["mean_of_batch_means"]})
    done = autograder("check", "--sandbox", "none", "--all", cwd=repo)
    assert "1 of 8 exercises" in done.stdout
    assert "✗ evaluate" in done.stdout


def test_watch_refuses_a_pipe(repo: Path, autograder: Command) -> None:
    done = autograder("watch", cwd=repo, status=2)
    assert "`watch` needs a terminal" in done.stderr


def test_a_terminal_without_our_signs_shows_plain_ones(repo: Path, started: Command) -> None:
    done = started("check", cwd=repo, env={"PYTHONIOENCODING": "ascii"})
    assert "----------" in done.stdout
    assert ". count_samples" in done.stdout


def test_who_works_in_the_release_itself_is_checked_too(repo: Path, autograder: Command, solved) -> None:
    """No copy of the stubs is kept in a course folder; a worked cell is not taken for one."""
    shutil.rmtree(repo / "lenet5_mnist/.released")
    fill(repo / NOTEBOOK, {"count_samples": solved["count_samples"]})
    done = autograder("check", cwd=repo)
    assert "1 of 8 exercises · 2 of 19 points" in done.stdout
    assert re.search(r"· LeNet +to do", done.stdout)
    refused = autograder("reset", "count_samples", cwd=repo, status=2)
    assert "holds no stub of `count_samples`" in refused.said


def test_a_notebook_of_any_name_is_found_from_the_root(repo: Path, autograder: Command) -> None:
    (repo / NOTEBOOK).rename(repo / "lenet5_mnist/my work.ipynb")
    assert "untouched" in autograder("reset", "LeNet", cwd=repo).stdout


def test_files_that_are_not_what_they_should_be_are_sentences(repo: Path, autograder: Command, tmp_path: Path) -> None:
    (repo / "broken.ipynb").write_text("hello")
    lonely = tmp_path / "lonely"
    lonely.mkdir()
    (lonely / "lenet5_mnist.ipynb").write_text("{}")
    for arguments, folder, sentence in (
        (["check", "broken.ipynb"], repo, "The file is not JSON"),
        (["reset", "LeNet", "broken.ipynb"], repo, "cannot be read as a notebook"),
        (["reset", "q_curves"], repo, "answered in words"),
        (["check"], lonely, "No grading.toml in"),
        (["check", "-e", "LeNet", "--json", "nowhere/v.json"], repo, "nowhere/v.json cannot be written"),
    ):
        done = autograder(*arguments, cwd=folder, status=2)
        assert sentence in done.said


def test_what_all_checks_say_is_said_once_and_a_pass_says_by_how_much() -> None:
    same = "Your code raised NameError: name 'x' is not defined."
    checks = tuple(CheckReport(f"a.{n}", f"holds {n}", "fail", 0, 1, same) for n in range(3))
    card = ExerciseCard(ExerciseReport("a", "fail", 0, 3, checks))
    console = Console(width=100)
    for text in (repr(card), card._repr_html_(), _printed(console, terminal_card.exercise(card))):
        assert html.unescape(text).count(same) == 1
    margin = "0.954, needed 0.9; the reference's 12 seeds span 0.944 to 0.965."
    passed = CheckReport("a.b", "reads enough", "pass", 2, 2, margin, measured=0.954)
    card = ExerciseCard(ExerciseReport("a", "pass", 2, 2, (passed,)))
    for text in (repr(card), card._repr_html_(), _printed(console, terminal_card.exercise(card))):
        assert margin in html.unescape(text)


def _printed(console: Console, what: RenderableType) -> str:
    with console.capture() as capture:
        console.print(what)
    return capture.get()


def test_reset_restores_the_stub_and_keeps_the_code(repo: Path, autograder: Command, solved) -> None:
    path = repo / NOTEBOOK
    before = json.loads(path.read_text())
    fill(path, {"LeNet": "# mine\n" + solved["LeNet"], "evaluate": solved["evaluate"]})
    autograder("reset", "LeNet", cwd=repo)
    after = json.loads(path.read_text())
    kept = [c for c in after["cells"] if c["cell_type"] == "markdown" and "# mine" in "".join(c["source"])]
    assert len(kept) == 1
    assert after["cells"].index(kept[0]) == 1 + place(after, "LeNet")
    after["cells"].remove(kept[0])
    stub = {grade_id(c): "".join(c["source"]) for c in before["cells"]}
    for cell in after["cells"]:
        name = grade_id(cell)
        if name == "evaluate":
            assert "".join(cell["source"]) == solved["evaluate"]  # no other exercise is touched
        elif name:
            assert "".join(cell["source"]) == stub[name]
    import nbformat

    nbformat.validate(nbformat.read(path, as_version=4))
    assert "untouched" in autograder("reset", "LeNet", cwd=repo).stdout


def _lost(cells: list) -> None:
    """As Colab saves it."""
    for cell in cells:
        cell["metadata"] = {}
        del cell["id"]


def _copied(cells: list) -> None:
    i = next(i for i, cell in enumerate(cells) if "return 7" in "".join(cell["source"]))
    cells.insert(i, {**cells[i], "source": "evaluate = print", "id": "copied"})
    cells.append({**cells[i], "metadata": {}, "source": "def evaluate(loader):\n    return 8", "id": "mine"})


def _gone(cells: list) -> None:
    cells[:] = [cell for cell in cells if "return 7" not in "".join(cell["source"])]


@pytest.mark.parametrize(("way", "kept"), [(_lost, ["return 7"]), (_copied, ["print", "return 7"]), (_gone, [])])
def test_reset_finds_the_cells_that_are_graded(repo: Path, autograder: Command, way, kept: list[str]) -> None:
    import nbformat

    path = repo / NOTEBOOK
    fill(path, {"evaluate": "def evaluate(dataloader):\n    return 7"})
    content = json.loads(path.read_text())
    way(content["cells"])
    content["nbformat_minor"] = 5 if "id" in content["cells"][0] else 4
    path.write_text(json.dumps(content))
    done = autograder("reset", "evaluate", cwd=repo)
    assert ("your code is in the text cell below it" in done.stdout) == bool(kept)
    nbformat.validate(after := nbformat.read(path, as_version=4))
    code = [cell.source for cell in after.cells if cell.cell_type == "code"]
    at = next(i for i, source in enumerate(code) if source.startswith("def evaluate("))
    assert "raise NotImplementedError()" in code[at]
    assert code[at + 1] == 'check("evaluate")'
    text = "\n".join(cell.source for cell in after.cells if cell.source.startswith("Your code for `evaluate`"))
    assert [line for line in ("print", "return 7") if line in text] == kept
    assert not any("return 7" in source or "evaluate = print" in source for source in code)
    assert "untouched" in autograder("reset", "evaluate", cwd=repo).stdout
    if not kept:
        fill(path, {"evaluate": "evaluate = 1\ndef count_samples(dataset):\n    return 2", "count_samples": ""})
        done = autograder("reset", "evaluate", cwd=repo, status=2)
        assert "stands in one cell with `count_samples`" in done.stderr


class Terminal:
    """A program in a terminal: what it has written so far, and keys to press."""

    def __init__(self, line: list[str], cwd: Path) -> None:
        self.master, slave = pty.openpty()
        environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100", "LINES": "60", "NO_COLOR": "1"}
        self.process = subprocess.Popen(line, cwd=cwd, env=environment, stdin=slave, stdout=slave, stderr=slave)
        os.close(slave)
        self.seen = ""

    def until(self, pattern: str, seconds: float = 240) -> str:
        """Wait until `pattern` is written; what was written till then."""
        end = time.monotonic() + seconds
        while not re.search(pattern, self.seen, re.DOTALL):
            assert time.monotonic() < end, f"no {pattern!r} in {self.seen[-3000:]}"
            if select.select([self.master], [], [], 0.2)[0]:
                with contextlib.suppress(OSError):
                    self.seen += os.read(self.master, 1 << 16).decode("utf-8", "replace")
        text, self.seen = self.seen, ""
        return text

    def press(self, key: str) -> None:
        os.write(self.master, key.encode())


@pytest.fixture
def terminal(repo: Path, solved, wrong) -> Iterator[Terminal]:
    fill(repo / NOTEBOOK, {"count_samples": solved["count_samples"], "train_one_epoch": wrong["no_zero_grad"]})
    running = Terminal([sys.executable, "-m", "autograder", "watch", NOTEBOOK], repo)
    yield running
    running.process.kill()
    running.process.wait()
    os.close(running.master)


def test_watch_answers_saves_and_keys(terminal: Terminal, repo: Path, solved) -> None:
    first = terminal.until(r"checked \d\d:\d\d:\d\d")
    assert "1 of 8 exercises" in first
    assert "0 of 0" not in first  # before the first check there is nothing to count
    assert "· samples_with_label" in first  # the current one, in full
    assert "Gradients are never cleared" not in first
    terminal.press("l")
    assert "✗ train_one_epoch" in terminal.until("tuned_lenet")
    terminal.press("h")
    terminal.until("Hint 1 of")
    terminal.press("n")
    terminal.press("n")
    terminal.until("Gradients are never cleared")
    terminal.seen = ""
    fill(repo / NOTEBOOK, {"train_one_epoch": solved["train_one_epoch"]})
    now = time.monotonic()
    terminal.until(r"2 of 8 exercises")
    assert time.monotonic() - now < 120
    terminal.press("q")
    assert terminal.process.wait(20) == 0


ELSEWHERE = """
import os, sys
for name in ("fork", "sched_getaffinity", "sysconf", "pidfd_open"):
    delattr(os, name)
for name in ("resource", "termios", "landlock", "pyseccomp", "autograder.sandbox.namespaces", "autograder.runner.pool"):
    sys.modules[name] = None
import autograder.student.saved as saved
saved.LINUX = False
from autograder.cli.main import main
sys.argv = ["autograder", "check"]
main()
"""


def test_check_needs_nothing_of_linux(repo: Path, solved) -> None:
    """A machine without forks, limits and the modules that only Linux has."""
    fill(repo / NOTEBOOK, {"LeNet": solved["LeNet"]})
    done = warm.run([sys.executable, "-c", ELSEWHERE], repo)
    assert "1 of 8 exercises" in done.stdout
