"""What breaks while a failure is explained costs nobody a verdict."""

import json

from autograder.grading import grade
from autograder.grading.bench import public_bench
from autograder.intake.find import SubmittedFile
from tests import sample_class


def test_a_fault_of_the_diagnosis_leaves_the_verdict(course, zygote, tmp_path, monkeypatch):
    def breaks(bench, paper, exercise, *_):
        if exercise == "count_samples":
            raise ZeroDivisionError("division by zero")
        return {}, ""

    monkeypatch.setattr(grade, "explain", breaks)
    assignment = course.assignment(sample_class.NAME)
    wrong = "def count_samples(dataset):\n    return 0, [0] * 10"
    notebook = sample_class.solved(sample_class.kit(assignment), count_samples=wrong)
    path = tmp_path / "lenet5_mnist.ipynb"
    path.write_text(json.dumps(notebook))
    report = grade.grade(SubmittedFile("ada", assignment.name, path), public_bench(assignment), zygote).report
    outcomes = {exercise.name: exercise.outcome for exercise in report.exercises}
    assert outcomes.pop("count_samples") == "fail"
    assert {*outcomes.values()} == {"pass", "manual"}
    assert report.status == "graded"
    told = [note.text for note in report.notes if note.kind == "person"]
    assert told == [
        "Why `count_samples` failed could not be told through a fault of ours, the points stand "
        "(ZeroDivisionError: division by zero)."
    ]
