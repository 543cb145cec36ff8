"""From the bytes of a notebook to a submission: of this lesson, its cells in order, with the modules that it uses."""

from collections.abc import Sequence

from autograder.intake.lesson import another_lesson
from autograder.intake.modules import Found, with_modules
from autograder.model import notebook
from autograder.model.arrange import arrange
from autograder.model.course import Assignment
from autograder.model.notebook import Cell, Submission


def read_in(data: bytes, beside: Found, released: Sequence[Cell], assignment: Assignment) -> Submission:
    """The submission that `data` is, with modules that lie `beside` it; `released` are the cells as released.

    Raises notebook.Unreadable when it is no notebook, or another lesson's.
    """
    if other := another_lesson(data, assignment):
        raise notebook.Unreadable(other)
    cells = notebook.read(data, assignment.limits.notebook_mb)
    return with_modules(arrange(cells, released, assignment), beside, assignment)
