"""Why a check failed, as far as it is shown: a ladder, of which each rung says nothing rather than something wrong.

The exercise's own cell raised; else how the answer relates to the right one; a known mistake that gives the same
numbers; what a loop did that no right one does; where the values leave those of a right solution; and, where nothing is
shown, or no line, a known mistake that fails in the same way, told as a possibility.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from autograder.grading import fingerprint
from autograder.grading.bench import Bench
from autograder.grading.checkrun import CheckRun, Finding
from autograder.grading.diagnosis.behaviours import behaviours
from autograder.grading.diagnosis.departure import depart
from autograder.grading.diagnosis.differing import differing, plain, wrong_numbers
from autograder.grading.diagnosis.nonfinite import finite, nonfinite
from autograder.grading.diagnosis.quantities import BATCHES, IMAGES, quantities
from autograder.grading.diagnosis.related import MOST_TOLD, related
from autograder.grading.diagnosis.unexplained import group
from autograder.grading.diagnosis.unfinished import unfinished
from autograder.grading.recorded import Known, KnownMistake, Paper
from autograder.grading.words import Failure, in_words
from autograder.model.report import Diagnosis
from autograder.model.trace import Trace
from autograder.runner.respondent import ObservedRespondent, Question

SAME_NUMBERS, SAME_FORM, BOTH_PASS, NO_EVIDENCE, ANOTHER_TOO, ANOTHER_WAY, CONTRADICTS = 3, 2, 1, 0, -2, -4, -9
# Questions of an exercise; none after one that was too long to be recorded whole. In a proof of all lessons neither a
# third one nor one after such a one showed anything else.
MOST_RECORDED = 2
Recorded = Callable[[Finding, int], Trace | None]
Record = Callable[[Question, str], Trace | None]
Told = tuple[Mapping[str, tuple[Diagnosis, ...]], str]


@dataclass(frozen=True)
class Candidate:
    """A known mistake that a check may have failed for; `shown` says that it gives the same numbers."""

    mistake: KnownMistake
    shown: bool


def nearest(findings: Sequence[Finding], mistakes: Sequence[KnownMistake]) -> Mapping[str, Candidate]:
    """For each failed check, by id, the mistake of the same exercise that explains it; checks without one are left out.

    `findings` and `mistakes` are those of one exercise. Where several fit a check, the one that agrees best over all
    checks is named, of equals the one that fails fewer itself; one that fails another check than failed is not. It is
    shown if it gives the same telling numbers; one that only gives the same words (sizes of layers, say) or the same
    few counts, as no other does, may be it. That it fails with the same sentence is no evidence.
    """
    closeness: dict[str, dict[str, int]] = {}
    for mistake in mistakes:
        closeness[mistake.name] = {f.check.id: _closeness(f, mistake.results.get(f.check.id)) for f in findings}
    overall = {name: sum(values.values()) for name, values in closeness.items()}
    named = {}
    for finding in findings:
        if finding.outcome != "fail":
            continue
        name = finding.check.id
        least = {m.name: min(closeness[m.name].values()) for m in mistakes}
        shown = [m for m in mistakes if closeness[m.name][name] >= SAME_NUMBERS and least[m.name] > CONTRADICTS]
        alike = [m for m in mistakes if closeness[m.name][name] >= SAME_FORM and least[m.name] >= 0]
        alike.sort(key=lambda m: (-overall[m.name], _failures(m)))
        best = max(shown, key=lambda m: (overall[m.name], -_failures(m)), default=None)
        if best and (len(shown) == 1 or least[best.name] > ANOTHER_WAY):  # else several do the same, and it is neither
            named[name] = Candidate(best, True)
        elif len(alike) == 1 or (alike and overall[alike[0].name] > overall[alike[1].name]):
            named[name] = Candidate(alike[0], False)
    return named


def _failures(mistake: KnownMistake) -> int:
    return sum(known.outcome == "fail" for known in mistake.results.values())


def _closeness(finding: Finding, known: Known | None) -> int:
    if known is None or finding.outcome == "blocked":
        return 0
    if known.outcome == "pass" and finding.outcome == "pass":
        return BOTH_PASS
    if known.outcome == "pass":
        return ANOTHER_TOO  # something else is wrong, perhaps beside this mistake
    if finding.outcome == "pass":
        return CONTRADICTS
    if finding.signature == known.signature:
        answers = fingerprint.of(finding.telling)
        if answers.matches(known.trace):
            telling = answers.telling(fingerprint.of(finding.expected[: len(finding.telling)]))
            return SAME_NUMBERS if telling else SAME_FORM if answers.words or finding.exact else NO_EVIDENCE
        if not finding.exact:
            return NO_EVIDENCE
    return ANOTHER_WAY  # where two mistakes meet, neither's numbers are there


def common(named: Sequence[Mapping[str, Candidate]], sure: bool = True) -> Mapping[str, Candidate]:
    """What is named under every one of several seeds, and shown if it is under each and can be `sure` at all."""
    first, *others = named or [{}]
    both = {}
    for name, candidate in first.items():
        same = [other[name] for other in others if name in other and other[name].mistake.name == candidate.mistake.name]
        if len(same) == len(others):
            both[name] = Candidate(candidate.mistake, sure and all(one.shown for one in (candidate, *same)))
    return both


def explain(
    bench: Bench, paper: Paper, exercise: str, findings: Mapping[str, Finding], respondent: ObservedRespondent,
    given_up: Mapping[str, Failure],
) -> Told:  # fmt: skip
    """Why checks of `exercise` failed, by check, and what stands for that which nothing explains; `findings` are those
    of `paper`.

    Known mistakes count where they explain it under two seeds: it is asked again under that which all share, unless it
    took too long already, and what is found there is made under the submission's own. What is recorded, too, is of that
    which all share, where it fails there: then the reference is recorded once for all.
    """
    mine = [finding for finding in findings.values() if finding.check.exercise == exercise]
    if exercise in given_up or not any(finding.outcome == "fail" for finding in mine):
        return {}, ""
    raised = respondent.raised(exercise)
    named: list[Mapping[str, Candidate]] = []
    again: Mapping[str, Finding] = {}
    if raised is None:
        if paper is bench.shared:
            again = {finding.check.id: finding for finding in mine}
        elif not any(finding.slow for finding in mine):
            respondent.refresh()  # as known mistakes were asked: nothing is left of other questions
            checks = [finding.check for finding in mine if finding.outcome != "blocked"]
            again = CheckRun(bench.shared.suite, respondent, bench.shared.lookup, given_up=given_up).run(checks)
        under_it = [again.get(finding.check.id, finding) for finding in mine]
        named.append(nearest(under_it, bench.shared.mistakes(exercise)))
    found = {candidate.mistake.name for candidate in common(named).values()}
    trains = bench.assignment.exercise(exercise).threshold is not None
    if found and bench.reference and not trains and paper is not bench.shared:
        named.append(nearest(mine, bench.reference.again(paper, exercise, found)))

    def recorded(finding: Finding, index: int) -> Trace | None:
        shared = again.get(finding.check.id) is finding
        return (bench.shared if shared else paper).trace(finding, index)

    made = diagnose(
        mine, common(named, sure=not trains), raised, recorded, respondent.record, bench.assignment.reveal, again
    )
    return made, group(exercise, mine, again, made)


def diagnose(
    findings: Sequence[Finding], candidates: Mapping[str, Candidate], raised: Mapping[str, Any] | None,
    recorded: Recorded, record: Record, reveal: str = "line", again: Mapping[str, Finding] = MappingProxyType({}),
) -> dict[str, tuple[Diagnosis, ...]]:  # fmt: skip
    """The diagnoses of the failed checks among `findings`, those of one exercise, by id.

    `again` are those under another seed, if they were asked, and are looked at more closely where they fail, too;
    `raised` is what the exercise's own cell raised; `recorded` gives the trace of the reference at a question of a
    finding, `record` has the student's code recorded while it answers a question once more.
    """
    made: dict[str, tuple[Diagnosis, ...]] = {}
    traces: dict[bytes, Trace | None] = {}
    shown = {candidate.mistake.name for candidate in candidates.values() if candidate.shown}  # the exercise has these
    for finding in findings:
        if finding.outcome != "fail":
            continue
        name = finding.check.id
        if finding.cause == "raised" and finding.cell:  # the check itself says it, with the line
            continue
        elsewhere = raised is not None and raised["cell"] not in ("", finding.check.exercise)
        if raised is not None and not (elsewhere and finding.compared):  # else there is an answer in spite of it
            said = in_words(raised).rstrip(".")
            line = raised["line"] if raised["cell"] == finding.check.exercise else 0
            made[name] = (Diagnosis("raised", raised["type"] or "exception", said, line=line),)
            continue
        if not finding.questions:
            continue
        other = again.get(name, finding)
        looked_at = other if other.outcome == "fail" and other.questions else finding
        question, right = (finding.questions[-1], None) if finding.slow else _shown(looked_at, recorded)
        known = _quantities(finding, looked_at, question, right)
        told = related(finding, known, other, findings, [*again.values()])
        candidate = candidates.get(name)
        if candidate and candidate.mistake.name in shown:
            told.append(_mistake(candidate.mistake))
        elif right is not None and not told and may_show(right, looked_at):
            cut = any(trace and trace.cut for trace in traces.values())
            if question.encoded not in traces and len(traces) < MOST_RECORDED and not cut:
                traces[question.encoded] = record(question, finding.check.exercise)
            told += _traced(traces.get(question.encoded), right, looked_at, quantities(question, right), reveal)
        somewhere = all(one.kind == "departure" and not one.line for one in told)
        both = finding.compared  # a 0 has many causes
        says_more = not both or any(f is None or f.ndim or f.any() for f, _ in differing(*both))
        if candidate and somewhere and says_more:
            told.append(_mistake(candidate.mistake, "it may be that "))
        made[name] = tuple(told)
    return made


def _shown(finding: Finding, recorded: Recorded) -> tuple[Question, Trace | None]:
    """The question whose answer is wrong, or else the last, of those at which the reference shows anything."""
    asked = list(reversed(list(enumerate(finding.questions))))
    asked.sort(key=lambda one: not finding.wrong_in(one[0]))
    shown = ((question, trace) for i, question in asked if (trace := recorded(finding, i)))
    return next(shown, (finding.questions[-1], None))


def _quantities(finding: Finding, looked_at: Finding, question: Question, right: Trace | None) -> Mapping[str, float]:
    """Those of the question of `finding`: what the trace tells only where as much was asked when it was recorded.

    Where batches are dealt out, what the question is given is the images, not what the student knows by that name.
    """
    shown = quantities(question, right)
    if looked_at is finding:
        return shown
    there, own = quantities(question, None), quantities(finding.questions[-1], None)
    if own == there:
        return shown
    if BATCHES not in shown:
        return own
    images = next((own[name] for name, size in there.items() if name in own and size == shown.get(IMAGES)), None)
    return {name: size for name, size in own.items() if "`" not in name} | ({IMAGES: images} if images else {})


def may_show(right: Trace, finding: Finding) -> bool:
    """Whether what is recorded can be the reason: it is none for an answer of another type, or for none at all.

    Nor where nothing of the answer is seen, as of a figure.
    """
    compared = finding.exact or not finding.found or not finite(finding.compared)
    return compared and bool(right.acts or right.targets or plain(finding.answers))


def _mistake(mistake: KnownMistake, may_be: str = "") -> Diagnosis:
    return Diagnosis("mistake", mistake.name, may_be + mistake.sentence, mistake.hint)


def _traced(
    found: Trace | None, right: Trace, finding: Finding, known: Mapping[str, float], reveal: str
) -> list[Diagnosis]:
    """What two traces show: behaviours, or else a departure."""
    if found is None:
        return []
    a_figure = finding.compared is not None and plain(finding.compared[0])
    if facts := behaviours(found, right, finding.exact, a_figure)[:MOST_TOLD]:
        return facts
    wrong = wrong_numbers(*finding.compared) if finding.compared else []
    counted = finding.answers if finding.exact and plain(finding.answers) else ()
    if not finite(finding.compared):
        departure = nonfinite(found, right)
    else:
        departure = unfinished(found, right, wrong, finding.expected) or depart(found, right, known, wrong, counted)
    return [_as_revealed(departure, reveal)] if departure else []


def _as_revealed(departure: Diagnosis, reveal: str) -> Diagnosis:
    """As much of a departure as students of the lesson are told; `step` is for whoever teaches."""
    made = replace(departure, step=departure.step or departure.sentence)
    if reveal == "nothing":
        return replace(made, sentence="somewhere on the way your values stop being those of a right solution", line=0)
    if reveal == "step" and departure.step:
        return replace(made, sentence=f"{departure.sentence}: {departure.step}")
    return made
