"""Commands for authors: `release`, `show`, `prove`."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from autograder.cli import classroom
from autograder.cli.common import CourseOption, course_at, err, out, progress_bar
from autograder.cli.grading import CORES
from autograder.errors import UserError
from autograder.model import course as courses

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


def _tell(bar: "Progress", task: "TaskID", what: str, number: int, of: int) -> None:
    bar.update(task, description=what[:40], completed=number, total=of)


def release(
    assignments: Annotated[list[str], typer.Argument(help="Ids of assignments, or `all`.")],
    check: Annotated[bool, typer.Option("--check", help="Only say whether the committed release is stale.")] = False,
    to: Annotated[
        Path | None, typer.Option(help="Write a student repository of what is released to this folder.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="With --to: renew the files in a folder that is not empty.")
    ] = False,
    course: CourseOption = None,
) -> None:
    """Write assignments/ID/ from reference/ID/; or, with --to, a student repository from assignments/ID/."""
    here = course_at(course)
    chosen = list(here.assignments.values()) if assignments == ["all"] else [here.assignment(a) for a in assignments]
    if to is not None:
        classroom.release_to(chosen, to, force)
        return
    from autograder.publish import release as releases

    if check:
        found = [sentence for one in chosen for sentence in releases.stale(one)]
        for sentence in found:
            err.print(Text(f"stale: {sentence}"))
        if found:
            err.print("Run `autograder release all` and commit what it writes.")
            raise SystemExit(1)
        out.print(f"{len(chosen)} releases are current.")
        return
    for one in chosen:
        with progress_bar(err) as bar:
            task = bar.add_task(f"recording {one.name}", total=None)
            files = releases.release(one, partial(_tell, bar, task))
        for path in files:
            out.print(Text(f"wrote {path.relative_to(here.root)}"))


def show(assignment: Annotated[str, typer.Argument(help="The assignment's id.")], course: CourseOption = None) -> None:
    """Exercises, points, checks and limits of an assignment."""
    here = course_at(course)
    chosen = here.assignment(assignment)
    from autograder.feedback import terminal

    out.print(terminal.assignment_table(chosen, _descriptions(chosen)))


def _descriptions(assignment: courses.Assignment) -> dict[str, str]:
    """Check docstrings read from the source: showing a table is no reason to import torch."""
    import ast

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
    assignments: Annotated[list[str] | None, typer.Argument(help="Ids of assignments; all of them by default.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the whole proof as JSON.")] = None,
    html_file: Annotated[Path | None, typer.Option("--html", help="Draw the matrices as a page.")] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Lessons at a time; one a core by default.")] = CORES,
    against: Annotated[
        str, typer.Option(help="Only whether another environment's Python gives the answers that are released.")
    ] = "",
    course: CourseOption = None,
) -> None:
    """Show that grading is right: stubs, solutions, alternatives and mistakes against the checks."""
    import json

    here = course_at(course)
    chosen = [here.assignment(name) for name in assignments or here.assignments]
    from autograder.feedback import terminal
    from autograder.publish import prove as proofs

    with progress_bar(err) as bar:
        task = bar.add_task("proving", total=len(chosen))
        if against:
            made = [proofs.prove_elsewhere(one, against) for one in chosen]
        elif len(chosen) == 1:
            made = [proofs.prove(chosen[0], partial(_tell, bar, task))]
        else:
            made = proofs.prove_all(chosen, jobs, lambda proof: bar.advance(task))
    for proof in made:
        if proof.trials:
            out.print(terminal.proof_table(proof))
        for fault in proof.all_faults:
            err.print(Text(f"{proof.assignment}: {fault}"))
    if json_file:
        json_file.write_text(json.dumps([proof.as_data() for proof in made], indent=1) + "\n", encoding="utf-8")
    if html_file:
        from autograder.feedback import pages

        html_file.write_text(pages.proof_page(made), encoding="utf-8")
    faults = sum(len(proof.all_faults) for proof in made)
    tried = sum(len(proof.trials) for proof in made)
    compared = (
        f"answers of {len(made)} lessons compared" if against else f"{tried} variants of {len(made)} lessons tried"
    )
    out.print(f"{compared}, {faults} faults.")
    if faults:
        raise SystemExit(1)
