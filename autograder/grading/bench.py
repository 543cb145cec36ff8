"""What submissions of one assignment are graded with: made once, the same for a class or for a student's own checks.

`bench.paper(content)` is what a submission of that content is asked, and the right answers: in a class run under a seed
of its own. `bench.shared` is the paper under the seed that all share, that of the release, under which known mistakes
are recorded: who failed an exercise is asked it again under that.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.errors import UserError
from autograder.grading.provenance import assignment_sha256
from autograder.grading.recorded import Paper, RecordedAnswers
from autograder.grading.secret import Secret
from autograder.grading.suite import CheckSuite
from autograder.model import course as courses
from autograder.model import notebook
from autograder.model.course import ANSWERS, Assignment

if TYPE_CHECKING:
    from autograder.grading.reference import Reference, Solved
    from autograder.runner.pool import Zygote

STUB = "raise NotImplementedError"


@dataclass(frozen=True)
class Bench:
    """Checks, the papers that are set, the notebook as released, and what reports say of all that."""

    suite: CheckSuite
    paper: Callable[[bytes], Paper]
    shared: Paper
    released: Sequence[notebook.Cell]
    secret: Secret
    assignment_sha256: str
    reference: "Reference | None" = None

    @property
    def assignment(self) -> Assignment:
        return self.suite.assignment

    @cached_property
    def stubs(self) -> Mapping[str, str]:
        """The untouched source of each exercise's cell."""
        return {cell.grade_id: cell.source for cell in self.released if cell.is_exercise}


def secret_bench(
    assignment: Assignment, secret: Secret, device: str, zygote: "Zygote", solved: "Solved | None" = None,
    folder: Path | None = None, sha256: str = "",
) -> Bench:  # fmt: skip
    """The bench of a class run, which holds the reference and asks it.

    Where there is none (on another machine) it is `solved`, known mistakes are kept in `folder`, and `sha256` is the
    assignment's.

    Raises UserError when there is no reference and the seed is not the public one.
    """
    from autograder.grading.recording import standing
    from autograder.grading.reference import Reference, Solved

    if solved is None and not assignment.reference.is_dir():
        if secret.own and paper_path(assignment, 0).is_file() and device == "cpu":
            return replace(public_bench(assignment), secret=secret, paper=partial(_drawn, assignment, secret))
        public = assignment.course.public_seed
        if secret.own or secret.seed != public or device != "cpu":
            raise UserError(
                f"{assignment.reference} is not there, and the release holds answers to the public seed on a CPU "
                f"only: grade with `--seed {public}`, or where the reference is."
            )
        return public_bench(assignment)
    sha256 = sha256 or assignment_sha256(assignment)
    suite = CheckSuite(assignment, assignment.course.public_seed, device, assignment.release if solved else None)
    suite.make_inputs()  # what they are made of is read once for all workers
    reference = Reference(suite, solved or Solved.of(assignment), zygote, lent=solved is not None)
    folder = folder or assignment.course.private / "answers"
    shared = standing(reference, suite, folder, sha256)
    named = shared
    if not secret.own and secret.seed != suite.seed:
        named = standing(reference, suite.under(secret.seed), folder, sha256)

    def paper(content: bytes) -> Paper:
        if not secret.own:
            return named
        return Paper(suite.under(secret.of(assignment.name, content)), reference.lookup, trace=reference.trace)

    return Bench(suite, paper, shared, notebook.release_cells(assignment), secret, sha256, reference)


def paper_path(assignment: Assignment, number: int) -> Path:
    """Where the answers to a paper are kept on a machine that has no reference (in a bundle)."""
    return assignment.course.private / "papers" / f"{assignment.name}-{number:02}.safetensors"


def _drawn(assignment: Assignment, secret: Secret, content: bytes) -> Paper:
    """One of the papers that are there: always the same for the same content."""
    there = len(list(paper_path(assignment, 0).parent.glob(f"{assignment.name}-*.safetensors")))
    answers = RecordedAnswers.load(paper_path(assignment, secret.of(assignment.name, content) % there))
    return Paper(
        public_bench(assignment).suite.under(int(answers.provenance["seed"])), answers.lookup, trace=answers.trace
    )


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
        paper = Paper(suite, answers.lookup, answers.of, answers.trace)
        secret = Secret(suite.seed, "public", own=False)
        _public[key] = state, Bench(suite, lambda _: paper, paper, cells, secret, assignment_sha256(assignment))
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
