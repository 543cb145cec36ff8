"""Reports as tables for a terminal. Pure: a table is made of reports and nothing else."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from autograder.model.course import Assignment
from autograder.model.report import Report

if TYPE_CHECKING:
    from autograder.batch.regrade import Change
    from autograder.publish.prove import Proof

MARKS = {
    "pass": ("✓", "green"), "fail": ("✗", "red"), "todo": ("·", "dim"), "blocked": ("⊘", "yellow"),
    "error": ("!", "bold magenta"), "manual": ("✎", "cyan"),
}  # fmt: skip
LEGEND = "✓ pass  ◐ part  ✗ fail  · todo  ⊘ blocked  ✎ by a person  ! our error"


def number(value: float) -> str:
    """Points as people write them: `12`, `7.5`."""
    return f"{value:g}"


def class_table(reports: Sequence[Report], assignment: Assignment) -> Table:
    """One row a submission: student, score, a mark for each exercise, status, seconds."""
    table = Table(
        title=assignment.title,
        title_justify="left",
        caption=LEGEND,
        caption_justify="left",
        pad_edge=False,
        box=SIMPLE_HEAD,
    )
    table.add_column("student", no_wrap=True, max_width=22)
    table.add_column(f"of {number(assignment.points)}", justify="right", no_wrap=True)
    count = len(assignment.exercises)
    pitch = 2 if count < 10 else 3
    heading = "".join(f"{index:<{pitch}}" for index in range(1, count + 1))
    table.add_column(heading, no_wrap=True, min_width=count * pitch)
    table.add_column("status", no_wrap=True)
    table.add_column("s", justify="right", no_wrap=True)
    late = any(report.late for report in reports)
    if late:
        table.add_column("late")
    for report in reports:
        marks = Text()
        for exercise in report.exercises:
            sign, colour = MARKS[exercise.outcome]
            if exercise.outcome == "fail" and exercise.points > 0:
                sign, colour = "◐", "yellow"
            marks.append(f"{sign:<{pitch}}", style=colour)
        table.add_row(
            Text(report.student), number(report.score), marks,
            Text(report.status, style="" if report.status == "graded" else "yellow"),
            f"{report.seconds.get('wall', 0):.1f}",
            *([lateness(report)] if late else []),
        )  # fmt: skip
    return table


def lateness(report: Report) -> str:
    """How late a submission is, and what remains of its score; empty when it is in time."""
    if not report.late:
        return ""
    hours = report.late["seconds"] / 3600
    return f"{hours:.1f} h: -{number(report.late['penalty'])} = {number(report.late['score'])}"


def changes_table(changes: "Sequence[Change]", of: int) -> Table:
    """What a regrade would change: a row a submission, with the reasons."""
    table = Table(
        title=f"{len(changes)} of {of} submissions change", title_justify="left", pad_edge=False, box=SIMPLE_HEAD
    )
    for heading in ("student", "assignment", "score", "by", "why"):
        table.add_column(heading, overflow="fold")
    for change in changes:
        before = "none" if change.before is None else number(change.before)
        table.add_row(
            Text(change.student), change.assignment, f"{before} → {number(change.after)}", f"{change.by:+g}",
            Text("\n".join(change.why)),
        )  # fmt: skip
    return table


def exercise_key(assignment: Assignment) -> str:
    """Which exercise each column number stands for."""
    return "   ".join(f"{index} {exercise.name}" for index, exercise in enumerate(assignment.exercises, 1))


def assignment_table(assignment: Assignment, descriptions: dict[str, str]) -> Table:
    """The exercises of an assignment with their checks, points and limits."""
    table = Table(title=assignment.title, title_justify="left", pad_edge=False, box=SIMPLE_HEAD)
    table.add_column("exercise", no_wrap=True)
    table.add_column("points", justify="right")
    table.add_column("check")
    table.add_column("asks that", overflow="fold")
    table.add_column("limits")
    limits = assignment.limits
    for exercise in assignment.exercises:
        about = []
        if exercise.threshold is not None:
            about.append(f"≥ {exercise.threshold:g}")
        if exercise.manual is None:
            about.append(f"{exercise.seconds or limits.cell_seconds:g} s")
        first = (exercise.name, number(exercise.points), ", ".join(about))
        rows = [(name, descriptions.get(f"{exercise.name}.{name}", "")) for name in exercise.checks]
        for name, text in rows or [("", "graded by a person")]:
            points = f" ({number(exercise.checks[name])})" if name else ""
            table.add_row(first[0], first[1], name + points, text, first[2])
            first = ("", "", "")
        table.add_section()
    table.caption = (
        f"{number(assignment.points)} points in all. A submission may use {limits.submission_seconds:g} s, "
        f"{limits.memory_mb} MB of memory, {limits.scratch_mb} MB of disk; a probe {limits.probe_seconds:g} s."
    )
    table.caption_justify = "left"
    return table


def details(report: Report) -> Text:
    """What one student needs to read: each check that did not pass, with its message and its hint."""
    text = Text()
    for exercise in report.exercises:
        sign, colour = MARKS[exercise.outcome]
        text.append(f"{sign} {exercise.name}", style=colour)
        text.append(f"  {exercise.outcome}, {number(exercise.points)} of {number(exercise.max_points)}\n")
        for check in exercise.checks:
            if check.outcome in ("fail", "blocked", "error"):
                text.append(f"    {check.description}\n", style="dim")
                text.append(f"    {check.message}\n")
                if check.hint:
                    text.append(f"    Hint: {check.hint}\n", style="italic")
    for note in report.notes:
        text.append(f"  {note.text}\n", style="dim")
    return text


def proof_table(proof: "Proof") -> Table:
    """The matrix of a proof: a row a variant, a column an exercise; a fault is marked in its row."""
    table = Table(
        title=proof.assignment,
        title_justify="left",
        caption=LEGEND,
        caption_justify="left",
        pad_edge=False,
        box=SIMPLE_HEAD,
    )
    table.add_column("variant", no_wrap=True)
    table.add_column("of", no_wrap=True)
    for index in range(1, len(proof.exercises) + 1):
        table.add_column(str(index), justify="center")
    table.add_column("named", no_wrap=True)
    for trial in proof.trials:
        marks = [Text(*MARKS.get(trial.outcomes.get(name, ""), ("", ""))) for name in proof.exercises]
        named = Text("FAULT", style="bold red") if trial.faults else Text("✓" if trial.named else "", style="green")
        table.add_row(f"{trial.kind} {trial.name}", trial.exercise, *marks, named)
    return table
