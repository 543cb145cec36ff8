"""Questions in the making: of a study, with how good they are and what confirms them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from autograder.model.text import clean
from autograder.viva.setting import setting_of
from autograder.viva.sheet import Question
from autograder.viva.study import Study

MOST_OPTIONS = 4


def about(
    study: Study, kind: str, text: str, options: Sequence[str], answer: str, how: str, *lines: int
) -> Question:  # fmt: skip
    """A question about a student's code, in text that is fit to show: what nobody sees in code is taken out."""
    return Question(
        kind, study.exercise.name, clean(setting_of(study)), clean(text), tuple(map(clean, options)), clean(answer),
        how, lines, tuple(clean(line.expandtabs(4)) for line in study.lines),
    )  # fmt: skip


@dataclass(frozen=True)
class Candidate:
    """A question, how good its kind usually is, and what says whether it is the same under another seed."""

    question: Question
    worth: float
    confirmed: Callable[[Study], bool]


def shuffled(rng: Random, answer: str, others: Sequence[str]) -> tuple[str, ...]:
    """The right option among others, in an order drawn."""
    options = [answer, *list(dict.fromkeys(one for one in others if one != answer))[: MOST_OPTIONS - 1]]
    rng.shuffle(options)
    return tuple(options)
