"""Gradescope: a report as its results.json. Pure."""

import json

from autograder.export.scores import of_report
from autograder.model.report import Report


def results(report: Report) -> str:
    """The results.json of one submission: a test an exercise, messages as text, everything visible to the student."""
    score = of_report(report)
    tests = []
    for number, exercise in enumerate(report.exercises, 1):
        if exercise.outcome == "manual":
            continue
        lines = []
        for check in exercise.checks:
            lines.append(f"{'passed' if check.outcome == 'pass' else check.outcome}: {check.description}")
            if check.message and check.outcome != "pass":
                lines.append(f"    {check.message}")
            if check.hint:
                lines.append(f"    Hint: {check.hint}")
        test = {
            "name": exercise.name,
            "number": str(number),
            "score": exercise.points,
            "max_score": exercise.max_points,
        }
        status = "passed" if exercise.outcome == "pass" else "failed"
        tests.append(
            {**test, "status": status, "output": "\n".join(lines), "output_format": "text", "visibility": "visible"}
        )
    about = [text for text in (report.message, *(note.text for note in report.notes)) if text]
    manual = sum(exercise.max_points for exercise in report.exercises if exercise.outcome == "manual")
    if manual:
        about.append(f"Written questions ({manual:g} points) are graded by a person.")
    if score.penalty:
        about.append(f"Late: {score.penalty:g} points are taken off.")
    data = {
        "score": score.final, "execution_time": report.seconds.get("wall", 0), "output": "\n".join(about),
        "output_format": "text", "visibility": "visible", "stdout_visibility": "hidden", "tests": tests,
    }  # fmt: skip
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
