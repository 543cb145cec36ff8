"""The points that people gave, as the grade book has them."""

from collections.abc import Iterable
from dataclasses import replace

from autograder.export.scores import Score
from autograder.model.report import as_points
from autograder.nbgrader.database import opened


def with_gradebook(scores: Iterable[Score], url: str) -> list[Score]:
    """`scores` with what the grade book has instead, where it has the submission: points that people gave are in it."""
    from nbgrader.api import MissingEntry

    found: list[Score] = []
    with opened(url) as book:
        for score in scores:
            try:
                entry = book.find_submission(score.assignment, score.student)
            except MissingEntry:
                found.append(score)
                continue
            found.append(
                replace(
                    score,
                    raw=as_points(entry.score),
                    penalty=as_points(entry.late_submission_penalty or 0.0),
                    max_score=as_points(entry.max_score),
                    waiting=bool(entry.needs_manual_grade),
                    submitted=str(entry.timestamp or ""),
                    due=str(entry.duedate or ""),
                )
            )
    return found
