"""Lists of anything, of images or of pairs: the right entries at other places, too many of them, or too few. Pure."""

from collections.abc import Mapping
from typing import Any

from autograder.grading.diagnosis.differing import Made, differing
from autograder.grading.diagnosis.functions import simple

MOST = 100  # entries that are compared with one another


def entries(found: Any, right: Any) -> Made:
    """How the entries of two lists, or of all lists in two mappings that are not the same, relate."""
    if isinstance(found, Mapping) and isinstance(right, Mapping):
        apart = [key for key in right if key in found and not same(found[key], right[key])]
        made = [entries(found[key], right[key]) for key in apart]
        return made[0] if made and all(one and made[0] and one[0] == made[0][0] for one in made) else None
    if not isinstance(found, list | tuple) or not isinstance(right, list | tuple):
        return None
    if not 2 <= len(right) <= MOST or not 0 < len(found) <= MOST or _repeats(right):
        return None
    if all(isinstance(one, int) for one in right):  # counts are at other places by chance
        return None
    if len(found) != len(right):
        return _other_length(found, right)
    return _other_places(found, right)


def same(found: Any, right: Any) -> bool:
    """Whether two answers are the same but for rounding."""
    return next(differing(found, right), None) is None


def _alike(found: Any, right: Any) -> bool:
    """Whether the entries of two lists are the same, each in its place; those may be lists or tuples."""
    pairs = zip(found, right, strict=False)
    return len(found) == len(right) and all(same(list(f), list(r)) if _rows(f, r) else same(f, r) for f, r in pairs)


def _rows(*values: Any) -> bool:
    return all(isinstance(value, list | tuple) for value in values)


def _repeats(right: Any) -> bool:
    return any(same(one, other) for i, one in enumerate(right) for other in right[:i])


def _other_length(found: Any, right: Any) -> Made:
    many, count = len(found), len(right)
    if _rows(*found, *right) and len({len(one) for one in right}) == 1 and _alike(found, [*zip(*right, strict=True)]):
        return (
            "columns",
            f"has the right numbers the other way round: {many} lists of {count}, not {count} entries of {many}",
        )
    if many < count:
        if (many > 1 or not isinstance(found[0], int | str)) and (
            _alike(found, right[:many]) or _alike(found, right[-many:])
        ):
            place = ("first" if same(found[0], right[0]) else "last") + (f" {many}" if many > 1 else "")
            return "part", f"holds only the {place} of the {count} entries that are right"
        steps = [step for step in range(2, count) if many > 1 and _alike(found, right[::step])]
        if steps:
            return "every other", f"holds only one in {steps[0]} of the {count} entries that are right"
        return None
    if _alike(found[:count], right) or _alike(found[-count:], right):
        where = "behind" if _alike(found[:count], right) else "before"
        return "more", f"has the right {count} entries, and {many - count} more {where} them"
    times = many // count
    if many % count == 0 and _alike(found[times - 1 :: times], right):
        return "too often", f"has {times} entries for each of {count}, of which the last is the right one"
    if _rows(*right) and _alike(found, [part for one in right for part in one]):
        return "flat", "has the right numbers one after the other, and not in one entry each"
    return None


def _other_places(found: Any, right: Any) -> Made:
    for place, name, where in ((-1, "the last", "end"), (0, "the first", "start")):
        if all(same(one, right[place]) for one in found):
            return name, f"has the entry that is right at the {where} at every place"
    if _rows(*found, *right) and all(same(list(one)[::-1], list(r)) for one, r in zip(found, right, strict=True)):
        return "turned", "has the right entries, each turned round: what belongs first stands last"
    if _alike(found[::-1], right):
        return "reversed", "has the right entries in reverse order"
    if all(any(same(one, other) for one in found) for other in right):
        return "permutation", "has the right entries at other places"
    if len(right) > 2 and _alike(found[1:], right[:-1]):
        return "late", "has each right entry one place too late"
    if len(right) > 2 and _alike(found[:-1], right[1:]):
        return "early", "has each right entry one place too early"
    return None


def misplaced(found: Mapping[str, Any], right: Mapping[str, Any], by_chance: bool = False) -> str:
    """Of what is right by name the name of what stands in the place of another; a few counts may do so `by_chance`."""
    for key, wanted in right.items():
        mine = found.get(key)
        bare = isinstance(mine, int | float) and mine in (0, 1)  # nothing, all, or a yes: many a name has that
        if mine is None or bare or same(mine, wanted):
            continue
        for other, value in right.items():
            told = [] if other == key else list(differing(value, wanted))
            few = sum(f.size for f, _ in told if f is not None) < 3  # counts or shares, by chance
            simply = not by_chance and few and all(f is None or all(map(simple, f.flat)) for f, _ in told)
            if told and (not simply or same(found.get(other), wanted)) and same(mine, value):
                return f"{named(key)} holds what belongs under {named(other)}"
    return ""


def named(key: str) -> str:
    """A key as it is told: words such as "the first call" are no name."""
    return key if " " in key else f"`{key}`"
