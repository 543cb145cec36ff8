"""What is it here? Shape, kind, or number of times of what the student's code holds at one of its lines. Pure."""

import re
from collections.abc import Iterator
from random import Random

from autograder.model.account import Described, Noted
from autograder.viva.instrument import Place
from autograder.viva.question import Candidate, Question, shuffled
from autograder.viva.study import Study
from autograder.viva.values import called, shape, shown
from autograder.viva.variants import code

MOST_TIMES = 60


def setting_of(study: Study) -> str:
    """What is called with what, in a sentence or two."""
    base = study.base
    if base is None or base.call is None:
        return ""
    call, given = base.call, []
    for name, value in call.given.items():
        given.append(f"{code(name)} is {_given(value)}")
    loops = [
        p for p in study.program.places.values() if p.id in call.noted and call.noted[p.id].first.type == "DataLoader"
    ]
    given += [f"{code(p.text)} is {_given(call.noted[p.id].first)}" for p in loops if p.text not in call.given]
    name = call.name.removesuffix(".forward").removesuffix(".__init__")
    what = f"{code(name)} is called once" if name else "The cell is run once"
    if study.exercise.threshold is not None:
        what += ", cut short: on the first three batches of each loader, and on no more than thirty in all"
    return f"{what}: {'; '.join(given)}." if given else f"{what}."


def _given(value: Described) -> str:
    if value.type == "DataLoader" and value.length and len(value.numbers) == 2:
        images, size = map(int, value.numbers)
        last = images - size * (value.length - 1)
        tail = f", the last of {last}" if 0 < last < size else ""
        return f"a loader of {images} examples in {value.length} batches of {size}{tail}"
    if value.type in ("int", "float", "bool") and value.numbers:
        return str(bool(value.numbers[0])) if value.type == "bool" else shown(value.numbers[0])
    if value.type == "str":
        return f"the text {code(value.text)}"
    if value.text and value.length:
        return f"a small network ({value.text})" if len(value.text) < 48 else f"a network ({code(value.type)})"
    if value.length and value.shape is None and value.type not in ("list", "tuple", "dict"):
        return f"a data set of {value.length} examples"
    return called(value)


def shapes(study: Study, setting: str, rng: Random) -> Iterator[Candidate]:
    """The shape of a name or an expression: the others are shapes of other things in the same run."""
    known = _known(study)
    given = {shape(v) for v in study.base.call.given.values() if v.shape} if study.base and study.base.call else set()
    measured = given | {shape(v) for _, n in known for v in (n.first, n.last) if v.shape is not None}
    for place, noted in known:
        for value, last in ((noted.first, False), (noted.last, True)):
            if value.shape is None or not value.type.startswith(("Tensor", "ndarray")):
                continue
            said = set(re.findall(r"\d+", place.text))
            if (last and noted.first.shape == value.shape) or (value.shape and set(map(str, value.shape)) <= said):
                continue  # asked already, or the code says it
            right, deep = shape(value), len(value.shape)
            others = sorted((one for one in measured if one != right), key=lambda _: rng.random())
            others.sort(key=lambda one: abs(one.count(",") - deep))
            when = ", in the last round" if last else ", in the first round" if noted.count > 1 else ""
            text = f"{_at(study, place)}. Which shape does {code(place.text)} have there{when}?"
            options = shuffled(rng, right, others[:3]) if len(others) > 1 else ()
            if right in given and not options:
                continue
            worth = 2.2 + last - 0.5 * (not options) - 1.2 * (right in given)
            read = (lambda n: shape(n.last)) if last else (lambda n: shape(n.first))
            question = _question(study, setting, text, options, right, place)
            yield Candidate(question, worth, _same(place.id, read, right))


def counts(study: Study, setting: str, rng: Random) -> Iterator[Candidate]:
    """How often a line is run: the others are how often other lines are, or the numbers of what was handed in."""
    known = _known(study)
    if study.base is None or study.base.call is None:
        return
    values = [v for v in study.base.call.given.values() if not (v.text and v.length)]
    sizes = {int(n) for v in values for n in (*(v.shape or ()), v.length or 0) if n}
    sizes |= {int(x) for _, n in known if n.first.type == "DataLoader" for x in (*n.first.numbers, n.first.length or 0)}
    for place, noted in known:
        if not 1 < noted.count <= MOST_TIMES or place.text == "_":
            continue
        others = {n.count for _, n in known} | sizes
        wrong = sorted((o for o in others if 0 < o != noted.count), key=lambda o: (o not in sizes, rng.random()))[:3]
        text = f"{_at(study, place)}. How often is {code(place.text)} computed during this call?"
        if place.kind == "name":
            text = f"{_at(study, place)}. How many values does {code(place.text)} get there during this call?"
        options = tuple(str(one) for one in sorted([noted.count, *wrong]))
        question = _question(study, setting, text, options if len(options) > 2 else (), str(noted.count), place)
        yield Candidate(question, 1.6, _same(place.id, lambda n: str(n.count), str(noted.count)))


def kinds(study: Study, setting: str, rng: Random) -> Iterator[Candidate]:
    """Of which dtype numbers are; whether a single number is a tensor, a float, an int."""
    known = _known(study)
    dtypes = list(dict.fromkeys(f"`{n.first.dtype}`" for _, n in known if n.first.dtype))
    given = study.base.call.given.values() if study.base and study.base.call else ()
    seen = [*(n.first for _, n in known), *given]
    singles = list(dict.fromkeys(called(one) for one in seen if _is_single(one) or one.shape))
    for place, noted in known:
        value = noted.first
        if value.shape and value.dtype not in ("", "float32"):
            right, measured = f"`{value.dtype}`", dtypes
            text = f"{_at(study, place)}. Of which dtype are the numbers in {code(place.text)} there?"
            worth = 1.4
        elif _is_single(value):
            right, measured, worth = called(value), singles, 1.3
            text = f"{_at(study, place)}. What is {code(place.text)} there?"
        else:
            continue
        others = [one for one in measured if one != right]
        rng.shuffle(others)
        if len(others) > 1 or value.shape:
            options = shuffled(rng, right, others[:3]) if len(others) > 1 else ()
            question = _question(study, setting, text, options, right, place)
            read = (lambda n: f"`{n.first.dtype}`") if value.shape else (lambda n: called(n.first))
            yield Candidate(question, worth - 0.4 * (not options), _same(place.id, read, right))


def _is_single(value: Described) -> bool:
    """Whether it is one number."""
    return len(value.numbers) == 1 and value.type != "bool" and not value.shape and value.length is None


def _known(study: Study) -> list[tuple[Place, Noted]]:
    if study.base is None or study.base.call is None:
        return []
    noted = study.base.call.noted
    seen: set[tuple[int, str]] = set()
    found = []
    for place in study.program.places.values():
        if place.id in noted and (place.line, place.text) not in seen:
            seen.add((place.line, place.text))
            found.append((place, noted[place.id]))
    return found


def _at(study: Study, place: Place) -> str:
    text = study.lines[place.line - 1].strip() if 0 < place.line <= len(study.lines) else ""
    return f"Line {place.line} is {code(text)}" if len(text) <= 80 else f"Look at line {place.line}"


def _question(study: Study, setting: str, text: str, options: tuple[str, ...], answer: str, place: Place) -> Question:
    return Question(
        "here", study.exercise.name, setting, text, options, answer, "It was noted there while your code ran.",
        (place.line,), tuple(study.lines),
    )  # fmt: skip


def _same(place: str, read, right: str):  # type: ignore[no-untyped-def]
    def confirmed(study: Study) -> bool:
        noted = study.base.call.noted.get(place) if study.base and study.base.call else None
        return noted is not None and read(noted) == right

    return confirmed


def printed(question: Question, outputs: str) -> bool:
    """Whether the notebook's own output already says the answer."""
    answer = question.answer.strip("`")
    if question.kind != "here" or len(answer) < 3:
        return False
    return re.search(rf"(?<![\w.]){re.escape(answer)}(?![\w.])", outputs) is not None
