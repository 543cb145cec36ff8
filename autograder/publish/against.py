"""Whether the reference still answers what was recorded: here, or as another Python gives it with what it has."""

import os
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from autograder.authoring import compare
from autograder.errors import KitError, UserError
from autograder.grading.provenance import versions
from autograder.grading.recorded import RecordedAnswers
from autograder.grading.reference import Reference, Solved
from autograder.grading.suite import CheckSuite
from autograder.model import course as courses
from autograder.model.course import ANSWERS, Assignment
from autograder.runner.pool import Zygote

PIXELS = ("png", "ink", "at")


def recorded_by(python: str, assignment: Assignment) -> RecordedAnswers:
    """What the reference answers to the public seed where `python` runs it, by this same code.

    Raises UserError, with what it printed, when it does not come to an end.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "answers.safetensors")
        line = [python, "-m", __name__, str(assignment.course.root), assignment.name, str(path)]
        env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
        try:
            subprocess.run(line, env=env, capture_output=True, text=True, check=True)
        except OSError as error:
            raise UserError(f"--against {python}: {error.strerror}. Name the interpreter of an environment.") from None
        except subprocess.CalledProcessError as failed:
            raise UserError(f"{python} could not record {assignment.name}:\n{failed.stderr[-2000:]}") from None
        return RecordedAnswers.load(path)


def record_here(root: Path, name: str, path: Path) -> None:
    """Ask the reference of one assignment every question, and save its answers."""
    assignment = courses.load(root / courses.FILE).assignment(name)
    suite = CheckSuite(assignment, assignment.course.public_seed)
    with Zygote(assignment.course) as zygote, closing(Reference(suite, Solved.of(assignment), zygote)) as reference:
        answers = reference.answers(suite, suite.checks)
    facts = {"assignment": name, "device": "cpu", **versions()}
    RecordedAnswers(facts, answers, ()).save(path)


def disagreements(assignment: Assignment, live: RecordedAnswers) -> list[str]:
    """Whether the answers recorded in the release are those that the reference gives now."""
    path = assignment.release / ANSWERS
    try:
        recorded = RecordedAnswers.load(path)
    except UserError as error:
        return [str(error)]
    faults = [
        f"{path.name} does not say its {fact}"
        for fact in ("torch", "kit", "device")
        if not recorded.provenance.get(fact)
    ]
    for name, values in live.expected.items():
        exercise = assignment.exercise(name.partition(".")[0])
        token = compare.TOLERANCE.set(assignment.tolerance(exercise, "cpu"))
        try:
            compare.agree(
                _comparable(recorded.expected.get(name, ())), _comparable(values), f"the recorded answer to `{name}`"
            )
        except compare.Disagreement as found:
            faults.append(str(found))
        finally:
            compare.TOLERANCE.reset(token)
    return faults


def _comparable(value: Any) -> Any:
    """An answer without what is drawn: pixels differ between machines that agree on every number."""
    if isinstance(value, dict):
        return {key: _comparable(entry) for key, entry in value.items() if key not in PIXELS}
    return [_comparable(entry) for entry in value] if isinstance(value, list | tuple) else value


if __name__ == "__main__":
    try:
        record_here(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
    except (KitError, UserError) as error:
        sys.exit(str(error))
