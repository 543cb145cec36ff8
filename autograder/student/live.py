"""`check`: the notebook that calls it, graded on recorded answers in about a second, and left as it was."""

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from autograder.errors import KitError, UserError

if TYPE_CHECKING:
    from autograder.model.course import Exercise

GRADING = "AUTOGRADER_GRADING"
VALIDATING = "NBGRADER_VALIDATING"


def check(exercise: object = None, hint: bool = False, ask: bool | str = False) -> object:
    """The card of `exercise`, by its name or itself, or of the whole lesson; `hint=True` opens one more hint of it.

    `ask=True` asks a question about an exercise that passes; a letter chooses an answer.

    None while a submission is graded.
    """
    if os.environ.get(GRADING) == "1":
        return None
    from autograder.student import preserve

    with preserve.untouched():
        from autograder.student.card import Notice

        try:
            found = _card(exercise, hint, ask)
        except (UserError, KitError) as error:
            found = Notice(str(error))
    if not os.environ.get(VALIDATING):
        return found
    _for_nbgrader(found)
    return None


def _for_nbgrader(card: object) -> None:
    """nbgrader's `validate` shows what a cell raises, and takes silence for success."""
    report = getattr(card, "report", None)
    if report is None or report.outcome != "pass":
        __tracebackhide__ = True
        raise AssertionError(repr(card))


def _name_of(exercise: object, names: Mapping[str, Any], exercises: "Sequence[Exercise]") -> str | None:
    """The name that `exercise` goes by: who writes `check(evaluate)` means `check("evaluate")`."""
    if exercise is None or isinstance(exercise, str):
        return exercise
    own = (e.name for e in exercises if any(names.get(name) is exercise for name in e.names))
    name = next(own, None) or getattr(exercise, "__name__", None)
    if name is None:
        raise UserError(f'`check` takes the name of an exercise: check("{exercises[0].name}"), or nothing at all.')
    return str(name)


def _card(exercise: object, hint: bool, ask: bool | str) -> object:
    import __main__
    from autograder.grading.bench import public_bench
    from autograder.student import cards, locate, namespace, notebook_check
    from autograder.student.card import LessonCard

    assignment = locate.assignment_at(locate.folder_of_kernel(__main__.__dict__))
    name = _name_of(exercise, __main__.__dict__, assignment.exercises)
    bench = public_bench(assignment)
    wanted = assignment.exercises if name is None else (assignment.exercise(name),)
    bench.suite.make_inputs({exercise.name for exercise in wanted})
    live = namespace.of_kernel(assignment.exercises)
    if ask and name is None:
        raise UserError(f'A question is about one exercise: check("{assignment.exercises[0].name}", ask=True).')
    made = []
    for verdict in notebook_check.verdicts(bench, live, wanted):
        unknown = verdict.report.outcome == "todo" and verdict.report.name not in live.sources
        note = "Run the cell of this exercise first, then this one again." if unknown else ""
        opened = cards.opened(cards.OPEN, bench, verdict, hint and name is not None)
        made.append(cards.card(verdict, opened, note))
    if ask and made[0].report.outcome == "pass":
        from autograder.student import practice

        return practice.card(bench, live, assignment.exercise(made[0].report.name), ask)
    return made[0] if name is not None else LessonCard(assignment.title, made)
