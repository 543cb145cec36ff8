"""What is it here, and where is it so? What was seen while the student's code ran, asked in both directions. Pure."""

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from autograder.feedback.viva.instrument import MOST_LONG, Place
from autograder.feedback.viva.known import given_as, numbers, sizes, whole_numbers
from autograder.feedback.viva.question import Candidate, Holds, Option, ask
from autograder.feedback.viva.sheet import Question
from autograder.feedback.viva.study import Study
from autograder.feedback.viva.values import called, shape
from autograder.feedback.viva.variants import code
from autograder.model.account import Described, Noted
from autograder.model.number import times

MOST_TIMES = 60
ASKED = {  # of each property: how it is asked for, and where it is so
    "shape": ("What is the shape of {} there{}?", "Which of these has the shape {}{}?"),
    "times": ("How many times is {} {} during this call?", "Which of these lines is run {} during this call?"),
    "dtype": ("What is the dtype of the numbers in {} there?", "Which of these holds numbers of dtype {}?"),
    "kind": ("What is {} there?", "Which of these is {}?"),
    "length": ("How many entries does {} have there{}?", ""),
    "value": ("What is {} there{}?", ""),
    "layer": ("In the network, {} gets {}. What is the shape of what it gives?",
              "Which of these layers gives, in the network, something of shape {}{}?"),
}  # fmt: skip
FIRST, LAST = ", the first time", ", the last time"


@dataclass(frozen=True)
class Seen:
    """One property of something: `asked` asks for it. What is worth nothing only stands beside what is asked."""

    what: str
    asked: str
    answer: str
    read: Callable[[Study], str | None]
    worth: float
    line: int = 0
    name: str = ""
    when: str = ""
    kind: str = "here"

    def says(self, answer: str) -> Holds:
        return lambda study: None if (found := self.read(study)) is None else found == answer


def seen(study: Study) -> list[Seen]:
    """All properties of all places that the call went through, of a figure that it draws, and of other calls."""
    return [*(one for place, noted in study.places if place.text != "_" for one in _at(study, place, noted)),
            *_drawn(study), *_elsewhere(study)]  # fmt: skip


def _at(study: Study, place: Place, noted: Noted) -> Iterator[Seen]:
    known, given = numbers(study), {shape(v) for v in study.given.values() if v.shape}
    first, last, many = noted.first, noted.last, noted.count > 1
    name = code(place.text) if len(place.text) <= MOST_LONG else "what is returned"

    def one(what: str, read: Callable[[Noted], str], worth: float, when: str = "", at: str = "") -> Seen:
        def again(study: Study) -> str | None:
            return read(study.noted[place.id]) if place.id in study.noted else None

        if what == "times":
            at = "set there" if place.kind == "name" else "computed"
        text = f"{_line(study, place)} {ASKED[what][0].format(name, at or when)}"
        return Seen(what, text, read(noted), again, worth, place.line, name, when)

    if first.type.startswith(("Tensor", "ndarray")) and first.shape is not None and last.shape is not None:
        said = whole_numbers(place.text)
        fresh = not (first.shape and {*first.shape} <= said)  # else the code says it
        worth = fresh * (2.2 - 1.2 * (shape(first) in given))
        yield one("shape", lambda n: shape(n.first), worth, FIRST if many else "")
        if last.shape != first.shape and last.type == first.type:
            yield one("shape", lambda n: shape(n.last), 3.2 - 1.2 * (shape(last) in given), LAST)
    if noted.count <= MOST_TIMES:
        yield one("times", lambda n: str(n.count), 1.6 * (many and noted.count in known))  # or data decide it
    if first.dtype:
        yield one("dtype", lambda n: f"`{n.first.dtype}`", 1.4 * bool(first.shape and first.dtype != "float32"))
    if _is_single(first) or first.shape:
        plain = place.text.startswith(("len(", "int(", "float(")) or "(" not in study.cell.lines[place.line - 1]
        yield one("kind", lambda n: called(n.first), 1.3 * (_is_single(first) and not plain))
    if last.type == "list" and last.length and last.length in known and place.text.isidentifier() and not many:
        yield one("length", lambda n: str(n.last.length), 1.5)
    if noted.gave and all(v.shape for v in noted.gave):
        worth = 2.4 * (noted.gave[0].shape != noted.gave[1].shape)
        yield one("layer", lambda n: shape(n.gave[1]) if n.gave else "", worth, at=called(noted.gave[0]))
    if many and noted.count in known and (place.line, place.text) in _counters(study.cell.tree):
        yield one("value", lambda n: f"{n.last.numbers[0]:.0f}" if n.last.numbers else "", 1.9, LAST)


@lru_cache(maxsize=8)
def _counters(tree: ast.Module) -> list[tuple[int, str]]:
    """Names, with their lines, that only count rounds: of loops over a `range` that nothing ends early."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.For) and isinstance(node.iter, ast.Call):
            ended = any(isinstance(n, ast.Break | ast.Return) for n in ast.walk(node))
            first = node.target.elts[0] if isinstance(node.target, ast.Tuple) else node.target
            if ast.unparse(node.iter.func) in ("range", "enumerate") and isinstance(first, ast.Name) and not ended:
                found.append((node.lineno, first.id))
    return found


def _drawn(study: Study) -> Iterator[Seen]:
    """How many of everything are in a figure."""

    def read(study: Study) -> dict[str, str]:
        if study.call is None or study.call.returned is None or study.call.returned.type != "Figure":
            return {}
        figure = study.call.returned
        return {name: f"{n:.0f}" for name, n in zip(figure.names, figure.numbers, strict=False) if n}

    for name, number in read(study).items():
        asked, worth = f"How many {name} are there in the figure that is drawn?", 1.2 * (int(number) > 1)
        yield Seen("figure", asked, number, lambda study, name=name: read(study).get(name), worth)  # type: ignore[misc]


def _elsewhere(study: Study) -> Iterator[Seen]:
    """What comes back for something else, that a check hands in, too."""
    now = study.call.returned if study.call else None
    for key, call in study.elsewhere.items():
        others = {n: v for n, v in call.given.items() if n in study.given and given_as(v) != given_as(study.given[n])}
        known = numbers(study) | sizes(call.given.values())
        if not now or not call.returned or not others or not whole_numbers(called(call.returned)) <= known:
            continue
        changed = " and ".join(f"{code(n)} is {given_as(v)}, not {given_as(study.given[n])}" for n, v in others.items())

        def read(study: Study, key: tuple[str, int] = key) -> str | None:
            call = study.elsewhere.get(key)
            return called(call.returned) if call and call.returned else None

        sized = call.returned.shape is not None or call.returned.length is not None
        worth = 2.4 * (sized and called(now) != called(call.returned))
        asked = f"Suppose {changed}. What does it return?"
        yield Seen("back", asked, called(call.returned), read, worth, kind="predict")


def _is_single(value: Described) -> bool:
    """Whether it is one number."""
    return len(value.numbers) == 1 and value.type != "bool" and not value.shape and value.length is None


def what(study: Study, everything: Sequence[Seen], rng: Random) -> Iterator[Candidate]:
    """What is it here? The others are what others are, or numbers that are known, too."""
    known, given = numbers(study), study.given.values()
    back = [study.call.returned] if study.call and study.call.returned else []
    noted = [*study.noted.values(), *(n for call in study.elsewhere.values() for n in call.noted.values())]
    values = [v for n in noted for v in (n.first, n.last) if v.shape]
    counted = set(map(str, known - {0}))
    beside = {
        "shape": {shape(v) for v in given if v.shape}, "kind": {called(v) for v in given if _is_single(v) or v.shape},
        "times": counted, "length": counted, "value": counted, "back": set(map(called, back + values)),
    }  # fmt: skip
    for one in everything:
        if not one.worth:
            continue
        answers = {other.answer for other in everything if other.what == one.what} | beside.get(one.what, set())
        others = [Option(answer, one.says(answer)) for answer in _near(one.answer, answers, rng)]
        short = one.what in ("shape", "dtype", "figure") and one.answer not in beside["shape"]
        short &= whole_numbers(one.answer) <= known or one.what != "shape"
        right, how = Option(one.answer, one.says(one.answer)), "It was noted while your code ran."
        lines = [one.line] if one.line else []
        yield from ask(study, rng, one.kind, one.asked, right, others, how, one.worth, *lines, short=short)


def where(study: Study, everything: Sequence[Seen], rng: Random) -> Iterator[Candidate]:
    """Where is it so? The others are places where it is not."""
    for one in everything:
        asked = ASKED.get(one.what, ("", ""))[1]
        if not (one.worth and asked) or one.when == LAST or one.name.strip("`") in study.given:
            continue
        rest = [other for other in everything if other.what == one.what and other.when != LAST]
        if one.what == "times":
            rest = [other for other in rest if _at_once(study, other.line, rest)]
            if one not in rest:
                continue
        order = _near(one.answer, {other.answer for other in rest}, rng)
        others = sorted((o for o in rest if o.answer in order), key=lambda o: (order.index(o.answer), rng.random()))
        first = {answer: next(o for o in others if o.answer == answer) for answer in order}
        so = times(int(one.answer)) if one.what == "times" else one.answer
        when = FIRST if one.when or any(other.when for other in others) else ""
        options = [Option(_spot(study, o), o.says(one.answer)) for o in (one, *first.values(), *others)]
        text, how = asked.format(so, when), "It was noted at each of these places while your code ran."
        yield from ask(study, rng, "where", text, options[0], options[1:], how, one.worth)


def _at_once(study: Study, line: int, rest: Sequence[Seen]) -> bool:
    """Whether all of a line is run as often."""
    counts = {one.answer for one in rest if one.line == line}
    return len(counts) == 1 and not study.cell.lines[line - 1].lstrip().startswith(("for ", "while "))


def _near(right: str, answers: set[str], rng: Random) -> list[str]:
    """Other answers, those of a like form or size first."""
    far = (lambda o: abs(int(o) - int(right))) if right.isdigit() else (lambda o: abs(o.count(",") - right.count(",")))
    near = sorted(sorted(sorted(answers - {right}), key=lambda _: rng.random()), key=far)
    return rng.sample(near[:6], len(near[:6])) if right.isdigit() else near


def _spot(study: Study, one: Seen) -> str:
    if one.what == "times":
        return f"Line {one.line}: {code(study.cell.lines[one.line - 1].strip())}"
    return f"{one.name} in line {one.line}"


def _line(study: Study, place: Place) -> str:
    """The line that is asked about, where it can be read aloud."""
    line = study.cell.lines[place.line - 1].strip() if 0 < place.line <= len(study.cell.lines) else ""
    whole = len(line) <= 80 and all(line.count(one) == line.count(other) for one, other in ("()", "[]", "{}"))
    return f"Line {place.line} is {code(line)}." if whole else f"Look at line {place.line}."


def printed(question: Question, outputs: str) -> bool:
    """Whether the notebook's own output already says the answer."""
    answer = question.answer.strip("`")
    if question.kind != "here" or len(answer) < 3:
        return False
    return re.search(rf"(?<![\w.]){re.escape(answer)}(?![\w.])", outputs) is not None
