"""A figure of training curves, read as a person reads it: one rule for all lessons.

A curve is a line or points over epochs counted from 0 or 1. Axes have labels, in any words. Curves that share their
axes have a legend entry each, which tells them apart by the stems train / valid, val, test and loss, cost / acc. What a
list is called tells the same: `acc_valid` is the accuracy of validation. Everything is in one figure.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import torch

from autograder.authoring.compare import require
from autograder.model.text import listed

STEMS = {"train": r"train", "test": r"(?<![a-z])(e?val|test)", "loss": r"loss|cost", "accuracy": r"acc"}
OTHER = {"train": "test", "test": "train", "loss": "accuracy", "accuracy": "loss"}
MEASURED = {"loss", "accuracy"}
FAINT = 12  # of 255: what differs less from the paper is not seen
NOT_DRAWN = (
    "The figure cannot be drawn: was a part of it overwritten, as by `ax.title = …` where `ax.set_title(…)` is meant?"
)
NUMBERS = ("no", "one", "two", "three", "four", "five")


@dataclass(frozen=True)
class Curve:
    """A line or a set of points: the number of its axes, its legend entry, and all that is said about it there.

    `at` are the pixels where its points stand.
    """

    axes: int
    x: torch.Tensor
    y: torch.Tensor
    entry: str
    around: str
    at: torch.Tensor

    def seen_in(self, ink: torch.Tensor) -> bool:
        """Whether the picture shows it: its heights in pixels are its values on some scale, and there is ink there.

        What the process that drew it says of its figure is believed only so far as the pixels bear it out.
        """
        places, values = self.at.double(), self.y
        if places.shape != (len(values), 2) or ink.dim() != 2:
            return False
        finite = torch.isfinite(places).all(dim=1) & torch.isfinite(values)
        places, values = places[finite], values[finite]
        if not len(values) or not any(_on_a_line(scale, places[:, 1]) for scale in _scales(values)):
            return False
        height, width = ink.shape
        columns, rows = places[:, 0].round().long(), (height - 1 - places[:, 1]).round().long()
        inside = (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
        paper = ink.flatten().bincount(minlength=256).argmax()
        drawn = (ink.short() - paper.short()).abs() > FAINT
        around = torch.nn.functional.pad(drawn, (3, 3, 3, 3)).unfold(0, 7, 1).unfold(1, 7, 1)
        marked = around[rows[inside], columns[inside]].flatten(1).any(dim=1)
        return int(marked.sum()) > 0.5 * len(places) and drawn.float().mean().item() < 0.9


@dataclass(frozen=True)
class Plot:
    """A figure (as `describe` tells it), all its curves, and those that show each of the lists that were given.

    `epochs` are the numbers of the epochs where the function was given them.
    """

    figure: Mapping[str, Any]
    curves: tuple[Curve, ...]
    lists: Mapping[str, Sequence[float]]
    showing: Mapping[str, tuple[Curve, ...]]
    epochs: Sequence[float] | None = None

    def over_epochs(self, curve: Curve) -> bool:
        """Whether the points stand at the epochs given, else at 0, 1, 2, …; or one further, counted from 1."""
        at = torch.as_tensor(range(len(curve.x)) if self.epochs is None else self.epochs).double()
        return any(_near(curve.x, at + first) for first in (0, 1))

    @cached_property
    def best(self) -> dict[str, Curve]:
        """For each list that is drawn the curve to judge: over epochs and with a legend entry, if there is a choice."""
        shown = {name: found for name, found in self.showing.items() if found}
        return {name: max(found, key=lambda c: (self.over_epochs(c), bool(c.entry))) for name, found in shown.items()}

    def places(self, name: str) -> set[int]:
        """The numbers of the axes on which the list `name` is drawn."""
        return {curve.axes for curve in self.showing[name]}

    def require_some(self) -> None:
        """Fail where nothing that was given is drawn: neither one of several lists, nor what comes of a single one."""
        instead = self._instead(list(self.lists))
        name, *others = self.lists
        none = "No curve shows any of the lists that the function was given" if others else f"No curve shows `{name}`"
        require(self.best, none + instead)

    def require_drawn(self) -> "Plot":
        """Fail unless each list is drawn as a curve; the plot, of which more may be asked."""
        self.require_some()
        missing = [name for name in self.lists if name not in self.best]
        twice = any(len({curve.entry for curve in found if curve.entry}) > 1 for found in self.showing.values())
        instead = ", and another list is drawn twice" if twice else self._instead(missing)
        require(not missing, f"No curve shows {listed([f'`{name}`' for name in missing])}{instead}")
        return self

    def require_over_epochs(self) -> "Plot":
        """Fail unless each list is drawn, and all that is stands over the epochs; the plot."""
        self.require_drawn()
        numbers = "the epochs that were given" if self.epochs else "the numbers of the epochs, counted from 0 or 1"
        require(all(map(self.over_epochs, self.best.values())), f"A curve is not drawn over {numbers}")
        starts = {(curve.axes, round(curve.x[0].item(), 3)) for curve in self.best.values()}
        apart = len(starts) > len({axes for axes, _ in starts})
        require(not apart, "One epoch stands at two places: curves on the same axes do not begin together")
        return self

    def _instead(self, missing: Sequence[str]) -> str:
        """What a curve shows in place of a list that is missing; empty where that is not plain."""
        shown = {id(curve) for found in self.showing.values() for curve in found}
        for name in missing:
            values = torch.tensor(self.lists[name], dtype=torch.float64)
            so_far = values.cumsum(0) / torch.arange(1, len(values) + 1)
            for curve in (curve for curve in self.curves if id(curve) not in shown):
                for found, seen, words in (
                    (curve.y, values[1:], "leaves out its first epoch"),
                    (curve.y, values[:-1], "leaves out its last epoch"),
                    (curve.x, values, "has its values along the horizontal axis: the axes are swapped"),
                    (curve.y, values[-1:], "shows only its last value"),
                    (curve.y, values.log(), "shows its logarithm"),
                    (curve.y, values.log10(), "shows its logarithm to the base 10"),
                    (curve.y, so_far, "shows the means of its values so far"),
                    (curve.y, values.cummax(0).values, "shows the largest of its values so far"),
                    (curve.y, values.cummin(0).values, "shows the smallest of its values so far"),
                    (curve.y / curve.y.sum(), values / values.sum(), "shows its values divided by one number"),
                    (curve.y.sort().values, values.sort().values, "shows its values in another order"),
                    (curve.y, 1 - values, "shows one minus its values"),
                ):
                    if len(seen) and _near(found, seen):
                        return f", but one {words}"
        return ""

    def require_told_apart(self) -> None:
        """Fail unless legend entries tell curves that share their axes apart, and nothing is called what it is not."""
        self.require_some()
        for name, curve in self.best.items():
            beside = {other: its for other, its in self.best.items() if its.axes == curve.axes}
            entries = [its.entry for its in beside.values()]
            if len(beside) > 1:
                require(any(entries), "Curves share their axes, and no legend says which is which")
                require(all(entries), "A curve that shares its axes has no entry in the legend", _first_without(beside))
                require(len(set(entries)) == len(entries), "Two curves on the same axes have the same name", entries[0])
            text = curve.entry if len(beside) > 1 else f"{curve.entry} {curve.around}"
            said = kinds(text)
            height = kinds(self.figure["axes"][curve.axes]["ylabel"]) & MEASURED
            called = said if said & MEASURED else said | height  # then it is the axis that says what is measured
            for kind in kinds(name) - called:
                words = f"the {self._word(kind)} curve {self._word(OTHER[kind])}"
                shown = curve.entry if OTHER[kind] in kinds(curve.entry) else " ".join(curve.around.split())
                require(OTHER[kind] not in called, f"The legend, a title or a label calls {words}", shown)
            for other in beside:
                apart = sorted(kinds(name) - kinds(other), key=list(STEMS).index)
                told = [kind for kind in apart if kind in said and OTHER[kind] not in said]
                stem = self._word(apart[0]) if apart else ""
                require(told or not apart, f"The legend entry of a curve of `{stem}` does not say so", curve.entry)

    def _word(self, kind: str) -> str:
        """A kind in the words of the lists: validation data are test data of another name, a cost is a loss."""
        names = " ".join(self.lists)
        if kind == "test" and "test" not in names:
            return "valid"
        return "cost" if kind == "loss" and "cost" in names else kind

    def require_axis_labels(self) -> None:
        """Fail unless the axes say what runs along either side; axes that measure the same need to say it once.

        A figure of something else earns nothing by its labels: they are the same for whatever is drawn.
        """
        self.require_some()
        judged = self.best or {str(number): curve for number, curve in enumerate(self.curves)}
        axes = [self.figure["axes"][curve.axes] for curve in judged.values()]
        require(any(one["xlabel"].strip() for one in axes), "The horizontal axis has no label: what is counted there?")
        labels = {"loss" in kinds(name): "" for name in judged}
        for name, one in zip(judged, axes, strict=True):
            labels["loss" in kinds(name)] += one["ylabel"].strip()
        require(all(labels.values()), "A vertical axis has no label: what is measured there?")
        for one in axes:
            across, up = one["xlabel"].lower(), one["ylabel"].lower()
            swapped = "epoch" in up and kinds(across) & MEASURED and "epoch" not in across
            require(not swapped, "The labels of the two axes are exchanged: the vertical one says epoch")


def read(figure: Mapping[str, Any] | None, epochs: Sequence[float] | None = None, **lists: Sequence[float]) -> Plot:
    """The plot of `lists` (one number an epoch each), once it is sure that there is one figure with curves.

    `epochs`: the numbers of the epochs, where the function is given them.
    """
    there = require_figure(figure)
    require(there["ink"].numel() > 1, NOT_DRAWN)
    curves = tuple(_curves(there))
    showing = {name: tuple(c for c in curves if _shows(c, name, values)) for name, values in lists.items()}
    for name, found in showing.items():
        seen = not found or any(curve.seen_in(there["ink"]) for curve in found)
        require(seen, f"The curve of `{name}` is not to be seen in the figure as it is drawn")
    require_one_figure(there, all(showing.values()))
    require(curves, "The figure shows no curve")
    require(there.get("kept", True), "Your function changes what it is given: what is drawn again is not the same")
    return Plot(there, curves, lists, showing, epochs)


def require_figure(figure: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """`figure`, once it is sure that there is one."""
    require(figure is not None, "The function neither returned a figure nor left one open")
    assert figure is not None
    return figure


def require_one_figure(figure: Mapping[str, Any], complete: bool) -> None:
    """Fail where a figure is not complete, and others were drawn beside it."""
    count = NUMBERS[figure["figures"]] if figure["figures"] < len(NUMBERS) else str(figure["figures"])
    require(complete or figure["figures"] < 2, f"Your function draws {count} figures: put everything into one")


def pictures(figure: Mapping[str, Any] | None, side: int) -> dict[str, Any] | None:
    """`figure` with the first picture of `side` pixels a side in place of each axes, at mean 0 and deviation 1: as it
    is seen, and as it was given where that is upside down, (1 or 2, side, side).

    Beside it the sizes of all pictures that have another.
    """
    if figure is None:
        return None
    sizes = [tuple(image.shape) for axes in figure["axes"] for image in axes["images"]]
    fitting = [[image for image in axes["images"] if tuple(image.shape) == (side, side)] for axes in figure["axes"]]
    faces = [[one, *(o for o in others[:1] if torch.equal(o, one.flip(0)))] for one, *others in filter(None, fitting)]
    alike = [torch.stack([(one - one.mean()) / one.std().clamp(min=1e-12) for one in found]) for found in faces]
    return {**figure, "axes": alike, "other sizes": [size for size in sizes if size != (side, side)]}


def upright(picture: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """`picture` as it is seen, or as it was given if that is nearer: some calls draw the first row at the bottom."""
    return min(picture, key=lambda face: float((face - wanted).abs().sum()))


def kinds(text: str) -> set[str]:
    """What a legend entry, a label or the name of a list says: some of train, test, loss, accuracy."""
    return {kind for kind, stem in STEMS.items() if re.search(stem, text.lower())}


def _first_without(beside: Mapping[str, Curve]) -> str | None:
    return next((name for name, curve in beside.items() if not curve.entry), None)


def _near(found: torch.Tensor, wanted: torch.Tensor) -> bool:
    return found.shape == wanted.shape and torch.allclose(found.double(), wanted.double(), rtol=1e-4)


def _scales(values: torch.Tensor) -> Iterator[torch.Tensor]:
    """The values as axes may measure them: as they are, in logarithms, in log-odds."""
    yield values
    if bool((values > 0).all()):
        yield values.log()
        if bool((values < 1).all()):
            yield (values / (1 - values)).log()


def _on_a_line(values: torch.Tensor, heights: torch.Tensor) -> bool:
    """Whether heights in pixels rise or fall with the values as a scale's do, to within a pixel and a half."""
    spread = values - values.mean()
    slope = (spread * heights).sum() / spread.square().sum().clamp(min=1e-300)
    return bool((heights - heights.mean() - slope * spread).abs().max() < 1.5)


def _shows(curve: Curve, name: str, values: Sequence[float]) -> bool:
    """Whether the heights of a curve are `values`; accuracies may be drawn in per cent."""
    wanted = torch.tensor(values, dtype=torch.float64)
    scales = (1, 100) if "accuracy" in kinds(name) else (1,)
    return any(_near(curve.y, scale * wanted) for scale in scales)


def _curves(figure: Mapping[str, Any]) -> Iterator[Curve]:
    """All curves of a figure, each with what the legends call it.

    An entry belongs to the curve of its label. A legend that was given as texts names the other curves in their order,
    and one legend may serve several axes.
    """
    drawn = [[*axes["lines"], *axes["points"]] for axes in figure["axes"]]
    legends = [list(axes["legend"]) for axes in figure["axes"]]
    total = sum(map(len, drawn))
    longest, joined = max(legends, key=len, default=[]), [text for legend in legends for text in legend]
    for_all = iter(next((texts for texts in (longest, joined) if len(texts) == total), [""] * total))
    for number, (axes, curves) in enumerate(zip(figure["axes"], drawn, strict=True)):
        own, labels = legends[number], [curve["label"] for curve in curves]
        if len(own) != len(curves):
            own = [text for text in own if text not in labels]
        in_order = iter(own)
        for curve, label, by_place in zip(curves, labels, for_all, strict=False):
            entry = label if label in joined else by_place or next(in_order, "")
            around = f"{label} {axes['title']} {axes['ylabel']}"
            yield Curve(number, curve["x"].double(), curve["y"].double(), entry, around, curve["at"])
