"""Questions in the making: an option that holds and others that do not, and whether that is so under every seed."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from random import Random

from autograder.feedback.viva.known import setting_of
from autograder.feedback.viva.sheet import Question
from autograder.feedback.viva.study import Study
from autograder.model.text import clean

LEAST, MOST = 3, 4  # options of a question
Holds = Callable[[Study], bool | None]


@dataclass(frozen=True)
class Option:
    """What can be answered; `holds` says of the same code under any seed whether it is right, None if nobody knows."""

    text: str
    holds: Holds


@dataclass(frozen=True)
class Candidate:
    """A question, how good its kind usually is, and its options, the right one first."""

    question: Question
    worth: float
    options: tuple[Option, ...]

    def confirmed(self, study: Study) -> bool:
        """Whether under another seed the same option is right, and no other one."""
        right, *wrong = (one.holds(study) for one in self.options)
        return right is True and all(one is False for one in wrong)


def ask(
    study: Study, rng: Random, kind: str, text: str, right: Option, others: Iterable[Option], how: str, worth: float,
    *lines: int, short: bool = False,
) -> Iterator[Candidate]:  # fmt: skip
    """A question about a student's code, in text that is fit to show: what nobody sees in code is taken out.

    Of `others` the first that do not hold stand beside the right option. None is made where there are too few of
    them, unless a `short` answer can be asked for.
    """
    wrong: dict[str, Option] = {}
    for one in others:
        if len(wrong) < MOST - 1 and one.text != right.text and one.holds(study) is False:
            wrong.setdefault(one.text, one)
    if len(wrong) < LEAST - 1:
        wrong = {}
    shown = [right.text, *wrong] if wrong else []
    rng.shuffle(shown)
    if right.text.isdigit():
        shown.sort(key=int)
    question = Question(
        kind, study.exercise.name, clean(setting_of(study)), clean(text), tuple(map(clean, shown)), clean(right.text),
        how, lines, tuple(clean(line.expandtabs(4)) for line in study.cell.lines),
    )  # fmt: skip
    if wrong or short:
        yield Candidate(question, worth - 0.5 * (not wrong), (right, *wrong.values()))
