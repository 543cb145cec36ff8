"""Failures that nothing explains, those of a kind together over a class: who, and one cell of nobody's. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from autograder.model import anonymous
from autograder.model.course import Assignment
from autograder.model.marks import Result

MOST_SHOWN = 3000  # letters of a cell


@dataclass(frozen=True)
class Unexplained:
    """A group of failures: `key` is the same in every run, `told` what its students read, `cell` one way to it."""

    key: str
    exercise: str
    told: str
    students: tuple[str, ...]
    cell: str

    @property
    def command(self) -> str:
        """What makes a mistake of it that everybody is told from then on."""
        return f'autograder name {self.key} "what went wrong" --hint "a question that helps?"'


def unexplained(results: Sequence[Result], assignment: Assignment) -> list[Unexplained]:
    """The groups of a class, the largest first."""
    members: dict[tuple[str, str], list[Result]] = {}
    for result in results:
        for exercise in result.report.exercises:
            if exercise.group:
                members.setdefault((exercise.group, exercise.name), []).append(result)
    made = [_group(key, name, mine, assignment) for (key, name), mine in members.items()]
    return sorted(made, key=lambda group: (-len(group.students), group.exercise, group.key))


def _group(key: str, name: str, members: Sequence[Result], assignment: Assignment) -> Unexplained:
    cells = [anonymous.cell_of(one.report, name, assignment.exercise(name).names) for one in members[:5]]
    judged = next(one for one in members[0].report.exercises if one.name == name)
    told = dict.fromkeys(check.message for check in judged.checks if check.outcome == "fail")
    cell = min(filter(None, cells), key=len, default="")
    return Unexplained(key, name, " ".join(told), tuple(one.student for one in members), cell[:MOST_SHOWN])
