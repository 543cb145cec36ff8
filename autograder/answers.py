"""What the reference and each known mistake answer: asked once, kept on disk, the same for a whole class."""

import hashlib
import json
import platform
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder import __version__, fingerprint, lessonfile, wire
from autograder.authoring.declare import Cell, Check, Mistake
from autograder.config import Assignment
from autograder.errors import KitError, UserError
from autograder.fingerprint import Fingerprint
from autograder.judge import Finding, Hearing, Lessons, in_words, mistakes_of
from autograder.witness import CellResult, Died, Question, RunCell

if TYPE_CHECKING:
    from autograder.pool import Zygote
    from autograder.session import Session

SCHEMA = "autograder/answers/1"
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
    fares: Mapping[str, Known]


@dataclass(frozen=True)
class Answers:
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
                 "fares": {name: {**asdict(known), "trace": known.trace.as_data()} for name, known in m.fares.items()}}
                for m in self.mistakes
            ],
        }  # fmt: skip
        wire.write_file(path, data)

    @staticmethod
    def load(path: Path) -> "Answers":
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
                    "fares": {
                        name: Known(**{**known, "trace": Fingerprint.from_data(known["trace"])})
                        for name, known in entry["fares"].items()
                    },
                })
                for entry in data["mistakes"]
            )  # fmt: skip
            expected = {name: tuple(values) for name, values in data["expected"].items()}
            return Answers(data["provenance"], expected, mistakes)
        except (OSError, wire.Malformed, KeyError, TypeError) as error:
            raise UserError(f"{path} cannot be read ({error}). Make it anew with `autograder release`.") from None


def versions() -> dict[str, str]:
    """What the numbers depend on."""
    import torch
    import torchvision

    return {
        "kit": __version__, "python": platform.python_version(), "torch": torch.__version__,
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


def record(lessons: Lessons, zygote: "Zygote", progress: Progress = lambda *_: None) -> Answers:
    """Ask the reference, then each mistake, every question of their checks.

    Raises KitError, with what went wrong, when the reference does not pass its own checks.
    """
    from autograder.session import Session

    assignment = lessons.assignment
    cells = lessonfile.reference_cells(assignment)
    mistakes = mistakes_of(assignment)
    with Session(zygote, assignment.limits, cells, lessons.source) as session:
        for index, result in session.results.items():
            if result.raised or result.missing or result.died:
                raise KitError(f"{assignment.name}: the reference's cell `{cells[index].label}` failed: {_why(result)}")
        progress("the reference", 0, len(mistakes) + 1)
        hearing = _hear_reference(lessons, session)
        known = []
        for number, mistake in enumerate(mistakes, 1):
            progress(mistake.name, number, len(mistakes) + 1)
            known.append(_hear_mistake(lessons, session, mistake, hearing))
    expected = {name: finding.expected for name, finding in hearing.items()}
    facts = {"assignment": assignment.name, "assignment_sha256": assignment_sha256(assignment), **versions()}
    return Answers({**facts, "device": lessons.device}, expected, tuple(known))


def _hear_reference(lessons: Lessons, session: "Session") -> dict[str, Finding]:
    def live(check: Check, index: int, probe: str, arguments: tuple, named: dict) -> Any:
        return session.ask(Question(probe, arguments, named, lessons.assignment.limits.probe_seconds * 4))

    findings = Hearing(lessons, session, live).run(lessons.checks)
    for name, finding in findings.items():
        if finding.outcome != "pass":
            raise KitError(f"{lessons.assignment.name}: the reference fails its own check `{name}`: {finding.message}")
    return findings


def _hear_mistake(
    lessons: Lessons, session: "Session", mistake: Mistake, reference: Mapping[str, Finding]
) -> KnownMistake:
    assignment = lessons.assignment
    source = mistake.change(Cell(lessonfile.solution(assignment, mistake.exercise)))
    expected = {name: finding.expected for name, finding in reference.items()}
    session.renew()
    given_up = put_cell(session, assignment, mistake.exercise, source)
    lookup = Answers({}, expected, ()).lookup
    findings = Hearing(lessons, session, lookup, given_up=given_up).run(
        [_without_needs(check) for check in lessons.of(mistake.exercise)]
    )
    session.forget()
    fares = {name: Known(f.outcome, f.signature, f.exact, fingerprint.of(f.answers)) for name, f in findings.items()}
    for name, finding in findings.items():
        if finding.outcome == "error":
            raise KitError(
                f"{assignment.name}: the check `{name}` breaks on the mistake `{mistake.name}`: {finding.message}"
            )
    return KnownMistake(mistake.exercise, mistake.name, mistake.sentence, mistake.hint, fares)


def put_cell(session: "Session", assignment: Assignment, name: str, source: str) -> dict[str, str]:
    """Put another cell in the place of an exercise's; why it cannot be asked then, by exercise, if it cannot."""
    exercise = assignment.exercise(name)
    try:
        if exercise.run == "asked":
            session.put_source(name, source)
            return {}
        cell = RunCell(name, source, exercise.names, exercise.seconds or assignment.limits.cell_seconds)
        reason = cell_failure(session.run(cell))
    except Died as died:
        reason = f"The cell ended the process: {died}."
    return {name: reason} if reason else {}


def _without_needs(check: Check) -> Check:
    return Check(check.exercise, check.name, check.description, (), check.function)


def cell_failure(result: CellResult) -> str:
    """Why an exercise cannot be asked at all after its cell ran so; empty when it can."""
    if result.died:
        return f"The cell ended the process: {result.died}."
    if not result.missing:
        return ""
    names = ", ".join(f"`{name}`" for name in result.missing)
    if result.raised:
        return f"{in_words(result.raised)} So {names} was never defined."
    return f"The cell does not define {names}."


def _why(result: CellResult) -> str:
    return in_words(result.raised) if result.raised else str(result.died or f"does not define {result.missing}")


def obtain(lessons: Lessons, zygote: "Zygote", seed_name: str, progress: Progress = lambda *_: None) -> Answers:
    """The answers for `lessons`: from the cache, else recorded now and cached; with no reference the release's.

    Raises UserError when there is no reference and the seed is not the public one.
    """
    if not lessons.assignment.reference.is_dir():
        return _released(lessons)
    sha = assignment_sha256(lessons.assignment)
    facts = [sha, str(lessons.seed), lessons.device, *versions().values(), engine_sha256()]
    key = hashlib.sha256("\n".join(facts).encode()).hexdigest()[:24]
    path = lessons.assignment.course.private / "answers" / f"{lessons.assignment.name}-{seed_name}-{key}.safetensors"
    if path.is_file():
        try:
            return Answers.load(path)
        except UserError:
            path.unlink()
    answers = record(lessons, zygote, progress)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    for old in path.parent.glob(f"{lessons.assignment.name}-{seed_name}-*"):
        old.unlink(missing_ok=True)
    answers.save(path)
    return answers


def _released(lessons: Lessons) -> Answers:
    public = lessons.assignment.course.public_seed
    if lessons.seed != public or lessons.device != "cpu":
        raise UserError(
            f"{lessons.assignment.reference} is not there, and the release holds answers to the public seed on a CPU "
            f"only: grade with `--seed {public}`, or where the reference is."
        )
    return Answers.load(lessons.assignment.release / "expected.safetensors")


def engine_sha256() -> str:
    """A digest of the modules that answers go through, so that a changed engine does not serve old answers."""
    folder = Path(__file__).parent
    digest = hashlib.sha256()
    modules = (folder / f"{name}.py" for name in ("fingerprint", "items", "judge", "lesson", "wire"))
    for path in sorted([*folder.glob("authoring/*.py"), *modules]):
        digest.update(path.read_bytes())
    return digest.hexdigest()
