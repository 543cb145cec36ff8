"""The numbers of a question by what they are called: how many images, batches, classes there are. Pure."""

import math

from autograder.model.trace import Trace
from autograder.runner.respondent import Question

MANY = "the number of "  # begins the name of what says how many of something there are
IMAGES, BATCHES, BATCH_SIZE = MANY + "images", MANY + "batches", "the batch size"
FULL_BATCHES, LAST_BATCH = f"{BATCHES} times {BATCH_SIZE}", f"{IMAGES} in the last batch"
OF_BATCHES = frozenset({BATCHES, BATCH_SIZE, FULL_BATCHES, LAST_BATCH})


def quantities(question: Question, right: Trace | None) -> dict[str, float]:
    """The numbers of a question by name: how many images, batches, classes, and what else it was given."""
    known: dict[str, float] = {}
    for value in question.arguments:
        if shape := getattr(value, "shape", None):
            known["how many entries it was given"] = shape[0]
    for name, value in question.named.items():
        if isinstance(value, int) and not isinstance(value, bool):
            known[f"the {name.replace('_', ' ')}"] = value
        elif shape := getattr(value, "shape", None):
            words = name.replace("_", " ")
            several = name.endswith("s") and not name.endswith(("ss", "ias"))
            scores = len(shape) == 2 and shape[1] < 100  # no pictures: several in a row
            many = f"{MANY}rows of `{name}`" if scores else f"{MANY}{words}"
            known[many if several else f"the length of `{name}`"] = shape[0]
            if len(shape) == 2 and shape[1] > 2:
                known[f"{MANY}columns of `{name}`"] = shape[1]
            if (size := math.prod(shape)) != shape[0]:
                known[f"{MANY}entries of `{name}`"] = size
    if IMAGES in known and known.get(BATCH_SIZE):  # batches that are cut by hand
        known.setdefault(BATCHES, math.ceil(known[IMAGES] / known[BATCH_SIZE]))
    for act in right.of("batch") if right else ():
        facts = {"size": BATCH_SIZE, "of": BATCHES, "images": IMAGES}
        for fact, called in facts.items():
            if fact in act.facts:
                known.setdefault(called, act.facts[fact])
    for act in right.of("forward") if right else ():
        known.setdefault(BATCH_SIZE, act.facts.get("size", 0.0))
    full = known.get(BATCH_SIZE, 0) * known.get(BATCHES, 0)
    if full > known.get(IMAGES, full):
        known[FULL_BATCHES] = full
        last = known[IMAGES] - full + known[BATCH_SIZE]
        known |= {LAST_BATCH: last} if last > 0 else {}
    return known
