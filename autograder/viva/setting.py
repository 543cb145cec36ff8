"""What is called with what: the sentence before a question. Pure."""

from functools import lru_cache

from autograder.model.account import Described
from autograder.viva.known import loaders
from autograder.viva.study import Study
from autograder.viva.values import called, shown
from autograder.viva.variants import code


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
