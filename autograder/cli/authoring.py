"""Commands for authors: `release`, `show`, `prove`, `name`, `calibrate`, `lessons`."""

import ast
import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from autograder.cli import options
from autograder.cli.common import CORES, as_json, err, out, progress
from autograder.errors import UserError
from autograder.export.scores import reports_below
from autograder.feedback import terminal
from autograder.grading.provenance import versions
from autograder.model import calibration, lessonfile
from autograder.model import course as courses
from autograder.model.files import try_writing
from autograder.model.number import counted
from autograder.runner import postponed


def _steps(tell: Callable[..., None]) -> Callable[[str, int, int], None]:
    """What is told of the steps of a proof or a recording, as a progress display takes it."""
    return lambda what, number, of: tell(description=what[:40], completed=number, total=of)


def release(
    assignments: Annotated[list[str], typer.Argument(metavar="ID...", help="Ids of assignments, or `all`.")],
    check: Annotated[bool, typer.Option("--check", help="Only say whether the committed release is stale.")] = False,
    to: Annotated[
        Path | None, typer.Option(help="Write a student repository of what is released to this folder.")
    ] = None,
    force: options.Force = False,
    course: options.Course = options.HERE,
) -> None:
    """Write assignments/ID/ from reference/ID/; or, with --to, a student repository from assignments/ID/."""
    chosen = [course.assignment(name) for name in (course.assignments if assignments == ["all"] else assignments)]
    if to is not None:
        from autograder.cli.classroom import release_to

        release_to(chosen, to, force)
        return
    from autograder.publish import release as releases

    if check:
        found = [sentence for one in chosen for sentence in releases.stale(one)]
        for sentence in found:
            err.print(f"stale: {sentence}")
        if found:
            err.print("Run `autograder release all` and commit what it writes.")
            raise SystemExit(1)
        out.print(f"{counted(len(chosen), 'release is', 'releases are')} current.")
        return
    for one in chosen:
        with progress(f"recording {one.name}") as tell:
            files = releases.release(one, _steps(tell))
        for path in files:
            out.print(f"wrote {path.relative_to(course.root)}")


def show(
    assignment: options.AssignmentId, json_file: options.Json = None, course: options.Course = options.HERE
) -> None:
    """Exercises, points, checks and limits of an assignment."""
    chosen = course.assignment(assignment)
    described = _descriptions(chosen)
    with as_json("show", json_file) as write:
        out.print(terminal.assignment_table(chosen, described))
        exercises: list[dict[str, Any]] = [
            {
                "name": one.name, "points": one.points, "manual": one.manual is not None, "threshold": one.threshold,
                "seconds": one.seconds or chosen.limits.cell_seconds,
                "checks": [
                    {"name": name, "points": points, "description": described.get(f"{one.name}.{name}", "")}
                    for name, points in one.checks.items()
                ],
            }
            for one in chosen.exercises
        ]  # fmt: skip
        totals = {
            "points": chosen.points, "exercises": len(exercises), "checks": sum(len(e["checks"]) for e in exercises)
        }  # fmt: skip
        found = {"assignment": chosen.name, "title": chosen.title, "limits": vars(chosen.limits)}
        write(totals, {**found, "exercises": exercises})


def _descriptions(assignment: courses.Assignment) -> dict[str, str]:
    """Check docstrings read from the source: showing a table is no reason to import torch."""
    folder = assignment.reference if assignment.reference.is_dir() else assignment.release
    path = folder / "checks.py"
    if not path.is_file():
        raise UserError(f"{path} is not there. An assignment needs it: see CONTRIBUTING.md.")
    found = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if not isinstance(node, ast.FunctionDef):
            continue
        for decorator in node.decorator_list:
            if isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") == "check" and decorator.args:
                exercise = ast.literal_eval(decorator.args[0])
                found[f"{exercise}.{node.name}"] = ast.get_docstring(node) or ""
    return found


def prove(
    assignments: options.AssignmentIds = None,
    json_file: options.Json = None,
    html_file: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Draw the matrices as a page.")
    ] = None,
    jobs: options.Jobs = CORES,
    against: Annotated[
        str,
        typer.Option(metavar="PYTHON", help="Only whether another environment's Python gives the released answers."),
    ] = "",
    mutants: Annotated[int, typer.Option(min=0, help="Mutants of right cells to try in each lesson.")] = 100,
    pairs: Annotated[int, typer.Option(min=0, help="Cells with two mistakes at once to try in each lesson.")] = 12,
    course: options.Course = options.HERE,
) -> None:
    """Show that grading is right: stubs, solutions, alternatives, mistakes and mutants against the checks."""
    chosen = [course.assignment(name) for name in assignments or course.assignments]
    with postponed.importing():
        from autograder.publish import prove as proofs

    with as_json("prove", json_file) as write:
        with progress("proving", len(chosen)) as tell:
            if against:
                made = [proofs.prove_elsewhere(one, against) for one in chosen]
            elif len(chosen) == 1:
                made = [proofs.prove(chosen[0], _steps(tell), mutants, pairs)]
            else:
                made = proofs.prove_all(chosen, jobs, lambda _: tell(advance=1), mutants, pairs)
        for proof in made:
            if proof.trials:
                out.print(terminal.proof_table(proof))
                out.print(terminal.LEGEND, style="dim")
                if proof.tried:
                    out.print(terminal.operator_table(proof))
                    usual, most = proof.seconds
                    spent = f"saying why takes {usual:.2f} s of CPU, nine times of ten {most:.2f} s at most"
                    out.print(f"{proof.assignment}: {spent}")
                claims = ", ".join(f"{name} {points:g}" for name, points in proof.claims.items()) or "none"
                claimed = sum(proof.claims.values())
                out.print(f"{proof.assignment}: {claimed:g} of {proof.points:g} points rest on claims: {claims}")
            for fault in proof.all_faults:
                err.print(f"{proof.assignment}: {fault}")
            for note in proof.notes:
                out.print(f"{proof.assignment}: {note}")
        faults = sum(len(proof.all_faults) for proof in made)
        tried = sum(len(proof.trials) for proof in made)
        write({"assignments": len(made), "variants": tried, "faults": faults}, {"proofs": [p.as_data() for p in made]})
        if html_file:
            from autograder.feedback import pages

            html_file.write_text(pages.proof_page(made), encoding="utf-8")
        lessons = counted(len(made), "lesson")
        what = f"answers of {lessons} compared" if against else f"{counted(tried, 'variant')} of {lessons} tried"
        out.print(f"{what}, {counted(faults, 'fault')}.")
    if faults:
        raise SystemExit(1)


def name(
    group: Annotated[str, typer.Argument(metavar="GROUP", help="The group's name on the class page.")],
    sentence: Annotated[str, typer.Argument(metavar="SENTENCE", help="What went wrong, as the students will read it.")],
    hint: Annotated[str, typer.Option(help="A question that helps.")],
    reports: options.Reports = Path("reports"),
    course: options.Course = options.HERE,
) -> None:
    """Make a known mistake of a group that nothing explains; the next run tells everyone."""
    from autograder.publish import naming

    there = reports_below(reports, None, course)
    found = [report for report in there if any(exercise.group == group for exercise in report.exercises)]
    if not found:
        raise UserError(f"No report in {reports} has the group {group!r}: the class page shows those that are there.")
    made = naming.name(course.assignment(found[0].assignment), group, found, sentence, hint)
    where = course.assignment(found[0].assignment).reference / "mistakes.py"
    out.print(made.cell, style="dim")
    tried = f"{made.tried} of {counted(made.members, 'member')} and {counted(made.right, 'right way')}"
    out.print(f"{made.exercise}: `{made.name}` stands at the end of {where}, tried on {tried}.")
    out.print("The next `autograder grade` tells it to all of them; delete the entry to take it back.")
    out.print(f"`autograder release {found[0].assignment}` gives it to students' own checks.")


def calibrate(
    assignment: options.AssignmentId,
    seeds: Annotated[int, typer.Option(min=2, help="How many; what this solution reached before is kept.")] = 20,
    json_file: options.Json = None,
    course: options.Course = options.HERE,
) -> None:
    """Train the reference over many seeds and propose thresholds that a right solution misses once in 1,000."""
    chosen = course.assignment(assignment)
    trained = [exercise for exercise in chosen.exercises if exercise.threshold is not None]
    if not trained:
        raise UserError(f"No exercise of {assignment} is trained to a `threshold` in grading.toml: nothing to measure.")
    from autograder.grading.suite import CheckSuite
    from autograder.publish import calibrate as training
    from autograder.runner.pool import Zygote
    from autograder.runner.session import Session

    suite = CheckSuite(chosen, course.public_seed)
    path = calibration.path_of(chosen)
    provenance = {**versions(), "data": course.data, "command": f"autograder calibrate {assignment} --seeds {seeds}"}
    with (
        progress("training", len(trained) * seeds) as tell,
        Zygote(course) as zygote,
        Session(zygote, chosen.limits, lessonfile.reference_cells(chosen), suite.source) as session,
    ):
        for exercise in trained:
            solution = lessonfile.solution(chosen, exercise.name)
            mine = {**provenance, "solution": hashlib.sha256(solution.encode()).hexdigest()[:16]}
            known = calibration.load(chosen).get(exercise.name)
            if known is None or known.provenance.get("solution") != mine["solution"]:
                known = calibration.Measured(mine, {})  # what another solution reached says nothing
            known = replace(known, provenance=mine)
            missing = [seed for seed in range(1, seeds + 1) if seed not in known.values]
            tell(description=exercise.name, advance=seeds - len(missing))
            for measured in training.measure(suite, session, exercise, missing):
                known = known.with_another(*measured)
                calibration.save(path, exercise.name, known)
                tell(advance=1)
    rows: list[dict[str, Any]] = []
    with as_json("calibrate", json_file) as write:
        for name, found in calibration.load(chosen).items():
            threshold = chosen.exercise(name).threshold or 0.0
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
        out.print(f"Measurements in {path.relative_to(course.root)}.")
        totals = {"exercises": len(rows), "seeds": sum(row["seeds"] for row in rows)}
        write(totals, {"assignment": assignment, "exercises": rows})


def lessons(
    assignments: options.AssignmentIds = None,
    folder: Annotated[Path, typer.Option("--out", help="Where the pages are written.")] = Path("build/lessons"),
    course: options.Course = options.HERE,
) -> None:
    """Run the solved lessons in a stock Jupyter kernel and write them as pages with their figures."""
    chosen = [course.assignment(name) for name in assignments or course.assignments]
    from autograder.publish import lesson_pages

    try_writing(folder)
    with progress("lessons", len(chosen)) as tell:
        for one in chosen:
            tell(description=one.name)
            seconds = lesson_pages.render(one, folder)
            out.print(f"{folder / one.name}.html  ({seconds:.0f} s)")
            tell(advance=1)
