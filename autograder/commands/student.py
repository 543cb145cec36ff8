"""Commands for students: `check`, `watch`, `reset`."""

import contextlib
import json
import os
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from autograder import config
from autograder.commands import CourseOption, err, out
from autograder.errors import UserError

if TYPE_CHECKING:
    from autograder.pool import Zygote

NotebookArgument = Annotated[Path | None, typer.Argument(help="The notebook; by default the one in this folder.")]
ExerciseOption = Annotated[str | None, typer.Option("--exercise", "-e", help="Only this exercise.")]


def _course(folder: Path | None) -> config.Course | None:
    return config.load(folder / config.FILE) if folder else None


def check(
    notebook: NotebookArgument = None,
    exercise: ExerciseOption = None,
    everything: Annotated[
        bool, typer.Option("--all", "-a", help="Say all of every exercise, not only the next.")
    ] = False,
    walls: Annotated[bool, typer.Option(help="Run it in the sandbox; without where there is none.")] = True,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the verdicts as JSON.")] = None,
    course: CourseOption = None,
) -> None:
    """Check your saved notebook against the recorded answers: what passes, and what to do next."""
    from autograder.student import place

    assignment, path = place.notebook_at(notebook, _course(course))
    if exercise is not None:
        assignment.exercise(exercise)
    warming: AbstractContextManager[Zygote | None] = nullcontext()
    if walls and hasattr(os, "pidfd_open"):
        from autograder.student.own_zygote import OwnZygote

        warming = OwnZygote(assignment.course, thorough=exercise is None).warming()
    with err.status("checking"), warming as zygote:
        from autograder.student import asking, cards, desk, saved, screen
        from autograder.student.card import LessonCard

        table = desk.of(assignment)
        with saved.checker(table, walls, zygote) as checker:
            found = checker.check(path, [exercise] if exercise else None)
    made = [cards.card(verdict) for verdict in found.verdicts]
    lesson = LessonCard(assignment.title, made)
    if exercise is None:
        out.print(screen.progress(lesson))
        out.print(screen.lines(made, lesson.current.report.name if lesson.current else ""))
    shown = [c for c in made if c.report.outcome in ("fail", "blocked", "error")] if everything else [lesson.current]
    for one in made if exercise else shown:
        if one is not None:
            out.print()
            out.print(screen.exercise(one))
    if found.notes:
        out.print(Text("\nNoticed on the way:", style="dim"))
    for note in found.notes:
        out.print(Text(note, style="dim"))
    if json_file is not None:
        data = {"assignment": assignment.name, "verdicts": [asking.as_data(v)["report"] for v in found.verdicts]}
        try:
            json_file.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        except OSError as error:
            raise UserError(f"{json_file} cannot be written ({error.strerror}).") from None


def watch(notebook: NotebookArgument = None, course: CourseOption = None) -> None:
    """Check the notebook whenever it is saved; keys: h hint, l list, n next, q quit."""
    from autograder.student import desk, place, saved, watch

    assignment, path = place.notebook_at(notebook, _course(course))
    table = desk.of(assignment)
    with contextlib.ExitStack() as stack:
        with err.status("warming up"):
            warm = saved.checker(table)
            stack.enter_context(warm)
        key = stack.enter_context(watch.keyboard())
        with contextlib.suppress(KeyboardInterrupt):
            watch.Watch(path, table, warm, out).loop(key)


def reset(
    exercise: Annotated[str, typer.Argument(help="The exercise to begin again.")],
    notebook: NotebookArgument = None,
    course: CourseOption = None,
) -> None:
    """Put one exercise back to its stub; your code is kept in a text cell below it."""
    import datetime

    from autograder.student import place
    from autograder.student import reset as resets

    assignment, path = place.notebook_at(notebook, _course(course))
    if resets.reset(path, assignment, exercise, datetime.datetime.now()):
        out.print(
            Text(f"`{exercise}` is as released again; your code is in the text cell below it. Reload the notebook.")
        )
    else:
        out.print(Text(f"`{exercise}` was untouched: nothing to reset."))
