"""What a changed cell did that the student's own did not: facts that were measured, each true or not of any change.

Of two runs of one call. All facts that hold are found, the most telling first; so a fact that is not among those of a
change is false of it, and can stand beside a true one. What is nearly the same is no ground for a question. Pure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograder.feedback.viva.values import Fact, Subject, Unclear, alike, compared, is_seen
from autograder.model.account import Account, Call, Raise
from autograder.model.number import times
from autograder.model.trace import Act, Value


@dataclass(frozen=True)
class Run:
    """One call, in what it was seen, and which line of the student's each line of the program is."""

    account: Account
    call: Call | None
    lines: dict[int, int]

    @property
    def raised(self) -> Raise | None:
        """What ended the call, or kept it from being made."""
        return self.call.raised if self.call else self.account.ended

    def acts(self, kind: str) -> list[Act]:
        return self.account.of(self.call, kind) if self.call else []


MOST_READ = 64  # letters of an error's message that are read aloud
LONG = 1000  # rounds after which a loop is said to have no end: those of checks are small
COUNTS = ("steps", "asked")  # kinds of facts that say how often
SAME = Fact("same", "Nothing changes: everything comes out as it does now.")


def facts(base: Run, changed: Run, tolerance: float, leaves: Sequence[str] = ()) -> tuple[Fact, ...]:
    """All that holds of `changed`, the most telling first; only that nothing changes where nothing does.

    `leaves` are the names under which a cell leaves what it makes, where it is looked at itself. Raises Unclear.
    """
    if changed.raised is not None:
        return (_raises(changed.raised, changed),)
    if changed.call is None or base.call is None or not (changed.account.is_whole and base.account.is_whole):
        raise Unclear
    if base.account.cut or changed.account.cut:  # how it goes on is not known
        found = [fact for fact in _learning(base, changed) if fact.kind not in COUNTS]
        if not found:
            raise Unclear
        return tuple(found)
    what = Subject(f"`{leaves[0]}`") if len(leaves) == 1 else Subject("it", "leaves" if leaves else "returns")
    if base.call.name.endswith(".__init__"):
        what = Subject(f"the new `{base.call.name.removesuffix('.__init__')}`")
    learnt = list(_learning(base, changed))
    back = list(compared(base.call.returned, changed.call.returned, tolerance, what))
    left = list(_left(base.call, changed.call, tolerance)) if not learnt else []
    found = [*learnt, *back, *left]
    if found:
        return (*found, *_modes(base, changed))
    if not _observed(base, tolerance):
        raise Unclear
    return (*_modes(base, changed), SAME)


def _observed(base: Run, tolerance: float) -> bool:
    """Whether all that the call is for was seen: else nobody could say that nothing changes."""
    assert base.call is not None
    back = base.call.returned
    if back is not None and back.type != "NoneType":  # of a figure, and of what a network computes, not all is seen
        return is_seen(back) and back.type != "Figure" and not (back.text and back.length)
    return len(weights_of(base)) > 1 or bool(list(_left(base.call, base.call, tolerance, moved=True)))


def _raises(raised: Raise, run: Run) -> Fact:
    if raised.kind == "time" and run.call and max((n.count for n in run.call.noted.values()), default=0) > LONG:
        return Fact("endless", "It does not come to an end: after a thousand rounds it still runs.")
    if raised.kind != "error":
        raise Unclear
    line = run.lines.get(raised.line)
    place = f" in line {line}" if line else ""
    said = f": {raised.message.rstrip('.')}" if 0 < len(raised.message) <= MOST_READ else ""
    return Fact("raises", f"It stops with an error{place}: {raised.type}{said}.", (raised.type, line))


def weights_of(run: Run) -> list[Value]:
    """The weights of the first network that is asked, as they come one after the other."""
    found: list[Value] = []
    for act in (*run.acts("forward"), *run.acts("end")):
        value = act.value("weights")
        if act.facts.get("network", 0.0) == 0.0 and not (found and found[-1].near(value)):
            found.append(value)
    return found


def _learning(base: Run, changed: Run) -> Iterator[Fact]:
    """What becomes of the weights of a network that the call trains."""
    ours, theirs = weights_of(base), weights_of(changed)
    if len(ours) < 2 and len(theirs) < 2:
        return
    if len(theirs) < 2:
        yield Fact("still", "The weights of the network stay as they were: nothing is learnt.")
    elif len(ours) < 2:
        yield Fact("moving", "The weights of the network change, although it is only evaluated.")
    stale = [any(act.facts.get("stale") for act in run.acts("backward")) for run in (base, changed)]
    if stale == [False, True]:
        yield Fact("stale", "From the second batch on, each gradient is added to the gradients of the batches before.")
    steps = [len(run.acts("step")) or max(0, len(held) - 1) for run, held in ((base, ours), (changed, theirs))]
    if len(ours) > 1 and steps[1] and steps[0] != steps[1]:
        yield Fact("steps", f"The weights are updated {times(steps[1])}, not {times(steps[0])}.", (steps[1],))
    if len(ours) > 1 and len(theirs) > 1 and not ours[-1].near(theirs[-1]):
        if len(ours) > 2 and len(theirs) > 2 and ours[1].near(theirs[1]):
            said = "The first step is the same as now; from the second step on the weights differ."
            yield Fact("later steps", said)
        else:
            yield Fact("other steps", "The weights already differ after the first step.")
    asked = [len(run.acts("forward")) for run in (base, changed)]
    if all(asked) and asked[0] != asked[1]:
        yield Fact("asked", f"The network is called {times(asked[1])}, not {times(asked[0])}.", (asked[1],))


def _modes(base: Run, changed: Run) -> Iterator[Fact]:
    ours, theirs = base.acts("forward"), changed.acts("forward")
    if not ours or not theirs:
        return
    for name, on, off in (
        ("training", "The results are the same here, but the network is used in training mode.",
         "The results are the same here, but the network is used in evaluation mode."),
        ("gradients", "The results are the same, but everything is kept in memory for gradients that nobody asks for.",
         "The results are the same, but no gradients can be computed from them."),
    ):  # fmt: skip
        one, other = ours[0].facts.get(name), theirs[0].facts.get(name)
        if one != other:
            yield Fact(name, on if other else off, (other,))


def _left(ours: Call, theirs: Call, tolerance: float, moved: bool = False) -> Iterator[Fact]:
    """What becomes of the values that were handed in; with `moved`, all that the call itself changes."""
    for name in ours.given:
        before, now, then = ours.given[name], ours.left.get(name), theirs.left.get(name)
        if now is None or then is None or now.type != then.type or len(now.numbers) != len(then.numbers):
            continue
        changes = [not alike(before.numbers, one.numbers, tolerance) for one in (now, then)]
        if moved and changes[0]:
            yield Fact("moved", "", (name,))
        elif changes == [True, False]:
            yield Fact("untouched", f"`{name}` stays as it was before the call.", (name,))
        elif changes == [False, True]:
            yield Fact("touched", f"`{name}` itself is changed by the call.", (name,))
        elif changes == [True, True] and not alike(now.numbers, then.numbers, tolerance):
            yield Fact("other", f"`{name}` ends up with other numbers than now.", (name,), vague=True)
