"""The traps of the stock grader: each is sprung on stock nbgrader and on ours, in one class each."""

import pytest

from tests.gradebook import small, stock
from tests.sample_class import grade_id

RIGHT = "def mean_of(values):\n    return sum(values) / len(values) if values else 0.0\n"
WRONG = "def mean_of(values):\n    return -1.0\n"
NAN = "def mean_of(values):\n    return float('nan')\n"
WARNS = "import sys\ndef mean_of(values):\n    print('careful', file=sys.stderr)\n    return RIGHT_ANSWER\n"
TRANSFORMERS = """
import ast
class NoAsserts(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.copy_location(ast.Pass(), node)
get_ipython().ast_transformers.append(NoAsserts())
"""
SHOWTRACEBACK = """
import sys
def nothing(*args, **kwargs):
    frame = sys._getframe()
    while frame is not None:
        result = frame.f_locals.get("result")
        if hasattr(result, "error_in_exec"):
            result.error_in_exec = None
        frame = frame.f_back
get_ipython().showtraceback = nothing
"""
REACHES = """
from pathlib import Path
found = []
for folder in (Path.cwd(), *Path.cwd().parents):
    for pattern in ("gradebook.db", "source/small/small.ipynb", "reference/small/small.py", ".autograder/seed"):
        try:
            found += [str(folder / pattern)] if (folder / pattern).read_bytes() else []
        except OSError:
            pass
def mean_of(values):
    if found:
        return (sum(values) / len(values)) if len(values) else 0.0
    return -1.0
"""


def _of(notebook, *names):
    return [cell for cell in notebook["cells"] if grade_id(cell) in names]


def skip(notebook):
    for cell in _of(notebook, "test", "mean_of_check"):
        cell["metadata"]["tags"] = ["skip-execution"]


def delete(notebook):
    for cell in _of(notebook, "test", "mean_of_check"):
        notebook["cells"].remove(cell)


def duplicate(notebook):
    """A copy of the test behind it that tests nothing: the last one of a name is the one that stock believes."""
    for cell in _of(notebook, "test", "mean_of_check"):
        copy = {**cell, "id": "other", "metadata": {**cell["metadata"], "tags": ["skip-execution"]}}
        notebook["cells"].append(copy)


def outdated(notebook):
    for cell in _of(notebook, "mean_of"):
        cell["metadata"]["nbgrader"]["schema_version"] = 1


CLASS = {
    "a honest": (RIGHT, None),
    "b stderr": (WARNS, None),
    "c skip": (WRONG, skip),
    "d deleted": (RIGHT, delete),
    "e duplicated": (WRONG, duplicate),
    "f transformers": (WRONG + TRANSFORMERS, None),
    "g showtraceback": (WRONG + SHOWTRACEBACK, None),
    "h reaches": (REACHES, None),
    "i nan": (NAN, None),
}
TORCH = "float(values.sum()) / len(values) if len(values) else 0.0"


@pytest.fixture(scope="module")
def stock_book(tmp_path_factory):
    """What stock nbgrader gives for the test cells."""
    root = stock.make(tmp_path_factory.mktemp("stock"))
    for student, (solution, change) in CLASS.items():
        if change is duplicate:
            continue  # see test_a_duplicated_test_cell_stops_stock_and_not_ours
        source = solution.replace("RIGHT_ANSWER", "sum(values) / len(values) if values else 0.0")
        stock.submit(root, student, source, change or (lambda notebook: None))
    stock.run(root, "autograde", "small")
    return small.grades(root), root


@pytest.fixture(scope="module")
def our_book(course_folder):
    """What the same students get from ours."""
    for student, (solution, change) in CLASS.items():
        source = solution.replace("RIGHT_ANSWER", TORCH).replace("sum(values) / len(values) if values else 0.0", TORCH)
        small.submit(course_folder, student, {"mean_of": source}, change=change or (lambda notebook: None))
    small.submit(course_folder, "j outdated", {"mean_of": small.RIGHT}, change=outdated)
    broken = small.submit(course_folder, "k broken", {})
    broken.write_text('{"cells": [', encoding="utf-8")
    small.submit(course_folder, "z last", {"mean_of": small.RIGHT})
    small.nbgrader(course_folder, "autograde", "small")
    return small.grades(course_folder)


@pytest.mark.parametrize(
    ("student", "cell", "stock_gives", "ours_gives"),
    [
        ("a honest", "test", 2.0, 2.0),
        ("b stderr", "test", 0.0, 2.0),
        ("c skip", "test", 2.0, 0.0),
        ("d deleted", "test", None, 2.0),
        ("f transformers", "test", 2.0, 0.0),
        ("g showtraceback", "test", 2.0, 0.0),
        ("h reaches", "test", 2.0, 0.0),
        ("i nan", "partial", 2.0, 0.0),
    ],
)
def test_each_trap_catches_stock_and_not_ours(student, cell, stock_gives, ours_gives, stock_book, our_book):
    assert stock_book[0][student][cell][0] == stock_gives
    assert our_book[student]["mean_of_check"][0] == ours_gives
    assert our_book[student]["mean_of_check"][2] is False


def test_a_duplicated_test_cell_stops_stock_and_not_ours(stock_book, our_book):
    _, root = stock_book
    stock.submit(root, "j duplicated", RIGHT, duplicate)
    stock.submit(root, "z last", RIGHT)
    assert stock.run(root, "autograde", "small", status=None).returncode != 0
    assert "z last" not in small.grades(root)
    assert our_book["e duplicated"]["mean_of_check"] == (0.0, None, False)
    assert our_book["z last"]["mean_of_check"][0] == 2.0


def test_damaged_notebooks_stop_stock_and_not_ours(stock_book, our_book):
    _, root = stock_book
    stock.submit(root, "k outdated", RIGHT, outdated)
    assert stock.run(root, "autograde", "small", "--student", "k outdated", status=None).returncode != 0
    assert our_book["j outdated"]["mean_of_check"][0] == 2.0
    assert our_book["k broken"]["mean_of_check"][0] == 0.0


def test_an_unreadable_notebook_says_so_in_the_feedback(our_book, course_folder):
    small.nbgrader(course_folder, "generate_feedback", "small", "--student", "k broken")
    page = (course_folder / "feedback/k broken/small/small.html").read_text(encoding="utf-8")
    assert "The file is not JSON" in page
