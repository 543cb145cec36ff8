"""Cells with two known mistakes at once: neither makes up for the other, and at least one is to be told."""

import itertools
import random
from collections.abc import Callable, Iterator

from autograder.authoring.declare import Cell
from autograder.errors import UserError
from autograder.grading.suite import mistakes_of
from autograder.model import lessonfile
from autograder.model.course import Assignment
from autograder.publish.operators import Mutant

OPERATOR = "two mistakes"


def pairs(assignment: Assignment, most: int) -> list[tuple[str, str, Mutant]]:
    """At most `most` cells with two mistakes of one exercise, the same ones every time: exercise, which two, cell.

    Exercises that train for long are left out.
    """
    known = sorted(mistakes_of(assignment), key=lambda mistake: (mistake.exercise, mistake.name))
    of_one = [pair for pair in itertools.combinations(known, 2) if pair[0].exercise == pair[1].exercise]
    random.Random(5).shuffle(of_one)

    def made() -> Iterator[tuple[str, str, Mutant]]:
        for first, second in of_one:
            if assignment.exercise(first.exercise).threshold is not None:
                continue
            if source := _both(lessonfile.solution(assignment, first.exercise), first.change, second.change):
                yield first.exercise, f"{first.name} and {second.name}", Mutant(OPERATOR, 1, source)

    return list(itertools.islice(made(), most))


def _both(solution: str, first: Callable[[Cell], str], second: Callable[[Cell], str]) -> str:
    """The reference's cell with both changes; empty where one leaves nothing for the other to change."""
    try:
        once = first(Cell(solution))
        twice = second(Cell(once))
    except UserError:
        return ""
    return twice if twice not in (once, second(Cell(solution))) else ""
