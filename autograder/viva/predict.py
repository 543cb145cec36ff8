"""What does one's own trained network say of this image? Read off the report of the run that was graded. Pure."""

from collections.abc import Iterator
from random import Random

from autograder.model.report import ExerciseReport
from autograder.viva.question import Candidate, Question, shuffled


def images(report: ExerciseReport, rng: Random) -> Iterator[Candidate]:
    """Of an image that it got wrong: which of the answers that it gave elsewhere was it?"""
    said = list(dict.fromkeys(one["found"] for one in report.shown))
    for one in report.shown:
        others = [answer for answer in said if answer not in (one["found"], one["expected"])]
        if one["found"] == one["expected"] or not one.get("png") or len(others) < 2:
            continue
        text = f"Your trained `{report.name}` was shown this image, and did not say {one['expected']}. What did it say?"
        options = shuffled(rng, one["found"], rng.sample(others, len(others)))
        yield Candidate(
            Question(
                "predict", report.name, "When your work was graded, your network was shown images of the test set.",
                text, options, one["found"], "It is what your network answered when it was graded.",
                picture=one["png"],
            ),
            1.5,
        )  # fmt: skip
