"""What would happen if a line were not there, or another? And which change brings something about? Pure.

A right option is a fact that was measured of the change; the others are facts of other changes that are false of it.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from random import Random

from autograder.feedback.viva.facts import COUNTS, SAME
from autograder.feedback.viva.known import seen, whole_numbers
from autograder.feedback.viva.question import LEAST, Candidate, Holds, Option, ask
from autograder.feedback.viva.study import Study
from autograder.feedback.viva.values import APART, Fact
from autograder.feedback.viva.variants import Variant
from autograder.model.report import as_sentence

TRIED, TRIED_DEAR = 12, 8  # changes of one cell that are run
TRIVIAL = ("NameError", "UnboundLocalError", "IndentationError", "SyntaxError")
MANY_WEIGHTS = 10_000
UNSEEN = re.compile("save|write|dump|print|show|close")  # what nobody looks at, as a file
WRAPPED = "reads `return torch."  # around what is no tensor
Measured = list[tuple[int, Variant, tuple[Fact, ...]]]


def measured(study: Study, rng: Random) -> Measured:
    """Changes of the cell and what each brings about: as many as are tried, drawn from all of them."""
    tried = TRIED_DEAR if study.is_dear else TRIED
    first = list(range(len(study.cell.changes[: tried * 2])))
    found = [(index, study.cell.changes[index], study.facts(index)) for index in rng.sample(first, len(first))[:tried]]
    return [one for one in found if one[2] and not (_raises(one[2][0], "TypeError") and WRAPPED in one[1].told)]


def _raises(fact: Fact, *types: str) -> bool:
    """Whether a change ends with an error, of one of these types if any are named."""
    return fact.kind == "raises" and (not types or fact.of[0] in types)


def _alone(fact: Fact) -> str:
    """The kind of a fact of which one option is enough: a second one would give the right one away."""
    many = fact.kind == "weights" and fact.of[0] >= MANY_WEIGHTS
    return fact.kind if many or _raises(fact) else ""


def is_trivial(change: Variant, fact: Fact) -> bool:
    """Whether the outcome follows from the change without a thought, or has nothing to do with it.

    What a mode changes is the affair of the network that stands in for the student's.
    """
    of_mode = re.search(r"\.(train|eval)\(", change.told) is not None
    return (
        (of_mode and fact.kind not in ("training", "same"))
        or _raises(fact, *TRIVIAL)
        or (change.kind == "number" and fact.kind == "setting")  # it is what it is set to
        or (fact is SAME and UNSEEN.search(change.told) is not None)
        or (_raises(fact, "AttributeError") and any(name and name in fact.sentence for name in change.names))
    )


def apart(fact: Fact, others: Sequence[Fact], study: Study) -> bool:
    """Whether a fact is another than all of `others`, also in the numbers that it shows.

    That a number is different says which one only where it can be worked out: no data are handed in.
    """
    for other in others:
        valued = fact.value is not None and other.value is not None
        if fact.sentence == other.sentence or (fact.key == other.key and not (study.is_plain and valued)):
            return False
        if fact.value is not None and other.value is not None:
            gap = abs(fact.value - other.value)
            if gap <= APART * study.tolerance * max(abs(fact.value), abs(other.value)):
                return False
    return True


def consequences(study: Study, found: Measured, rng: Random) -> Iterator[Candidate]:
    """What happens if …: one question a change."""
    known = seen(study)
    pool = [(change, fact) for _, change, facts in found for fact in facts[:2]]
    for index, change, facts in found:
        right = facts[0]
        if is_trivial(change, right) or (right.vague and not (study.is_plain and right.value is not None)):
            continue  # that something is different is what everybody says, and which number data decide
        if (study.is_lucky and (right is SAME or right.vague)) or _by_luck(study, change, right):
            continue
        if right.kind == "kind" and not right.part and not whole_numbers(right.sentence) <= known:
            continue  # as many as the data have it
        near = sorted(pool, key=lambda one: (one[0].line != change.line, rng.random()))
        others = [] if SAME in facts else [SAME]
        for its, fact in near:
            if len(others) == LEAST or is_trivial(its, fact):
                continue
            if _alone(fact) and _alone(fact) in [_alone(other) for other in (right, *others)]:
                continue
            if apart(fact, [*facts, *others], study):
                others.append(fact)
        kind, text = "predict" if change.kind == "number" else "without", f"Suppose {change.told}. What happens?"
        how = "The code was run as it is and with this change, on the same inputs."
        unsaid = right.vague + 0.3 * sum(one.vague for one in others)
        worth = 3.0 - 1.5 * _raises(right) - 0.5 * (right is SAME) - unsaid
        worth += 0.4 * (change.kind == "removed")
        so = Option(right.sentence, _does(study, index, right))
        options = [Option(one.sentence, _is_so(index, one)) for one in others]
        yield from ask(study, rng, kind, text, so, options, how, worth, change.line)


def _by_luck(study: Study, change: Variant, fact: Fact) -> bool:
    """Whether data decide it, or a check: of how a network begins, whose weights it then gives to it."""
    if fact is SAME and study.call is not None and study.call.name.endswith(".forward"):
        computed = [n for n in ast.walk(study.cell.tree) if isinstance(n, ast.FunctionDef) and n.name == "forward"]
        return not any(n.lineno <= change.line <= (n.end_lineno or 0) for n in computed)
    loops = [
        n for n in ast.walk(study.cell.tree) if isinstance(n, ast.For) and f"loop of line {n.lineno} " in change.told
    ]
    return (
        fact.kind == "kind"
        and fact.of[0] == "list"
        and any(isinstance(n, ast.If) for one in loops for n in ast.walk(one))
    )


def _does(study: Study, index: int, fact: Fact) -> Holds:
    """Whether a change does this; nobody knows where it depends on numbers that are handed in."""
    said = study.counted if fact.kind in COUNTS else None

    def holds(study: Study) -> bool | None:
        facts = study.facts(index)
        return fact.key in {one.key for one in facts} if facts and said in (None, study.counted) else None

    return holds


def _is_so(index: int, fact: Fact) -> Holds:
    """Whether a change does this, or what nobody could tell from it."""
    return lambda study: not apart(fact, facts, study) if (facts := study.facts(index)) else None


def causes(study: Study, found: Measured, rng: Random) -> Iterator[Candidate]:
    """Which change would bring this about? One question a fact that is true of one change alone."""
    for index, change, facts in found:
        right = facts[0]
        if right is SAME or right.vague or _alone(right):
            continue
        if is_trivial(change, right) or _by_luck(study, change, right):
            continue
        others = [(i, other) for i, other, its in found if i != index and not all(map(_raises, its))]
        others.sort(key=lambda one: (one[1].kind != change.kind, rng.random()))
        text = f"One of these changes was made to your code, with this result: “{right.sentence}” Which change was it?"
        options = [Option(as_sentence(one.told), _does(study, i, right)) for i, one in ((index, change), *others)]
        how = "Each of the changes was made and run on the same inputs; of these, only this one does that."
        yield from ask(study, rng, "where", text, options[0], options[1:], how, 2.6)
