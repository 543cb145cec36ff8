"""The questions for one student: drawn from those that their own code yields, the same for the same seed."""

import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from random import Random

from autograder.feedback.viva import here, without
from autograder.feedback.viva.cell import Cell
from autograder.feedback.viva.question import Candidate
from autograder.feedback.viva.sheet import Question
from autograder.feedback.viva.study import Study, Teller
from autograder.grading.suite import CheckSuite
from autograder.model.course import Assignment
from autograder.model.report import ExerciseReport, Report

IMAGES = 0.3  # share of sheets with a question about an image, where there is one
MOST_TRIED = 12  # candidates of one exercise that are asked again under the second seed


def drawn(seed: int, *parts: str) -> Random:
    """A generator that is the same for the same seed and parts, and tells nothing of the seed."""
    return Random(hmac.digest(str(seed).encode(), "/".join(parts).encode(), "sha256"))


def candidates(study: Study, rng: Random) -> list[Candidate]:
    """All questions that one exercise yields, the best of each kind first."""
    if study.base is None:
        return []
    found, seen = without.measured(study, rng), here.seen(study)
    made = [
        *without.consequences(study, found, rng), *without.causes(study, found, rng),
        *here.what(study, seen, rng), *here.where(study, seen, rng),
    ]  # fmt: skip
    return sorted(made, key=lambda one: -one.worth - rng.random())


def confirmed(study: Study, others: Sequence[CheckSuite], found: Sequence[Candidate]) -> Iterator[Question]:
    """Of candidates those that are answered the same under other seeds too, kinds in turn."""
    again = [study.under(suite) for suite in others]
    kinds = dict.fromkeys(one.question.kind for one in found)
    holding = [
        filter(lambda one: all(map(one.confirmed, again)), [one for one in found if one.question.kind == kind])
        for kind in kinds
    ]
    for one in (one for queue in holding * MOST_TRIED for one in islice(queue, 1)):
        yield one.question


def questions(
    report: Report, sources: Mapping[str, str], assignment: Assignment, suites: Sequence[CheckSuite],
    respondent: Teller, rng: Random, most: int, outputs: str = "",
) -> list[Question]:  # fmt: skip
    """At most `most` questions on exercises that pass, each of another exercise and kind as far as there are."""
    passing = [e for e in report.exercises if e.outcome == "pass" and e.name in sources]
    rng.shuffle(passing)
    passing.sort(key=lambda e: assignment.exercise(e.name).threshold is not None)
    looked = [one for entry in passing for one in images(entry, rng)]
    chosen: list[Question] = looked[:1] if most > 1 and rng.random() < IMAGES else []
    spare: list[Question] = []
    dear: list[Study] = []
    studies = (Study(Cell(assignment.exercise(e.name), sources[e.name]), suites[0], respondent) for e in passing)
    for study in chain(studies, dear):
        if len(chosen) + len(spare) * (study in dear) >= most:
            break
        if study.is_dear and study not in dear:  # asked last
            dear.append(study)
            continue
        taken = [one.kind for one in chosen]
        made = (q for q in confirmed(study, suites[1:], candidates(study, rng)) if not here.printed(q, outputs))
        mine = sorted(islice(made, max(2, most - len(chosen))), key=lambda q: taken.count(q.kind))
        chosen += mine[:1]
        spare += mine[1:]
    return (chosen + spare)[:most]


def images(report: ExerciseReport, rng: Random) -> Iterator[Question]:
    """Of an image that it got wrong: which of the answers that it gave elsewhere was it?"""
    said = list(dict.fromkeys(one["found"] for one in report.shown))
    for one in report.shown:
        found, right = one["found"], one["expected"]
        others = [answer for answer in said if answer not in (found, right)]
        if found != right and one.get("png") and len(others) > 1:
            options = [found, *rng.sample(others, len(others))[:3]]
            rng.shuffle(options)
            yield Question(
                "predict", report.name, "When your work was graded, your network was shown images of the test set.",
                f"Your trained `{report.name}` was shown this image, and did not say {right}. What did it say?",
                tuple(options), found,
                "It is what your network answered when it was graded.", picture=one["png"],
            )  # fmt: skip


def outputs_of(data: bytes) -> str:
    """All text that the notebook's outputs show."""
    try:
        cells = json.loads(data.decode("utf-8", "replace")).get("cells", [])
        found = [out for cell in cells for out in cell.get("outputs", [])]
        texts = [out.get("text") or out.get("data", {}).get("text/plain", "") for out in found]
        return "\n".join("".join(text) if isinstance(text, list) else str(text) for text in texts)[:200_000]
    except (ValueError, AttributeError, TypeError, RecursionError):
        return ""


def practice(study: Study, others: Sequence[CheckSuite], turn: int) -> Question | None:
    """One question on an exercise, another one at each turn as far as there are; None where there is none."""
    found = candidates(study, Random(turn))
    kinds = list(dict.fromkeys(one.question.kind for one in found))
    found.sort(key=lambda one: (kinds.index(one.question.kind) - turn) % len(kinds))
    return next(confirmed(study, others, [one for one in found if one.question.options]), None)
