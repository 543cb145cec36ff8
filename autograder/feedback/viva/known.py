"""What whoever is asked can know: what is called with what, said before the question, and the numbers in it. Pure."""

import re
from collections.abc import Iterable
from functools import lru_cache

from autograder.feedback.viva.study import Study
from autograder.feedback.viva.values import called, shown
from autograder.feedback.viva.variants import code
from autograder.model.account import Described


@lru_cache(maxsize=8)
def loaders(study: Study) -> list[tuple[int, int, int]]:
    """Of each loader that the call goes through: examples, batches, and how many examples are in a full one."""
    found: dict[float, tuple[int, int, int]] = {}
    for act in study.base.acts("batch") if study.base else ():
        examples, batches, size = (int(act.facts.get(name, 0)) for name in ("images", "of", "size"))
        found.setdefault(act.facts.get("loader", 0.0), (examples, batches, size))
    return list(dict.fromkeys(found.values()))


def whole_numbers(text: str) -> set[int]:
    """The whole numbers in a text, but for those in names and decimals."""
    return {int(n) for n in re.findall(r"(?<![\w.])\d{1,9}(?![\w]|\.\d)", text)}


def sizes(values: Iterable[Described]) -> set[int]:
    """Shapes and lengths of what is handed in."""
    return {int(n) for v in values if not (v.text and v.length) for n in (*(v.shape or ()), v.length or 0)}


@lru_cache(maxsize=8)
def numbers(study: Study) -> set[int]:
    """Sizes and whole numbers that are handed in, those that the code says, and how often a loop goes round."""
    values = [v for v in study.given.values() if not (v.text and v.length)]
    known = sizes(values)
    said = whole_numbers("\n".join(study.cell.lines))
    said |= {int(v.numbers[0]) for v in values if v.type == "int" and v.numbers}
    rounds = {-(-size // n) for size in known for n in said if n > 1}
    for examples, batches, size in loaders(study):
        rounds |= {batches}
        known |= {examples, size, examples - size * (batches - 1)}
    return known | said | rounds | {one * other for one in rounds for other in said}


def seen(study: Study) -> set[int]:
    """These numbers, and the sizes of all that the code works with: a change makes others of them."""
    shapes = [v.shape or () for _, noted in study.places for v in (noted.first, noted.last)]
    return numbers(study) | {n for shape in shapes for n in shape}


@lru_cache(maxsize=8)
def setting_of(study: Study) -> str:
    """What is called with what, in a sentence or two."""
    if study.call is None:
        return ""
    given = [f"{code(name)} is {given_as(value)}" for name, value in study.call.given.items()]
    said = {v.length for v in study.call.given.values() if v.type == "DataLoader"}
    given += [f"it goes through {_loader(*one)}" for one in loaders(study) if one[1] not in said]
    name = study.call.name.removesuffix(".forward").removesuffix(".__init__")
    what = f"{code(name)} is called once" if name else "The cell is run once"
    if study.exercise.threshold is not None:
        what += ", cut short: on the first three batches of each loader, and on no more than thirty in all"
    return f"{what}: {'; '.join(given)}." if given else f"{what}."


def _loader(examples: int, batches: int, size: int) -> str:
    last = examples - size * (batches - 1)
    tail = f", the last of {last}" if 0 < last < size else ""
    return f"a loader of {examples} examples in {batches} batches of {size}{tail}"


def given_as(value: Described) -> str:
    """What is handed in, as far as it can be said."""
    if value.type == "DataLoader" and value.length and len(value.numbers) == 2:
        examples, size = map(int, value.numbers)
        return _loader(examples, value.length, size)
    if value.type in ("int", "float", "bool") and value.numbers:
        return str(bool(value.numbers[0])) if value.type == "bool" else shown(value.numbers[0])
    if value.type == "str":
        return f"the text {code(value.text)}"
    if value.text and value.length:
        layers = f" ({value.text})" if ", " in value.text else ""
        return f"a small network{layers}" if len(value.text) < 48 else f"a network ({code(value.type)})"
    if value.length and value.shape is None and value.type not in ("list", "tuple", "dict"):
        return f"a data set of {value.length} examples"
    return called(value)
