"""What is it here? Shape, kind, or number of times of what the student's code holds at one of its lines. Pure."""

import re
from collections.abc import Callable, Iterator, Sequence
from random import Random

from autograder.model.account import Described, Noted
from autograder.viva.instrument import Place
from autograder.viva.known import numbers
from autograder.viva.question import Candidate, about, shuffled
from autograder.viva.sheet import Question
from autograder.viva.study import Study
from autograder.viva.values import called, shape
from autograder.viva.variants import code

MOST_TIMES = 60


def shapes(study: Study, rng: Random) -> Iterator[Candidate]:
    """The shape of a name or an expression: the others are shapes of other things in the same run."""
    given = {shape(v) for v in study.given.values() if v.shape}
    measured = given | {shape(v) for _, n in study.places for v in (n.first, n.last) if v.shape is not None}
    known = numbers(study)
    for place, noted in study.places:
        for value, last in ((noted.first, False), (noted.last, True)):
            if value.shape is None or not value.type.startswith(("Tensor", "ndarray")) or place.text == "_":
                continue
            said = set(re.findall(r"\d+", place.text))
            if (last and noted.first.shape == value.shape) or (value.shape and set(map(str, value.shape)) <= said):
                continue  # asked already, or the code says it
            right, deep = shape(value), len(value.shape)
            others = sorted((one for one in measured if one != right), key=lambda _: rng.random())
            others.sort(key=lambda one: abs(one.count(",") - deep))
            few = len(others) < 2
            if few and (right in given or not set(value.shape) <= known):
                continue
            when = ", the last time" if last else ", the first time" if noted.count > 1 else ""
            text = f"What is the shape of {code(place.text)} there{when}?"
            worth = 2.2 + last - 0.5 * few - 1.2 * (right in given)
            read = (lambda n: shape(n.last)) if last else (lambda n: shape(n.first))
            yield _candidate(study, place, text, _options(rng, right, others), noted, read, worth)


def counts(study: Study, rng: Random) -> Iterator[Candidate]:
    """How often a line is run: the others are how often other lines are, or numbers that are known, too."""
    known = numbers(study)
    for place, noted in study.places:
        if not 1 < noted.count <= MOST_TIMES or noted.count not in known or place.text == "_":
            continue  # or it depends on data that nobody sees
        others = {n.count for _, n in study.places} | known
        near = sorted((o for o in others if 0 < o != noted.count), key=lambda o: abs(o - noted.count))[:6]
        wrong = rng.sample(near, min(3, len(near)))
        text = f"How many times is {code(place.text)} computed during this call?"
        if place.kind == "name":
            text = f"How many times is {code(place.text)} set there during this call?"
        options = tuple(map(str, sorted([noted.count, *wrong]))) if len(wrong) > 1 else ()
        yield _candidate(study, place, text, options, noted, lambda n: str(n.count), 1.6)


def kinds(study: Study, rng: Random) -> Iterator[Candidate]:
    """Of which dtype numbers are; whether a single number is a tensor, a float, an int."""
    dtypes = [_dtype(n) for _, n in study.places if n.first.dtype]
    seen = [*(n.first for _, n in study.places), *study.given.values()]
    singles = [called(one) for one in seen if _is_single(one) or one.shape]
    for place, noted in study.places:
        value = noted.first
        if value.shape and value.dtype not in ("", "float32"):
            text = f"What is the dtype of the numbers in {code(place.text)} there?"
            options = _options(rng, _dtype(noted), rng.sample(dtypes, len(dtypes)))
            yield _candidate(study, place, text, options, noted, _dtype, 1.4 - 0.4 * (not options))
        elif _is_single(value):
            options = _options(rng, called(value), rng.sample(singles, len(singles)))
            if options:
                text = f"What is {code(place.text)} there?"
                yield _candidate(study, place, text, options, noted, lambda n: called(n.first), 1.3)


def _dtype(noted: Noted) -> str:
    return f"`{noted.first.dtype}`"


def _is_single(value: Described) -> bool:
    """Whether it is one number."""
    return len(value.numbers) == 1 and value.type != "bool" and not value.shape and value.length is None


def _options(rng: Random, right: str, others: Sequence[str]) -> tuple[str, ...]:
    """The right one among others; none where there are too few."""
    made = shuffled(rng, right, others)
    return made if len(made) > 2 else ()


def _candidate(
    study: Study, place: Place, text: str, options: tuple[str, ...], noted: Noted, read: Callable[[Noted], str],
    worth: float,
) -> Candidate:  # fmt: skip
    """A question about one place, to which the answer is what `read` says of it, under any seed."""
    line = study.lines[place.line - 1].strip() if 0 < place.line <= len(study.lines) else ""
    whole = len(line) <= 80 and all(line.count(one) == line.count(other) for one, other in ("()", "[]", "{}"))
    at = f"Line {place.line} is {code(line)}" if whole else f"Look at line {place.line}"
    right, how = read(noted), "It was noted there while your code ran."
    question = about(study, "here", f"{at}. {text}", options, right, how, place.line)

    def confirmed(again: Study) -> bool:
        there = again.noted.get(place.id)
        return there is not None and read(there) == right

    return Candidate(question, worth, confirmed)


def printed(question: Question, outputs: str) -> bool:
    """Whether the notebook's own output already says the answer."""
    answer = question.answer.strip("`")
    if question.kind != "here" or len(answer) < 3:
        return False
    return re.search(rf"(?<![\w.]){re.escape(answer)}(?![\w.])", outputs) is not None
