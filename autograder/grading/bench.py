"""What submissions of one assignment are graded with: made once, the same for a class or for a student's own checks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.errors import UserError
from autograder.grading.recorded import Progress, RecordedAnswers, assignment_sha256, obtain
from autograder.grading.suite import CheckSuite
from autograder.model import course as courses
from autograder.model import notebook
from autograder.model.course import ANSWERS, Assignment

if TYPE_CHECKING:
    from autograder.runner.pool import Zygote

STUB = "raise NotImplementedError"


@dataclass(frozen=True)
class Bench:
    """Checks and their inputs, the right answers, the notebook as released, and what reports say of all that."""

    suite: CheckSuite
    answers: RecordedAnswers
    released: Sequence[notebook.Cell]
    seed_name: str
    assignment_sha256: str

    @property
    def assignment(self) -> Assignment:
        return self.suite.assignment

    @cached_property
    def stubs(self) -> Mapping[str, str]:
        """The untouched source of each exercise's cell."""
        return {cell.grade_id: cell.source for cell in self.released if cell.is_exercise}


def secret_bench(
    assignment: Assignment, seed: int, seed_name: str, device: str, zygote: "Zygote", progress: Progress
) -> Bench:
    """The bench of a class run: answers under `seed`, from the cache or asked of the reference now."""
    suite = CheckSuite(assignment, seed, device)
    answers = obtain(suite, zygote, f"{seed_name}-{device}", progress)
    suite.make_inputs()
    return Bench(suite, answers, notebook.release_cells(assignment), seed_name, assignment_sha256(assignment))


_public: dict[str, tuple[tuple[float, ...], Bench]] = {}


def public_bench(assignment: Assignment, device: str = "cpu") -> Bench:
    """The bench of a machine that has only the release: loaded once, loaded anew when a file of it changes.

    Raises UserError when one of its files is missing or damaged.
    """
    folder = assignment.release
    files = [folder / "checks.py", folder / ANSWERS, assignment.released, assignment.course.root / courses.FILE]
    state = tuple(path.stat().st_mtime if path.is_file() else 0.0 for path in files)
    key = f"{folder}:{device}"
    if key not in _public or _public[key][0] != state:
        suite = CheckSuite(assignment, assignment.course.public_seed, device, folder)
        answers, cells = answers_of(assignment), released_cells(assignment)
        _public[key] = state, Bench(suite, answers, cells, "public", assignment_sha256(assignment))
    return _public[key][1]


def answers_of(assignment: Assignment) -> RecordedAnswers:
    """The recorded answers of `assignment`.

    Raises UserError when they are not there, or of another assignment.
    """
    path: Path = assignment.release / ANSWERS
    if not path.is_file():
        raise UserError(f"{path} is not there. Get the folder of the assignment whole: the check needs all its files.")
    answers = RecordedAnswers.load(path)
    if answers.provenance.get("assignment") != assignment.name:
        raise UserError(f"{path} was recorded for `{answers.provenance.get('assignment')}`, not `{assignment.name}`.")
    return answers


def released_cells(assignment: Assignment) -> Sequence[notebook.Cell]:
    """The cells as released; none where the release is not there.

    Who works in the release itself, of which no copy was kept, writes over its stubs: those are blank here.
    """
    if not assignment.released.is_file():
        return ()
    cells = notebook.release_cells(assignment)
    if assignment.released.parent.name == courses.KEPT:
        return cells
    return [replace(cell, source="") if cell.is_exercise and STUB not in cell.source else cell for cell in cells]
