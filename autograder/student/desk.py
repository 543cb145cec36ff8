"""All that an assignment is checked with on a student's machine: loaded once, loaded anew when its files change."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder import notebook
from autograder.answers import Answers
from autograder.config import Assignment
from autograder.judge import Lessons
from autograder.student import hints, place


@dataclass(frozen=True)
class Desk:
    """Checks, inputs, recorded answers, the untouched stubs and the lesson's own hints of one assignment."""

    assignment: Assignment
    lessons: Lessons
    answers: Answers
    stubs: Mapping[str, str]
    hints: Mapping[str, tuple[str, ...]]

    def sentence(self, exercise: str, mistake: str | None) -> str:
        """What a known mistake is, as a sentence; empty for none."""
        for known in self.answers.of(exercise):
            if known.name == mistake:
                return f"{known.sentence[:1].upper()}{known.sentence[1:]}."
        return ""

    def make_inputs(self, exercises: Collection[str]) -> None:
        """Make what the checks of `exercises` are given, once, so that forks find it made."""
        for check in self.lessons.checks:
            if check.exercise in exercises:
                for name in set(check.arguments) - {"student", "expected", "threshold"}:
                    self.lessons.inputs(name)


_desks: dict[str, tuple[tuple[float, ...], Desk]] = {}


def of(assignment: Assignment, device: str = "cpu") -> Desk:
    """The desk of `assignment`.

    Raises UserError when one of its files is missing or damaged.
    """
    folder = assignment.release
    files = [folder / "checks.py", folder / place.ANSWERS, assignment.released, assignment.course.root / "grading.toml"]
    state = tuple(_changed(path) for path in files)
    key = f"{folder}:{device}"
    if key not in _desks or _desks[key][0] != state:
        lessons = Lessons(assignment, assignment.course.public_seed, device, folder)
        answers = place.answers_of(assignment)
        cells = notebook.release_cells(assignment) if assignment.released.is_file() else []
        desk = Desk(assignment, lessons, answers, place.stubs_of(assignment), hints.of_lesson(cells, assignment))
        _desks[key] = (state, desk)
    return _desks[key][1]


def _changed(path: Path) -> float:
    return path.stat().st_mtime if path.is_file() else 0.0
