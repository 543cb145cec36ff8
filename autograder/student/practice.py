"""A question about one's own passing exercise, for practice: the answer is shown once one has chosen. None counts."""

from dataclasses import dataclass

from autograder.errors import UserError
from autograder.feedback.viva.cell import Cell
from autograder.feedback.viva.choosing import practice
from autograder.feedback.viva.sheet import LETTERS, Question
from autograder.feedback.viva.study import Study
from autograder.grading.bench import Bench
from autograder.model.course import Exercise
from autograder.student.card import framed
from autograder.student.namespace import Live
from autograder.student.notebook_check import ForkEnded, apart, respondent_of


@dataclass(frozen=True)
class QuestionCard:
    """A question, and the option that was chosen, if one was."""

    question: Question
    chosen: str = ""

    def __repr__(self) -> str:
        asked = self.question
        lines = [asked.setting, asked.text, *(f"  {x}) {one}" for x, one in zip(LETTERS, asked.options, strict=False))]
        if self.chosen:
            return "\n".join([*lines, "", self._said(self.chosen)])
        call = f'check("{asked.exercise}", ask="a")'
        return "\n".join([*lines, "", f"{call} says whether it is a. It counts nothing."])

    def _said(self, letter: str) -> str:
        right = self.question.letter
        return f"{'Yes' if letter == right else 'No'}: {right} is right. {self.question.how}"

    def _repr_html_(self) -> str:
        asked = self.question
        options = [(x, one, self._said(x)) for x, one in zip(LETTERS, asked.options, strict=False)]
        label = f"A question about {asked.exercise}"
        return framed("question", "manual", label, asked=asked, options=options, chosen=self.chosen)


_asked: dict[str, tuple[int, Question]] = {}  # how many were of each exercise, and the last, in this kernel's notebook


def card(bench: Bench, live: Live, exercise: Exercise, ask: bool | str) -> QuestionCard:
    """The next question, or, with `ask` a letter, what there is to say of that option of the last one.

    Raises UserError where there is none.
    """
    key = f"{bench.assignment.name}/{exercise.name}"
    turn, last = _asked.get(key, (0, None))
    if isinstance(ask, str):
        if last is None or ask not in LETTERS[: len(last.options)] or not ask:
            raise UserError(f'Ask first, then choose: check("{exercise.name}", ask=True), then ask="a".')
        return QuestionCard(last, ask)
    if exercise.name not in live.sources:
        raise UserError(f"Run the cell of `{exercise.name}` first: the question is about your code.")

    def work() -> Question | None:
        study = Study(Cell(exercise, live.sources[exercise.name]), bench.suite, respondent_of(bench, live))
        return practice(study, [bench.suite.under(bench.suite.seed + n) for n in (1, 2)], turn)

    try:
        question = apart(live, bench.assignment.limits.submission_seconds, work, Question | None)
    except ForkEnded as ended:
        raise UserError(f"No question could be made of `{exercise.name}`: {ended}.") from None
    if question is None:
        raise UserError(f"Your `{exercise.name}` yields no question that is worth asking.")
    _asked[key] = turn + 1, question
    return QuestionCard(question)
