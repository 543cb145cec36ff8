"""Commands for students: `check`, `watch`, `reset`."""

import contextlib
import json
import os
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from autograder.cli.common import CourseOption, err, out
from autograder.errors import UserError
from autograder.model import course as courses

if TYPE_CHECKING:
    from autograder.runner.pool import Zygote

NotebookArgument = Annotated[Path | None, typer.Argument(help="The notebook; by default the one in this folder.")]
ExerciseOption = Annotated[str | None, typer.Option("--exercise", "-e", help="Only this exercise.")]


def _course(folder: Path | None) -> courses.Course | None:
    return courses.load(folder / courses.FILE) if folder else None


def check(
    notebook: NotebookArgument = None,
    exercise: ExerciseOption = None,
    everything: Annotated[
        bool, typer.Option("--all", "-a", help="Say all of every exercise, not only the next.")
    ] = False,
    sandbox: Annotated[bool, typer.Option(help="Run it in the sandbox; --no-sandbox where there is none.")] = True,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the verdicts as JSON.")] = None,
    course: CourseOption = None,
) -> None:
    """Check your saved notebook against the recorded answers: what passes, and what to do next."""
    from autograder.student import locate

    assignment, path = locate.notebook_at(notebook, _course(course))
    if exercise is not None:
        assignment.exercise(exercise)
    warming: AbstractContextManager[Zygote | None] = nullcontext()
    if sandbox and hasattr(os, "pidfd_open"):
        from autograder.student.own_zygote import OwnZygote

        warming = OwnZygote(assignment.course, thorough=exercise is None).warming()
    with err.status("checking"), warming as zygote:
        from autograder.grading.bench import public_bench
        from autograder.student import cards, saved, terminal_card
        from autograder.student.card import LessonCard

        bench = public_bench(assignment)
        with saved.checker(bench, sandbox, zygote) as checker:
            found = checker.check(path, [exercise] if exercise else None)
    made = [cards.card(verdict) for verdict in found.verdicts]
    lesson = LessonCard(assignment.title, made)
    if exercise is None:
        out.print(terminal_card.progress(lesson))
        out.print(terminal_card.lines(made, lesson.current.report.name if lesson.current else ""))
    shown = [c for c in made if c.report.outcome in ("fail", "blocked", "error")] if everything else [lesson.current]
    for one in made if exercise else shown:
        if one is not None:
            out.print()
            out.print(terminal_card.exercise(one))
    if found.notes:
        out.print(Text("\nNoticed on the way:", style="dim"))
    for note in found.notes:
        out.print(Text(note, style="dim"))
    if json_file is not None:
        data = {
            "assignment": assignment.name,
            "verdicts": [v.report.as_data() for v in found.verdicts],
        }
        try:
            json_file.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        except OSError as error:
            raise UserError(f"{json_file} cannot be written ({error.strerror}).") from None


def watch(notebook: NotebookArgument = None, course: CourseOption = None) -> None:
    """Check the notebook whenever it is saved; keys: h hint, l list, n next, q quit."""
    from autograder.grading.bench import public_bench
    from autograder.student import locate, saved, watch

    assignment, path = locate.notebook_at(notebook, _course(course))
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
    course: CourseOption = None,
) -> None:
    """Put one exercise back to its stub; your code is kept in a text cell below it."""
    import datetime

    from autograder.student import locate
    from autograder.student import reset as resets

    assignment, path = locate.notebook_at(notebook, _course(course))
    if resets.reset(path, assignment, exercise, datetime.datetime.now()):
        out.print(
            Text(f"`{exercise}` is as released again; your code is in the text cell below it. Reload the notebook.")
        )
    else:
        out.print(Text(f"`{exercise}` was untouched: nothing to reset."))
