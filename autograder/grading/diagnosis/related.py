"""How what a check compared relates to what is right, as it is told: entry by entry, and not where it may be chance."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import product
from typing import Any

from autograder.grading.checkrun import Finding
from autograder.grading.diagnosis.differing import differing, plain
from autograder.grading.diagnosis.entries import misplaced, named, same
from autograder.grading.diagnosis.functions import simple
from autograder.grading.diagnosis.quantities import quantities
from autograder.grading.diagnosis.relations import Relation, relate
from autograder.model.report import Diagnosis

MOST_TOLD = 2  # facts of one kind about one check
FEW_SHARES = 12  # different numbers
FEW_PLACES = 4  # of shares, of which two may be the same by chance
OF_PLACES = (
    "complement", "reversed", "late", "early", "permutation", "cumulative", "not cumulative", "running mean", "roughly",
    "best so far",
)  # fmt: skip
Compared = tuple[Any, Any] | None
Part = Callable[[Finding], Compared]
Relates = Callable[[Any, Any, Mapping[str, float]], Relation | None]


def related(
    finding: Finding, known: Mapping[str, float], again: Finding, beside: Sequence[Finding] = (),
    beside_again: Sequence[Finding] = (),
) -> list[Diagnosis]:  # fmt: skip
    """How the answer relates to the right one; of a dict, whose entries go wrong by themselves, entry by entry.

    `known` are the quantities of the question; `again` is what the check found under another seed, if it was asked:
    where it fails there too, what is told is so under both. `beside` is what all checks of the exercise found,
    `beside_again` what they found under that seed.
    """
    if not finding.compared:
        return []
    found, right = finding.compared
    numbers = isinstance(right, list | tuple) and len({type(number) for number in right}) == 1 and plain(right[0])
    of_list = isinstance(right, Mapping) and any(isinstance(place, int) for place in finding.place[-1:])
    name = finding.whole if numbers else "" if of_list else finding.what
    kinds: list[list[tuple[Part, Relates]]] = [[(_whole, partial(_relate, name))], [(_counts_of_all, _by_as_many)]]
    if isinstance(found, Mapping) and isinstance(right, Mapping):
        names = {key: "" if " " in key else named(key) for key in right}
        kinds.append([(partial(_entry, key), partial(_relate, said)) for key, said in names.items()])
    for kind in kinds:  # a list relates as a whole
        if told := [one for of in kind if (one := _sure(*of, finding, known, again, beside))]:
            break
    else:
        moved = _misplaced(finding, beside)
        if not moved and again is not finding:
            twice = _misplaced(again, beside_again, by_chance=True)
            moved = [one for one in _misplaced(finding, beside, by_chance=True) if one in twice]
        told = [Relation("exchanged", sentence) for sentence in moved]
    return [Diagnosis("relation", one.name, one.sentence) for one in [*dict.fromkeys(told)][:MOST_TOLD]]


def _sure(
    part: Part, relates: Relates, finding: Finding, known: Mapping[str, float], again: Finding,
    beside: Sequence[Finding],
) -> Relation | None:  # fmt: skip
    """The relation that holds in a part of the answers, if it is hardly so by chance."""
    both = part(finding)
    relation = relates(*both, known) if both else None
    if both is None or relation is None:
        return None
    few = relation.name in OF_PLACES and _few_shares(both)
    if few and relation.name in ("late", "early") and sum(r.size for _, r in differing(*both)) < FEW_PLACES:
        return None
    if other := part(again) if again is not finding else None:
        own = quantities(again.questions[-1], None) if again.questions else {}
        sure = relation.name in [one.name for sizes in (known, own) if (one := relates(*other, sizes))]
    else:
        one_count = relation.name == "complement" and len(_wrong_counts(finding)) == 1
        sure = not one_count and not few
    return relation if sure and not _of_counts_by_chance(relation, finding, known, again, beside) else None


def _relate(what: str, found: Any, right: Any, known: Mapping[str, float]) -> Relation | None:
    return relate(found, right, what, known)


def _whole(finding: Finding) -> Compared:
    return finding.compared


def _entry(key: str, finding: Finding) -> Compared:
    """What two dicts have under `key`, if they have it."""
    both = finding.compared
    there = both and all(isinstance(one, Mapping) and key in one for one in both)
    return (both[0][key], both[1][key]) if both and there else None


def _counts_of_all(finding: Finding) -> Compared:
    """The whole lists of numbers of which one was compared."""
    i = next((i for i in range(len(finding.expected)) if finding.wrong_in(i)), None)
    lists = (finding.answers[i], finding.expected[i]) if i is not None else ()
    all_numbers = all(isinstance(one, list) and all(isinstance(x, int | float) for x in one) for one in lists)
    return lists if lists and all_numbers else None


def _by_as_many(found: Any, right: Any, _: Mapping[str, float]) -> Relation | None:
    """All wrong by the same number."""
    apart = {f - r for f, r in zip(found, right, strict=False)}
    by = apart.pop() if len(apart) == 1 and len({*right}) > 1 else 0  # counts that are all the same say less
    if by != round(by) or not by:
        return None
    return Relation("offset", f"every number that your code gives is {abs(by):g} too {'large' if by > 0 else 'small'}")


def _misplaced(finding: Finding, beside: Sequence[Finding], by_chance: bool = False) -> list[str]:
    """What stands under a name of another; what may do so by chance only where it is what was compared."""
    its, said = finding.compared[1] if finding.compared else None, []
    for place, found, right in _by_name(finding):
        all_of_it = _named(place, right, [finding, *beside])
        mine = {key: found[key] for key in found if right is its or right.get(key) is its or not by_chance}
        theirs = [any(same(found[key], one) for one in all_of_it.values()) for key in right if key in found]
        if all(theirs) or not by_chance:  # else something else is wrong, too, which may be the reason for both
            said.append(misplaced(mine, all_of_it, by_chance))
    return [sentence for sentence in dict.fromkeys(said) if sentence]


def _of_counts_by_chance(
    relation: Relation, finding: Finding, known: Mapping[str, float], again: Finding, beside: Sequence[Finding]
) -> bool:  # fmt: skip
    """Whether a relation of counts may be so by chance: seen once only, or not wherever the answers are wrong."""
    if relation.name not in ("complement", "offset"):
        return False
    if _right_once(finding.compared):
        return True
    if relation.name == "complement":
        counts, others = _wrong_counts(finding), {*_whole_numbers([one.expected for one in (finding, *beside)])}
        others_own = any(f in others for f, _ in counts) or bool(_misplaced(finding, beside, by_chance=True))
        return others_own or not {f + r for f, r in counts} <= {*known.values()}
    wrong = [pair for one in ([finding] if again is finding else [finding, again]) for pair in _wrong_counts(one)]
    return bool(wrong) and (len(wrong) < 2 or len({f - r for f, r in wrong}) > 1)


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


def _whole_numbers(value: Any) -> Iterator[int]:
    if isinstance(value, Mapping | list | tuple):
        for one in value.values() if isinstance(value, Mapping) else value:
            yield from _whole_numbers(one)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield value


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
