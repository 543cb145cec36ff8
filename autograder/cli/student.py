"""Commands for students: `check`, `watch`, `reset`."""

import contextlib
import datetime
import os
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli import options
from autograder.cli.common import as_json, err, out
from autograder.errors import UserError
from autograder.student import locate

if TYPE_CHECKING:
    from autograder.runner.pool import Zygote

NotebookArgument = Annotated[Path | None, typer.Argument(help="The notebook; by default the one in this folder.")]
ExerciseOption = Annotated[str | None, typer.Option("--exercise", "-e", help="Only this exercise.")]


def check(
    notebook: NotebookArgument = None,
    exercise: ExerciseOption = None,
    everything: Annotated[
        bool, typer.Option("--all", "-a", help="Say all of every exercise, not only the next.")
    ] = False,
    sandbox: options.Sandbox = "reduced",
    strict: options.Strict = False,
    json_file: options.Json = None,
    course: options.NamedCourse = None,
) -> None:
    """Check your saved notebook against the recorded answers: what passes, and what to do next."""
    assignment, path = locate.notebook_at(notebook, course)
    if exercise is not None:
        assignment.exercise(exercise)
    warming: AbstractContextManager[Zygote | None] = nullcontext()
    layers = sandbox != "none"
    if layers and hasattr(os, "pidfd_open"):
        from autograder.student.own_zygote import OwnZygote

        warming = OwnZygote(assignment.course, thorough=exercise is None).warming()
    with err.status("checking"), warming as zygote:
        from autograder.grading.bench import public_bench
        from autograder.student import cards, saved, terminal_card
        from autograder.student.card import LessonCard

        bench = public_bench(assignment)
        with saved.checker(bench, layers, zygote) as checker:
            found = checker.check(path, [exercise] if exercise else None)
    made = [cards.card(verdict) for verdict in found.verdicts]
    lesson = LessonCard(assignment.title, made)
    with as_json("check", json_file) as write:
        if exercise is None:
            out.print(terminal_card.progress(lesson))
            out.print(terminal_card.lines(made, lesson.current.report.name if lesson.current else ""))
            if lesson.done:
                out.print()
                out.print(terminal_card.done())
        unmet = [card for card in made if card.report.outcome in ("fail", "blocked", "error")]
        for one in made if exercise else unmet if everything else [lesson.current]:
            if one is not None:
                out.print()
                out.print(terminal_card.exercise(one))
        if found.notes:
            out.print("\nNoticed on the way:", style="dim")
        for note in found.notes:
            out.print(note, style="dim")
        passed, of, points, most = lesson.counts()
        reports = [verdict.report.as_data() for verdict in found.verdicts]
        totals = {"passed": passed, "exercises": of, "points": points, "max_points": most}
        write(totals, {"assignment": assignment.name, "verdicts": reports})
    if strict and passed < of:
        raise SystemExit(1)


def watch(notebook: NotebookArgument = None, course: options.NamedCourse = None) -> None:
    """Check the notebook whenever it is saved; keys: h hint, l list, n next, q quit."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UserError("`watch` needs a terminal: it reads keys and draws. In a pipe, use `check`.")
    from autograder.grading.bench import public_bench
    from autograder.student import saved, watch

    assignment, path = locate.notebook_at(notebook, course)
    bench = public_bench(assignment)
    with contextlib.ExitStack() as stack:
        with err.status("warming up"):
            warm = saved.checker(bench)
            stack.enter_context(warm)
        key = stack.enter_context(watch.keyboard())
        with contextlib.suppress(KeyboardInterrupt):
            watch.Watch(path, bench, warm, out).loop(key)


def reset(
    exercise: Annotated[str, typer.Argument(help="The exercise to begin again.")],
    notebook: NotebookArgument = None,
    course: options.NamedCourse = None,
) -> None:
    """Put one exercise back to its stub; your code is kept in a text cell below it."""
    assignment, path = locate.notebook_at(notebook, course)
    assignment.exercise(exercise)
    from autograder.student import reset as resets

    kept = resets.reset(path, assignment, exercise, datetime.datetime.now())
    if kept is None:
        out.print(f"`{exercise}` was untouched: nothing to reset.")
    else:
        below = "; your code is in the text cell below it" * kept
        out.print(f"`{exercise}` is as released again{below}. Reload the notebook.")
