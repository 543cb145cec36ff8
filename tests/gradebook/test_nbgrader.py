"""nbgrader by itself, from release to feedback, with the engine in the place of its Execute step."""

import csv
import json
import re

import pytest

from autograder.errors import UserError
from autograder.intake.find import SubmittedFile
from autograder.model import course as courses
from autograder.nbgrader.engine import engine_of
from autograder.runner.pool import Zygote
from tests.gradebook import small
from tests.gradebook.conftest import copy_of


@pytest.fixture(scope="module")
def graded(course_folder):
    """A class of four through `nbgrader autograde` and `generate_feedback`, in a course that has no grade book yet."""
    (course_folder / "gradebook.db").unlink()
    small.submit(course_folder, "ada", {"mean_of": small.RIGHT, "draw": small.DRAW, "q_outlier": small.ANSWER})
    small.submit(course_folder, "half, way", {"mean_of": small.HALF, "draw": small.DRAW})
    small.submit(course_folder, "sum <b>", {"mean_of": small.WRONG + "print('<script>alert(1)</script>')\n"})
    small.submit(course_folder, "untouched", {})
    run = small.nbgrader(course_folder, "autograde", "small")
    assert "Warning" not in run.stderr
    run = small.nbgrader(course_folder, "generate_feedback", "small")
    return course_folder


def test_generate_assignment_gives_the_files_that_release_gives(released):
    folder = released / "assignments" / "small"
    assert sorted(path.name for path in folder.iterdir()) == [
        "checks.py", "expected.safetensors", "mean.svg", "small.ipynb"
    ]  # fmt: skip
    text = (folder / "small.ipynb").read_text()
    assert "values.mean().item() if" not in text
    assert 'check(\\"mean_of\\")' in text
    from autograder.publish import release

    assert release.stale(courses.load(released / "grading.toml").assignment("small")) == []


def test_the_source_folder_can_be_looked_at_and_says_where_to_edit(released):
    """A hidden folder would be, to Jupyter and the formgrader's link, not there at all."""
    text = (released / "source/small/small.ipynb").read_text()
    assert "Made from `reference/small/small.py`" in text
    assert "values.mean().item() if" in text
    assert "Made from" not in (released / "assignments/small/small.ipynb").read_text()


def test_grades_and_partial_credit_land_in_the_grade_book(graded):
    book = small.grades(graded)
    assert book["ada"]["mean_of_check"] == (2.0, None, False)
    assert book["half, way"]["mean_of_check"] == (1.5, None, False)
    assert book["sum <b>"]["mean_of_check"] == (0.5, None, False)
    assert book["untouched"]["mean_of_check"] == (0.0, None, False)
    assert book["ada"]["draw_check"] == (1.0, None, False)


def test_written_answers_wait_for_a_person_and_empty_ones_do_not(graded):
    book = small.grades(graded)
    assert book["ada"]["q_outlier"] == (None, None, True)
    assert book["untouched"]["q_outlier"] == (0.0, None, False)


def test_comments_name_the_mistake(graded):
    said = [text for (text,) in small.ask(graded, "select auto_comment from comment where auto_comment is not null")]
    assert any("The sum is returned" in text and "By what is the sum divided" in text for text in said)


def test_feedback_carries_messages_hints_and_figures_and_no_answers(graded):
    page = (graded / "feedback/sum <b>/small/small.html").read_text(encoding="utf-8")
    assert "The sum is returned, not the mean" in page
    assert "By what is the sum divided?" in page
    assert "0.5 <small>of 5 points" in page
    assert "<script>alert(1)</script>" not in page
    assert "agree(" not in page
    assert "if len(values) else 0.0\n    ### END" not in page
    assert (graded / "feedback/sum <b>/small/mean.svg").is_file(), "the lesson's picture does not show"
    ada = (graded / "feedback/ada/small/small.html").read_text(encoding="utf-8")
    assert re.search(r'<img[^>]+src="data:image/png;base64,iVBOR', ada)


def test_a_grade_by_a_person_survives_a_new_autograde(graded):
    small.give(graded, "ada", "q_outlier", 1.5)
    small.nbgrader(graded, "autograde", "small", "--student", "ada", "--force")
    assert small.grades(graded)["ada"]["q_outlier"][:2] == (None, 1.5)


def test_export_quotes_names_that_stock_breaks(graded):
    small.nbgrader(graded, "export", "--to", "ours.csv")
    with (graded / "ours.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["student_id"] for row in rows} == {"ada", "half, way", "sum <b>", "untouched"}
    assert next(row for row in rows if row["student_id"] == "half, way")["raw_score"] == "2.5"
    small.nbgrader(graded, "export", "--to", "stock.csv", "--exporter", "nbgrader.plugins.CsvExportPlugin")
    with (graded / "stock.csv").open(encoding="utf-8", newline="") as file:
        assert "half, way" not in {row["student_id"] for row in csv.DictReader(file)}


def test_validate_says_what_is_wrong(graded):
    path = graded / "submitted/sum <b>/small/small.ipynb"
    target = graded / "assignments/small/mine.ipynb"
    target.write_text(json.dumps(json.loads(path.read_text())), encoding="utf-8")
    run = small.nbgrader(graded, "validate", str(target))
    assert "VALIDATION FAILED" in run.stdout
    assert "The mean is 7 times the right one; 7 is how many entries it was given." in run.stdout
    target.write_bytes((graded / "submitted/ada/small/small.ipynb").read_bytes())
    run = small.nbgrader(graded, "validate", str(target))
    assert "Success! Your notebook passes all the tests." in run.stdout, run.stdout + run.stderr
    target.unlink()


CHANGED = {
    "the points are not those of the release": ("grading.toml", "is_the_mean = 1.5", "is_the_mean = 1"),
    "a check of ours fails": ("reference/small/checks.py", "    agree(student(mean_found, values[:0])", "    1 / 0\n#"),
}
TOLD = {
    "the points are not those of the release": "Run `nbgrader generate_assignment small --force`",
    "a check of ours fails": "small: the reference fails its own check `mean_of.is_zero_of_nothing`",
}


@pytest.mark.parametrize("trouble", CHANGED)
def test_what_fails_through_our_fault_is_named_and_left_ungraded(graded, tmp_path, trouble):
    root = copy_of(graded, tmp_path / "course")
    small.submit(root, "late", {"mean_of": small.RIGHT})
    name, old, new = CHANGED[trouble]
    text = (root / name).read_text(encoding="utf-8")
    assert old in text
    (root / name).write_text(text.replace(old, new), encoding="utf-8")
    before = small.grades(root)
    run = small.nbgrader(root, "autograde", "small", status=None)
    assert run.returncode != 0
    assert TOLD[trouble] in run.stderr
    after = small.grades(root)
    assert after.pop("late")["mean_of_check"][0] is None
    assert after == before
    assert not (root / "autograded/late/small").exists()


def test_a_sandbox_that_is_too_weak_grades_nobody(released, tmp_path, monkeypatch):
    """nbgrader goes on with the next student after an error: the second is refused as the first was."""
    root = copy_of(released, tmp_path / "course")
    course, engine = courses.load(root / "grading.toml"), engine_of(root, "full")
    monkeypatch.setattr(Zygote, "layers", lambda _: ("limits",))
    try:
        for student in ("ada", "bob"):
            path = small.submit(root, student, {"mean_of": small.RIGHT})
            with pytest.raises(UserError, match="only `none`"):
                engine.grade(course, SubmittedFile(student, "small", path), False)
    finally:
        engine.stop()
