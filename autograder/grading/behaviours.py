"""What a training or measuring loop did that no right one does, whatever its code looks like: one list for all lessons.

Told from what was recorded of the student's answer and of the reference's. Pure. Each sentence is a fact about what was
recorded; where the record leaves a doubt, nothing is said.
"""

import math
from collections.abc import Callable
from itertools import pairwise, zip_longest

from autograder.grading.departure import shared
from autograder.model.number import times
from autograder.model.report import Diagnosis
from autograder.model.trace import SETTINGS, Act, Trace, Value


def _fact(name: str, sentence: str, line: int = 0) -> Diagnosis:
    """A fact about a loop, with the line where it shows."""
    return Diagnosis("behaviour", name, sentence, line=line)


def behaviours(found: Trace, right: Trace, numbers_only: bool = False) -> list[Diagnosis]:
    """What `found` did that `right` did not; of those that follow from one another the first.

    `numbers_only` says that only returned numbers are wrong: gradients that are recorded, or a mode that changes no
    output, are then no explanation.
    """
    if not right.whole:
        return []
    if not found.whole:  # it went on for longer than was recorded
        return [fact] if (fact := _batches(found, right)) and fact.name == "other_loader" else []
    told = [fact] if (fact := _left_off(found, right)) else []
    apart = not right.of("forward", "step")  # a right cell may have a stand-in train, of which nothing is seen
    seen = not apart or (right.of("batch") and found.of("backward"))
    if seen or any(act.kind == "step" for act in right.acts):
        looks = _ALONE if apart else _TRAINING if right.of("backward", "step") else _MEASURING
        looks = looks if seen else (_settings,)
        same = shared(found, right)
        unseen = numbers_only and all(same[target] is not None for target in found.targets)
        answered = not numbers_only and _answers_agree(found, right)
        no_reason: dict[Callable, bool] = {
            _gradients_on: not answered,
            _training_mode: unseen,
            _asked_apart: not numbers_only,
        }
        for look in looks:
            fact = look(found, right)
            if fact and not no_reason.get(look):
                return [*told, fact]
    return told


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
    return None if used else _fact("never_asked", "no network is asked for anything")


def _no_backward(found: Trace, right: Trace) -> Diagnosis | None:
    if found.of("backward") or not found.of("forward") or changes(found) or not _moves(right):
        return None
    return _fact("no_backward", "no gradient is ever computed: `backward` is not called, and no weight changes")


def _moves(right: Trace) -> bool:
    """Whether the weights change; where a stand-in trains, only its steps are seen."""
    return bool(changes(right) or right.of("step"))


def _step_first(found: Trace, right: Trace) -> Diagnosis | None:
    acts = found.of("backward", "step")
    empty = [not trace.of("step")[0].value("gradient").magnitude for trace in (found, right) if trace.of("step")]
    if not found.of("backward") or acts[0].kind != "step" or empty not in ([True], [True, False]):
        return None
    return _fact("step_first", "the first step is taken before any gradient is computed", acts[0].line)


def _nothing_moves(found: Trace, right: Trace) -> Diagnosis | None:
    if not found.of("backward") or not found.of("forward") or changes(found) or not _moves(right):
        return None
    steps = found.of("step")
    if not steps:
        return _fact("no_step", "gradients are computed, and no step is taken with them: no weight changes")
    if not any(step.facts.get("mine") for step in steps):
        sentence = "the optimizer that takes the steps holds none of the weights of the network that was asked"
        return _fact("other_weights", sentence, steps[0].line)
    if not any(step.value("gradient").magnitude for step in steps):
        return _fact(
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
                f"when `backward` runs for the {_ordinal(number)} time, earlier gradients are still there: "
                "the new ones are added to them"
            )
            return _fact("stale_gradients", sentence, act.line)
    return None


def _ordinal(number: int) -> str:
    words = {1: "first", 2: "second", 3: "third"}
    return words.get(number, f"{number}th")


def _settings(found: Trace, right: Trace) -> Diagnosis | None:
    """Settings of the optimizer that takes the steps, where a right solution's are others."""
    steps, its = ([act for act in trace.acts if act.kind == "step"] for trace in (found, right))
    for number, (mine, other) in enumerate(zip(steps, its, strict=False), 1):
        for name in SETTINGS:
            has, wanted = (act.facts.get(f"set {name}") for act in (mine, other))
            if has is not None and wanted is not None and not math.isclose(has, wanted, rel_tol=1e-6):
                place = "" if number == 1 else f"at step {number} "
                sentence = f"{place}the optimizer has `{name}` {has:.4g}; that of a right solution has {wanted:.4g}"
                return _fact("settings", sentence, mine.line)
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
    return _fact("eval_while_training", "the network is in evaluation mode while it is trained", act.line)


def _steps(found: Trace, right: Trace) -> Diagnosis | None:
    mine, its = found.of("step"), right.of("step")
    count, wanted = (len(mine), len(its)) if mine and its else (changes(found), changes(right))
    if not (mine and its) and _asked(found) != _asked(right):  # one network's layers by themselves, perhaps
        return None
    if not count or not wanted or count == wanted:
        return None
    sentence = f"a step is taken {times(count)}; a right solution takes {wanted}"
    return _fact("number_of_steps", sentence, mine[-1].line if mine else 0)


def _asked(trace: Trace) -> set[float]:
    return {act.facts.get("network", 0.0) for act in trace.of("forward")}


def _fewer_steps(found: Trace, right: Trace) -> Diagnosis | None:
    gradients, steps = len(found.of("backward")), found.of("step")
    if not 0 < len(steps) < gradients:
        return None
    sentence = f"gradients are computed {times(gradients)}, and steps are taken {times(len(steps))}"
    return _fact("number_of_steps", sentence, steps[0].line)


def _batches(found: Trace, right: Trace) -> Diagnosis | None:
    """Which batches of the loaders reach the network."""
    wanted = _different([act.value("given") for act in right.of("forward") or right.of("batch")])
    given = [act.value("given") for act in found.of("forward")]
    offered = [act.value("given") for act in (*found.of("batch"), *right.of("batch"))]
    if not offered:
        return _other_images(found, right)
    known = [value for value in given if any(value.near(other) for other in offered)]
    if not given or len(known) != len(given) or not wanted:
        return None
    of_loaders = [value for value in wanted if any(value.near(other) for other in offered)]
    if len(of_loaders) != len(wanted):
        return None
    reached = [any(value.near(one) for one in given) for value in wanted]
    if all(reached):
        return None
    if not any(reached):
        return _fact("other_loader", "the batches come from another loader than a right solution's")
    if len(wanted) < 2:
        return None
    short = wanted[-1].numel < wanted[0].numel
    if not reached[-1] and all(reached[:-1]):
        which = "the last batch, which is short," if short else "the last batch"
        return _fact("last_batch", f"{which} never reaches the network")
    if sum(reached) == 1:
        place = "first" if reached[0] else "last" if reached[-1] else f"{_ordinal(reached.index(True) + 1)}"
        return _fact("one_batch", f"only the {place} of {len(wanted)} batches reaches the network")
    return _fact("some_batches", f"only {sum(reached)} of {len(wanted)} batches reach the network")


def _other_images(found: Trace, right: Trace) -> Diagnosis | None:
    """Where batches are cut by hand: whether not one of those that are trained on is a right solution's."""
    acts = found.of("forward", "backward")
    trained = [act for act, after in pairwise(acts) if act.kind == "forward" and after.kind == "backward"]
    wanted = [act.value("given") for act in right.of("forward")]
    if not trained or not wanted or any(act.value("given").near(value) for act in trained for value in wanted):
        return None
    sentence = (
        "not one of the batches that the network is trained on is one of a right solution's: look at which images "
        "are in it, and in which order"
    )
    return _fact("other_images", sentence, trained[0].line)


def _different(values: list[Value]) -> list[Value]:
    kept: list[Value] = []
    for value in values:
        if value.numel and not any(value.near(other) for other in kept):
            kept.append(value)
    return kept


def _trains(found: Trace, right: Trace) -> Diagnosis | None:
    if not changes(found) or changes(right):
        return None
    return _fact("trains_while_measuring", "weights of the network are changed while it is only to be measured")


def _training_mode(found: Trace, right: Trace) -> Diagnosis | None:
    wrong = _only_asked(found)
    measures = not right.of("backward", "step") or _only_asked(right, in_training=False)
    if not wrong or _only_asked(right) or not measures:
        return None
    return _fact("training_mode", "the network is in training mode while it is measured", wrong[0].line)


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
    """Asked without a step to follow, where figures are to come from the answers that steps are computed from."""
    apart = _only_asked(found, in_training=False)
    if not apart or not found.of("backward") or _only_asked(right, in_training=False):
        return None
    sentence = "the network is also asked apart from its steps; a right solution measures what it trains on"
    return _fact("asked_apart", sentence, apart[0].line)


def _gradients_on(found: Trace, right: Trace) -> Diagnosis | None:
    wrong = [act for act in found.of("forward") if act.facts.get("gradients")]
    if not wrong or any(act.facts.get("gradients") for act in right.of("forward")):
        return None
    return _fact("gradients_on", "gradients are recorded while the network is measured", wrong[0].line)


def _left_off(found: Trace, right: Trace) -> Diagnosis | None:
    if found.end.get("gradients", 1.0) or not right.end.get("gradients", 1.0):
        return None
    return _fact("gradients_left_off", "gradients are switched off and stay so: nothing can be trained afterwards")


Look = Callable[[Trace, Trace], Diagnosis | None]
_TRAINING: tuple[Look, ...] = (
    _never_asked, _no_backward, _step_first, _nothing_moves, _batches, _steps, _stale, _eval_while_training,
    _settings, _asked_apart, _training_mode,
)  # fmt: skip
_ALONE: tuple[Look, ...] = (_stale, _fewer_steps, _eval_while_training, _training_mode)
_MEASURING: tuple[Look, ...] = (_never_asked, _batches, _trains, _training_mode, _gradients_on)
