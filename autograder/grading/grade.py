"""The unit of work: one submission in, one report out. Pure but for the child it asks and the files it writes."""

import hashlib
import json
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from autograder.errors import KitError, UserError
from autograder.grading import integrity, items
from autograder.grading.bench import Bench
from autograder.grading.checkrun import CheckRun, Finding
from autograder.grading.diagnosis.ladder import Told, explain
from autograder.grading.provenance import versions
from autograder.grading.recorded import Paper
from autograder.grading.verdict import exercise_report, picture, unasked
from autograder.grading.words import Failure, given_up, in_words
from autograder.intake import modules
from autograder.intake.find import SubmittedFile
from autograder.intake.lesson import read_in
from autograder.model import notebook, pictures
from autograder.model.course import Assignment
from autograder.model.files import read_bytes
from autograder.model.notebook import Submission
from autograder.model.number import times
from autograder.model.report import ExerciseReport, Note, Report, as_points
from autograder.model.text import clean
from autograder.runner.pool import Zygote
from autograder.runner.session import Session
from autograder.sandbox import level

MOST_NOTES = 40
ENDED = {"memory": "It was killed for memory", "ended": "Its process ended by itself"}


@dataclass(frozen=True)
class Graded:
    """A report and the pictures that go with it, by file name."""

    report: Report
    figures: Mapping[str, bytes]


def grade(submitted: SubmittedFile, bench: Bench, zygote: Zygote) -> Graded:
    """Grade one submission.

    Raises KitError when something of ours failed; whatever the submission does becomes a report.
    """
    began = time.monotonic()
    assignment = bench.assignment
    sha, sandbox = "", level(())
    try:
        data = read_bytes(submitted.path, notebook.WITH_OUTPUTS_MB)
        sha = modules.sha256(data, submitted.modules)
        submission = read_in(data, submitted.modules, bench.released, assignment)
    except notebook.Unreadable as error:
        exercises = _unasked(bench, str(error), "todo")
        said = f"{error} {submitted.instead}".strip()
        return Graded(_report(submitted, bench, "unreadable", exercises, sha, sandbox, (began, 0.0), said), {})
    paper = bench.paper(content_of(submission))
    with Session(zygote, assignment.limits, submission.cells, bench.suite.source, submission.modules) as session:
        reasons = given_up(session.cells, session.results)
        findings = _findings(paper, submission, session, reasons)
        trained = {e.name: session.training(e.name) for e in assignment.exercises if e.threshold is not None}
        hits = tuple(session.usage.hits)
        told, untold = _told(bench, paper, findings, session, reasons)
    forged = integrity.forged(submission)
    if forged:  # what is wrong with these answers is known, and no mistake to be named for a class
        told = {name: (diagnoses, "") for name, (diagnoses, _) in told.items()}
    exercises = tuple(
        replace(
            exercise_report(
                exercise, bench.suite, *told[exercise.name], submission, findings, bench.stubs.get(exercise.name, "")
            ),
            training=trained.get(exercise.name),
        )
        for exercise in assignment.exercises
    )
    status = _status(hits, exercises)
    visible = {cell.source.strip() for cell in bench.released}
    looks = integrity.for_a_person(assignment, submission, visible)
    looks += [Note("person", text) for finding in findings.values() for text in finding.notes]
    looks += [*forged, *untold, *_ended(hits)]
    notes = [*looks, *submission.notes, *_redefined(session, assignment), *_cell_notes(session)]
    if len(notes) > MOST_NOTES:
        notes[MOST_NOTES:] = [Note("cell", f"There is as much to say of {len(notes) - MOST_NOTES} more cells.")]
    sandbox = level(session.layers)
    cleaned = tuple(replace(note, text=clean(note.text)) for note in notes)
    clock = (began, session.usage.cpu)
    report = _report(submitted, bench, status, exercises, sha, sandbox, clock, notes=cleaned)
    figures = {f"{name}.png": data for name, finding in findings.items() if (data := picture(finding))}
    for name, shown in submission.pasted.items():
        figures |= pictures.files(name, shown)
    return Graded(report, figures)


def content_of(submission: Submission) -> bytes:
    """What decides a verdict on a submission: the cells as they are run, not how their file was saved."""
    cells = [(cell.label, cell.source, cell.defines) for cell in submission.cells]
    own = [dict(submission.modules)] if submission.modules else []
    return hashlib.sha256(json.dumps([cells, submission.todo, submission.lost, *own]).encode()).digest()


def _findings(
    paper: Paper, submission: Submission, session: Session, reasons: Mapping[str, Failure]
) -> Mapping[str, Finding]:
    excused = dict.fromkeys((*submission.todo, *submission.lost), "todo")
    running = CheckRun(paper.suite, session, paper.lookup, excused=excused, given_up=reasons)
    checks = [check for check in paper.suite.checks if check.exercise not in excused]
    items.run(checks, paper.suite.path, running.run_one, running.broke)
    return running.findings


def _told(
    bench: Bench, paper: Paper, findings: Mapping[str, Finding], session: Session, reasons: Mapping[str, Failure]
) -> tuple[dict[str, Told], list[Note]]:
    """Why exercises failed. What breaks while that is found out costs no verdict: a person is told.

    Raises KitError when what a verdict rests on is wrong: the reference fails its own check, say.
    """
    told: dict[str, Told] = {}
    notes = []
    for exercise in bench.assignment.exercises:
        try:
            told[exercise.name] = explain(bench, paper, exercise.name, findings, session, reasons)
        except (KitError, UserError):
            raise
        except Exception as fault:
            told[exercise.name] = {}, ""
            why = f"Why `{exercise.name}` failed could not be told through a fault of ours, the points stand"
            notes.append(Note("person", f"{why} ({type(fault).__name__}: {fault})."))
    return told, notes


def _status(hits: Sequence[str], exercises: Sequence[ExerciseReport]) -> str:
    if any(exercise.outcome == "error" for exercise in exercises):
        return "grader_error"
    if "time" in hits:
        return "timeout"
    return "killed" if hits else "graded"


def _ended(hits: Sequence[str]) -> list[Note]:
    """A note for a person on how often the submission's process was ended, and for what."""
    return [
        Note("person", f"{ENDED[kind]}{f' {times(count)}' if count > 1 else ''}.")
        for kind, count in Counter(hits).items() if kind in ENDED
    ]  # fmt: skip


def _cell_notes(session: Session) -> list[Note]:
    """A note for each cell that raised or ended the process, so that an exercise's silence has a reason."""
    notes = []
    for index, result in sorted(session.results.items()):
        label = session.cells[index].label
        if result.died:
            notes.append(Note("cell", f"`{label}` ended the process: {result.died}. The rest was graded without it."))
        elif result.raised:
            notes.append(Note("cell", f"`{label}`: {in_words(result.raised)}"))
    return notes


def _redefined(session: Session, assignment: Assignment) -> list[Note]:
    known = {name for exercise in assignment.exercises for name in exercise.names}
    names = sorted(known & set(session.again))
    return [Note("again", f"`{name}` is defined again by a later cell; its own cell was graded.") for name in names]


def _report(
    submitted: SubmittedFile, bench: Bench, status: str, exercises: tuple[ExerciseReport, ...], sha: str, sandbox: str,
    clock: tuple[float, float], message: str = "", notes: tuple[Note, ...] = (),
) -> Report:  # fmt: skip
    facts = versions()
    kit = {
        "version": facts["kit"], "torch": facts["torch"], "device": bench.suite.device, "seed": bench.secret.name,
        "sandbox": sandbox, "submission_sha256": sha, "assignment_sha256": bench.assignment_sha256,
    }  # fmt: skip
    seconds = {"wall": round(time.monotonic() - clock[0], 2), "student": round(clock[1], 2)}
    score = as_points(sum(exercise.points for exercise in exercises))
    return Report(
        clean(submitted.student, 200), submitted.assignment, score, as_points(bench.assignment.points), status, kit,
        seconds, exercises, clean(message), notes,
    )  # fmt: skip


def failure(submitted: SubmittedFile, bench: Bench, reason: str) -> Graded:
    """The report of a submission that could not be graded through our own fault."""
    exercises, now = _unasked(bench, reason, "error"), (time.monotonic(), 0.0)
    return Graded(_report(submitted, bench, "grader_error", exercises, "", level(()), now, reason), {})


def _unasked(bench: Bench, reason: str, outcome: str) -> tuple[ExerciseReport, ...]:
    return tuple(unasked(one, bench.suite.of(one.name), reason, outcome) for one in bench.assignment.exercises)
