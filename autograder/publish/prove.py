"""The proof that grading is right: every stub, solution, alternative and mistake is put to the checks."""

import concurrent.futures
import contextlib
import multiprocessing
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from autograder.authoring.declare import load
from autograder.grading.bench import Bench
from autograder.grading.checkrun import CheckRun, Finding
from autograder.grading.diagnosis.ladder import nearest
from autograder.grading.grade import grade
from autograder.grading.provenance import assignment_sha256
from autograder.grading.recorded import Paper, RecordedAnswers
from autograder.grading.recording import Progress, of_release
from autograder.grading.reference import Reference, Solved, put_cell
from autograder.grading.secret import Secret
from autograder.grading.suite import CheckSuite, mistakes_of
from autograder.intake.find import SubmittedFile
from autograder.model import course as courses
from autograder.model import notebook
from autograder.model.course import Assignment
from autograder.publish import against, calibrate, mutated, release
from autograder.publish.apart import Apart
from autograder.publish.claims import claimed
from autograder.publish.mutated import Tried
from autograder.runner.pool import Zygote
from autograder.runner.session import Session
from autograder.runner.zygote import one_thread

MOST_WRONG = 0.005  # of mutants told what they cannot have done; more are faults of the lesson
MOST_OTHER = 0.2  # of pairs of mistakes whose numbers together are those of a third, which is told; likewise
MUTANTS, PAIRS = 100, 12  # of a lesson; there are hundreds more


@dataclass(frozen=True)
class Trial:
    """One variant of the lesson and how each exercise came out; `faults` says what should have come out otherwise."""

    kind: str
    exercise: str
    name: str
    outcomes: Mapping[str, str]
    named: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


@dataclass
class Proof:
    """All trials of one assignment, and the faults that belong to no single trial."""

    assignment: str
    exercises: tuple[str, ...]
    trials: list[Trial] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    tried: list[Tried] = field(default_factory=list)
    claims: Mapping[str, float] = field(default_factory=dict)  # points that rest on claims, by check
    points: float = 0
    notes: list[str] = field(default_factory=list)

    @property
    def all_faults(self) -> list[str]:
        return [
            *self.faults,
            *(f"{trial.kind} `{trial.name}`: {fault}" for trial in self.trials for fault in trial.faults),
            *self.wrongly_told,
        ]

    @property
    def wrongly_told(self) -> list[str]:
        """What mutants were told that their operator cannot bring about, where it is told to more than to a few."""
        both = [one for one in self.tried if one.operator == mutated.TWO]
        single = [one for one in self.tried if one.operator != mutated.TWO]
        return [
            f"`{one.operator}` in `{one.exercise}`, {one.style}: told as {told}"
            for tried, most in ((single, MOST_WRONG), (both, MOST_OTHER))
            if sum(bool(one.wrong) for one in tried) > most * len(tried)
            for one in tried
            for told in one.wrong
        ]

    @property
    def seconds(self) -> tuple[float, float]:
        """CPU seconds that telling why costs beyond the checks: the median, and what nine of ten cost at most."""
        spent = sorted(one.seconds for one in self.tried if one.outcome == "fail") or [0.0]
        return spent[len(spent) // 2], spent[len(spent) * 9 // 10]

    def operators(self) -> list[tuple[str, Counter]]:
        """For each operator, how many mutants there are by what came of them."""
        return mutated.matrix(self.tried)

    def as_data(self) -> dict:
        trials = [{**vars(trial), "outcomes": dict(trial.outcomes)} for trial in self.trials]
        return {**vars(self), "trials": trials, "tried": [vars(one) for one in self.tried]}


def alternatives(assignment: Assignment) -> Mapping[str, Mapping[str, str]]:
    """The correct-but-different cells of tests/assignments/ID/alternatives.py, by exercise and name."""
    path = assignment.course.root / courses.ALTERNATIVES.format(assignment.name)
    return load(path).ALTERNATIVES if path.is_file() else {}


def prove(assignment: Assignment, progress: Progress = lambda *_: None, most: int = MUTANTS, two: int = PAIRS) -> Proof:
    """Put everything that is known about an assignment to the test; of mutants, `most`; of two mistakes at once, `two`.

    Raises KitError when the reference does not even pass its own checks.
    """
    one_thread()
    code = tuple(exercise.name for exercise in assignment.exercises if exercise.manual is None)
    proof = Proof(assignment.name, code, points=assignment.points)
    proof.faults += release.stale(assignment)
    suite = CheckSuite(assignment, assignment.course.public_seed)
    proof.faults += _descriptions(suite)
    with (
        Zygote(assignment.course) as zygote,
        contextlib.closing(Reference(suite, Solved.of(assignment), zygote)) as reference,
    ):
        passed = reference.findings(suite, suite.checks)
        answers = _answers(reference, suite, passed)
        proof.faults += against.disagreements(assignment, answers)
        proof.trials.append(_stub(assignment, suite, answers, zygote))
        variants = list(_variants(assignment))
        if not any(kind == "alternative" for kind, *_ in variants):
            place = courses.ALTERNATIVES.format(assignment.name)
            proof.notes.append(f"no right solution in another style was tried: {place} holds none.")
        trials = mutated.Trials(reference, suite, passed, answers.of) if most or two else None
        session = reference.session()
        proof.trials.append(_trial(suite, answers, session, "reference", "", "solution", None))
        apart = Apart(suite, session, answers.lookup)
        for number, (kind, exercise, name, source) in enumerate(variants, 1):
            progress(f"{kind} {name}", number, len(variants))
            spared = apart.from_cell(exercise, source) if kind == "mistake" else set()
            proof.trials.append(_trial(suite, answers, session, kind, exercise, name, source, spared, trials))
        proof.claims = claimed(reference, suite)
        proof.tried += _mutants(trials, most, two, progress) if trials else []
    proof.faults += _unfailed(suite, answers)
    proof.faults += calibrate.faults(assignment)
    return proof


def _answers(reference: Reference, suite: CheckSuite, passed: Mapping[str, Finding]) -> RecordedAnswers:
    """What the reference answers now; of mistakes, what the release has of them where it still holds: as graders do."""
    expected = {name: finding.expected for name, finding in passed.items()}
    lookup = RecordedAnswers({}, expected, ()).lookup
    released = of_release(suite, assignment_sha256(suite.assignment))
    known = released.mistakes if released else [reference.mistaken(v, suite, lookup) for v in reference.solved.variants]
    return RecordedAnswers({}, expected, tuple(known))


def prove_elsewhere(assignment: Assignment, python: str) -> Proof:
    """Whether the reference, asked by the interpreter `python`, answers there what the release has recorded."""
    there = against.recorded_by(python, assignment)
    where = f"Python {there.provenance['python']} with torch {there.provenance['torch']}"
    return Proof(
        assignment.name, (), faults=[f"{where}: {fault}" for fault in against.disagreements(assignment, there)]
    )


def _mutants(trials: mutated.Trials, most: int, two: int, progress: Progress) -> list[Tried]:
    """What comes of operators on right cells, and of two mistakes at once, where nothing trains for long."""
    assignment = trials.suite.assignment
    others = alternatives(assignment)
    solved = {cell.label: cell.source for cell in trials.reference.solved.cells}
    right = {
        e.name: {"reference": solved[e.name], **others.get(e.name, {})}
        for e in assignment.exercises
        if e.manual is None and e.threshold is None
    }
    todo, tried = [*mutated.chosen(right, most), *mutated.pairs(assignment, solved, two)], []
    for number, (exercise, style, mutant) in enumerate(todo, 1):
        progress(f"operator {mutant.operator}", number, len(todo))
        tried.append(trials.tried(exercise, style, mutant))
    return tried


def prove_all(
    assignments: Sequence[Assignment], jobs: int, done: Callable[[Proof], None], most: int = MUTANTS, two: int = PAIRS
) -> list[Proof]:
    """The proofs of several assignments, `jobs` at a time; `done` is called with each as it is finished."""
    context = multiprocessing.get_context("fork")  # torch is there already
    with concurrent.futures.ProcessPoolExecutor(min(jobs, len(assignments)), mp_context=context) as executor:
        proofs = [executor.submit(prove, one, most=most, two=two) for one in assignments]
        for proof in concurrent.futures.as_completed(proofs):
            done(proof.result())
    return [proof.result() for proof in proofs]


def _variants(assignment: Assignment) -> Iterator[tuple[str, str, str, str]]:
    """Kind, exercise, name and source of every changed cell to try."""
    for exercise, cells in alternatives(assignment).items():
        for name, source in cells.items():
            yield "alternative", exercise, name, source
    for variant in Solved.of(assignment).variants:
        yield "mistake", variant.exercise, variant.name, variant.source


def _trial(
    suite: CheckSuite,
    answers: RecordedAnswers,
    session: Session,
    kind: str,
    exercise: str,
    name: str,
    source: str | None,
    spared: Collection[str] = (),
    trials: mutated.Trials | None = None,
) -> Trial:
    """Run one variant; a fault for every exercise that comes out otherwise than it must.

    An alternative is put to the checks of its own exercise, a mistake to all but those that it is `spared` since they
    pass whatever it does, and those that wait for its exercise: it must cost no other exercise anything.
    """
    session.renew()
    given_up = put_cell(session, suite.assignment, exercise, source) if source is not None else {}
    checks = suite.of(exercise) if kind == "alternative" else suite.checks
    late = _waiting(suite, exercise) if kind == "mistake" else set()
    asked = [check for check in checks if check.exercise == exercise or check.id not in late.union(spared)]
    findings = CheckRun(suite, session, answers.lookup, given_up=given_up).run(asked)
    shown = trials.of_right(exercise, findings.values(), session) if trials and kind == "alternative" else []
    session.forget()
    outcomes: dict[str, str] = {}
    names: list[str] = []
    said: set[str] = set()
    faults = [f"this right way shows the behaviour `{behaviour}`, which is told as a reason" for behaviour in shown]
    for other in dict.fromkeys(check.exercise for check in checks):
        mine = [finding for finding in findings.values() if finding.check.exercise == other]
        came = {f.outcome for f in mine} | {"blocked" for one in suite.of(other) if one.id in late}
        outcomes[other] = next((outcome for outcome in ("error", "fail", "blocked") if outcome in came), "pass")
        wanted = "fail" if kind == "mistake" and other == exercise else "pass"
        waits = outcomes[other] == "blocked" and kind == "mistake" and other != exercise
        if outcomes[other] != wanted and not waits:
            why = "; ".join(f"{f.check.name}: {f.sentence}" for f in mine if f.outcome != "pass")
            faults.append(f"`{other}` comes out as {outcomes[other]}, not {wanted} ({why or 'nothing failed'})")
        said |= mutated.said([finding for finding in mine if finding.outcome == "fail"])
        names += [candidate.mistake.name for candidate in nearest(mine, answers.of(other)).values()]
    if kind == "mistake" and set(names) - {name}:
        faults.append(f"named as {', '.join(sorted(set(names)))}")
    return Trial(kind, exercise, name, outcomes, tuple(dict.fromkeys(names)), tuple(sorted(said)), tuple(faults))


def _waiting(suite: CheckSuite, exercise: str) -> set[str]:
    """The checks, by id, that can cost nothing while `exercise` fails: they need it, or what waits for it."""
    failed, late = {exercise}, set()
    for check in suite.checks:
        if not failed.isdisjoint(check.needs):
            failed.add(check.exercise)
            late.add(check.id)
    return late


def _stub(assignment: Assignment, suite: CheckSuite, answers: RecordedAnswers, zygote: Zygote) -> Trial:
    """The untouched release, graded as a student's submission is."""
    path = assignment.release / f"{assignment.name}.ipynb"
    paper = Paper(suite, answers.lookup, answers.of)
    secret = Secret(suite.seed, "public", own=False)
    bench = Bench(suite, lambda _: paper, paper, notebook.release_cells(assignment), secret, "")
    report = grade(SubmittedFile("untouched", assignment.name, path), bench, zygote).report
    outcomes = {e.name: e.outcome for e in report.exercises if e.outcome != "manual"}
    faults = [f"`{name}` comes out as {outcome}, not todo" for name, outcome in outcomes.items() if outcome != "todo"]
    return Trial("stub", "", "untouched", outcomes, faults=tuple(faults))


def _descriptions(suite: CheckSuite) -> list[str]:
    faults = [f"the check `{check.id}` has no description" for check in suite.checks if not check.description]
    unclear = [m.name for m in mistakes_of(suite.assignment) if not m.sentence or not m.hint.rstrip().endswith("?")]
    return faults + [f"the mistake `{name}` needs a sentence and a hint that asks a question" for name in unclear]


def _unfailed(suite: CheckSuite, answers: RecordedAnswers) -> list[str]:
    """Checks that no mistake fails prove nothing."""
    failed = {
        name for mistake in answers.mistakes for name, known in mistake.results.items() if known.outcome == "fail"
    }
    return [f"no mistake fails the check `{check.id}`" for check in suite.checks if check.id not in failed]
