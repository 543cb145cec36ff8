"""Gradescope: a report as its results.json. Pure."""

import json

from autograder.model.marks import Result
from autograder.model.number import counted


def results(result: Result) -> str:
    """The results.json of one grade: a test an exercise, messages as text, everything visible to the student."""
    report, tests = result.report, []
    for number, exercise in enumerate(result.exercises, 1):
        if exercise.found.outcome == "manual" and not exercise.by_person:
            continue
        lines = list(exercise.remarks)
        for check in exercise.found.checks:
            lines.append(f"{'passed' if check.outcome == 'pass' else check.outcome}: {check.description}")
            if check.message and check.outcome != "pass":
                lines.append(f"    {check.message}")
            if check.hint:
                lines.append(f"    Hint: {check.hint}")
        test = {
            "name": exercise.name, "number": str(number), "score": exercise.points, "max_score": exercise.max_points,
            "status": "passed" if exercise.points >= exercise.max_points else "failed", "output": "\n".join(lines),
            "output_format": "text", "visibility": "visible",
        }  # fmt: skip
        tests.append(test)
    about = [text for text in (report.message, *(note.text for note in report.notes)) if text]
    if report.kit.get("seed") == "public":
        about.append("Graded by published numbers, which a program can learn by heart: not for marks.")
    if result.waiting:
        about.append(f"{counted(result.waiting, 'point waits', 'points wait')} for a person.")
    if result.penalty:
        about.append(f"Late: {counted(result.penalty, 'point is', 'points are')} taken off.")
    data = {
        "score": result.final, "execution_time": report.seconds.get("wall", 0), "output": "\n".join(about),
        "output_format": "text", "visibility": "visible", "stdout_visibility": "hidden", "tests": tests,
    }  # fmt: skip
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
