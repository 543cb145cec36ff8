"""Commands that measure and draw lessons: `calibrate`, `lessons`."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from autograder.cli import options
from autograder.cli.common import as_json, course_at, err, out, progress_bar
from autograder.errors import UserError
from autograder.model.number import counted


def calibrate(
    assignment: options.AssignmentId,
    seeds: Annotated[int, typer.Option(min=2, help="How many; what this solution reached before is kept.")] = 20,
    plots: Annotated[Path, typer.Option(help="Where the distributions are drawn.")] = Path("build/calibration"),
    json_file: options.Json = None,
    course: options.Course = None,
) -> None:
    """Train the reference over many seeds and propose thresholds that a right solution misses once in 1,000."""
    here = course_at(course)
    chosen = here.assignment(assignment)
    trained = [exercise for exercise in chosen.exercises if exercise.threshold is not None]
    if not trained:
        raise UserError(f"No exercise of {assignment} is trained to a `threshold` in grading.toml: nothing to measure.")
    from autograder.grading.provenance import versions
    from autograder.grading.suite import CheckSuite
    from autograder.model import calibration, lessonfile
    from autograder.publish import calibrate as training
    from autograder.runner.pool import Zygote
    from autograder.runner.session import Session

    suite = CheckSuite(chosen, here.public_seed)
    path = calibration.path_of(chosen)
    provenance = {**versions(), "data": here.data, "command": f"autograder calibrate {assignment} --seeds {seeds}"}
    with (
        progress_bar(err) as bar,
        Zygote(here) as zygote,
        Session(zygote, chosen.limits, lessonfile.reference_cells(chosen), suite.source) as session,
    ):
        for exercise in trained:
            solution = lessonfile.solution(chosen, exercise.name)
            mine = {**provenance, "solution": hashlib.sha256(solution.encode()).hexdigest()[:16]}
            known = calibration.load(chosen).get(exercise.name)
            if known is None or known.provenance.get("solution") != mine["solution"]:
                known = calibration.Measured(exercise.name, {}, mine)  # what another solution reached says nothing
            known = replace(known, provenance=mine)
            missing = [seed for seed in range(1, seeds + 1) if seed not in known.values]
            task = bar.add_task(exercise.name, total=seeds, completed=seeds - len(missing))
            for measured in training.measure(suite, session, exercise, missing):
                known = known.with_another(*measured)
                calibration.save(path, known)
                bar.advance(task)
    rows: list[dict[str, Any]] = []
    with as_json("calibrate", json_file) as write:
        for name, found in calibration.load(chosen).items():
            threshold = chosen.exercise(name).threshold or 0.0
            training.plot(found, threshold, plots / f"{assignment}-{name}.png")
            row: dict[str, Any] = {
                "exercise": name, "seeds": len(found.values), "mean": found.mean, "deviation": found.deviation,
                "smallest": min(found.values.values()), "threshold": threshold, "highest": found.highest_threshold,
            }  # fmt: skip
            rows.append(row)
            out.print(
                f"{name}: {counted(row['seeds'], 'seed')}, mean {found.mean:.4f}, deviation {found.deviation:.4f}, "
                f"smallest {row['smallest']:.4f}. Threshold now {threshold:g}; "
                f"the highest that a right solution misses less than once in 1,000: {found.highest_threshold:.4f}."
            )
        out.print(f"Measurements in {path.relative_to(here.root)}, drawn in {plots}/.")
        totals = {"exercises": len(rows), "seeds": sum(row["seeds"] for row in rows)}
        write(totals, {"assignment": assignment, "exercises": rows})


def lessons(
    assignments: options.AssignmentIds = None,
    folder: Annotated[Path, typer.Option("--out", help="Where the pages are written.")] = Path("build/lessons"),
    course: options.Course = None,
) -> None:
    """Run the solved lessons in a stock Jupyter kernel and write them as pages with their figures."""
    here = course_at(course)
    chosen = [here.assignment(name) for name in assignments or here.assignments]
    from autograder.publish import lesson_pages

    with progress_bar(err) as bar:
        task = bar.add_task("lessons", total=len(chosen))
        for one in chosen:
            bar.update(task, description=one.name)
            seconds = lesson_pages.render(one, folder)
            out.print(f"{folder / one.name}.html  ({seconds:.0f} s)")
            bar.advance(task)
