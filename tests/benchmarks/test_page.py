"""The page and the table say which target was missed, by how much, and why; stock tests are equal in points."""

import json
import re

from benchmarks import handed_in, page, plot, stock
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


CLUSTER = {
    "submissions": 20, "one": 3.6, "two": 1.9, "efficiency": 0.95, "message": 0.0018, "file": 0.0036, "files": 3,
    "report_kb": 30, "submission_kb": 60,
}  # fmt: skip
GROWTH = {
    "cores": 2, "restart": 12, "page": 4, "page_mb": 1.2, "restart_each": 0.0009, "gradebook_each": 0.072,
    "sizes": [
        {"submissions": size, "seconds": 9, "each": 0.1, "judge_mb": judge, "workers_mb": 300}
        for size, judge in ((10, 190), (200, 192), (2010, 230))
    ],
}  # fmt: skip


def test_a_million_is_reckoned_from_the_figures_and_the_tightest_step_comes_first():
    text = page.page({"when": "today", "cluster": CLUSTER, "growth": GROWTH})
    rows = [
        line.split(" | ")[:4] for line in text.splitlines() if line.startswith(("| grade book", "| 3 res", "| sched"))
    ]
    assert rows == [
        ["| grade book, its one writer", "72.00", "20.0", "50"],
        ["| 3 result files, each with fsync", "3.60", "1.0", "1,000"],
        ["| scheduler, with the submission aboard", "1.80", "0.5", "2,000"],
    ]
    assert "41.7 days of one worker and 1.0 hours of 1,000" in text
    assert "Up to 50 workers the students' own training decides; then “grade book, its one writer” does" in text
    assert "20 kB each, 20.0 GB for a million" in text
    assert "grade book" not in page.page({"when": "today", "cluster": CLUSTER}).partition("## Many machines")[2]


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


def test_the_class_of_forty_is_forty_with_the_mistakes_that_there_are(course):
    assert len(handed_in.answers(course.assignment(handed_in.NAME))) == 40


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
