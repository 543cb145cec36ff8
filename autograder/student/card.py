"""What `check` gives back: an HTML card in a notebook, plain text in a terminal. Pure: made of reports alone."""

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from autograder.feedback import pages, palette
from autograder.feedback.message import common
from autograder.feedback.palette import SIGNS
from autograder.model.number import counted
from autograder.model.report import CheckReport, ExerciseReport
from autograder.model.templates import text

_DARK_PLACES = (
    'body[data-jp-theme-light="false"] .ag-card', "body.vscode-dark .ag-card",
    "body.vscode-high-contrast:not(.vscode-high-contrast-light) .ag-card", 'html[theme="dark"] .ag-card',
)  # fmt: skip
_NO_THEME_TOLD = (
    'html:not([theme]) body:not([data-jp-theme-light]):not([class*="vscode-"]):not([data-vscode-theme-kind]) .ag-card'
)
_OUTCOMES = "".join(f"& .ag-{name}{{color:var(--ag-{name})}}" for name in palette.WORDS)
LAST = "There are no further hints: reread the sentence above each check, or ask with that sentence in hand."
PUBLIC = "Asked with the public numbers. The class is graded with others, on the same sentences."


@dataclass(frozen=True)
class Opened:
    """Hints that are open, and how many there are."""

    shown: tuple[str, ...] = ()
    of: int = 0
    asked: bool = False


@dataclass(frozen=True)
class ExerciseCard:
    """The verdict on one exercise."""

    report: ExerciseReport
    figures: Mapping[str, bytes] = field(default_factory=dict)
    hints: Opened = Opened()
    note: str = ""

    def __repr__(self) -> str:
        report = self.report
        lines = [f"{SIGNS[report.outcome]} {report.name}: {palette.WORDS[report.outcome]}{_points(report, ', ')}"]
        shared = shared_by_all(report)
        lines += [f"  {text}" for text in told(shared) if text] if shared else []
        for check in report.checks:
            lines.append(f"  {SIGNS[check.outcome]} {check.description}")
            lines += [f"      {text}" for text in told(check) if text and not shared]
        lines += [f"  Note: {self.note}"] if self.note else []
        lines += [f"  Hint {n} of {self.hints.of}: {hint}" for n, hint in enumerate(self.hints.shown, 1)]
        if rest := more(self):
            lines.append(f"  {rest}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        report = self.report
        pictures = [base64.b64encode(data).decode() for data in dict.fromkeys(self.figures.values())]
        return framed(
            "exercise", report.outcome, f"{report.name}: {palette.WORDS[report.outcome]}", card=self, report=report,
            points=_points(report), shared=shared_by_all(report), told=told, pictures=pictures, public=PUBLIC,
            more=re.sub(r"^(check\(.+?\))", r"`\1`", more(self)),
        )  # fmt: skip


@dataclass(frozen=True)
class LessonCard:
    """The state of the whole lesson, and what to do next."""

    title: str
    cards: Sequence[ExerciseCard]

    @property
    def current(self) -> ExerciseCard | None:
        """The first exercise that does not pass and is a student's to mend."""
        return next((card for card in self.cards if card.report.outcome in ("fail", "todo", "blocked")), None)

    @property
    def done(self) -> bool:
        """Whether nothing is left to do, and nothing of ours failed."""
        return all(card.report.outcome in ("pass", "manual") for card in self.cards)

    def counts(self) -> tuple[int, int, float, float]:
        own = [card.report for card in self.cards if card.report.checks]
        passed = sum(report.outcome == "pass" for report in own)
        return passed, len(own), sum(r.points for r in own), sum(r.max_points for r in own)

    def __repr__(self) -> str:
        passed, of, points, most = self.counts()
        lines = [
            self.title,
            f"{bar(points, most)} {passed} of {of} exercises, {points:g} of {most:g} points",
            "  ".join(f"{SIGNS[card.report.outcome]} {card.report.name}" for card in self.cards),
        ]
        return "\n".join([*lines, "", f"Next: {self._next()}", *([repr(self.current)] if self.current else [])])

    def _next(self) -> str:
        current = self.current
        if current is None:
            by_person = any(card.report.outcome == "manual" for card in self.cards)
            last = "Answer what a person reads, then hand it in." if by_person else "Hand it in."
            return f"nothing: every exercise that is checked passes. {last}"
        verb = "begin with" if current.report.outcome == "todo" else "go on with"
        return f'{verb} `{current.report.name}`, then run `check("{current.report.name}")`.'

    def _repr_html_(self) -> str:
        passed, of, points, most = self.counts()
        now = self.current.report if self.current else None
        return framed(
            "lesson", "manual" if now else "pass", f"{self.title}: {passed} of {of} exercises pass", title=self.title,
            passed=passed, of=of, points=points, most=most, reports=[card.report for card in self.cards], now=now,
            next=self._next(), public=PUBLIC,
            failed=next((c for c in now.checks if c.outcome in ("fail", "blocked")), None) if now else None,
        )  # fmt: skip


@dataclass(frozen=True)
class Notice:
    """A sentence in place of a verdict: what could not be done, and what to do."""

    message: str

    def __repr__(self) -> str:
        return self.message

    def _repr_html_(self) -> str:
        return framed("card", "blocked", "Not checked", message=self.message)


def told(check: CheckReport) -> tuple[str, str]:
    """What is said behind a check that was asked: the mistake, and the rest; of one that passes, by how much."""
    return ("", "") if check.outcome in ("todo", "manual") else (check.reasons, check.comparison)


def shared_by_all(report: ExerciseReport) -> CheckReport | None:
    """The check that speaks for all of an exercise that was asked, where all of them say the same."""
    return None if report.outcome == "todo" else common(report)


def bar(done: float, of: float, width: int = 20) -> str:
    """A bar of text, `width` characters long: how many points are won."""
    full = round(width * done / (of or 1))
    return "▰" * full + "▱" * (width - full)


def more(card: ExerciseCard) -> str:
    """How to open the next hint, or that there is none."""
    left = card.hints.of - len(card.hints.shown)
    call = f'check("{card.report.name}", hint=True)'
    if left > 0 and card.report.outcome in ("fail", "todo"):
        kind = "the next" if card.hints.shown else "a"
        return f"{call} opens {kind} hint ({left} left)."
    return LAST if card.hints.asked and card.report.outcome in ("fail", "todo") else ""


def _points(report: ExerciseReport, before: str = "") -> str:
    if report.outcome == "manual":
        return before + counted(report.max_points, "point")
    return f"{before}{report.points:g} of {counted(report.max_points, 'point')}"


def framed(template: str, edge: str, label: str, **facts: Any) -> str:
    """A card as HTML, by the template of its kind: `edge` is the outcome whose colour it has, `label` is read aloud."""
    made = pages.environment("autograder.student").get_template(f"{template}.html.j2")
    return made.render(sheet=sheet(), edge=edge, label=label, **facts)


@cache
def sheet() -> str:
    """The style sheet: follows the colours of JupyterLab, VS Code and Colab, and of the system elsewhere.

    Every rule stands below `.ag-card`, which is said three times to weigh more than editors' own.
    """
    rules = text("student", "card.css") + _OUTCOMES
    light, dark = palette.variables(palette.LIGHT), palette.variables(palette.DARK)
    return (
        f".ag-card{{color-scheme:light;{light}}}"
        f"@media (prefers-color-scheme:dark){{{_NO_THEME_TOLD}{{color-scheme:dark;{dark}}}}}"
        f"{','.join(_DARK_PLACES)}{{color-scheme:dark;{dark}}}"
        f"{rules.replace('&', '.ag-card' * 3)}"
    ).replace("\n", "")
