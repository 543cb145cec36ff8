"""What a training or measuring loop did that no right one does, whatever its code looks like: one list for all lessons.

Told from what was recorded of the student's answer and of the reference's. Pure. Each sentence is a fact about what was
recorded; where the record leaves a doubt, nothing is said.
"""

import math
from collections.abc import Callable
from itertools import pairwise, zip_longest

from autograder.grading.diagnosis.batches import batches, fact, measured_at_the_end, order, ordinal, set_back
from autograder.model.number import times
from autograder.model.report import Diagnosis
from autograder.model.trace import SETTINGS, SWITCHES, Act, Trace, Value, shared


def behaviours(found: Trace, right: Trace, numbers_only: bool = False, a_figure: bool = False) -> list[Diagnosis]:
    """What `found` did that `right` did not; of those that follow from one another the first.

    `numbers_only` says that only returned numbers are wrong: gradients that are recorded, or a mode that changes no
    output, are then no explanation. `a_figure` says that it is one of them, such as a loss.
    """
    if not right.whole:
        return []
    if not found.whole:  # it went on for longer than was recorded
        return [one] if (one := batches(found, right)) and one.name == "other_loader" else []
    told = [one for look in (_left_off, set_back) if (one := look(found, right))]
    if found.of("backward") and _with_gradients(right) and not _with_gradients(found):
        return told  # as with `torch.func`: it is trained where nothing is seen of it
    apart = not right.of("forward", "step")  # a right cell may have a stand-in train, of which nothing is seen
    seen = not apart or (right.of("batch") and found.of("backward"))
    if seen or any(act.kind == "step" for act in right.acts):
        looks = _ALONE if apart else _TRAINING if right.of("backward", "step") else _MEASURING
        looks = looks if seen else (_other_optimizer,)
        same = shared(found, right)
        unseen = numbers_only and all(same[target] is not None for target in found.targets)
        answered = not numbers_only and _answers_agree(found, right)
        no_reason: dict[Callable, bool] = {
            _gradients_on: not answered,
            _training_mode: unseen,
            _asked_apart: not numbers_only,
        }
        for look in looks:
            one = look(found, right)
            if one and not no_reason.get(look):
                beside = _asked_apart(found, right) if look is _stale and a_figure else None
                return [*told, beside, one] if beside else [*told, one]  # what is stale never changed the first figure
    return told


def _with_gradients(trace: Trace) -> bool:
    return any(act.facts.get("gradients") for act in trace.of("forward"))


def _answers_agree(found: Trace, right: Trace) -> bool:
    """Whether all that is returned, and all that networks answered, is that of a right solution: none is lacking."""
    if found.cut or right.cut:
        return False
    return all(
        any(one.events[i].value.near(other.events[j].value) for j in other.targets)
        for one, other in ((found, right), (right, found))
        for i in one.targets
    )


def changes(trace: Trace) -> int:
    """How often the weights of the networks that were asked were other ones than before."""
    last: dict[float, Value] = {}
    count = 0
    for act in trace.acts:
        if act.kind in ("forward", "end"):
            value, network = act.value("weights"), act.facts.get("network", 0.0)
            count += network in last and last[network] != value  # however small the step was
            last[network] = value
    return count


def _never_asked(found: Trace, right: Trace) -> Diagnosis | None:
    acts = any(found.of(kind) for kind in ("forward", "backward", "step"))
    used = acts or found.cut or any(j is not None for j in shared(found, right))
    if used:
        return None
    if not right.of("forward"):  # a stand-in may be asked, of which nothing is seen
        return fact("no_step", "no step is taken")
    return fact("never_asked", "no network is ever called")


def _no_backward(found: Trace, right: Trace) -> Diagnosis | None:
    if found.of("backward") or not found.of("forward") or changes(found) or not _moves(right):
        return None
    if any(step.value("gradient").magnitude for step in found.of("step")):  # a stand-in computes them
        return None
    return fact("no_backward", "no gradient is ever computed: `backward` is not called, and no weight changes")


def _moves(right: Trace) -> bool:
    """Whether the weights change; where a stand-in trains, only its steps are seen."""
    return bool(changes(right) or right.of("step"))


def _step_first(found: Trace, right: Trace) -> Diagnosis | None:
    acts = found.of("backward", "step")
    empty = [not trace.of("step")[0].value("gradient").magnitude for trace in (found, right) if trace.of("step")]
    if not found.of("backward") or acts[0].kind != "step" or empty not in ([True], [True, False]):
        return None
    return fact("step_first", "the first step is taken before any gradient is computed", acts[0].line)


def _nothing_moves(found: Trace, right: Trace) -> Diagnosis | None:
    if not found.of("backward") or not found.of("forward") or changes(found) or not _moves(right):
        return None
    steps = found.of("step")
    if not steps:
        return fact("no_step", "gradients are computed, and no step is taken with them: no weight changes")
    if not any(step.facts.get("mine") for step in steps):
        sentence = "the optimizer that takes the steps holds none of the weights of the network that was asked"
        return fact("other_weights", sentence, steps[0].line)
    if not any(step.value("gradient").magnitude for step in steps):
        return fact(
            "no_gradient", "whenever a step is taken there are no gradients, so no weight changes", steps[0].line
        )
    return None


def _stale(found: Trace, right: Trace) -> Diagnosis | None:
    """Gradients that are still there when the next are computed, where a right solution has none left."""
    if any(act.facts.get("stale") for act in right.of("backward")):
        return None
    for number, act in enumerate(found.of("backward"), 1):
        if act.facts.get("stale"):
            sentence = (
                f"when `backward` runs for the {ordinal(number)} time, earlier gradients are still there: "
                "the new ones are added to them"
            )
            return fact("stale_gradients", sentence, act.line)
    return None


def _eval_while_training(found: Trace, right: Trace) -> Diagnosis | None:
    def wrong(trace: Trace) -> Act | None:
        acts = [act for act in trace.acts if act.kind in ("forward", "backward")]
        for act, following in pairwise(acts):
            if act.kind == "forward" and following.kind == "backward" and not act.facts.get("training"):
                return act
        return None

    act = wrong(found)
    if act is None or wrong(right) is not None:
        return None
    return fact("eval_while_training", "the network is in evaluation mode while it is trained", act.line)


def _steps(found: Trace, right: Trace) -> Diagnosis | None:
    mine, its = found.of("step"), right.of("step")
    count, wanted = (len(mine), len(its)) if mine and its else (changes(found), changes(right))
    if not (mine and its) and (_asked(found) != _asked(right) or set_back(found, right)):
        return None  # one network's layers by themselves, perhaps, or changes that are no steps
    known = (act.value("weights").numel for act in found.acts if act.kind in ("forward", "end"))
    if not (mine and its) and not all(known):  # weights of nan or inf, of which all steps look alike
        return None
    if not count or not wanted or count == wanted:
        return None
    sentence = f"a step is taken {times(count)}; a right solution takes {wanted}"
    return fact("number_of_steps", sentence, mine[-1].line if mine else 0)


def _asked(trace: Trace) -> set[float]:
    return {act.facts.get("network", 0.0) for act in trace.of("forward")}


def _fewer_steps(found: Trace, right: Trace) -> Diagnosis | None:
    gradients, steps = len(found.of("backward")), found.of("step")
    if not 0 < len(steps) < gradients:
        return None
    sentence = f"gradients are computed {times(gradients)}, and steps are taken {times(len(steps))}"
    return fact("number_of_steps", sentence, steps[0].line)


def _other_network(found: Trace, right: Trace) -> Diagnosis | None:
    """Another network than the one that a right solution asks, both by the cell itself, or both by what it calls."""
    for own in (True, False):
        asked = [act for act in found.of("forward") if act.facts.get("own") == own]
        wanted = {act.value("weights").numel for act in right.of("forward") if act.facts.get("own") == own}
        if not asked or len(wanted) != 1 or wanted & {act.value("weights").numel for act in asked}:
            continue
        has, right_one = int(asked[0].value("weights").numel), int(wanted.pop())
        sentence = f"the network that is asked has {has:,} parameters, the one to ask {right_one:,}: it is another one"
        return fact("other_network", sentence, asked[0].line)
    return None


def _other_start(found: Trace, right: Trace) -> Diagnosis | None:
    """Other weights than a right solution's when the network is first asked, or the first step is taken."""
    for kind, weights in (("forward", "weights"), ("step", "before")):
        if (mine := found.of(kind)) and (its := right.of(kind)):
            value, wanted = mine[0].value(weights), its[0].value(weights)
            if value.numel != wanted.numel or value.near(wanted):
                return None
            sentence = "training begins with other weights than those of the network that was given"
            return fact("other_start", sentence, mine[0].line)
    return None


def _parts(found: Trace, right: Trace) -> Diagnosis | None:
    """An optimizer that holds only a part of what a right solution's holds."""
    held = [[a.value("before").numel for a in trace.acts if a.kind == "left"] for trace in (found, right)]
    pair = next(((has, all_) for has, all_ in zip(*held, strict=False) if 0 < has < all_), None)
    if pair is None or len(held[0]) != len(held[1]):
        return None
    sentence = f"the optimizer holds {pair[0]:,.0f} of the {pair[1]:,.0f} numbers that are to be trained"
    return fact("part_held", sentence, next(a.line for a in found.acts if a.kind == "step"))


def _other_optimizer(found: Trace, right: Trace) -> Diagnosis | None:
    """Steps by an optimizer of the cell's own where a right solution takes the one that there is; or set otherwise."""
    steps, wanted = ([act for act in trace.acts if act.kind == "step"] for trace in (found, right))
    if any("made" not in act.facts for act in (*steps, *wanted)):
        return None
    if not right.of("backward") and any(act.facts["made"] and act.line for act in wanted):
        return None  # a stand-in's, of which nothing is known
    for number, (mine, its) in enumerate(zip(steps, wanted, strict=False), 1):
        both = {
            name: (mine.facts[name], its.facts[name]) for name in SETTINGS if {name} <= {*mine.facts} & {*its.facts}
        }
        apart = {name: pair for name, pair in both.items() if not math.isclose(*pair)}
        other = " and ".join(
            f"{SETTINGS[name]} switched {'on' if has else 'off'}"
            if name in SWITCHES
            else f"a {SETTINGS[name]} of {has:.4g} instead of {its_:.4g}"
            for name, (has, its_) in apart.items()
        )
        if mine.facts["made"] and not its.facts["made"]:
            sentence = "the steps are taken by an optimizer that is made here, not by the one that was there"
            return fact("own_optimizer", f"{sentence}, with {other}" if other else sentence, int(mine.facts["made"]))
        if other:
            return fact("settings", f"the {ordinal(number)} step is taken with {other}", mine.line)
    return None


def _trains(found: Trace, right: Trace) -> Diagnosis | None:
    if not changes(found) or changes(right):
        return None
    return fact("trains_while_measuring", "weights of the network are changed while it is only to be measured")


def _training_mode(found: Trace, right: Trace) -> Diagnosis | None:
    wrong = _only_asked(found)
    measures = not (right.of("forward") and right.of("backward", "step")) or _only_asked(right, in_training=False)
    if not wrong or _only_asked(right) or not measures:
        return None
    return fact("training_mode", "the network is in training mode while it is measured", wrong[0].line)


def _only_asked(trace: Trace, in_training: bool = True) -> list[Act]:
    """When a network was asked, perhaps only `in_training` mode, and not for a gradient."""
    acts = trace.of("forward", "backward")
    return [
        act
        for act, following in zip_longest(acts, acts[1:])
        if act.kind == "forward"
        and (act.facts.get("training") or not in_training)
        and (following is None or following.kind == "forward")
    ]


def _asked_apart(found: Trace, right: Trace) -> Diagnosis | None:
    """A batch asked without a step to follow, with other weights than in a right solution, which returns figures."""
    figures = any(right.events[target].kind == "name" for target in right.targets)
    if not figures or not found.of("backward") or _only_asked(right, in_training=False):
        return None
    for act in _only_asked(found, in_training=False):
        same = [one for one in right.of("forward") if one.value("given").near(act.value("given"))]
        if same and not any(one.value("weights").near(act.value("weights")) for one in same):
            sentence = "the network is also asked apart from its steps, with other weights than a right solution's then"
            return fact("asked_apart", sentence, act.line)
    return None


def _gradients_on(found: Trace, right: Trace) -> Diagnosis | None:
    wrong = [act for act in found.of("forward") if act.facts.get("gradients")]
    if not wrong or any(act.facts.get("gradients") for act in right.of("forward")):
        return None
    return fact("gradients_on", "gradients are recorded while the network is measured", wrong[0].line)


def _left_off(found: Trace, right: Trace) -> Diagnosis | None:
    if found.end.get("gradients", 1.0) or not right.end.get("gradients", 1.0):
        return None
    return fact("gradients_left_off", "gradients are switched off and stay so: nothing can be trained afterwards")


Look = Callable[[Trace, Trace], Diagnosis | None]
_TRAINING: tuple[Look, ...] = (
    _never_asked, _other_network, _no_backward, _step_first, _nothing_moves, batches, _other_start, _steps,
    measured_at_the_end, order, _parts, _stale, _other_optimizer, _eval_while_training, _asked_apart, _training_mode,
)  # fmt: skip
_ALONE: tuple[Look, ...] = (_stale, _fewer_steps, _eval_while_training, _training_mode)
_MEASURING: tuple[Look, ...] = (_never_asked, _other_network, batches, _trains, _training_mode, _gradients_on)
