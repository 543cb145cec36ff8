"""Pairs of similar work with the evidence side by side, for a person to judge: never a verdict. Pure.

Two signs are taken: wrong numbers that nothing explains and that hardly anybody else has, told by the group that stands
for them whatever the seed; and code that is the same but for names, texts, numbers' spelling and comments, where it is
long enough to be unusual. What the release gave everyone does not count, nor what more than a few share: so it was
taught. (compare50 wants an `attrs` older than Jupyter's; copydetect compares every pair, and took 60 times as long.)
"""

import ast
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from autograder.model.marks import Result
from autograder.model.notebook import syntax_tree

FEW, SHARE = 3, 0.02  # what more than these have, in number and of the class, is no sign
UNUSUAL = 60  # nodes of a syntax tree: shorter code is often the same by itself
_DIGITS = re.compile(r"\d(?:[\d.]*\d)?")


@dataclass(frozen=True)
class Sign:
    """One thing that two have in common: in which exercise, in words, and the code of both."""

    exercise: str
    told: str
    code: tuple[str, str]


@dataclass(frozen=True)
class Pair:
    """Two students and what they have in common."""

    left: Result
    right: Result
    signs: tuple[Sign, ...]


def pairs(results: Sequence[Result], released: Iterable[str]) -> list[Pair]:
    """Pairs with the most signs first. `released` are the sources of the released cells."""
    given = {shape for source in released if (shape := shape_of(source))}
    most = max(FEW, int(SHARE * len(results)))
    owners: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for index, result in enumerate(results):
        for exercise in result.report.exercises:
            if exercise.outcome != "manual" and (shape := shape_of(exercise.source)) and shape not in given:
                owners[exercise.name, "code", shape].append(index)
            if exercise.group and any(_is_rare(check.found) for check in exercise.checks if check.outcome == "fail"):
                owners[exercise.name, "group", exercise.group].append(index)
    signs: dict[tuple[int, int], list[Sign]] = defaultdict(list)
    for (name, kind, what), students in owners.items():
        told = "the same code but for names, texts and comments"
        if kind == "group":
            told = f"the same wrong numbers under the same seed, which nothing explains: group `{what}`"
        for pair in combinations(students, 2) if len(students) <= most else ():
            left, right = (next(e.source for e in results[i].report.exercises if e.name == name) for i in pair)
            signs[pair].append(Sign(name, told, (left, right)))
    found = [Pair(results[a], results[b], tuple(mine)) for (a, b), mine in signs.items()]
    return sorted(found, key=lambda pair: (-len(pair.signs), pair.left.student, pair.right.student))


def _is_rare(found: str) -> bool:
    """Whether a wrong answer holds a number that is hardly met by chance: four digits or more that count."""
    return any(len(number.replace(".", "").strip("0")) >= 4 for number in _DIGITS.findall(found))


@lru_cache(100_000)
def shape_of(source: str) -> str:
    """A digest of code without names, texts and comments; empty where it is short, or not Python."""
    tree = syntax_tree(source)
    if tree is None:
        return ""
    nodes, parts = 0, []
    for node in ast.walk(tree):
        nodes += 1
        parts.append(type(node).__name__)
        if isinstance(node, ast.Attribute):
            parts.append(node.attr)
        elif isinstance(node, ast.Constant) and not isinstance(node.value, str | bytes):
            parts.append(hex(node.value) if type(node.value) is int else repr(node.value))  # of any length
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()[:20] if nodes >= UNUSUAL else ""
