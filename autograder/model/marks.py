"""What people gave, and what that makes of a report: the two together are the one grade that is shown. Pure."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from autograder.model.notebook import CHECK_SUFFIX
from autograder.model.policy import Policy
from autograder.model.report import ExerciseReport, Report, as_points

Key = tuple[str, str]  # a student and an assignment


@dataclass(frozen=True)
class Event:
    """One thing that somebody did: the trail of these is the store, and nothing in it is ever changed.

    `points` and `comment` of an exercise, or `points` of one of its checks; `item`, a line of a rubric (of no
    student); `tick`, a rubric line that holds of an answer or no longer does; `extension`; `attempt`, a grading.
    """

    kind: str
    who: str
    student: str
    assignment: str
    exercise: str = ""
    check: str = ""
    value: Any = None
    reason: str = ""
    at: str = ""
    id: int = 0
    answer: str = ""  # the text or code that points were given for

    def contradicts(self, other: "Event") -> bool:
        """Whether the two set the same to something else: also points of an answer, and what makes up its points."""
        place = (self.student, self.assignment, self.exercise, self.check)
        if place != (other.student, other.assignment, other.exercise, other.check) or self.kind in ("item", "attempt"):
            return False
        if self.kind == other.kind == "tick" and self.value["item"] != other.value["item"]:
            return False
        return {self.kind, other.kind} == {"points", "tick"} or (self.kind == other.kind and self.text != other.text)

    @property
    def told(self) -> str:
        """What was given, in words."""
        value = self.value
        if not isinstance(value, dict):
            return "taken back" if value is None or value == "" else f"{value:g}" if self.kind == "points" else value
        if self.kind == "tick":
            return f"line {value['item']} {'holds' if value['on'] else 'does not hold'}"
        if self.kind == "attempt":
            return f"{value['score']:g}" + (f" of {value['of']:g}" if "of" in value else ", asked again")
        if self.kind == "item":
            return f"{value['text']} ({value['points']:+g})"
        return str(value.get("sentence", self.text))

    @property
    def text(self) -> str:
        return json.dumps(self.value, ensure_ascii=False, sort_keys=True)


@dataclass(frozen=True)
class Item:
    """A line of a rubric: what an answer says, or leaves out, and the points for it."""

    id: int
    text: str
    points: float


@dataclass(frozen=True)
class Points:
    """Points given by a person in the place of what the program found."""

    value: float
    who: str
    reason: str = ""


@dataclass(frozen=True)
class Given:
    """What people gave to one exercise of one submission."""

    points: Points | None = None
    items: tuple[Item, ...] = ()
    comment: str = ""
    checks: Mapping[str, Points] = field(default_factory=dict)
    answer: str = ""  # what was before whoever gave points last


NOTHING = Given()


@dataclass(frozen=True)
class Ledger:
    """All that people gave: by submission and exercise; the rubrics; the extensions."""

    given: Mapping[Key, Mapping[str, Given]] = field(default_factory=dict)
    items: Mapping[Key, tuple[Item, ...]] = field(default_factory=dict)  # by assignment and exercise
    extensions: Mapping[Key, str] = field(default_factory=dict)
    last: int = 0

    def of(self, report: Report) -> Mapping[str, Given]:
        return self.given.get((report.student, report.assignment), {})


def fold(events: Iterable[Event]) -> Ledger:
    """What holds after all `events`, in their order."""
    given: dict[Key, dict[str, Given]] = {}
    ticked: dict[tuple[str, str, str], set[int]] = {}
    rubric: dict[Key, dict[int, Item]] = {}
    extensions: dict[Key, str] = {}
    last = 0
    for event in events:
        last = max(last, event.id)
        key, name, value = (event.student, event.assignment), event.exercise, event.value
        if event.kind == "item":
            number = value.get("item") or event.id
            rubric.setdefault((event.assignment, name), {})[number] = Item(number, value["text"], value["points"])
        elif event.kind == "extension":
            extensions[key] = value or ""
        elif event.kind in ("points", "comment", "tick"):
            mine = given.setdefault(key, {})
            now = mine.get(name, NOTHING)
            points = None if value is None or event.kind != "points" else Points(value, event.who, event.reason)
            if event.kind == "comment":
                now = replace(now, comment=value or "")
            elif event.kind == "tick":
                lines = ticked.setdefault((*key, name), set())
                (lines.add if value["on"] else lines.discard)(value["item"])
            elif event.check:
                others = {check: was for check, was in now.checks.items() if check != event.check}
                now = replace(now, checks={**others, event.check: points} if points else others)
            else:
                now = replace(now, points=points)
            if event.answer and event.kind != "comment":
                now = replace(now, answer=event.answer)
            mine[name] = now
    for (student, assignment, name), lines in ticked.items():
        known = rubric.get((assignment, name), {})
        mine = given[student, assignment]
        mine[name] = replace(mine[name], items=tuple(known[line] for line in sorted(lines) if line in known))
    return Ledger(given, {key: tuple(lines.values()) for key, lines in rubric.items()}, extensions, last)


@dataclass(frozen=True)
class Judged:
    """One exercise as it is shown: what the program found, what people gave, and the points that count.

    `unanswered` is a question whose answer was left empty: nothing waits for a person there. `changed`: what was handed
    in is not any more what a person gave points for.
    """

    found: ExerciseReport
    given: Given
    points: float
    by_person: bool
    unanswered: bool = False
    changed: bool = False

    @property
    def name(self) -> str:
        return self.found.name

    @property
    def max_points(self) -> float:
        return self.found.max_points

    @property
    def waiting(self) -> bool:
        """Whether nobody has looked yet at what waits for a person: an answer to a question, or a fault of ours."""
        return not self.by_person and not self.unanswered and self.found.outcome in ("manual", "error")

    @property
    def outcome(self) -> str:
        """The outcome to show: that of the points, where a person overrode the program's."""
        if not self.by_person or self.found.outcome == "manual":
            return self.found.outcome
        return "pass" if self.points >= self.max_points else "fail"

    @property
    def cell(self) -> str:
        """The cell whose points these are in nbgrader's grade book."""
        return self.name if self.found.outcome == "manual" else self.name + CHECK_SUFFIX

    @property
    def remarks(self) -> tuple[str, ...]:
        """What people said of it: lines of the rubric, overrides with who and why, a comment."""
        given, manual = self.given, self.found.outcome == "manual"
        lines = [f"{one.text} ({one.points:+g})" for one in given.items if not (manual and given.points)]
        if not manual:
            mine = [*given.checks.values(), *filter(None, [given.points])]
            lines += [f"{one.value:g} by {one.who}: {one.reason}".removesuffix(": ") for one in mine]
        return tuple(filter(None, [*lines, given.comment]))


@dataclass(frozen=True)
class Result:
    """One submission's grade, by program and people together; every renderer shows this."""

    report: Report
    exercises: tuple[Judged, ...]
    late: Mapping[str, float] | None = None

    @property
    def student(self) -> str:
        return self.report.student

    @property
    def assignment(self) -> str:
        return self.report.assignment

    @property
    def score(self) -> float:
        """What the program gave, and what people gave more or less."""
        return as_points(self.report.score + sum(one.points - one.found.points for one in self.exercises))

    @property
    def max_score(self) -> float:
        return self.report.max_score

    @property
    def waiting(self) -> float:
        """The points of all that waits for a person."""
        return as_points(sum(exercise.max_points for exercise in self.exercises if exercise.waiting))

    @property
    def decided(self) -> float:
        """The points that could have been earned in all that was decided."""
        return as_points(self.max_score - self.waiting)

    @property
    def told(self) -> str:
        """`17 of 19, 1 waiting for a person`."""
        rest = f", {self.waiting:g} waiting for a person" if self.waiting else ""
        return f"{self.score:g} of {self.decided:g}{rest}"

    @property
    def penalty(self) -> int | float:
        return as_points((self.late or {}).get("penalty", 0.0))

    @property
    def final(self) -> int | float:
        """The score that counts."""
        return as_points(max(0.0, self.score - self.penalty))


def merge(
    report: Report, given: Mapping[str, Given] | None = None, policy: Policy | None = None, late: float | None = None
) -> Result:
    """`report` together with what people `given`: the grade.

    `late` is by how many seconds it came late, where that is not what the report says. Without a `policy` lateness
    costs what the report says.
    """
    exercises = tuple(_judged(exercise, (given or {}).get(exercise.name, NOTHING)) for exercise in report.exercises)
    result = Result(report, exercises, report.late)
    seconds = (report.late or {}).get("seconds", 0.0) if late is None else late
    if policy is None:
        return result
    return replace(result, late=policy.late(result.score, seconds) if seconds > 0 else None)


def _judged(found: ExerciseReport, given: Given) -> Judged:
    """Points given stand in the place of the program's. A rubric makes up an answer's points, and adds to code's."""
    manual = found.outcome == "manual"
    instead = {check.id: given.checks[check.id].value for check in found.checks if check.id in given.checks}
    checks = [instead.get(check.id, check.points) for check in found.checks]
    earned = given.points.value if given.points else sum(checks) if instead else found.points
    if given.items and not (manual and given.points):
        earned = min(found.max_points, max(0.0, earned + sum(item.points for item in given.items)))
    by_person = bool(given.points or given.items or instead)
    changed = by_person and bool(given.answer) and given.answer.strip() != found.source.strip()
    return Judged(found, given, as_points(earned), by_person, manual and not found.source.strip(), changed)
