"""What `check` gives back: an HTML card in a notebook, plain text in a terminal. Pure: made of reports alone."""

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from autograder.feedback import palette
from autograder.feedback.message import common, compared, rest
from autograder.feedback.palette import SIGNS
from autograder.model.number import counted
from autograder.model.report import CheckReport, ExerciseReport
from autograder.student import style
from autograder.student.hints import LAST

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
        shared = shared_by_all(report)
        checks = "".join(_check(check, "" if shared else _told(check)) for check in report.checks)
        pictures = "".join(
            f'<figure class="ag-figure"><img alt="The figure that the checker saw" '
            f'src="data:image/png;base64,{base64.b64encode(data).decode()}">'
            "<figcaption>What the checker saw</figcaption></figure>"
            for data in dict.fromkeys(self.figures.values())
        )  # fmt: skip
        note = f'<p class="ag-foot">{prose(self.note)}</p>' if self.note else ""
        foot = "" if report.outcome in ("todo", "manual") else f'<p class="ag-foot">{PUBLIC}</p>'
        return framed(
            report.outcome,
            f"{report.name}: {palette.WORDS[report.outcome]}",
            f'<div class="ag-head"><p class="ag-title"><code>{escape(report.name)}</code> {_badge(report.outcome)}</p>'
            f'<span class="ag-points">{_points(report)}</span></div>'
            f'{_told(shared) if shared else ""}<ul class="ag-checks">{checks}</ul>{note}{pictures}{_hints(self)}{foot}',
        )


@dataclass(frozen=True)
class LessonCard:
    """The state of the whole lesson, and what to do next."""

    title: str
    cards: Sequence[ExerciseCard]

    @property
    def current(self) -> ExerciseCard | None:
        """The first exercise that does not pass and is a student's to mend."""
        return next((card for card in self.cards if card.report.outcome in ("fail", "todo", "blocked")), None)

    def counts(self) -> tuple[int, int, float, float]:
        own = [card.report for card in self.cards if card.report.outcome != "manual"]
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
            return "nothing: every exercise that is checked passes. Hand it in."
        verb = "begin with" if current.report.outcome == "todo" else "go on with"
        return f'{verb} `{current.report.name}`, then run `check("{current.report.name}")`.'

    def _repr_html_(self) -> str:
        passed, of, points, most = self.counts()
        current = self.current
        steps = "".join(
            f'<li class="{"ag-now" if card is current else ""}"><span class="ag-{card.report.outcome}">'
            f"{palette.icon(card.report.outcome)}"
            f'<span class="ag-sr">{palette.WORDS[card.report.outcome]}: </span></span>'
            f"<b>{escape(card.report.name)}</b></li>"
            for card in self.cards
        )
        what = f"<strong>Next:</strong> {prose(self._next())}"
        failed = next((c for c in current.report.checks if c.outcome in ("fail", "blocked")), None) if current else None
        if failed is not None:
            what += f"<br>{prose(failed.reasons or rest(failed))}"
        return framed(
            "pass" if current is None else "manual",
            f"{self.title}: {passed} of {of} exercises pass",
            f'<div class="ag-head"><p class="ag-title">{escape(self.title)}</p>'
            f'<span class="ag-points">{passed} of {of} '
            f"exercises · {points:g} of {most:g} points</span></div>"
            f'<div class="ag-bar" role="img" aria-label="{points:g} of {most:g} points">'
            f'<i style="width:{100 * points / (most or 1):.0f}%"></i></div>'
            f'<ol class="ag-strip">{steps}</ol><p class="ag-next">{what}</p><p class="ag-foot">{PUBLIC}</p>',
        )


@dataclass(frozen=True)
class Notice:
    """A sentence in place of a verdict: what could not be done, and what to do."""

    message: str

    def __repr__(self) -> str:
        return self.message

    def _repr_html_(self) -> str:
        return framed("blocked", "Not checked", f'<p class="ag-message">{prose(self.message)}</p>')


def told(check: CheckReport) -> tuple[str, str]:
    """What is said behind a check that was asked: the mistake, and the rest; of one that passes, by how much."""
    return ("", "") if check.outcome in ("todo", "manual") else (check.reasons, rest(check))


def shared_by_all(report: ExerciseReport) -> CheckReport | None:
    """The check that speaks for all of an exercise that was asked, where all of them say the same."""
    return None if report.outcome == "todo" else common(report)


def bar(done: float, of: float, width: int = 20) -> str:
    """A bar of text, `width` characters long: how many points are won."""
    full = round(width * done / (of or 1))
    return "▰" * full + "▱" * (width - full)


def _told(check: CheckReport) -> str:
    mistake, message = told(check)
    body = ""
    if mistake:
        body += f'<p class="ag-mistake">{prose(mistake)}</p>'
    apart = compared(check)
    if apart:
        rows = "".join(
            f'<span class="ag-key">{n}</span><span class="ag-value">{prose(v)}</span>' for n, v in apart.items()
        )
        body += f'<div class="ag-values">{rows}</div>'
    elif message:
        body += f'<p class="ag-message">{prose(message)}</p>'
    return f'<div class="ag-body">{body}</div>' if body else ""


def _check(check: CheckReport, body: str) -> str:
    return (
        f'<li class="ag-check"><div class="ag-line">{_badge(check.outcome)}'
        f'<span class="ag-what">{prose(check.description)}</span>'
        f'<span class="ag-points">{check.points:g}/{check.max_points:g}</span></div>{body}</li>'
    )


def _badge(outcome: str) -> str:
    shape = f'<span class="ag-{outcome}">{palette.icon(outcome)}</span>'
    return f'{shape} <span class="ag-word ag-{outcome}">{palette.WORDS[outcome]}</span>'


def more(card: ExerciseCard) -> str:
    """How to open the next hint, or that there is none."""
    left = card.hints.of - len(card.hints.shown)
    call = f'check("{card.report.name}", hint=True)'
    if left > 0 and card.report.outcome in ("fail", "todo"):
        kind = "the next" if card.hints.shown else "a"
        return f"{call} opens {kind} hint ({left} left)."
    return LAST if card.hints.asked and card.report.outcome in ("fail", "todo") else ""


def _hints(card: ExerciseCard) -> str:
    shown = "".join(
        f"<p><strong>Hint {n} of {card.hints.of}:</strong> {prose(hint)}</p>"
        for n, hint in enumerate(card.hints.shown, 1)
    )
    rest = re.sub(r"^(check\(.+?\))", r"`\1`", more(card))
    return f'<div class="ag-hints">{shown}<p class="ag-name">{prose(rest)}</p></div>' if shown or rest else ""


def _points(report: ExerciseReport, before: str = "") -> str:
    if report.outcome == "manual":
        return before + counted(report.max_points, "point")
    return f"{before}{report.points:g} of {counted(report.max_points, 'point')}"


def prose(text: str) -> str:
    """Text as HTML: escaped, `code` in backticks as code."""
    return re.sub(r"`([^`\n]+)`", r"<code>\1</code>", escape(text))


def framed(outcome: str, label: str, inner: str) -> str:
    return (
        f"<style>{style.sheet()}</style>"
        f'<section class="ag-card" style="--ag-edge:var(--ag-{outcome})" aria-label="{escape(label)}">{inner}</section>'
    )
