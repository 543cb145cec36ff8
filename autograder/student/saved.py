"""A saved notebook checked on recorded answers: in a sandboxed child of a warm zygote, or in a process of its own."""

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from autograder.errors import KitError, UserError
from autograder.grading.bench import Bench, public_bench
from autograder.grading.words import given_up, in_words
from autograder.intake import modules
from autograder.intake.lesson import read_in
from autograder.model import notebook
from autograder.model.cells import RunCell
from autograder.model.files import read_bytes
from autograder.model.mended import definitions
from autograder.model.notebook import Submission
from autograder.model.report import ExerciseReport
from autograder.runner import postponed
from autograder.runner.kernel import Kernel
from autograder.runner.respondent import CellResult, ObservedRespondent
from autograder.runner.shell import make_shell
from autograder.student.namespace import Live
from autograder.student.own_notebook import OwnNotebook, Verdict, run_checks

if TYPE_CHECKING:
    from autograder.runner.pool import Zygote
    from autograder.runner.session import Session

LINUX = sys.platform == "linux"


@dataclass(frozen=True)
class Checked:
    """The verdicts on a notebook, and what there is to say about its cells."""

    verdicts: Sequence[Verdict]
    notes: Sequence[str] = ()


def submission_of(path: Path, bench: Bench) -> Submission:
    """The notebook at `path`, put in order.

    Raises UserError when it is no notebook.
    """
    try:
        return read_in(read_bytes(path), modules.beside(path), bench.released, bench.assignment)
    except notebook.Unreadable as error:
        raise UserError(f"{path}: {error}") from None


class Warm:
    """A zygote that waits for the next notebook. Use as a context manager."""

    def __init__(self, bench: Bench, zygote: "Zygote | None" = None) -> None:
        from autograder.runner.pool import Zygote

        self.bench = bench
        self._zygote = zygote or Zygote(bench.assignment.course)
        self._session: Session | None = None

    def __enter__(self) -> "Warm":
        self._zygote.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._zygote.stop()

    def check(self, path: Path, wanted: Sequence[str] | None = None) -> Checked:
        """The verdicts on the exercises named `wanted`, all by default; of cells behind them only definitions run."""
        from autograder.runner.session import Session

        submission = submission_of(path, self.bench)
        names = [exercise.name for exercise in self.bench.assignment.exercises]
        cells = list(submission.cells)
        if wanted is not None:
            names = [name for name in names if name in wanted]
            labels = {*names, *(check.exercise for check in self.bench.suite.with_needs(names))}
            last = max((i for i, cell in enumerate(cells) if cell.label in labels), default=-1)
            behind = cells[last + 1 :]
            texts = zip(behind, definitions([cell.source for cell in behind], cells[: last + 1]), strict=True)
            cells[last + 1 :] = [RunCell(cell.label, text, (), cell.seconds) for cell, text in texts if text]
        if not self._zygote.alive():
            self._zygote.stop()
            self._zygote.start().wait()
        with Session(
            self._zygote, self.bench.assignment.limits, cells, self.bench.suite.source, submission.modules
        ) as session:
            self._session = session
            try:
                return _checked(self.bench, session, submission, cells, session.results, names)
            finally:
                self._session = None

    def cancel(self) -> None:
        """Let go of what is being checked in another thread."""
        if (session := self._session) is not None:
            session.cancel()


class Cold(AbstractContextManager):
    """The same where there is no zygote: each check is a plain process of its own, and imports torch anew."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench

    def __exit__(self, *_: object) -> None:
        pass

    def check(self, path: Path, wanted: Sequence[str] | None = None) -> Checked:
        """The verdicts on the exercises named `wanted`, all by default.

        Raises UserError, KitError.
        """
        submission_of(path, self.bench)  # what is no notebook is said here, in words
        assignment = self.bench.assignment
        with tempfile.TemporaryDirectory(prefix="autograder-") as folder:
            answer = Path(folder, "answer.json")
            told = [str(path), assignment.name, str(answer), str(assignment.course.root)]
            done = subprocess.run(
                [sys.executable, "-m", "autograder.student.saved", *told],
                env={**os.environ, "AUTOGRADER_GRADING": "1", "MPLBACKEND": "Agg"}, cwd=path.parent,
                stdin=subprocess.DEVNULL, capture_output=True, check=False,
                timeout=assignment.limits.submission_seconds * 2,
            )  # fmt: skip
            if not answer.is_file():
                raise KitError(f"The notebook's process ended without an answer (exit status {done.returncode}).")
            found = msgspec.json.decode(answer.read_bytes(), type=Checked)
        return Checked([v for v in found.verdicts if wanted is None or v.report.name in wanted], found.notes)

    def cancel(self) -> None:
        """It ends by itself."""


def checker(bench: Bench, layers: bool = True, zygote: "Zygote | None" = None) -> Warm | Cold:
    """What checks saved notebooks here, with `zygote` if that was started already."""
    return Warm(bench, zygote) if layers and LINUX else Cold(bench)


def _checked(
    bench: Bench, respondent: ObservedRespondent, submission: Submission, cells: Sequence[RunCell],
    results: Mapping[int, CellResult], names: Sequence[str],
) -> Checked:  # fmt: skip
    """The verdicts on the exercises of these `names`, and what there is to say about the cells that were run."""
    found = run_checks(bench, respondent, submission, given_up(cells, results), names)
    verdicts = [replace(v, report=replace(v.report, outcome="todo")) if _unanswered(v.report) else v for v in found]
    passed = {v.report.name for v in verdicts if v.report.outcome == "pass"}
    to_do = [f"name '{name}' is not defined" for name in (*submission.todo, *submission.lost)]
    raised = [
        f"`{cells[index].label}`: {in_words(result.raised)}"
        for index, result in sorted(results.items())
        if result.raised
        and result.raised["message"] not in to_do
        and (not cells[index].defines or cells[index].label in passed)  # else what it raised is why it fails
    ]
    return Checked(verdicts, (*(note.text for note in submission.notes), *raised))


def _unanswered(report: ExerciseReport) -> bool:
    """Whether the answer in words to a question was left as it was given out."""
    return report.outcome == "manual" and not (report.source or report.figures)


def _main(path: str, name: str, answer: str, root: str) -> None:
    """The life of that process."""
    from autograder.model import course as courses
    from autograder.runner import datasets

    assignment = courses.load(Path(root) / courses.FILE).assignment(name)
    bench = public_bench(assignment)
    submission = submission_of(Path(path), bench)
    datasets.prepare_torchvision(str(assignment.course.data_root))
    datasets.prepare_loaders()
    lesson = Kernel(make_shell())
    results: dict[int, CellResult] = {}
    for index, cell in enumerate(submission.cells):
        if cell.on_demand:
            lesson.put_source(cell.label, cell.source, cell.more)
            results[index] = CellResult()
            continue
        ran: Any = lesson.run(cell.label, cell.source, cell.defines, cell.seconds, cell.more)
        results[index] = CellResult(ran["raised"], tuple(ran["missing"]))
    lesson.settle()
    respondent = OwnNotebook(Live(lesson.namespace, lesson.sources), lesson, bench.suite.module)
    names = [exercise.name for exercise in assignment.exercises]
    found = _checked(bench, respondent, submission, submission.cells, results, names)
    with contextlib.suppress(FileNotFoundError):
        Path(answer).write_bytes(msgspec.json.encode(found))


if __name__ == "__main__":
    postponed.postpone()
    _main(*sys.argv[1:])
