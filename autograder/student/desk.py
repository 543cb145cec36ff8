"""All that an assignment is checked with on a student's machine: loaded once, loaded anew when its files change."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

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
        cells = place.released_cells(assignment)
        stubs = {cell.grade_id: cell.source for cell in cells if cell.is_exercise}
        desk = Desk(assignment, lessons, answers, stubs, hints.of_lesson(cells, assignment))
        _desks[key] = (state, desk)
    return _desks[key][1]


def _changed(path: Path) -> float:
    return path.stat().st_mtime if path.is_file() else 0.0
