"""The page and the table say which target was missed, by how much, and why; stock tests are equal in points."""

import json
import re

from benchmarks import page, plot, stock
from benchmarks.__main__ import PARTS, RESULTS, table
from benchmarks.targets import TARGETS, outcomes

SOME = {
    "when": "today",
    "start": {
        name: {"median": value, "runs": [value]} for name, value in (("help", 0.2), ("show", 0.45), ("error", 0.3))
    },
}


def test_a_missed_target_is_named_with_its_measure():
    told = {outcome.target.what: (outcome.met, outcome.missed_by) for outcome in outcomes(SOME)}
    assert told == {"--help": (True, ""), "show": (False, "50%"), "an error": (True, "")}
    text = page.page(SOME)
    assert "| show | ≤ 0.3 s | 0.45 s | **missed by 50%** |" in text
    assert "- show: 0.45 s, missed by 50%." in text
    assert "- --help" not in text
    assert table(SOME).row_count == 3


def test_every_target_belongs_to_a_part():
    assert {target.part for target in TARGETS} <= set(PARTS)


def test_the_committed_page_is_written_from_the_committed_results():
    results = json.loads(RESULTS.read_text(encoding="utf-8"))
    folder = RESULTS.parents[1] / "docs"
    assert page.page(results) == (folder / "performance.md").read_text(encoding="utf-8")
    for name, draw, parts in (
        ("performance", plot.throughput, {"class", "peers"}),
        ("performance-growth", plot.growth, {"growth"}),
    ):
        if parts <= set(results):
            assert draw(results) == (folder / "images" / f"{name}.svg").read_text(encoding="utf-8")


def test_stock_tests_are_equal_in_points_check_by_check(course):
    assignment = course.assignment(stock.NAME)
    wanted = {check: points for e in assignment.exercises for check, points in e.checks.items()}
    notebook = stock.teacher_notebook(assignment)
    marks = [cell.metadata.get("nbgrader", {}) for cell in notebook.cells]
    nbgrader = {mark["grade_id"]: mark["points"] for mark in marks if mark.get("grade") and not mark["solution"]}
    assert nbgrader == wanted
    published = {path.stem: path.read_text() for path in (stock.PEERS / "otter" / "tests").glob("*.py")}
    otter = {name: float(re.search(r"^points = (.*)$", text, re.MULTILINE)[1]) for name, text in published.items()}
    assert otter == wanted


def test_published_notebooks_are_those_of_the_lesson(course):
    import nbformat

    assignment = course.assignment(stock.NAME)
    for name, made in (("nbgrader", stock.teacher_notebook(assignment)), ("otter", stock.otter_notebook(assignment))):
        published = nbformat.read(stock.PEERS / name / f"{stock.NAME}.ipynb", as_version=4)
        assert [cell.source for cell in published.cells] == [cell.source for cell in made.cells]
