"""From findings to what is reported of an exercise: its outcome, points, messages, and the mistakes by name."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from autograder.authoring.declare import Check
from autograder.grading.checkrun import Finding
from autograder.grading.diagnosis.oddities import oddities
from autograder.grading.suite import CheckSuite
from autograder.model import calibration, pictures
from autograder.model.course import Exercise
from autograder.model.notebook import Submission
from autograder.model.report import CheckReport, Diagnosis, ExerciseReport, as_points
from autograder.model.text import clean

PNG = b"\x89PNG\r\n\x1a\n"
MOST_WRITTEN = 20_000
MAX_PNG = 2 << 20


def exercise_report(
    exercise: Exercise,
    suite: CheckSuite,
    diagnoses: Mapping[str, tuple[Diagnosis, ...]],
    group: str,
    submission: Submission,
    findings: Mapping[str, Finding],
    stub: str,
) -> ExerciseReport:
    """What is reported of `exercise` when its checks, all of `submission`'s, were run with these `findings`.

    `diagnoses` are those of failed checks, by id; `group` stands for what none of them explains; `stub` is the
    cell as it was given out.
    """
    checks = suite.of(exercise.name)
    if exercise.manual is not None or exercise.name in (*submission.todo, *submission.lost):
        gone = "The cell of this exercise is not in the notebook." if exercise.name in submission.lost else ""
        said = clean(submission.written.get(exercise.name, ""), MOST_WRITTEN)
        names = tuple(pictures.files(exercise.name, submission.pasted.get(exercise.name, ())))
        return replace(unasked(exercise, checks, gone), source=said, figures=names)
    mine = [findings[check.id] for check in checks]
    sources = [cell.source for cell in submission.cells if cell.label == exercise.name]
    wrong = {finding.check.id for finding in mine if finding.outcome == "fail" and not finding.cell}
    if wrong:
        odd = oddities(sources, exercise.name, stub, alone=not any(diagnoses.values()))
        diagnoses = {**diagnoses, **{check: (*diagnoses.get(check, ()), *odd) for check in wrong}}
    reports = [_check_report(exercise, suite, finding, diagnoses.get(finding.check.id, ())) for finding in mine]
    outcomes = {check.outcome for check in reports}
    outcome = next((o for o in ("error", "fail", "blocked") if o in outcomes), "pass")
    shown = next((finding.shown for finding in mine if finding.shown), ())
    figures = tuple(f"{finding.check.id}.png" for finding in mine if picture(finding))
    earned = sum(check.points for check in reports)
    return ExerciseReport(
        exercise.name, outcome, as_points(earned), as_points(exercise.points), tuple(reports), figures,
        clean("\n\n".join(sources), 6000), shown, group=group,
    )  # fmt: skip


def _check_report(
    exercise: Exercise, suite: CheckSuite, finding: Finding, diagnoses: tuple[Diagnosis, ...]
) -> CheckReport:
    points = exercise.checks[finding.check.name]
    margin = calibration.margin(suite.assignment, exercise, finding.measured)
    return CheckReport(
        id=finding.check.id,
        description=finding.check.description,
        outcome=finding.outcome,
        points=as_points(points if finding.outcome == "pass" else 0),
        max_points=as_points(points),
        sentence=clean(f"{finding.sentence} {margin}".strip()),
        what=clean(finding.what),
        found=clean(finding.found),
        expected=clean(finding.wanted),
        line=finding.line if finding.cell == exercise.name else 0,
        diagnoses=tuple(replace(one, sentence=clean(one.sentence), step=clean(one.step)) for one in diagnoses),
        measured=finding.measured,
    )


def unasked(exercise: Exercise, checks: Sequence[Check], message: str, outcome: str = "todo") -> ExerciseReport:
    """The report of an exercise that nobody has asked, of that `outcome`: `manual` where a person gives the points."""
    outcome = outcome if exercise.manual is None else "manual"
    reports = tuple(
        CheckReport(check.id, check.description, outcome, 0, as_points(exercise.checks[check.name]), clean(message))
        for check in checks
    )
    return ExerciseReport(exercise.name, outcome, 0, as_points(exercise.points), reports)


def picture(finding: Finding) -> bytes:
    """The picture among a finding's answers; empty when there is none."""
    for answer in finding.answers:
        png: Any = answer.get("png") if isinstance(answer, dict) else None
        if png is not None and hasattr(png, "numel") and 8 < png.numel() <= MAX_PNG and str(png.dtype) == "torch.uint8":
            data = png.numpy().tobytes()
            if data.startswith(PNG) and pictures.fits(data):
                return data
    return b""
