"""Automatic grading of PyTorch notebooks: `check` for students; authors import from `autograder.authoring`."""

from typing import Any

from autograder.model.version import __version__

__all__ = ["__version__", "check"]


def check(exercise: Any = None, *, hint: bool = False, ask: bool | str = False) -> Any:
    """Grade `exercise` (its name, or itself), or the whole lesson, in the notebook that calls this.

    `hint=True` opens the next hint; `ask=True` asks a question about your own exercise once it passes.

    While a submission is graded this does nothing: the verdict is decided elsewhere.
    """
    from autograder.student.live import check as check_live

    return check_live(exercise, hint=hint, ask=ask)
