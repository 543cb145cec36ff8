"""Which batches of the loaders reach the network, and which weights it meets: what no right loop does. Pure."""

from itertools import pairwise

from autograder.model.number import counted
from autograder.model.report import Diagnosis
from autograder.model.trace import Act, Trace, Value


def fact(name: str, sentence: str, line: int = 0) -> Diagnosis:
    """A fact about a loop, with the line where it shows."""
    return Diagnosis("behaviour", name, sentence, line=line)


def ordinal(number: int) -> str:
    words = {1: "first", 2: "second", 3: "third"}
    return words.get(number, f"{number}th")


def batches(found: Trace, right: Trace) -> Diagnosis | None:
    """Which batches of the loaders reach the network."""
    apart = not right.of("forward")  # a stand-in trains, which may be the student's way as well
    if apart and len(found.of("step")) > len(found.of("backward")):
        return None
    wanted = _different([act.value("given") for act in right.of("forward") or _trained_on(right)])
    given = [act.value("given") for act in found.of("forward")]
    offered = [act.value("given") for act in (*found.of("batch"), *right.of("batch"))]
    if not offered:
        return other_images(found, right)
    known = [value for value in given if any(value.near(other) for other in offered)]
    of_loaders = [value for value in wanted if any(value.near(other) for other in offered)]
    if not given or not wanted or len(of_loaders) != len(wanted):
        return None
    if not known and found.of("batch"):
        return _changed(found, given, offered)
    if len(known) != len(given):
        return None
    reached = [any(value.near(one) for one in given) for value in wanted]
    if all(reached):
        return None
    if not any(reached):
        return fact("other_loader", "the batches come from another loader than a right solution's")
    if len(wanted) < 2:
        return None
    short = wanted[-1].numel < wanted[0].numel
    if not reached[-1] and all(reached[:-1]):
        which = "the last batch, which is short," if short else "the last batch"
        return fact("last_batch", f"{which} never reaches the network")
    if sum(reached) == 1:
        place = "first" if reached[0] else "last" if reached[-1] else f"{ordinal(reached.index(True) + 1)}"
        return fact("one_batch", f"only the {place} of {len(wanted)} batches reaches the network")
    return fact("some_batches", f"only {sum(reached)} of {len(wanted)} batches reach the network")


def order(found: Trace, right: Trace) -> Diagnosis | None:
    """The batches of a right solution, as many times, but one after another in another way, while steps are taken."""
    mine, its = found.of("forward"), right.of("forward")
    if not found.of("backward") or len(mine) != len(its):
        return None
    apart = [not m.value("given").near(r.value("given")) for m, r in zip(mine, its, strict=True)]
    rest = [act.value("given") for act in its]
    for act in mine:
        at = next((i for i, value in enumerate(rest) if value.near(act.value("given"))), None)
        if at is None:
            return None
        rest.pop(at)
    if not any(apart):
        return None
    first = mine[apart.index(True)]
    return fact("other_order", "the batches reach the network in another order than in a right solution", first.line)


def _changed(found: Trace, given: list[Value], offered: list[Value]) -> Diagnosis | None:
    """Batches of a loader's sizes with other numbers in them."""
    if not {value.numel for value in given} <= {value.numel for value in offered}:
        return None
    sentence = "the batches do not reach the network as the loader gives them"
    return fact("changed_batches", sentence, found.of("forward")[0].line)


def _trained_on(trace: Trace) -> list[Act]:
    """The batches after which a step is taken."""
    acts = trace.of("batch", "step")
    return [act for act, after in pairwise(acts) if (act.kind, after.kind) == ("batch", "step")]


def other_images(found: Trace, right: Trace) -> Diagnosis | None:
    """Where batches are cut by hand: another size, or of a right size not one that is a right solution's."""
    acts = found.of("forward", "backward")
    trained = [act for act, after in pairwise(acts) if act.kind == "forward" and after.kind == "backward"]
    wanted = [act.value("given") for act in right.of("forward")]
    sizes = [some[0].facts.get("size", 0.0) for some in (trained, right.of("forward")) if some]
    if len(sizes) == 2 and all(sizes) and sizes[0] != sizes[1]:
        said = f"the first batch that the network is trained on has {counted(sizes[0], 'image')}"
        return fact("other_size", f"{said}; a right solution's has {sizes[1]:g}", trained[0].line)
    if not trained or not wanted or trained[0].value("given").numel != wanted[0].numel:
        return None
    if any(act.value("given").near(value) for act in trained for value in wanted):
        return None
    times = trained[0].value("given").times(wanted[0])
    said = "look at which images are in it, in which order, and at their values"
    if times and abs(times - 1) > 0.001:
        said = f"the first is {times:.4g} times what it should be"
    sentence = f"not one of the batches that the network is trained on is one of a right solution's: {said}"
    return fact("other_images", sentence, trained[0].line)


def _different(values: list[Value]) -> list[Value]:
    kept: list[Value] = []
    for value in values:
        if value.numel and not any(value.near(other) for other in kept):
            kept.append(value)
    return kept


def measured_at_the_end(found: Trace, right: Trace) -> Diagnosis | None:
    """A loader that is gone through when all steps are taken, and in a right solution before the last one, too."""

    def passes(trace: Trace) -> list[Act]:
        acts = trace.of("batch", "step")
        last = max((i for i, act in enumerate(acts) if act.kind == "step"), default=0)
        return [act for act in acts[:last] if act.kind == "batch" and not act.facts["index"]]

    early = [act.value("given") for act in passes(found)]
    given = [(one, one.value("given")) for one in found.of("batch")]
    for act in passes(right) if early else ():
        value = act.value("given")
        same = [one for one, other in given if other.near(value)]
        if same and not any(other.near(value) for other in early):
            sentence = (
                f"the loader with {act.facts['images']:.0f} images is gone through only after the last of all steps; "
                "a right solution goes through it between them, too"
            )
            return fact("measured_at_the_end", sentence, same[0].line)
    return None


def weights_of(trace: Trace, network: float = 0.0) -> list[Value]:
    """The weights of a network that is trained: as they were first, then after each change."""
    known = [a for a in trace.acts if a.kind in ("forward", "end") and a.facts.get("network", 0.0) == network]
    values: list[Value] = []
    for act in known:
        value = act.value("weights")
        if value.numel and not (values and values[-1] == value):  # however small the step was
            values.append(value)
    return values


def set_back(found: Trace, right: Trace) -> Diagnosis | None:
    """Weights that are there again after others were, where a right solution's only go on."""
    if _returns(right):
        return None
    for number, earlier, last in _returns(found):
        place = "at the end" if last else f"before step {number}"
        sentence = f"{place} the weights are again what they were before step {earlier}: they were put back"
        return fact("put_back", sentence)
    return None


def _returns(trace: Trace) -> list[tuple[int, int, bool]]:
    """When what optimizers hold is again what it was before an earlier step, which one, and whether at the end.

    Where steps are taken by hand, it is the weights of the networks that were asked.
    """
    made = []
    if not any(act.kind == "step" for act in trace.acts):
        for network in sorted({act.facts.get("network", 0.0) for act in trace.of("forward")}):
            held, first = weights_of(trace, network), dict[Value, int]()
            back = [(i, first.setdefault(value, i)) for i, value in enumerate(held, 1)]
            made += [(number, earlier, number == len(held)) for number, earlier in back if earlier < number]
        return made
    taken = [act for act in trace.acts if act.kind in ("step", "left")]
    for group in sorted({act.facts.get("held", 0.0) for act in taken}):
        acts = [act for act in taken if act.facts.get("held", 0.0) == group]
        held = [act.value("before") for act in acts]
        for number, value in enumerate(held, 1):
            same = [i for i, other in enumerate(held[: number - 1], 1) if other == value and other.numel]
            if same and (value != held[number - 2] or acts[number - 2].facts.get("moved")):
                made.append((number, same[-1], acts[number - 1].kind == "left"))
    return made
