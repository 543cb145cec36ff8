"""Reports that nobody handed in, with everything that pages can show."""

import random
from dataclasses import replace

from autograder.model.course import Assignment
from autograder.model.report import CheckReport, Diagnosis, ExerciseReport, Report
from autograder.model.training import Training

KIT = {
    "version": "0", "torch": "0", "device": "cpu", "seed": "secret", "sandbox": "full", "submission_sha256": "",
    "assignment_sha256": "",
}  # fmt: skip
# the smallest grey picture: one pixel
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
MISTAKES = ("never_cleared", "one_step_late", "wrong_axis")
SOURCE = "def f(x):\n    y = x + 1\n    return undefined\n"


def report(assignment: Assignment, student: str, seed: int) -> Report:
    """A report on `assignment` by chance: some exercises pass, some fail by a known mistake."""
    chance = random.Random(seed)
    strength = chance.random()
    exercises = [_exercise(exercise, chance.random() < strength, chance) for exercise in assignment.exercises]
    status = chance.choices(("graded", "timeout", "killed"), (0.95, 0.03, 0.02))[0]
    layer = {"wall": round(chance.uniform(1, 9), 1)}
    score = sum(e.points for e in exercises)
    return Report(student, assignment.name, score, assignment.points, status, KIT, layer, tuple(exercises))


def _exercise(exercise, passes: bool, chance: random.Random) -> ExerciseReport:
    if exercise.manual is not None:
        return ExerciseReport(exercise.name, "manual", 0, exercise.points)
    outcome = "pass" if passes else chance.choice(("fail", "fail", "todo", "blocked"))
    checks = [
        CheckReport(f"{exercise.name}.{name}", f"`{name}` holds", outcome, points if passes else 0, points)
        for name, points in exercise.checks.items()
    ]
    if outcome == "fail":
        found = Diagnosis("mistake", chance.choice(MISTAKES), "a sentence", "What is cleared, and when?")
        told = {"sentence": "It is 3, expected 4.", "what": "it", "found": "3", "expected": "4", "line": 3}
        checks[0] = replace(checks[0], **told, diagnoses=(found,))
    points = exercise.points if passes else 0
    made = ExerciseReport(exercise.name, outcome, points, exercise.points, tuple(checks), (), SOURCE)
    if exercise.threshold is None:
        return made
    measured = min(1.0, exercise.threshold + chance.uniform(-0.2, 0.1))
    shown = tuple({"png": DOT, "found": str(n % 7), "expected": str(n)} for n in range(12))
    training = Training(400, tuple(2.3 / (n + 1) for n in range(50)))
    first = replace(checks[0], measured=measured)
    return replace(made, checks=(first, *checks[1:]), shown=shown, training=training)
