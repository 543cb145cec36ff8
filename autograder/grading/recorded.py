"""What the reference and each known mistake answer: asked once, kept on disk, the same for a whole class."""

import hashlib
import json
import platform
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.authoring.declare import Cell, Check, Mistake
from autograder.errors import KitError, UserError
from autograder.grading import fingerprint
from autograder.grading.checkrun import CheckRun, Finding
from autograder.grading.fingerprint import Fingerprint
from autograder.grading.suite import CheckSuite, mistakes_of
from autograder.grading.words import Failure, cell_failure, in_words
from autograder.model import lessonfile, wire
from autograder.model.cells import RunCell
from autograder.model.course import ANSWERS, Assignment
from autograder.model.version import __version__
from autograder.runner.respondent import CellResult, Died, Question

if TYPE_CHECKING:
    from autograder.runner.pool import Zygote
    from autograder.runner.session import Session

SCHEMA = "autograder/answers/2"
ANSWERED_BY = ("authoring", "grading", "model", "runner")  # packages that an answer goes through
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Known:
    """How one mistake fares at one check: outcome, signature, fingerprint of its answers."""

    outcome: str
    signature: str = ""
    exact: bool = False
    trace: Fingerprint = field(default_factory=Fingerprint)


@dataclass(frozen=True)
class KnownMistake:
    """A mistake as the judge knows it: no code, only what it is called and how it fares."""

    exercise: str
    name: str
    sentence: str
    hint: str
    results: Mapping[str, Known]


@dataclass(frozen=True)
class RecordedAnswers:
    """The reference's answers by check, and the known mistakes."""

    provenance: Mapping[str, str]
    expected: Mapping[str, tuple[Any, ...]]
    mistakes: tuple[KnownMistake, ...]

    def lookup(self, check: Check, index: int, *_: Any) -> Any:
        """The reference's answer to the `index`-th question that `check` puts to it.

        Raises KitError when it was never asked.
        """
        try:
            return self.expected[check.id][index]
        except (KeyError, IndexError):
            raise KitError(
                f"The recorded answers lack question {index + 1} of `{check.id}`: record them anew."
            ) from None

    def of(self, exercise: str) -> list[KnownMistake]:
        return [mistake for mistake in self.mistakes if mistake.exercise == exercise]

    def save(self, path: Path) -> None:
        data = {
            "schema": SCHEMA, "provenance": dict(self.provenance), "expected": dict(self.expected),
            "mistakes": [
                {**{k: getattr(m, k) for k in ("exercise", "name", "sentence", "hint")},
                 "results": {n: {**asdict(known), "trace": known.trace.as_data()} for n, known in m.results.items()}}
                for m in self.mistakes
            ],
        }  # fmt: skip
        wire.write_file(path, data)

    @staticmethod
    def load(path: Path) -> "RecordedAnswers":
        """Read what `save` wrote.

        Raises UserError when it is damaged or of another version.
        """
        try:
            data = wire.read_file(path)
            if data["schema"] != SCHEMA:
                raise KeyError("schema")
            mistakes = tuple(
                KnownMistake(**{
                    **entry,
                    "results": {
                        name: Known(**{**known, "trace": Fingerprint.from_data(known["trace"])})
                        for name, known in entry["results"].items()
                    },
                })
                for entry in data["mistakes"]
            )  # fmt: skip
            expected = {name: tuple(values) for name, values in data["expected"].items()}
            return RecordedAnswers(data["provenance"], expected, mistakes)
        except (OSError, wire.Malformed, KeyError, TypeError) as error:
            raise UserError(f"{path} cannot be read ({error}). Make it anew with `autograder release`.") from None


def versions() -> dict[str, str]:
    """What the numbers depend on."""
    import torch
    import torchvision

    return {
        "kit": __version__, "python": platform.python_version(), "torch": str(torch.__version__),
        "torchvision": torchvision.__version__,
    }  # fmt: skip


def assignment_sha256(assignment: Assignment) -> str:
    """A digest of all that decides a verdict: the folder that defines it, and its table in grading.toml."""
    digest = hashlib.sha256()
    folder = assignment.reference if assignment.reference.is_dir() else assignment.release
    for path in sorted(folder.glob("*.py")):
        digest.update(path.name.encode() + path.read_bytes())
    table = {
        "exercises": [asdict(exercise) for exercise in assignment.exercises],
        "limits": asdict(assignment.limits),
        "tolerances": {name: asdict(value) for name, value in assignment.tolerances.items()},
    }
    digest.update(json.dumps(table, sort_keys=True).encode())
    return digest.hexdigest()


def record(suite: CheckSuite, zygote: "Zygote", progress: Progress = lambda *_: None) -> RecordedAnswers:
    """Ask the reference, then each mistake, every question of their checks.

    Raises KitError, with what went wrong, when the reference does not pass its own checks.
    """
    from autograder.runner.session import Session

    assignment = suite.assignment
    cells = lessonfile.reference_cells(assignment)
    mistakes = mistakes_of(assignment)
    with Session(zygote, assignment.limits, cells, suite.source) as session:
        for index, result in session.results.items():
            if result.raised or result.missing or result.died:
                raise KitError(f"{assignment.name}: the reference's cell `{cells[index].label}` failed: {_why(result)}")
        progress("the reference", 0, len(mistakes) + 1)
        hearing = _run_reference(suite, session)
        known = []
        for number, mistake in enumerate(mistakes, 1):
            progress(mistake.name, number, len(mistakes) + 1)
            known.append(_run_mistake(suite, session, mistake, hearing))
    expected = {name: finding.expected for name, finding in hearing.items()}
    facts = {"assignment": assignment.name, "assignment_sha256": assignment_sha256(assignment), **versions()}
    return RecordedAnswers({**facts, "device": suite.device}, expected, tuple(known))


def _run_reference(suite: CheckSuite, session: "Session") -> dict[str, Finding]:
    def live(check: Check, index: int, probe: str, arguments: tuple, named: dict) -> Any:
        return session.ask(Question(probe, arguments, named, suite.assignment.limits.probe_seconds * 4))

    findings = CheckRun(suite, session, live).run(suite.checks)
    for name, finding in findings.items():
        if finding.outcome != "pass":
            raise KitError(f"{suite.assignment.name}: the reference fails its own check `{name}`: {finding.sentence}")
    return findings


def _run_mistake(
    suite: CheckSuite, session: "Session", mistake: Mistake, reference: Mapping[str, Finding]
) -> KnownMistake:
    assignment = suite.assignment
    source = mistake.change(Cell(lessonfile.solution(assignment, mistake.exercise)))
    expected = {name: finding.expected for name, finding in reference.items()}
    session.renew()
    given_up = put_cell(session, assignment, mistake.exercise, source)
    lookup = RecordedAnswers({}, expected, ()).lookup
    findings = CheckRun(suite, session, lookup, given_up=given_up).run(
        [_without_needs(check) for check in suite.of(mistake.exercise)]
    )
    session.forget()
    results = {name: Known(f.outcome, f.signature, f.exact, fingerprint.of(f.answers)) for name, f in findings.items()}
    for name, finding in findings.items():
        if finding.outcome == "error":
            raise KitError(
                f"{assignment.name}: the check `{name}` breaks on the mistake `{mistake.name}`: {finding.sentence}"
            )
    return KnownMistake(mistake.exercise, mistake.name, mistake.sentence, mistake.hint, results)


def put_cell(session: "Session", assignment: Assignment, name: str, source: str) -> dict[str, Failure]:
    """Put another cell in the place of an exercise's; why it cannot be asked then, by exercise, if it cannot."""
    exercise = assignment.exercise(name)
    try:
        if exercise.run == "on_demand":
            session.put_source(name, source)
            return {}
        cell = RunCell(name, source, exercise.names, exercise.seconds or assignment.limits.cell_seconds)
        reason = cell_failure(session.run(cell))
    except Died as died:
        reason = Failure(f"The cell ended the process: {died}.")
    return {name: reason} if reason else {}


def _without_needs(check: Check) -> Check:
    return Check(check.exercise, check.name, check.description, (), check.function)


def _why(result: CellResult) -> str:
    return in_words(result.raised) if result.raised else str(result.died or f"does not define {result.missing}")


def obtain(
    suite: CheckSuite, zygote: "Zygote", seed_name: str, progress: Progress = lambda *_: None
) -> RecordedAnswers:
    """The answers for `lessons`: from the cache, else recorded now and cached; with no reference the release's.

    Raises UserError when there is no reference and the seed is not the public one.
    """
    if not suite.assignment.reference.is_dir():
        return _released(suite)
    sha = assignment_sha256(suite.assignment)
    facts = [sha, str(suite.seed), suite.device, *versions().values(), engine_sha256()]
    key = hashlib.sha256("\n".join(facts).encode()).hexdigest()[:24]
    path = suite.assignment.course.private / "answers" / f"{suite.assignment.name}-{seed_name}-{key}.safetensors"
    if path.is_file():
        try:
            return RecordedAnswers.load(path)
        except UserError:
            path.unlink()
    answers = record(suite, zygote, progress)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    for old in path.parent.glob(f"{suite.assignment.name}-{seed_name}-*"):
        old.unlink(missing_ok=True)
    answers.save(path)
    return answers


def _released(suite: CheckSuite) -> RecordedAnswers:
    public = suite.assignment.course.public_seed
    if suite.seed != public or suite.device != "cpu":
        raise UserError(
            f"{suite.assignment.reference} is not there, and the release holds answers to the public seed on a CPU "
            f"only: grade with `--seed {public}`, or where the reference is."
        )
    return RecordedAnswers.load(suite.assignment.release / ANSWERS)


def engine_sha256() -> str:
    """A digest of the packages that answers go through, so that a changed engine does not serve old answers."""
    root = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for path in sorted(path for package in ANSWERED_BY for path in root.glob(f"{package}/*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
