"""Classes to grade: forty students of `lenet5_mnist` in four styles with and without mistakes; and a tiny course."""

import json
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from autograder.model import course as courses
from autograder.model.course import Assignment, Course
from benchmarks.measure import BUILD, ROOT

sys.path.insert(0, str(ROOT / "tests"))
import sample_class

NAME = "lenet5_mnist"
MISTAKES = (
    "", "no_minlength", "one_too_many", "average_pooling", "no_zero_grad", "no_training_mode", "mean_of_batch_means",
    "correct_by_batches", "tested_on_the_training_set", "labels_swapped",
)  # fmt: skip
STYLES = 4


def course() -> Course:
    return courses.load(ROOT / courses.FILE)


def answers(assignment: Assignment) -> dict[str, dict[str, str]]:
    """What each of forty students wrote, {student: {exercise: source}}: every style with every mistake and without."""
    kit = sample_class.kit(assignment)
    wrong = {m.name: (m.exercise, kit.mistakes[m.name]) for m in sample_class.mistakes_of(assignment)}
    found = {}
    for number, mistake in enumerate(MISTAKES):
        for style in range(STYLES):
            mine = {name: _in_style(kit.alternatives[name], style, source) for name, source in kit.solutions.items()}
            if mistake:
                exercise, source = wrong[mistake]
                mine[exercise] = source
            found[f"student-{number}{style}"] = {**mine, "q_curves": sample_class.COMMENT}
    return found


def _in_style(alternatives: Mapping[str, str], style: int, solution: str) -> str:
    """The reference's way for style 0, else one of the other right ways."""
    return solution if style == 0 else list(alternatives.values())[style % len(alternatives)]


def class_of_forty() -> Path:
    """The class as nbgrader lays it out, made anew: the folder that holds `submitted`."""
    folder = BUILD / "class"
    shutil.rmtree(folder, ignore_errors=True)
    assignment = course().assignment(NAME)
    kit = sample_class.kit(assignment)
    for student, written in answers(assignment).items():
        hand_in(folder, student, assignment.name, sample_class.as_file(sample_class.hand_in(kit, written)))
    return folder


def solved(name: str, copies: int) -> Path:
    """`copies` complete submissions of an assignment, each in another style where there is one."""
    folder = BUILD / "solved" / name
    shutil.rmtree(folder, ignore_errors=True)
    assignment = course().assignment(name)
    kit = sample_class.kit(assignment)
    for style in range(copies):
        written = {e: _in_style(kit.alternatives.get(e, {"": s}), style, s) for e, s in kit.solutions.items()}
        hand_in(folder, f"student-{style}", name, sample_class.as_file(sample_class.hand_in(kit, written)))
    return folder


def hand_in(folder: Path, student: str, assignment: str, content: bytes) -> None:
    path = folder / "submitted" / student / assignment / f"{assignment}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


TINY = """
[assignments.tiny]
title = "Tiny"

[assignments.tiny.exercises.double]
checks = { doubles = 1, keeps_its_argument = 1 }
"""
TINY_LESSON = '''
# %% locked="setup"
import torch

# %% exercise="double"
def double(values):
    """Twice the tensor `values`."""
    ### BEGIN SOLUTION
    return 2 * values
    ### END SOLUTION
'''
TINY_CHECKS = '''
import torch

from autograder.authoring import agree, check, inputs, probe, require


@inputs
def values(rng):
    """Seven numbers."""
    return torch.randn(7, generator=rng)


@probe
def doubled(lesson, values):
    """What the student's function makes of `values`, and what it leaves of them."""
    return {"result": lesson.double(values), "argument": values}


@check("double")
def doubles(student, expected, values):
    """it is twice the tensor"""
    agree(student(doubled, values)["result"], expected(doubled, values)["result"])


@check("double")
def keeps_its_argument(student, values):
    """the argument is left as it was"""
    require(torch.equal(student(doubled, values)["argument"], values), "The argument was changed.")
'''
TINY_MISTAKES = '''
from autograder.authoring import mistake


@mistake("double", hint="How many times is twice?")
def triple(cell):
    """it is three times the tensor"""
    return cell.change("2 *", "3 *")
'''


def tiny_course(folder: Path) -> Path:
    """A course with one assignment that costs next to nothing, released."""
    shutil.rmtree(folder, ignore_errors=True)
    home = folder / "reference" / "tiny"
    home.mkdir(parents=True)
    head = (ROOT / courses.FILE).read_text(encoding="utf-8").partition("[assignments.")[0]
    (folder / courses.FILE).write_text(head + TINY, encoding="utf-8")
    (folder / "assignments").mkdir()
    (folder / "assignments" / "data").symlink_to(ROOT / "assignments" / "data")
    for name, text in (("tiny", TINY_LESSON), ("checks", TINY_CHECKS), ("mistakes", TINY_MISTAKES)):
        (home / f"{name}.py").write_text(text, encoding="utf-8")
    return folder


def tiny_class(course_folder: Path, students: int) -> Path:
    """`students` different submissions of the tiny assignment, two of three right; the folder of `submitted`."""
    folder = course_folder / f"class-{students}"
    shutil.rmtree(folder, ignore_errors=True)
    released = (course_folder / "assignments" / "tiny" / "tiny.ipynb").read_text(encoding="utf-8")
    for number in range(students):
        notebook = json.loads(released)
        for cell in notebook["cells"]:
            if cell["metadata"].get("nbgrader", {}).get("grade_id") == "double":
                factor = 3 if number % 3 == 0 else 2
                cell["source"] = f"def double(values):\n    return {factor} * values  # {number}"
        hand_in(folder, f"student-{number:04}", "tiny", json.dumps(notebook).encode())
    return folder


def change(path: Path, source: str) -> None:
    """Put `source` in the place of the exercise in a tiny submission."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "double":
            cell["source"] = source
    path.write_text(json.dumps(notebook), encoding="utf-8")
