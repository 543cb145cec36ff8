"""A sheet, and a question on it: values alone, so that who shows them need not load what makes them."""

from dataclasses import dataclass

LETTERS = "abcdef"  # of options


@dataclass(frozen=True)
class Question:
    """One question: `options` are empty where a short number is asked; `answer` is the right one, as it is written.

    `setting` says what is called with what, `how` how the answer was found; `picture` is a PNG in base64.
    """

    kind: str
    exercise: str
    setting: str
    text: str
    options: tuple[str, ...]
    answer: str
    how: str
    lines: tuple[int, ...] = ()
    code: tuple[str, ...] = ()
    picture: str = ""

    @property
    def letter(self) -> str:
        """The letter of the right option."""
        return LETTERS[self.options.index(self.answer)] if self.options else ""


@dataclass(frozen=True)
class Sheet:
    """Questions for one student on one assignment; `told` says why there are none, where there are none."""

    student: str
    assignment: str
    questions: tuple[Question, ...] = ()
    told: str = ""
