"""Numbers that whoever is asked can know: from what is said before the question, or from the code. Pure."""

import re
from collections.abc import Iterable
from functools import lru_cache

from autograder.model.account import Described
from autograder.viva.study import Study


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
