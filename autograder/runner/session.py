"""One submission's life in children: its cells run in order, probes asked, and a new child when one dies.

Runs on the judge's side, and never trusts a child.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from autograder.model.account import Account, account_of
from autograder.model.cells import RunCell
from autograder.model.course import Limits
from autograder.model.trace import Trace
from autograder.model.trace import believed as believed_trace
from autograder.model.training import Training, believed
from autograder.runner.channel import Child
from autograder.runner.pool import Zygote
from autograder.runner.recorder import RECORD_SECONDS
from autograder.runner.respondent import CellResult, Died, Question, StudentMissing, StudentRaised

SHARE_BETWEEN = 0.3  # of a submission's time, for cells between its exercises: trials must not take all


@dataclass
class Usage:
    """CPU seconds that children have used, and the limits that were hit."""

    cpu: float = 0.0
    hits: list[str] = field(default_factory=list)


class Session:
    """Cells and probes of one submission. Use as a context manager: nothing survives it."""

    def __init__(self, zygote: Zygote, most: Limits, cells: Sequence[RunCell], checks: str,
                 modules: Mapping[str, str] = MappingProxyType({})) -> None:  # fmt: skip
        self.zygote = zygote
        self.most = most
        self.cells = cells
        self.checks = checks
        self.modules = modules
        self.results: dict[int, CellResult] = {}
        self.again: tuple[str, ...] = ()
        self.layers: tuple[str, ...] = ()
        self.usage = Usage()
        self.deadline = time.monotonic() + most.submission_seconds
        self._child: Child | None = None
        self._skip: dict[int, CellResult] = {}
        self._starts = 0
        self._again: dict[str, Mapping[str, Any] | None] = {}

    def __enter__(self) -> "Session":
        try:
            self._live()
        except Died as died:
            for index, cell in enumerate(self.cells):
                self.results.setdefault(index, CellResult(died=died, missing=cell.defines))
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def _live(self) -> Child:
        """The child with all cells run; a new one, without the cells that killed the last, if there is none.

        Raises Died when the submission has used up its restarts or its time.
        """
        while self._child is None:
            if time.monotonic() > self.deadline:
                raise Died("time", f"the whole notebook took more than {self.most.submission_seconds:g} s")
            if self._starts > self.most.restarts:
                raise Died("ended", f"it had to be started anew more than {self.most.restarts} times")
            self._starts += 1
            self._child = Child(self.zygote, self.most, self.checks, self.deadline)
            self.layers = self._child.layers
            try:
                if self.modules:
                    self._child.request({"do": "modules", "texts": dict(self.modules)}, 10)
                self._run_cells()
            except Died as died:
                self._lost(died)
        return self._child

    def _run_cells(self) -> None:
        """Run or register all cells, then settle; a cell that ends the process is skipped from then on.

        Raises Died when it ends between cells.
        """
        spent, most = 0.0, self.most.submission_seconds * SHARE_BETWEEN
        for index, cell in enumerate(self.cells):
            if index in self._skip:
                self.results[index] = self._skip[index]
                continue
            assert self._child is not None
            if cell.on_demand:
                message = {"do": "source", "cell": cell.label, "source": cell.source, "more": cell.more}
                self._child.request(message, 5)
                self.results[index] = CellResult()
                continue
            if cell.own and spent > most:
                said = f"What stands between the exercises had taken {most:g} s, so this was not run"
                facts = {"type": "NotWhileGrading", "message": said, "kind": "error"}
                self.results[index] = _cell_result({"raised": facts})
                continue
            began = self._child.now()
            try:
                reply = self._child.request(_to_run(cell), cell.seconds)
                self.results[index] = _cell_result(reply)
            except Died as died:
                self._skip[index] = self.results[index] = CellResult(died=died, missing=cell.defines)
                self._lost(died)
                return
            spent += self._child.now() - began if cell.own else 0
            raised = self.results[index].raised
            if raised and raised["kind"] != "error":
                self.usage.hits.append(raised["kind"])
                self._skip[index] = self.results[index]  # once is enough, should another cell end the process
        assert self._child is not None
        again = self._child.request({"do": "settle"}, 10)
        self.again = tuple(str(name)[:100] for name in again) if isinstance(again, list) else ()

    def ask(self, question: Question) -> Any:
        """The student's answer.

        Raises StudentRaised, StudentMissing, or Died.
        """
        try:
            reply = self._live().exchange(question.encoded, question.seconds)
        except Died as died:
            self._lost(died)
            raise
        if isinstance(reply, dict) and "answer" in reply:
            cells = reply.get("cells")
            for label, told in cells.items() if isinstance(cells, dict) else ():
                self._again[str(label)] = _cell_result({"raised": told}).raised
            return reply["answer"]
        if isinstance(reply, dict) and "missing" in reply:
            raise StudentMissing(str(reply["missing"]))
        result = _cell_result(reply)
        assert result.raised is not None
        if result.raised["kind"] != "error":
            self.usage.hits.append(result.raised["kind"])
        raise StudentRaised(result.raised)

    @property
    def cpu(self) -> float:
        """CPU seconds that its children have used so far."""
        return self.usage.cpu + (self._child.process.cpu_seconds() if self._child else 0.0)

    def raised(self, exercise: str) -> Mapping[str, Any] | None:
        """What the exercise's own cell raised, when it was run or when a probe last ran it again."""
        own = next((self.results[i].raised for i, c in enumerate(self.cells) if c.label == exercise), None)
        return self._again.get(exercise) or own

    def record(self, question: Question, exercise: str) -> Trace | None:
        """What code of `exercise` does while it answers `question` once more; None when that cannot be told."""
        request = {**question.as_data(), "do": "record", "exercise": exercise, "seconds": RECORD_SECONDS}
        return believed_trace(self._told(request, RECORD_SECONDS))

    def account(self, request: Mapping[str, Any]) -> Account | None:
        """What code put in the place of an exercise's does, as `runner.account.told` is asked; None when it died."""
        return account_of(self._told({"do": "account", **request}, 2 * request["seconds"]))

    def _told(self, request: dict, seconds: float) -> Any:
        """What the child says to a request that decides nothing; None when it dies of it."""
        try:
            return self._live().request(request, seconds)
        except Died as died:
            self._lost(died)
            return None

    def run(self, cell: RunCell) -> CellResult:
        """Run one more cell (a mistake's version of an exercise) in the live child."""
        return _cell_result(self._live().request(_to_run(cell), cell.seconds))

    def put_source(self, label: str, source: str) -> None:
        """Make `source` the exercise's cell without running it."""
        self._live().request({"do": "source", "cell": label, "source": source}, 5)

    def renew(self) -> None:
        """Give the submission all of its share again: used where one session serves many."""
        self.deadline = time.monotonic() + self.most.submission_seconds
        self._starts = 0
        if self._child is not None:
            self._child.deadline = self.deadline
            self._child.received = 0

    def training(self, label: str) -> Training | None:
        """How the loss went when the cell of that label last trained something; None when the child is gone."""
        return believed(self._told({"do": "training", "cell": label}, 5)) if self._child else None

    def alive(self) -> bool:
        """Whether its child is still there."""
        return self._child is not None and not self._child.ended()

    def forget(self) -> None:
        """Undo what was run since the cells had run."""
        if self._child is not None:
            self._told({"do": "forget"}, 10)

    def refresh(self) -> None:
        """Undo what questions left behind, and nothing else: answers from here on explain a verdict."""
        if self._child is not None:
            self._told({"do": "refresh"}, 10)

    def cancel(self) -> None:
        """End it from another thread: what is being asked dies at once, and nothing is asked again."""
        self.deadline = 0.0
        child = self._child
        if child is not None:
            child.kill()

    def _lost(self, died: Died) -> None:
        """The child is no more: note why, and forget it."""
        self.usage.hits.append(died.kind)
        self._end()

    def _end(self) -> None:
        if self._child is not None:
            self.usage.cpu += self._child.process.cpu_seconds()
            self.deadline += self._child.held_up
            self._child.close()
            self._child = None


def _to_run(cell: RunCell) -> dict:
    """The request to run `cell`."""
    defines = list(cell.defines)
    said = {"cell": cell.label, "source": cell.source, "defines": defines, "seconds": cell.seconds, "more": cell.more}
    return {"do": "cell", **said}


TEXTS = ("type", "message", "cell", "code", "kind")


def _cell_result(reply: Any) -> CellResult:
    """A child's account of a cell or an exception, with every field made what it should be."""
    if not isinstance(reply, dict):
        reply = {"raised": {"message": "it answered with something else than was asked"}}
    raised = reply.get("raised")
    missing = reply.get("missing")
    if isinstance(raised, dict):
        line = raised.get("line")
        facts: dict[str, Any] = {name: str(raised.get(name, ""))[:2000] for name in TEXTS}
        facts["line"] = line if isinstance(line, int) and 0 <= line < 100_000 else 0
        facts["kind"] = facts["kind"] if facts["kind"] in ("time", "memory") else "error"
        raised = facts
    else:
        raised = None
    names = tuple(str(name)[:100] for name in missing) if isinstance(missing, list) else ()
    if "raised" not in reply:
        raised = {"type": "", "message": "it gave no answer", "cell": "", "code": "", "kind": "error", "line": 0}
    return CellResult(raised, names)
