"""Which points rest on claims: what a process earns that rewrites itself and says the right things, computing nothing.

The forger has seen right runs under other seeds. What was the same in all of them it says again. What stood among the
inputs of a check's questions so far, or follows from one of them by a line (their sizes, sums, places of extremes, …,
times a number plus another), it makes from the new ones. Of the rest it says what was said most often. A `replay` only
says again what was said under one seed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch

from autograder.authoring.declare import Check
from autograder.grading.checkrun import CheckRun, Lookup
from autograder.grading.reference import Reference
from autograder.grading.suite import CheckSuite
from autograder.runner.respondent import Question

SEEN = (101, 202, 303, 606, 707)  # seeds of the runs that the forger has seen
ASKED = (404, 505)  # and of those that it must pass
VIEWS: tuple[Callable[[np.ndarray], Any], ...] = (
    lambda numbers: numbers, np.transpose, np.sort, np.sum, np.mean, np.std, np.min, np.max, np.argmin, np.argmax,
    np.size, lambda numbers: len(np.atleast_1d(numbers)), np.shape, np.count_nonzero, np.abs, np.square,
)  # fmt: skip

Numbers = np.ndarray | None


class _Noted:
    """Asks the reference, once for each question however many checks ask it, and notes what was asked and said."""

    def __init__(self, check: Check, lookup: Lookup) -> None:
        self.check, self.lookup = check, lookup
        self.said: list[tuple[Any, Any]] = []

    def ask(self, question: Question) -> Any:
        answer = self.lookup(self.check, len(self.said), replace(question, part=""))  # all of it: whoever asks takes it
        self.said.append(([*question.arguments, dict(question.named)], answer))
        return answer


class _Forger:
    """Answers by what right runs have shown; one run alone is replayed."""

    def __init__(self, runs: Sequence[Sequence[tuple[Any, Any]]]) -> None:
        self.runs = runs
        self.given: list[Any] = []

    def ask(self, question: Question) -> Any:
        """Raises IndexError when more is asked than ever before."""
        self.given.append([*question.arguments, dict(question.named)])
        number = len(self.given)
        answers = [run[number - 1][1] for run in self.runs]
        asked = [[inputs for inputs, _ in reversed(run[:number])] for run in self.runs]
        return _forged(answers, asked, self.given[::-1]) if len(answers) > 1 else answers[0]


def claimed(reference: Reference, suite: CheckSuite, replayed: bool = False) -> dict[str, float]:
    """The points of each check that a forger wins, by id; with `replayed` those that a replay wins."""
    runs: dict[str, list[list[tuple[Any, Any]]]] = {check.id: [] for check in suite.checks}
    for seed in SEEN[:1] if replayed else SEEN:
        under = suite.under(seed)
        for check in suite.checks:
            noted = _Noted(check, reference.lookup)
            CheckRun(under, noted, reference.lookup).judge(check)
            runs[check.id].append(noted.said)
    asked = [(suite.under(seed), reference.lookup) for seed in ASKED]
    won = [check for check in suite.checks if all(_wins(check, runs[check.id], *paper) for paper in asked)]
    return {check.id: suite.assignment.exercise(check.exercise).checks[check.name] for check in won}


def _wins(check: Check, runs: Sequence[Sequence[tuple[Any, Any]]], suite: CheckSuite, lookup: Lookup) -> bool:
    try:
        return CheckRun(suite, _Forger(runs), lookup).judge(check).outcome == "pass"
    except IndexError:  # it was not content, and asks more
        return False


def _forged(answers: Sequence[Any], asked: Sequence[Any], given: Any) -> Any:
    """What the answers have in common, and what follows from their inputs made of those `given` now."""
    first = answers[0]
    if all(_same(first, other) for other in answers[1:]):
        return first
    if isinstance(first, Mapping) and all(isinstance(a, Mapping) and a.keys() == first.keys() for a in answers):
        return {key: _forged([answer[key] for answer in answers], asked, given) for key in first}
    told = [_numbers(answer) for answer in answers]
    for path, part in _parts(given):
        inputs = [_at(one, path) for one in asked]
        if all(map(_same, answers, inputs)):
            return _like(first, part)
        made = _made_of(_numbers(part), [_numbers(one) for one in inputs], told)
        if made is not None:
            return _like(first, made)
    if isinstance(first, list | tuple) and all(isinstance(a, type(first)) and len(a) == len(first) for a in answers):
        return type(first)(_forged(column, asked, given) for column in zip(*answers, strict=True))
    return max(answers, key=lambda one: sum(_same(one, other) for other in answers))


def _made_of(part: Numbers, inputs: Sequence[Numbers], told: Sequence[Numbers]) -> Numbers:
    """What `part` says by that one of the `VIEWS` whose numbers, on a straight line, gave all that was told."""
    asked = [one for one in inputs if one is not None and one.size]
    answers = [one for one in told if one is not None and one.size]
    if part is None or len(asked) < len(inputs) or len(answers) < len(told):
        return None
    for view in VIEWS:
        seen = [np.asarray(view(one)) for one in asked]
        if [one.shape for one in seen] != [answer.shape for answer in answers]:
            continue
        x, y = (np.concatenate([one.ravel() for one in many]) for many in (seen, answers))
        if x.size > 2 and np.isfinite(x).all() and np.isfinite(y).all() and np.ptp(x) > 0 and np.ptp(y) > 0:
            from_mean = x - x.mean()
            slope = from_mean @ y / (from_mean @ from_mean)
            shift = y.mean() - slope * x.mean()
            if np.allclose(slope * x + shift, y, rtol=1e-5, atol=1e-6):
                return slope * np.asarray(view(part)) + shift
    return None


def _parts(value: Any, path: tuple = ()) -> Iterator[tuple[tuple, Any]]:
    """All that a question's inputs hold, at any depth, with the way to it."""
    if path:
        yield path, value
    inner = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list | tuple) else ()
    for key, part in inner:
        yield from _parts(part, (*path, key))


def _at(value: Any, path: tuple) -> Any:
    try:
        for key in path:
            value = value[key]
    except (KeyError, IndexError, TypeError):
        return None
    return value


def _numbers(value: Any) -> Numbers:
    """The numbers that a tensor, an array, a number or a list of numbers holds; None for anything else."""
    if isinstance(value, torch.Tensor | np.ndarray | int | float):
        return np.asarray(value, dtype=np.float64)
    if isinstance(value, list | tuple) and value and all(isinstance(n, int | float) for n in value):
        return np.array(value, dtype=np.float64)
    return None


def _same(one: Any, other: Any) -> bool:
    first, second = _numbers(one), _numbers(other)
    if first is not None and second is not None:
        return first.shape == second.shape and bool(np.allclose(first, second, rtol=1e-6, atol=1e-9, equal_nan=True))
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    return type(one) is type(other) and bool(one == other)


def _like(model: Any, part: Any) -> Any:
    """Numbers in the form that the answer has."""
    if isinstance(model, torch.Tensor):
        return torch.as_tensor(part).to(model.dtype)
    if isinstance(model, np.ndarray | np.generic):
        return np.asarray(part).astype(model.dtype)[()]
    if isinstance(model, list | tuple) and isinstance(part, np.ndarray):
        return type(model)(type(one)(number) for one, number in zip(model, part.tolist(), strict=False))
    if isinstance(model, int | float) and isinstance(part, np.ndarray | np.generic):
        return type(model)(round(part.item(), 6 if isinstance(model, float) else None))
    return part
