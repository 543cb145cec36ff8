"""What does one's own trained network say of this image? Read off the report of the run that was graded. Pure."""

from collections.abc import Iterator
from random import Random

from autograder.model.report import ExerciseReport
from autograder.viva.question import Candidate, Question, shuffled


def images(report: ExerciseReport, rng: Random) -> Iterator[Candidate]:
    """Of an image that it got wrong: which of the answers that it gave elsewhere, or should have given, was it?"""
    said = list(dict.fromkeys(one["found"] for one in report.shown))
    for one in report.shown:
        if one["found"] == one["expected"] or not one.get("png"):
            continue
        others = [
            one["expected"],
            *rng.sample([s for s in said if s not in (one["found"], one["expected"])], k=min(2, max(0, len(said) - 2))),
        ]
        if len(others) < 2:
            continue
        text = f"Your trained `{report.name}` was shown this image, and did not say {one['expected']}. What did it say?"
        options = shuffled(rng, one["found"], [o for o in others if o != one["expected"]])
        yield Candidate(
            Question(
                "predict", report.name, "When your work was graded, your network was shown images of the test set.",
                text, options, one["found"], "It is what your network answered when it was graded.",
                picture=one["png"],
            ),
            1.5,
        )  # fmt: skip
