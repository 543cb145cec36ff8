"""Reports as tables for a terminal. Pure: a table is made of reports and nothing else."""

import textwrap
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from autograder.model.course import Assignment
from autograder.model.marks import Result
from autograder.model.number import counted

if TYPE_CHECKING:
    from autograder.batch.doctor import Line
    from autograder.batch.regrade import Change
    from autograder.publish.prove import Proof

MARKS = {
    "pass": ("✓", "green"), "fail": ("✗", "red"), "todo": ("·", "dim"), "blocked": ("⊘", "yellow"),
    "error": ("!", "bold magenta"), "manual": ("✎", "cyan"),
}  # fmt: skip
LEGEND = "✓ passes  ◐ in part  ✗ fails  · to do  ⊘ waits  ✎ by a person  ! our error"


def _table(title: str, caption: str | None = None) -> Table:
    """An empty table in the one style of all; columns that are not `no_wrap` fold where the terminal is narrow."""
    return Table(
        title=title, title_justify="left", caption=caption, caption_justify="left", pad_edge=False, box=SIMPLE_HEAD
    )


def class_table(results: Sequence[Result], assignment: Assignment) -> Table:
    """One row a submission: student, score, a mark for each exercise, seconds; its status where not all are graded."""
    table = _table(assignment.title)
    table.add_column("student", overflow="fold", max_width=22)
    table.add_column(f"of {assignment.points:g}", justify="right", no_wrap=True)
    count = len(assignment.exercises)
    pitch = 2
    # two digits stand one above the other
    tens = "".join(f"{index // 10 or '':<{pitch}}" for index in range(1, count + 1)).rstrip()
    ones = "".join(f"{index % 10:<{pitch}}" for index in range(1, count + 1))
    table.add_column(f"{tens}\n{ones}" if tens else ones, no_wrap=True, min_width=count * pitch)
    table.add_column("s", justify="right", no_wrap=True)
    odd = any(result.report.status != "graded" for result in results)
    late, waiting = any(one.late for one in results), any(one.waiting for one in results)
    for heading in ["status"] * odd + ["waiting"] * waiting + ["late"] * late:
        table.add_column(heading, overflow="fold")
    for result in results:
        report, marks = result.report, Text()
        for exercise in result.exercises:
            sign, colour = MARKS[exercise.outcome]
            if exercise.outcome == "fail" and exercise.points > 0:
                sign, colour = "◐", "yellow"
            marks.append(f"{sign:<{pitch}}", style=colour)
        status = Text(report.status, style="" if report.status == "graded" else "yellow")
        table.add_row(
            Text(report.student), f"{result.score:g}", marks, f"{report.seconds.get('wall', 0):.1f}",
            *([status] if odd else []), *([f"{result.waiting:g}" if result.waiting else ""] if waiting else []),
            *([lateness(result)] if late else []),
        )  # fmt: skip
    return table


def lateness(result: Result) -> str:
    """How late a submission is, and what remains of its score; empty when it is in time."""
    if not result.late:
        return ""
    hours = result.late["seconds"] / 3600
    return f"{hours:.1f} h: {result.penalty:g} off, {result.late['score']:g} left"


def changes_table(changes: "Sequence[Change]", of: int) -> Table | Text:
    """What a regrade would change: a row a submission, with the reasons."""
    title = f"{len(changes)} of {counted(of, 'submission')} {'changes' if len(changes) == 1 else 'change'}"
    if not changes:
        return Text("No score changes.")
    table = _table(title)
    for heading in ("student", "assignment", "score", "by", "why"):
        table.add_column(heading, overflow="fold")
    for change in changes:
        before = "none" if change.before is None else f"{change.before:g}"
        table.add_row(
            Text(change.student), change.assignment, f"{before} → {change.after:g}", f"{change.by:+g}",
            Text("\n".join(change.why)),
        )  # fmt: skip
    return table


def exercise_key(assignment: Assignment, width: int) -> str:
    """What the signs say, and which exercise each column number stands for, in lines of that width."""
    keys = "   ".join(f"{index}\xa0{exercise.name}" for index, exercise in enumerate(assignment.exercises, 1))
    return "\n".join([LEGEND, *textwrap.wrap(keys, width)]).replace("\xa0", " ")


def assignment_table(assignment: Assignment, descriptions: dict[str, str]) -> Table:
    """The exercises of an assignment, each with its limit, and below it its checks with their points."""
    limits = assignment.limits
    table = _table(
        assignment.title,
        f"{assignment.points:g} points in all. A submission may use {limits.submission_seconds:g} s, "
        f"{limits.memory_mb} MB of memory, {limits.scratch_mb} MB of disk; a probe {limits.probe_seconds:g} s.",
    )
    table.add_column("points", justify="right", no_wrap=True)
    table.add_column("exercise, and what its checks ask", overflow="fold")
    for exercise in assignment.exercises:
        about = f"{counted(exercise.points, 'point')}, a person reads it" if exercise.manual is not None else ""
        if exercise.manual is None:
            about = f"{counted(exercise.points, 'point')}, {exercise.seconds or limits.cell_seconds:g} s"
            about += f", threshold {exercise.threshold:g}" if exercise.threshold is not None else ""
        table.add_row("", Text(exercise.name, style="bold").append(f"  ({about})", style="not bold dim"))
        for name, points in exercise.checks.items():
            asked = Text(f"{name}: ", style="dim").append(
                descriptions.get(f"{exercise.name}.{name}", "not in checks.py"), "not dim"
            )
            table.add_row(f"{points:g}", asked)
        table.add_section()
    return table


def doctor_table(lines: "Sequence[Line]") -> Table:
    """What was looked at on this machine, and below each thing that is missing what to do about it."""
    table = _table("")
    for heading in ("", "topic", "name"):
        table.add_column(heading, no_wrap=True)
    table.add_column("found, and what to do", overflow="fold")
    for line in lines:
        mark = Text("✓", style="green") if line.well else Text("✗", style="red")
        told = Text(line.found)
        if line.remedy:
            told.append(f"{': ' if line.found else ''}{line.remedy}", style="bold")
        table.add_row(mark, line.topic, line.name, told)
    return table


def details(result: Result) -> Text:
    """What one student needs to read: each check that did not pass, with its message and its hint."""
    text = Text()
    for exercise in result.exercises:
        sign, colour = MARKS[exercise.outcome]
        text.append(f"{sign} {exercise.name}", style=colour)
        text.append(f"  {exercise.outcome}, {exercise.points:g} of {exercise.max_points:g}\n")
        for remark in exercise.remarks:
            text.append(f"    {remark}\n", style="cyan")
        for check in exercise.found.checks:
            if check.unmet:
                text.append(f"    {check.description}\n", style="dim")
                text.append(f"    {check.message}\n")
                if check.hint:
                    text.append(f"    Hint: {check.hint}\n", style="italic")
    for note in result.report.notes:
        text.append(f"  {note.text}\n", style="dim")
    text.append(f"{result.told}\n", style="bold")
    return text


def proof_table(proof: "Proof") -> Table:
    """The matrix of a proof: a row a variant, a mark for each exercise; a fault is marked in its row."""
    table = _table(proof.assignment)
    table.add_column("variant", overflow="fold")
    table.add_column("of", overflow="fold")
    table.add_column("exercises, in order", no_wrap=True, min_width=len(proof.exercises))
    table.add_column("named", no_wrap=True)
    for trial in proof.trials:
        marks = Text.assemble(*(MARKS.get(trial.outcomes.get(name, ""), (" ", "")) for name in proof.exercises))
        named = Text("FAULT", style="bold red") if trial.faults else Text("✓" if trial.named else "", style="green")
        table.add_row(f"{trial.kind} {trial.name}", trial.exercise, marks, named)
    return table


def operator_table(proof: "Proof") -> Table:
    """What came of mutants, an operator a row: how many there are, were caught, explained, explained wrongly."""
    styles = len({(one.exercise, one.style) for one in proof.tried})
    table = Table(title=f"{proof.assignment}: mutants of {styles} right cells", title_justify="left", box=SIMPLE_HEAD)
    for name in ("operator", "mutants", "caught", "explained", "wrongly"):
        table.add_column(name, justify="left" if name == "operator" else "right")
    rows = proof.operators()
    total: Counter = sum((row for _, row in rows), Counter())
    for name, row in [*rows, ("all", total)]:
        table.add_row(name, *(str(row[key]) for key in ("all", "caught", "explained", "wrong")))
    return table
