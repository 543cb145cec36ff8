"""Answers that say the same stand together: a group is read once and given to once. Pure."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from autograder.feedback.palette import WORDS
from autograder.model.marks import Judged, Result
from autograder.model.report import CheckReport

_SAID = re.compile(r"\w+")


@dataclass(frozen=True)
class Group:
    """Students of whom one exercise says the same. `open`: nothing explains what went wrong, or nobody has read it."""

    key: str
    told: str
    members: tuple[tuple[Result, Judged], ...]
    open: bool

    @property
    def waiting(self) -> int:
        return sum(judged.waiting for _, judged in self.members)


def groups(results: Iterable[Result], exercise: str) -> list[Group]:
    """The groups of an exercise: what waits for a person first, then what nothing explains, then the largest."""
    found: dict[str, list[tuple[Result, Judged]]] = {}
    for result in results:
        for judged in result.exercises:
            if judged.name == exercise:
                found.setdefault(_said(judged), []).append((result, judged))
    made = []
    for said, members in found.items():
        first = members[0][1]
        key = first.found.group or hashlib.sha256(said.encode()).hexdigest()[:12]
        made.append(Group(key, _told(first), tuple(members), first.waiting or bool(first.found.group)))
    return sorted(made, key=lambda group: (-bool(group.waiting), -group.open, -len(group.members), group.told))


def _said(judged: Judged) -> str:
    if judged.found.outcome == "manual":
        return " ".join(_SAID.findall(judged.found.source.casefold())) or judged.found.source.strip()
    if judged.found.group:
        return judged.found.group
    return "|".join(
        [judged.found.outcome, *(_reason(check) for check in judged.found.checks if check.outcome != "pass")]
    )


def _told(judged: Judged) -> str:
    if judged.found.outcome == "manual":
        return judged.found.source.strip() or "No answer."
    told = dict.fromkeys(check.message for check in judged.found.checks if check.outcome != "pass" and check.message)
    return " ".join(told) or WORDS[judged.found.outcome].capitalize()


def _reason(check: CheckReport) -> str:
    names = [f"{one.kind} {one.name or one.sentence}" for one in check.diagnoses]
    return f"{check.id} {', '.join(names) or check.found or check.sentence}"
