"""In every lesson, whatever happens to a notebook on its way, each answer is found whole."""

import ast

import pytest

from autograder.intake.lesson import read_in
from autograder.model import notebook
from autograder.model.reports import read_report
from autograder.student import locate
from tests.intake import forms
from tests.sample_class import kit

LESSONS = ("mlp_from_scratch", "softmax_regression", "lenet_fashion", "training_loop", "lenet5_mnist")


@pytest.fixture(scope="module")
def kits(course):
    """What notebooks of each lesson are made of."""
    return {name: kit(course.assignment(name)) for name in LESSONS}


def statements(source):
    return [ast.dump(statement) for statement in notebook.syntax_tree(source).body]


@pytest.mark.parametrize("form", forms.FORMS, ids=lambda form: form.__name__)
@pytest.mark.parametrize("name", LESSONS)
def test_every_answer_is_found(course, kits, name, form):
    assignment = course.assignment(name)
    released = notebook.release_cells(assignment)
    submission = read_in(forms.made(kits[name], form), (), released, assignment)
    assert (submission.todo, submission.lost) == ((), ())
    asked = {e.name for e in assignment.exercises if e.manual is not None}
    assert set(submission.written) == asked
    assert all(forms.WORDS in text for text in submission.written.values())
    labels = [cell.label for cell in submission.cells]
    for exercise, source in kits[name].solutions.items():
        places = [i for i, label in enumerate(labels) if label == exercise]
        above = [cell for cell in submission.cells[: places[-1] + 1] if cell.label == exercise or cell.own]
        assert set(statements(source)) <= {said for cell in above for said in statements(cell.source)}, exercise
    given = [c.grade_id for c in released if c.type == "code" and c.locked and not c.is_check]
    assert [label for label in labels if label in given] == given
    assert labels.index(given[0]) < min(labels.index(exercise) for exercise in kits[name].solutions)


def test_check_knows_the_lesson_of_a_notebook_whatever_it_is_called(course, kits, tmp_path):
    for name in LESSONS:
        (tmp_path / "Copy of mine (1).ipynb").write_bytes(forms.made(kits[name], forms.from_colab))
        assert locate.notebook_at(tmp_path / "Copy of mine (1).ipynb", course)[0].name == name


def test_several_at_once_cost_nothing_in_any_lesson(course, kits, autograder, tmp_path):
    left_out = {n: {e.name for e in course.assignment(n).exercises if e.threshold is not None} for n in LESSONS}
    for name in LESSONS:
        path = tmp_path / "submitted" / "ada" / name / f"{name} (1).ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(forms.made(kits[name], forms.several_at_once, left_out[name]))
    autograder("grade", tmp_path / "submitted", "--out", tmp_path / "reports")
    for name in LESSONS:
        report = read_report(tmp_path / "reports" / "ada" / f"{name}.json")
        said = {e.name: [c.message for c in e.checks] for e in report.exercises if e.outcome not in ("pass", "manual")}
        assert set(said) == left_out[name], said
