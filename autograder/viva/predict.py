"""What does one's own trained network say of this image? Read off the report of the run that was graded. Pure."""

from collections.abc import Iterator
from random import Random

from autograder.model.report import ExerciseReport
from autograder.viva.sheet import Question


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
