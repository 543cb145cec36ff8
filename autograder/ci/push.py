"""`autograder ci`: one commit graded, and said in the words of whoever asked. Files of ours are written last."""

import contextlib
import datetime
import json
import secrets
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.batch.classrun import check_layers
from autograder.ci import emit
from autograder.errors import UserError
from autograder.export import gradescope
from autograder.feedback import pages, palette
from autograder.grading.bench import public_bench
from autograder.grading.grade import Graded, grade
from autograder.intake import modules
from autograder.intake.find import SubmittedFile
from autograder.model import names, notebook
from autograder.model.course import Assignment, Course
from autograder.model.files import first_link, read_bytes, write_whole
from autograder.model.marks import merge
from autograder.model.report import Report
from autograder.model.tables import unknown
from autograder.runner.pool import Zygote

OURS = ("result.json", "release-body.md", "classroom50-release-assets", "feedback")
KINDS = ("github", "classic", "classroom50", "gradescope")


@dataclass(frozen=True)
class Job:
    """One commit: where it is checked out, what the runner says about it, what to write."""

    checkout: Path
    environment: Mapping[str, str]
    kinds: Sequence[str]
    device: str = "cpu"
    sandbox: str = "reduced"


def kinds_asked(environment: Mapping[str, str]) -> tuple[str, ...]:
    """What the environment asks for: Classroom 50 by its bundle, Actions by theirs."""
    found = ["github"] if environment.get("GITHUB_ACTIONS") == "true" or environment.get("GITHUB_STEP_SUMMARY") else []
    found += ["classic"] if environment.get("GITHUB_OUTPUT") else []
    found += ["classroom50"] if environment.get("CLASSROOM50_BUNDLE_DIR") or environment.get("SUBMISSION_TAG") else []
    return tuple(found)


def clear(checkout: Path) -> list[str]:
    """Remove what the student committed under the names of our files; returns those names."""
    gone = []
    for name in OURS:
        path = checkout / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.is_symlink() or path.exists():
            path.unlink()
        else:
            continue
        gone.append(name)
    return gone


def assignments_of(course: Course, environment: Mapping[str, str]) -> list[Assignment]:
    """What is graded: the assignment that Classroom 50 names, if it is ours, else all of the course."""
    named = environment.get("ASSIGNMENT", "").replace("-", "_")
    chosen = [course.assignments[named]] if named in course.assignments else list(course.assignments.values())
    if not chosen:
        raise UserError(f"{course.root} has no assignment: its grading.toml names none.")
    return chosen


def _classroom50_asks(environment: Mapping[str, str], chosen: Sequence[Assignment], course: Course) -> None:
    """Raises UserError when the environment lacks what Classroom 50's result needs."""
    lacking = [name for name in emit.NEEDED.values() if not environment.get(name)]
    if lacking:
        raise UserError(f"Classroom 50 sets {', '.join(lacking)}; here they are missing. Use another --as.")
    if len(chosen) != 1:
        told = unknown("assignment", environment["ASSIGNMENT"], course.assignments, "ASSIGNMENT")
        raise UserError(f"{told} Classroom 50 grades one assignment a repository.")


def notebook_in(checkout: Path, assignment: str) -> Path:
    """Where the notebook is expected, or else the only place below the checkout with a notebook of its name."""
    name = f"{assignment}.ipynb"
    for path in (checkout / assignment / name, checkout / name):
        if path.is_symlink() or path.exists():
            return path
    return next(iter(sorted(checkout.glob(f"*/{name}"))), checkout / assignment / name)


def run(job: Job, course: Course, say: Callable[[str], None]) -> list[Report]:
    """Grade the commit and write what is asked for. What student code prints goes nowhere, its messages are inert."""
    gone = clear(job.checkout)
    graded: list[Graded] = []
    chosen = assignments_of(course, job.environment)
    if "classroom50" in job.kinds:
        _classroom50_asks(job.environment, chosen, course)
    student = names.student(job.environment.get("USERNAME") or job.environment.get("GITHUB_ACTOR") or "student")
    with Zygote(course, device=job.device).warming() as zygote:
        check_layers(zygote, job.sandbox)
        benches = [public_bench(assignment, job.device) for assignment in chosen]
        zygote.wait()
        for bench in benches:
            name = bench.assignment.name
            path = notebook_in(job.checkout, name)
            path = first_link(path, len(path.relative_to(job.checkout).parts) - 1)
            handed_in = SubmittedFile(student, name, path, modules=modules.beside(path))
            graded.append(grade(handed_in, bench, zygote))
    reports = [one.report for one in graded]
    _tell(job, reports, course, gone, say)
    _write(job, graded, course)
    return reports


def _tell(job: Job, reports: Sequence[Report], course: Course, gone: Sequence[str], say: Callable[[str], None]) -> None:
    """The log. On GitHub no line of it is read as a command but our annotations."""
    on_github = "github" in job.kinds
    token = secrets.token_hex(16)
    if on_github:
        say(f"::stop-commands::{token}")
    for name in gone:
        say(f"{name} had been committed; it was removed.")
    for report in reports:
        points, most = emit.total(report)
        say(f"{report.assignment}: {points:g} of {most:g} points")
        for exercise in report.exercises:
            say(f"  {palette.WORDS[exercise.outcome]:<13}{exercise.name}")
    if on_github:
        say(f"::{token}::")
        for report in reports:
            path, limit = notebook_in(job.checkout, report.assignment), course.assignment(report.assignment).limits
            lines: dict[str, int] = {}
            with contextlib.suppress(notebook.Unreadable):
                lines = emit.code_lines(read_bytes(path, limit.notebook_mb).decode("utf-8", "replace"))
            for line in emit.annotations(report, path.relative_to(job.checkout).as_posix(), lines):
                say(line)


def _write(job: Job, graded: Sequence[Graded], course: Course) -> None:
    reports = [one.report for one in graded]
    environment = job.environment
    body = emit.markdown(reports)
    output = f"result={emit.classic(reports)}\n" if "classic" in job.kinds else ""
    if "github" in job.kinds and (summary := environment.get("GITHUB_STEP_SUMMARY")):
        _append(summary, body)
    if output and (to := environment.get("GITHUB_OUTPUT")):
        _append(to, output)
    clear(job.checkout)
    folders = [OURS[3]] * ("github" in job.kinds) + [OURS[2]] * ("classroom50" in job.kinds)
    for one in graded if folders else ():
        name = one.report.assignment
        page = pages.feedback_page(merge(one.report), course.assignment(name), one.figures)
        for place in folders:
            write_whole(job.checkout / place / f"{name}.html", page.encode())
    if "github" in job.kinds:  # what the workflow says again when the same notebooks are pushed again
        write_whole(job.checkout / OURS[3] / "summary.md", body.encode())
        write_whole(job.checkout / OURS[3] / "output.txt", output.encode())
    if "gradescope" in job.kinds:
        folder = Path(environment.get("AUTOGRADER_RESULTS_FOLDER") or "/autograder/results")
        write_whole(folder / "results.json", gradescope.results(merge(reports[0])).encode())
    if "classroom50" in job.kinds:
        now = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        times = emit.factor(reports[0])
        if times > 1:
            body += f"\nClassroom 50 counts whole points: there every number is {times} times what stands here.\n"
        write_whole(job.checkout / OURS[1], body.encode())
        result = emit.classroom50(reports[0], environment, now)
        write_whole(job.checkout / OURS[0], (json.dumps(result, ensure_ascii=False, indent=1) + "\n").encode())


def _append(path: str, text: str) -> None:
    with open(path, "a", encoding="utf-8") as file:
        file.write(text)
