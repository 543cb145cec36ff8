"""What would happen if a line were not there, or another? And which change brings something about? Pure.

A right option is a fact that was measured of the change; the others are facts of other changes that are false of it.
"""

import re
from collections.abc import Iterator
from random import Random

from autograder.viva.facts import APART, Fact
from autograder.viva.question import Candidate, Question, shuffled
from autograder.viva.study import Study
from autograder.viva.variants import Variant

TRIED = 14  # changes of one cell that are run
LEAST = 3  # options of a question
TRIVIAL = ("raises NameError", "raises UnboundLocalError", "raises IndentationError", "raises SyntaxError")
SAME = Fact("same", "Nothing changes: everything comes out as it does now.")
Measured = list[tuple[int, Variant, tuple[Fact, ...]]]


def measured(study: Study, rng: Random) -> Measured:
    """Changes of the cell and what each brings about: as many as are tried, drawn from all of them."""
    order = list(range(len(study.changes)))
    first = order[: TRIED * 2]
    rng.shuffle(first)
    found = [(index, study.changes[index], study.facts(index)) for index in first[:TRIED]]
    return [one for one in found if one[2]]


def is_trivial(change: Variant, fact: Fact) -> bool:
    """Whether the outcome follows from the change without a thought, or has nothing to do with it."""
    return fact.name.startswith(TRIVIAL) or (
        "AttributeError" in fact.name and any(name and name in fact.sentence for name in change.names)
    )


def apart(fact: Fact, others: list[Fact], tolerance: float) -> bool:
    """Whether a fact is another than all of `others`, also in the numbers that it shows."""
    for other in others:
        if fact.name == other.name or fact.sentence == other.sentence:
            return False
        if fact.value is not None and other.value is not None:
            gap = abs(fact.value - other.value)
            if gap <= APART * tolerance * max(abs(fact.value), abs(other.value)):
                return False
    return True


def consequences(study: Study, found: Measured, setting: str, rng: Random) -> Iterator[Candidate]:
    """What happens if …: one question a change."""
    tolerance = study.suite.assignment.tolerance(study.exercise, "cpu").rtol
    pool = [(change, fact) for _, change, facts in found for fact in facts[:2] if not is_trivial(change, fact)]
    pool.append((None, SAME))  # type: ignore[arg-type]
    for index, change, facts in found:
        right = facts[0]
        names = {fact.name for fact in facts}
        if is_trivial(change, right):
            continue
        others: list[Fact] = []
        near = sorted(pool, key=lambda one: (one[1].name != "same", one[0] is None or one[0].line != change.line, rng.random()))
        for _, fact in near:
            if fact.name not in names and apart(fact, [right, *others], tolerance) and _fits(fact, others):
                others.append(fact)
        if len(others) < LEAST - 1:
            continue
        others = others[:3]
        kind = "predict" if change.kind == "number" else "without"
        text = f"Suppose {change.told}. What happens?"
        question = Question(
            kind, study.exercise.name, setting, text, shuffled(rng, right.sentence, [o.sentence for o in others]),
            right.sentence, f"Both versions were run on the same inputs; this one: {_small(right.sentence)}",
            (change.line,), tuple(study.lines),
        )  # fmt: skip
        worth = 3.0 - ("raises" in right.name) - 0.5 * (right.name == "same") + 0.4 * (change.kind == "removed")
        yield Candidate(question, worth, _again(index, right, others))


def _fits(fact: Fact, others: list[Fact]) -> bool:
    """At most one error among the options: more of them give the right one away."""
    return not ("raises" in fact.name and any("raises" in other.name for other in others))


def _again(index: int, right: Fact, others: list[Fact]):  # type: ignore[no-untyped-def]
    def confirmed(study: Study) -> bool:
        names = {fact.name for fact in study.facts(index)}
        return right.name in names and not any(other.name in names for other in others)

    return confirmed


def _small(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def causes(study: Study, found: Measured, setting: str, rng: Random) -> Iterator[Candidate]:
    """Which change would bring this about? One question a fact that is true of one change alone."""
    for index, change, facts in found:
        right = facts[0]
        if right.name == "same" or is_trivial(change, right) or "raises" in right.name:
            continue
        others = [
            (i, other) for i, other, its in found
            if right.name not in {fact.name for fact in its} and other.label != change.label
            and not all(fact.name.startswith("raises") for fact in its)
        ]  # fmt: skip
        others.sort(key=lambda one: (one[1].kind != change.kind, rng.random()))
        if len(others) < LEAST - 1:
            continue
        others = others[:3]
        said = re.sub(r"\s+$", "", right.sentence)
        text = f"One of these changes was made to your code, and this came of it: “{said}” Which one was it?"
        options = shuffled(rng, _cause(change), [_cause(other) for _, other in others])
        question = Question(
            "where", study.exercise.name, setting, text, options, _cause(change),
            "Each of the changes was made and run on the same inputs; of these, only this one does that.",
            (), tuple(study.lines),
        )  # fmt: skip
        yield Candidate(question, 2.6, _only(index, [i for i, _ in others], right.name))


def _cause(change: Variant) -> str:
    return change.told[:1].upper() + change.told[1:] + "."


def _only(index: int, others: list[int], name: str):  # type: ignore[no-untyped-def]
    def confirmed(study: Study) -> bool:
        return name in {f.name for f in study.facts(index)} and all(
            study.facts(other) and name not in {f.name for f in study.facts(other)} for other in others
        )

    return confirmed
