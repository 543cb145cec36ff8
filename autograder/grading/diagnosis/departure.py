"""Where a wrong solution leaves the values of a right one, told from what was recorded of both. Pure.

Values are compared, never code: so it works whatever the code looks like. What is said is true to the letter: up to
here a right solution has the same values, what is made of them next it does not have.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import Any

from autograder.grading.diagnosis.batches import weights_of
from autograder.grading.diagnosis.relations import relate
from autograder.model.report import Diagnosis
from autograder.model.trace import OPERATIONS, Act, Event, Trace, Value, shared

KNOWN_AS = {
    "max_pool2d_with_indices": "max_pool2d", "addmm": "linear", "convolution": "conv2d", "mm": "matmul",
    "nll_loss_forward": "nll_loss", "native_dropout": "dropout", "native_batch_norm": "batch_norm",
    "hardtanh": "hardtanh` or `relu6",
}  # fmt: skip
PICKS = {"gather", "index", "index_select", "take", "masked_select", "neg", "slice", "cat", "stack"}
A_LOSS = re.compile("_loss|cross_entropy|kl_div")


def _departure(sentence: str, line: int = 0, step: str = "") -> Diagnosis:
    """`line` is that of the first value that no right solution has; `step` says what one does next."""
    return Diagnosis("departure", "departure", sentence, line=line, step=step)


def depart(
    found: Trace, right: Trace, quantities: Mapping[str, float], wrong: Sequence[float] = (),
    counted: Sequence[Any] = (),
) -> Diagnosis | None:  # fmt: skip
    """The first departure of `found` from `right`; None where nothing can be said for certain.

    `wrong` are numbers of the answer that are not right; `counted` are the answers where they are of numbers only.
    """
    if not found.whole or not right.whole:
        return None
    trains = any(trace.of(kind) for trace in (found, right) for kind in ("backward", "step"))
    if trains and (departure := _of_training(found, right, quantities)):
        return departure
    # where no number is wrong, a loss may be another and as right: a sum, say
    targets = [] if trains else [i for i in found.targets if wrong or found.events[i].value.numel > 1]
    for number in wrong:
        same = (i for i, e in enumerate(found.events) if e.value.stands_for(number))
        targets += list(same)[-1:]
    departure = None
    if not found.cut and not right.cut:
        departure = _of_values(found, right, targets, trains) or (None if trains else _of_names(found, right))
    if departure is None and counted:
        departure = _of_what_is_counted(found, right, trains)
        single = not any(isinstance(answer, Mapping) for answer in counted)  # entries go wrong by themselves
        if departure is None and single and not (trains or found.outputs or right.outputs):
            departure = _of_the_last(found, right)
    return departure


def _of_values(found: Trace, right: Trace, targets: Sequence[int], trains: bool) -> Diagnosis | None:
    """Followed back from an answer: the first value on its way that is not right and of which nothing right comes.

    Where a network `trains`, a layer's first output may be wrong for weights that went wrong before it.
    """
    same = shared(found, right)
    for target in targets:
        if same[target] is not None:
            continue
        way = _ancestors(found.events, target)
        rejoined = [False] * len(found.events)
        for index in reversed(way):
            for parent in found.events[index].parents:
                if parent < index and ((same[index] is not None and _told(found.events[index])) or rejoined[index]):
                    rejoined[parent] = True
        every = [i for i in way if same[i] is None and not rejoined[i] and _told(found.events[i])]
        lost = _unpicked(found.events, every, same)
        for index in lost:
            before = [i for i in _ancestors(found.events, index) if same[i] is not None and _told(found.events[i])]
            if before and found.events[index].kind == "call" and not found.events[index].line:
                return None  # it has no name that a student knows
            if before:
                line = found.events[index].line
                after = [found.events[i] for i in lost if i >= index and found.events[i].line == line]
                up_to_layer = takewhile(lambda event: event.kind in OPERATIONS, after)
                names = {event.name for event in up_to_layer}
                alone = len(names) == 1 and len(lost) == len(every)
                return _located(found, right, index, before[-1], same, alone)
        asked = {(e.name, e.value.numel) for e in right.events if e.kind == "module"}
        layers = [i for i in lost if found.events[i].kind == "module"]
        layer = next((i for i in layers if (found.events[i].name, found.events[i].value.numel) in asked), None)
        if layer is not None and not trains:
            made = [found.events[i] for i in _ancestors(found.events, layer) if i in lost]
            first = next(e for e in made if e.kind == "module" or e.line)  # else it is made inside of a layer
            return _at_the_start(first, found.events[layer])
        losses = (found.events[i] for i in lost if A_LOSS.search(found.events[i].name))
        loss = next((event for event in losses if event.line), None)  # without a line it is another cell's
        if loss and not trains and not any(event.name.endswith(loss.name) for event in right.events):
            return _departure(f"{_named(loss)} is no value of a right solution", loss.line)
    return None


def _unpicked(events: Sequence[Event], lost: list[int], same: Sequence[int | None]) -> list[int]:
    """`lost` without what is merely picked from right values, or joins them; all of it where nothing else is."""
    kept: list[int] = []
    for i in lost:
        parents = [j for j in events[i].parents if events[j].value.numel > 1]
        if events[i].name not in PICKS or not parents or any(same[j] is None and j in kept for j in parents):
            kept.append(i)
    return kept or lost


def _told(event: Event) -> bool:
    return event.value.informative


def _ancestors(events: Sequence[Event], index: int) -> list[int]:
    """The event `index` and all that it was made of, in the order in which they were made."""
    seen, waiting = {index}, [index]
    while waiting:
        for parent in events[waiting.pop()].parents:
            if parent not in seen and parent < index:
                seen.add(parent)
                waiting.append(parent)
    return sorted(seen)


def _at_the_start(first: Event, event: Event) -> Diagnosis:
    """Where nothing before is shared: `event` is of a layer that a right solution asks about as much."""
    if first is not event:
        sentence = f"neither {_named(first)} nor the output of {_layer(event)} after it is a value of a right solution"
        return _departure(sentence, first.line)
    return _departure(f"the output of {_layer(event)} is already not that of a right solution", event.line)


def _located(found: Trace, right: Trace, lost: int, before: int, same: Sequence[int | None], alone: bool) -> Diagnosis:
    """`alone`: up to the next layer no other operation of that line made it; else the first may be of another style."""
    event = found.events[lost]
    last = found.events[before]
    partner = same[before]
    following = next((e for e in right.events if partner in e.parents), None)
    step = ""
    if following:
        step = f"a right solution comes to {_named(replace(following, line=0))} next, this one to {_named(event)}"
    own = event.kind == "op" and event.name
    with_it = f" with `{_op(event)}`" if alone and own else ""
    made = (found.events[i] for i in _ancestors(found.events, lost) if i > before)
    start = last.line + all(e.line != last.line or e.name != "slice" for e in made)
    between = last.line > 0 and start < event.line  # what only looks at values in another way is not recorded
    lines = f"lines {start} to {event.line} make" if between else f"line {event.line} makes"
    what = f"what {lines} of it{with_it} is not"
    if (event.line, event.name) == (last.line, last.name) and own and before in event.parents:
        what = f"line {event.line} applies it to that result once more, and what that gives is not"
    if not event.line:
        what = f"{_named(event)}, which comes next, is not"
    right_so_far = _named(last)
    if before in found.outputs and last.value.numel > 1 and last.kind != "op":  # its last layer is not all of it
        right_so_far = f"what the network answers{f' in line {last.line}' if last.line else ''}"
    return _departure(f"{right_so_far} is still that of a right solution; {what}", event.line, step)


def _op(event: Event) -> str:
    return KNOWN_AS.get(event.name, event.name)


def _layer(event: Event) -> str:
    return f"`{event.name}`" if not event.name.isdigit() else f"layer {event.name}"


def _named(event: Event) -> str:
    if event.kind == "module":
        return f"the output of {_layer(event)}"
    if event.kind == "name":
        return f"`{event.name}`" if event.name else f"what line {event.line} returns"
    made = "what is computed by a call" if event.kind == "call" else f"the result of `{_op(event)}`"
    return made + (f" in line {event.line}" if event.line else "")


def _of_names(found: Trace, right: Trace) -> Diagnosis | None:
    """For sums and shares in plain numbers, without loops: the last value of a name that a right solution has too."""
    names = [e for e in found.events if e.kind == "name"]
    if len(names) != len({(e.name, e.line) for e in names}) or len(names) != len(found.events):
        return None
    same = shared(found, right)
    reached = [i for i, e in enumerate(names) if same[i] is not None and _told(e)]
    if not reached or reached[-1] == len(names) - 1:
        return None
    last, after = names[reached[-1]], names[reached[-1] + 1]
    return _departure(
        f"{_named(last)} is still a value of a right solution; what line {after.line} makes is not", after.line
    )


def _of_training(found: Trace, right: Trace, quantities: Mapping[str, float]) -> Diagnosis | None:
    """Told of the first network that is trained otherwise than by a right solution."""
    networks = sorted({act.facts.get("network", 0.0) for act in right.of("forward")}) or [0.0]
    told = (_of_network(_while(found, n), _while(right, n), n, quantities) for n in networks)
    return next((departure for departure in told if departure), None)


def _while(trace: Trace, network: float) -> Trace:
    """What was done from the first time that this network was asked until another was, and how it ended."""
    asked = [i for i, act in enumerate(trace.acts) if act.kind == "forward"]
    mine = [i for i in asked if trace.acts[i].facts.get("network", 0.0) == network]
    others = [i for i in asked if mine and i > mine[0] and i not in mine]
    end = [act for act in trace.acts if act.kind == "end"] if others else []
    return replace(trace, acts=(*trace.acts[mine[0] if mine else 0 : others[0] if others else None], *end))


def _of_network(found: Trace, right: Trace, network: float, quantities: Mapping[str, float]) -> Diagnosis | None:
    """The first step after which the weights are not those of a right solution, and what is not right about it."""
    weights, wanted = weights_of(found, network), weights_of(right, network)
    if len(weights) != len(wanted) or len(weights) < 2 or not weights[0].near(wanted[0]):
        return None
    number = next((i for i, (w, r) in enumerate(zip(weights, wanted, strict=True)) if not w.near(r)), 0)
    backwards, rights = found.of("backward"), right.of("backward")
    if not number or len(backwards) != len(weights) - 1 or len(rights) != len(backwards):
        return None
    mine, its = backwards[number - 1], rights[number - 1]
    so_far = f"for network {network + 1:g} that is trained: " if network else ""
    so_far += "" if number == 1 else f"up to step {number - 1} the weights are those of a right solution; "
    place = "the first step" if number == 1 else f"step {number}"
    if not _known(mine, its, "loss"):
        return None
    if not mine.value("loss").near(its.value("loss")):
        signs = [1 if act.value("loss").weighted > 0 else -1 for act in (mine, its)]
        losses = [sign * act.value("loss").magnitude for sign, act in zip(signs, (mine, its), strict=True)]
        relation = relate(losses[0], losses[1], f"the loss of {place}", quantities)
        if not relation and number == 1:  # all before it is of the first batch, and was recorded
            made = [i for i, event in enumerate(found.events) if event.value.near(mine.value("loss"))][:1]
            located = _of_values(found, right, made, trains=True)
            if located and located.line != mine.line:
                return located
        said = relation.sentence if relation else f"the loss of {place} is not that of a right solution"
        return _departure(so_far + said, mine.line)
    steps, its_steps = found.of("step"), right.of("step")
    if len(steps) == len(backwards) == len(its_steps) and _known(steps[number - 1], its_steps[number - 1], "gradient"):
        if steps[number - 1].value("gradient").near(its_steps[number - 1].value("gradient")):
            said = f"the gradient of {place} is right, and the weights after it are not"
            last = 1 < number == len(steps)  # what comes after all steps may have changed them, too
            return _departure(so_far + said, 0 if last else steps[number - 1].line)
        said = f"the loss of {place} is right, and the gradient that the step is taken with is not"
        if times := steps[number - 1].value("gradient").times(its_steps[number - 1].value("gradient")):
            said += f": it is {times:.3g} times the right one"
        return _departure(so_far + said, mine.line)
    return _departure(f"{so_far}the loss of {place} is right, and the weights after that step are not", mine.line)


def _of_what_is_counted(found: Trace, right: Trace, trains: bool) -> Diagnosis | None:
    """Only numbers are wrong, and the networks did all that those of a right solution do."""
    if trains and max(len(weights_of(found)), len(weights_of(right))) > 1:
        weights, wanted = weights_of(found), weights_of(right)
        alike = len(weights) == len(wanted) > 1 and all(w.near(r) for w, r in zip(weights, wanted, strict=True))
        said = "after every step the weights are those of a right solution: the training is right"
    else:
        outputs, wanted = ([t.events[i].value for i in t.outputs] for t in (found, right))
        joined = [Value(sum(v.numel for v in vs), sum(v.magnitude for v in vs), 0.0) for vs in (outputs, wanted)]
        alike = _as_in(outputs, wanted) or joined[0].near(joined[1])  # asked in other parts
        asked = outputs and any(act.kind == "forward" for act in found.acts)  # else no network answered
        alike = alike and bool(asked) and not found.cut and not right.cut
        said = "whatever the network answers is what it answers in a right solution"
        answers = ([value for value in values if value.numel > 1] for values in (outputs, wanted))  # no losses
        if not alike and asked and _as_in(*answers) and not found.cut and not right.cut:
            return _departure(f"{said}; what is computed from it is not")
    made = "counted or averaged of it" if trains else "made of its answers"
    return _departure(f"{said}; what is {made} is not") if alike else None


def _as_in(values: Sequence[Value], others: Sequence[Value]) -> bool:
    """Whether each of some values is one of the others, and the other way round."""
    both = ((values, others), (others, values))
    return bool(values) and all(any(v.near(w) for w in theirs) for mine, theirs in both for v in mine)


def _of_the_last(found: Trace, right: Trace) -> Diagnosis | None:
    """Of what was made without a network, in a line of the cell, the last tensor that a right solution has, too."""
    same = shared(found, right)
    lost = {(e.name, e.line) for e, j in zip(found.events, same, strict=True) if j is None}  # of one batch, say
    kept = (i for i, e in enumerate(found.events) if e.line and (e.name, e.line) not in lost)
    last = max((i for i in kept if found.events[i].value.numel > 1 and _told(found.events[i])), default=None)
    if last is None or last in found.targets or found.cut or right.cut:
        return None
    event = found.events[last]
    return _departure(f"{_named(event)} is a value of a right solution; what comes of it is not")


def _known(one: Act, other: Act, name: str) -> bool:
    return bool(one.value(name).numel and other.value(name).numel)
