"""What is said of a report once it is graded: whose it is, how late it came, the attempts; and who shares it."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from autograder.batch import late
from autograder.intake.find import SubmittedFile
from autograder.model.course import Course
from autograder.model.files import write_whole
from autograder.model.report import Note, Report, path_in


def settle(handed_in: Sequence[SubmittedFile], reports: Sequence[Report], course: Course, out: Path) -> list[Report]:
    """`reports` with what their `handed_in` say, and those of others in a group; what this changes is written anew."""
    settled = []
    for submitted, report in zip(handed_in, reports, strict=True):
        when, odd = late.time_of(submitted, course)
        notes = [*submitted.notes, *([Note("person", odd)] if odd else [])]
        kept = [note for note in report.notes if note.kind != "attempt" and note not in notes]
        new = replace(report, late=late.lateness(course, report, when), who=submitted.who or report.who)
        new = replace(new, notes=(*notes, *kept))
        if new != report:
            _write(new, out)
        settled.append(new)
        for person in submitted.others:
            told = Note("attempt", f"Handed in by {report.student} for the group.")
            member = replace(new, student=person.name, who=person.who, notes=(told, *new.notes), late=None)
            member = replace(member, late=late.lateness(course, member, when))
            theirs = path_in(out, member.student, report.assignment).with_suffix("")
            for path in path_in(out, report.student, report.assignment).with_suffix("").glob("*.*"):
                write_whole(theirs / path.name, path.read_bytes())
            _write(member, out)
            settled.append(member)
    return settled


def _write(report: Report, out: Path) -> None:
    write_whole(path_in(out, report.student, report.assignment), report.to_json().encode())
