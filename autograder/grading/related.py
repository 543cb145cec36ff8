"""How what a check compared relates to what is right, as it is told: entry by entry, and not where it may be chance."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import product
from typing import Any

from autograder.grading.checkrun import Finding
from autograder.grading.differing import differing, plain
from autograder.grading.entries import misplaced, named, same
from autograder.grading.functions import simple
from autograder.grading.quantities import quantities
from autograder.grading.relations import Relation, relate
from autograder.model.report import Diagnosis

MOST_TOLD = 2  # facts of one kind about one check
FEW_SHARES = 12  # different numbers
FEW_PLACES = 4  # of shares, of which two may be the same by chance
OF_PLACES = (
    "complement", "reversed", "late", "early", "permutation", "cumulative", "not cumulative", "running mean", "roughly",
    "best so far",
)  # fmt: skip
Compared = tuple[Any, Any] | None


def related(
    finding: Finding, known: Mapping[str, float], again: Finding, beside: Sequence[Finding] = (),
    beside_again: Sequence[Finding] = (),
) -> list[Diagnosis]:  # fmt: skip
    """How the answer relates to the right one; of a dict, whose entries go wrong by themselves, entry by entry.

    `known` are the quantities of the question; `again` is what the check found under another seed, if it was asked;
    `beside` is what all checks of the exercise found, `beside_again` what they found under that seed.
    """
    if not finding.compared:
        return []
    found, right = finding.compared
    numbers = isinstance(right, list | tuple) and len({type(number) for number in right}) == 1 and plain(right[0])
    of_list = isinstance(right, Mapping) and any(isinstance(place, int) for place in finding.place[-1:])
    what = "" if of_list else finding.what

    def sure(relation: Relation, part: Callable[[Compared], Compared] = lambda both: both) -> bool:
        another = relation.name == "complement" and _misplaced(finding, beside, by_chance=True)  # of the counts
        return not another and not _by_chance(relation, finding, known, again, part)

    whole = relate(found, right, finding.whole if numbers else what, known)  # lists relate as a whole
    told = [whole] if whole and sure(whole) else []
    if not told and (made := _of_all(finding)) and sure(made):
        told = [made]
    if not told and isinstance(found, Mapping) and isinstance(right, Mapping):
        for key in right:
            name = "" if " " in key else named(key)
            one = relate(found[key], right[key], name, known) if key in found else None
            if one and sure(one, partial(_under, key)):
                told.append(one)
    if not told:
        moved = _misplaced(finding, beside)
        if not moved and again is not finding:
            twice = _misplaced(again, beside_again, by_chance=True)
            moved = [one for one in _misplaced(finding, beside, by_chance=True) if one in twice]
        told = [Relation("exchanged", sentence) for sentence in moved]
    return [Diagnosis("relation", one.name, one.sentence) for one in [*dict.fromkeys(told)][:MOST_TOLD]]


def _misplaced(finding: Finding, beside: Sequence[Finding], by_chance: bool = False) -> list[str]:
    """What stands under a name of another; what may do so by chance only where it is what was compared."""
    its, said = finding.compared[1] if finding.compared else None, []
    for place, found, right in _by_name(finding):
        named = _named(place, right, [finding, *beside])
        mine = {key: found[key] for key in found if right is its or right.get(key) is its or not by_chance}
        theirs = [any(same(found[key], one) for one in named.values()) for key in right if key in found]
        if all(theirs) or not by_chance:  # else something else is wrong, too, which may be the reason for both
            said.append(misplaced(mine, named, by_chance))
    return [sentence for sentence in dict.fromkeys(said) if sentence]


def _under(key: str, both: Compared) -> Compared:
    """What two dicts have under `key`, if they have it."""
    there = both and all(isinstance(one, Mapping) and key in one for one in both)
    return (both[0][key], both[1][key]) if both and there else None


def _by_chance(
    relation: Relation, finding: Finding, known: Mapping[str, float], again: Finding,
    part: Callable[[Compared], Compared],
) -> bool:  # fmt: skip
    """Whether a relation of counts, or of a few shares, may be so by chance: it is seen once only, or not wherever the
    answers are wrong. `part` gives that of two answers between which it was seen.
    """
    both = part(finding.compared)
    wrong_ones = sum(r.size for _, r in differing(*both)) if both else 0
    once_more = relation.name in _shown(known, again, part) if again is not finding else None
    if relation.name in OF_PLACES and _few_shares(both):
        return not once_more or (relation.name in ("late", "early") and wrong_ones < FEW_PLACES)
    if relation.name in ("power", "ratio") and wrong_ones == 1 and again.what == finding.what:
        return once_more is False  # of one number in some thousands
    if relation.name in ("complement", "offset") and _right_once(finding.compared):
        return True
    asked = [finding] if again is finding else [finding, again]
    if relation.name == "offset":
        wrong = [pair for one in asked for pair in _wrong_counts(one)]
        return bool(wrong) and (len(wrong) < 2 or len({f - r for f, r in wrong}) > 1)
    if relation.name == "complement" and len(_wrong_counts(finding)) == 1:
        return not once_more
    return relation.name == "complement" and not {f + r for f, r in _wrong_counts(finding)} <= {*known.values()}


def _shown(known: Mapping[str, float], again: Finding, part: Callable[[Compared], Compared]) -> set[str]:
    """The names of what the same part of the answer under another seed shows, whose quantities may be other ones."""
    other, asked = part(again.compared), again.questions[-1:]
    each = [known, *(quantities(question, None) for question in asked)] if other else []
    return {one.name for quantities_ in each if other and (one := relate(*other, "", quantities_))}


def _right_once(both: Compared) -> bool:
    """Whether of several calls, which have words for names, one gave what is right: the same code did."""
    found, right = both or (None, None)
    if not isinstance(found, Mapping) or not isinstance(right, Mapping):
        return False
    return any(" " in key and key in found and same(found[key], right[key]) for key in right)


def _few_shares(both: Compared) -> bool:
    """Whether all that differs are a few shares of not many."""
    pairs = list(differing(*both)) if both else []
    numbers = [float(x) for pair in pairs if pair[0] is not None for one in pair for x in one.reshape(-1)]
    return len({*numbers}) <= FEW_SHARES and all(r.dtype.kind == "f" for _, r in pairs) and all(map(simple, numbers))


def _wrong_counts(finding: Finding) -> list[tuple[int, int]]:
    """All counts in the answers that are not right, with the right ones; that compared where these look otherwise."""
    both = [finding.compared] if finding.compared else []
    return next((counts for pairs in (_pairs(finding), both) if (counts := _counts(pairs))), [])


def _counts(pairs: Sequence[tuple[Any, Any]]) -> list[tuple[int, int]]:
    return [
        (int(f), int(r))
        for pair in pairs
        for fs, rs in differing(*pair)
        if fs is not None and fs.shape == rs.shape and rs.dtype.kind in "iu"
        for f, r in zip(fs.reshape(-1), rs.reshape(-1), strict=True)
        if f != r
    ]


def _pairs(finding: Finding) -> list[tuple[Any, Any]]:
    """Answers with what is right, from the last on: before the first the reference may have been asked for more."""
    return list(zip(reversed(finding.answers), reversed(finding.expected), strict=False))


def _named(place: tuple[str, ...], right: Mapping[str, Any], findings: Sequence[Finding]) -> dict[str, Any]:
    """What is right by name, also under names that other checks look at: at the same place, or beside the same names.

    The first of `findings` goes before the others, which may have asked for something else.
    """
    named: dict[str, Any] = {}
    waiting: list[tuple[tuple[str, ...], Any]] = [((), one) for finding in findings for one in finding.expected]
    while waiting:
        where, one = waiting.pop()
        if isinstance(one, Mapping):
            named |= one if where == place or right.keys() <= one.keys() else {}
            waiting += [((*where, key), inner) for key, inner in one.items()]
    return {**named, **right}


def _by_name(finding: Finding) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any], Mapping[str, Any]]]:
    """Where what was compared has a name or holds all names: the place, what was answered there and what is right."""
    mine, its = finding.compared or (None, None)
    waiting: list[tuple[tuple[str, ...], Any, Any]] = [
        ((), *pair) for pair in (*product(finding.answers, finding.expected), (mine, its))
    ]
    while waiting:
        place, found, right = waiting.pop()
        if isinstance(found, Mapping) and isinstance(right, Mapping):
            if right is its or any(right[key] is its and found[key] is mine for key in right if key in found):
                yield place, found, right
            waiting += [((*place, key), found[key], right[key]) for key in right if key in found]


def _of_all(finding: Finding) -> Relation | None:
    """Where one count of a list of answers was compared: whether all are wrong by the same number."""
    i = next((i for i in range(len(finding.expected)) if finding.wrong_in(i)), None)
    lists = [finding.answers[i], finding.expected[i]] if i is not None else []
    if not all(isinstance(one, list) and all(isinstance(x, int | float) for x in one) for one in lists):
        return None
    apart = {f - r for f, r in zip(*lists, strict=False)}
    by = apart.pop() if len(apart) == 1 and len({*lists[1]}) > 1 else 0  # counts that are all the same say less
    if by != round(by) or not by:
        return None
    return Relation("offset", f"every number that your code gives is {abs(by):g} too {'large' if by > 0 else 'small'}")
