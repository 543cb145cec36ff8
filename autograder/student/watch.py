"""`autograder watch`: the notebook checked on every save, the current exercise first, from a warm process."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.text import Text

from autograder.errors import KitError, UserError
from autograder.grading.bench import Bench
from autograder.student import cards, saved, terminal_card
from autograder.student.card import ExerciseCard, LessonCard
from autograder.student.own_notebook import Verdict

EVERY = 0.2
KEYS = "h hint   l list   n next   q quit"


@dataclass
class Board:
    """What is on the screen: the verdicts so far, which exercise is current, what is going on."""

    bench: Bench
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    current: str = ""
    listed: bool = False
    doing: str = "starting"
    hints: cards.Open = field(default_factory=dict)
    asked_hint: bool = False

    def choose(self) -> None:
        """Stay with the current exercise while it does not pass; else go to the first that does not."""
        verdict = self.verdicts.get(self.current)
        if verdict is None or verdict.report.outcome in ("pass", "manual"):
            self.current = next(iter(self._open()), self.current)

    def next(self) -> None:
        """Go on to the next exercise that does not pass."""
        names = self._open()
        self.asked_hint = False
        if names:
            self.current = names[(names.index(self.current) + 1) % len(names)] if self.current in names else names[0]

    def _open(self) -> list[str]:
        waiting = ("fail", "todo", "blocked")
        order = [exercise.name for exercise in self.bench.assignment.exercises]
        return [name for name in order if name in self.verdicts and self.verdicts[name].report.outcome in waiting]

    def hint(self) -> None:
        """Open one more hint of the current exercise."""
        if self.current in self.verdicts:
            opened = cards.opened(self.hints, self.bench, self.verdicts[self.current], more=True)
            self.asked_hint = opened.asked

    def draw(self) -> RenderableType:
        names = [exercise.name for exercise in self.bench.assignment.exercises if exercise.name in self.verdicts]
        made = [self._card(self.verdicts[name]) for name in names]
        lesson = LessonCard(self.bench.assignment.title, made)
        above = terminal_card.progress(lesson) if made else Text(lesson.title, style="bold")
        parts: list[RenderableType] = [above, Text()]
        now = next((card for card in made if card.report.name == self.current), None)
        if self.listed:
            parts += [terminal_card.lines(made, self.current), Text()]
        if now is not None and now.report.outcome not in ("pass", "manual"):
            parts.append(terminal_card.exercise(now))
        elif made and lesson.done:
            parts.append(terminal_card.done())
        return Group(*parts, Text(), Text(f"{self.doing}   {KEYS}", style="dim"))

    def _card(self, verdict: Verdict) -> ExerciseCard:
        opened = cards.opened(self.hints, self.bench, verdict)
        if self.asked_hint and verdict.report.name == self.current:
            opened = replace(opened, asked=True)
        return cards.card(verdict, opened)


class Watch:
    """The loop: looks at the file and the keys, has the notebook checked in a thread, draws."""

    def __init__(self, path: Path, bench: Bench, warm: saved.Warm | saved.Cold, console: Console) -> None:
        self.path = path
        self.warm = warm
        self.console = console
        self.board = Board(bench)
        self._lock = threading.Lock()
        self._worker: threading.Thread | None = None
        self._run = 0

    def loop(self, key: Callable[[float], str]) -> None:
        """Go on until `q`. `key(seconds)` waits that long for a key and returns it, or nothing."""
        seen = 0.0
        try:
            while True:
                changed = self._changed()
                if changed and changed != seen:
                    seen = changed
                    self._start()
                pressed = key(EVERY)
                if pressed == "q":
                    return
                if pressed in ("h", "l", "n"):
                    with self._lock:
                        {"h": self.board.hint, "l": self._list, "n": self.board.next}[pressed]()
                    self._draw()
        finally:
            self._stop()

    def _list(self) -> None:
        self.board.listed = not self.board.listed

    def _changed(self) -> float:
        try:
            return self.path.stat().st_mtime
        except OSError:  # being saved just now
            return 0.0

    def _start(self) -> None:
        self._stop()
        self._worker = threading.Thread(target=self._check, args=(self._run,), daemon=True)
        self._worker.start()

    def _stop(self) -> None:
        self._run += 1
        if self._worker is not None:
            self.warm.cancel()
            self._worker.join(10)

    def _check(self, run: int) -> None:
        """The current exercise, at once; then all of them."""
        first = [self.board.current] if self.board.current else None
        for wanted in (first, None) if first else (None,):
            began = time.monotonic()
            self._say(run, f"checking {self.board.current if wanted else 'all'} …")
            try:
                found = self.warm.check(self.path, wanted)
            except (UserError, KitError) as error:
                self._say(run, str(error))
                return
            with self._lock:
                if run != self._run:
                    return
                self.board.verdicts |= {verdict.report.name: verdict for verdict in found.verdicts}
                self.board.asked_hint = False
                self.board.choose()
            saved_at = time.strftime("%H:%M:%S")
            self._say(run, f"checked {saved_at}, {time.monotonic() - began:.1f} s")

    def _say(self, run: int, what: str) -> None:
        if run == self._run:
            self.board.doing = what
            self._draw()

    def _draw(self) -> None:
        with self._lock:
            picture = self.board.draw()
        if self.console.is_terminal:
            self.console.clear()
        self.console.print(picture)


@contextlib.contextmanager
def keyboard() -> Iterator[Callable[[float], str]]:
    """Single keys of the terminal as they are pressed, without waiting for Enter; Ctrl-C is `q`."""
    from prompt_toolkit.input import create_input
    from prompt_toolkit.keys import Keys

    terminal = create_input()
    waiting: list[str] = []

    def key(seconds: float) -> str:
        end = time.monotonic() + seconds
        while True:
            waiting.extend("q" if press.key == Keys.ControlC else press.key for press in terminal.read_keys())
            if waiting:
                return waiting.pop(0)
            if time.monotonic() >= end:
                return ""
            time.sleep(0.02)

    with terminal.raw_mode():
        yield key
