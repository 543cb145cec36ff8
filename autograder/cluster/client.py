"""The command's side of a cluster: submissions go out as capped data, reports come back and are written here alone."""

import base64
import json
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from autograder import notebook
from autograder.cluster import task
from autograder.cluster.station import setup_of
from autograder.errors import KitError, UserError
from autograder.grade import Bench, Graded, failure, grade
from autograder.pool import Zygote
from autograder.report import Report
from autograder.submissions import Unit, read_bytes
from autograder.workers import ATTEMPTS, save

CONNECT_SECONDS = 15
WORKER_SECONDS = 60
AHEAD = 3  # submissions a thread has waiting, so that none is idle while a report travels
LOOK_AGAIN = 10


@contextmanager
def connected(address: str) -> Iterator[Any]:
    """A client of the scheduler at `address`, which has a worker at least.

    Raises UserError when there is none.
    """
    try:
        from distributed import Client
    except ModuleNotFoundError:
        raise UserError("--cluster needs Dask: pip install 'autograder-kit[cluster]'.") from None
    try:
        client = Client(address, timeout=CONNECT_SECONDS)
    except (OSError, ValueError) as error:
        raise UserError(
            f"No Dask scheduler answers at {address} ({error}). docs/cluster.md says how to start one."
        ) from None
    try:
        try:
            client.wait_for_workers(1, timeout=WORKER_SECONDS)
        except TimeoutError:
            raise UserError(f"The scheduler at {address} has no workers. Start some: docs/cluster.md.") from None
        yield client
    finally:
        client.close(timeout=5)


class Cluster:
    """One class on its way through a scheduler: who was refused, what is under way."""

    def __init__(self, client: Any, benches: Mapping[str, Bench], sandbox: str, notice: Callable[[str], None]) -> None:
        self.client = client
        self.notice = notice
        self.refused: dict[str, str] = {}
        self.running: dict[Any, Unit] = {}
        self.setups = {
            name: client.submit(task.same, setup_of(bench, sandbox), pure=False) for name, bench in benches.items()
        }
        self._among: list[str] | None = None

    def room(self) -> int:
        """How many more submissions may go out now."""
        return AHEAD * max(1, sum(self.client.nthreads().values())) - len(self.running)

    def send(self, unit: Unit, content: bytes) -> None:
        """Hand out one submission, to any worker that was not refused."""
        future = self.client.submit(
            task.grade, self.setups[unit.assignment], unit.student, base64.b64encode(content).decode(),
            pure=False, workers=self._among,
        )  # fmt: skip
        self.running[future] = unit

    def finished(self) -> list[tuple[Unit, Any]]:
        """Those that have ended, each with its future; those that nobody can do any more are handed out again."""
        from distributed import wait

        try:
            done = wait(list(self.running), timeout=LOOK_AGAIN, return_when="FIRST_COMPLETED").done
        except TimeoutError:
            if self.refused and self._allowed() != self._among:
                self._among = self._allowed()
                stranded = list(self.running.items())
                self.client.cancel([future for future, _ in stranded])
                self.running.clear()
                return [(unit, None) for _, unit in stranded]
            return []
        return [(self.running.pop(future), future) for future in done]

    def refuse(self, worker: str, reason: str) -> None:
        """Give nothing more to `worker`.

        Raises UserError when that was the last one.
        """
        if worker not in self.refused:
            self.refused[worker] = reason
            self.notice(f"The worker {worker} was refused: {reason}")
        self._among = self._allowed()
        if not self._among:
            raise UserError(f"No worker of this cluster can grade this class. {worker}: {reason}")

    def _allowed(self) -> list[str]:
        return sorted(set(self.client.nthreads()) - set(self.refused))

    def stop(self) -> None:
        """Take back what is under way: it is graded by the next run."""
        self.client.cancel([*self.running, *self.setups.values()], force=True)


def grade_all(
    units: Sequence[Unit], benches: Mapping[str, Bench], zygote: Zygote, out: Path, address: str, sandbox: str,
    notice: Callable[[str], None],
) -> Iterator[tuple[Unit, Graded]]:  # fmt: skip
    """Grade on the workers of the scheduler at `address`, as `workers.grade_all` does here."""
    waiting = deque(units)
    attempts = Counter[Unit]()
    with connected(address) as client:
        cluster = Cluster(client, benches, sandbox, notice)
        try:
            while waiting or cluster.running:
                for _ in range(min(len(waiting), cluster.room())):
                    unit = waiting.popleft()
                    bench = benches[unit.assignment]
                    try:
                        cluster.send(unit, read_bytes(unit.path, bench.assignment.limits.notebook_mb))
                    except notebook.Unreadable:  # no file to send; the report says so without running anything
                        graded = grade(unit, bench, zygote)
                        save(graded, out)
                        yield unit, graded
                for unit, future in cluster.finished() if cluster.running else ():
                    result = _outcome(future)
                    if isinstance(result, dict) and "refused" in result:
                        cluster.refuse(result["worker"], result["refused"])
                        waiting.appendleft(unit)
                        continue
                    if isinstance(result, str):
                        attempts[unit] += 1
                        if attempts[unit] < ATTEMPTS:
                            waiting.append(unit)
                            continue
                        graded = failure(unit, benches[unit.assignment], result)
                    elif result is None:
                        waiting.appendleft(unit)
                        continue
                    else:
                        figures = {name: base64.b64decode(data) for name, data in result["figures"].items()}
                        graded = Graded(Report.from_json(result["report"]), figures)
                    save(graded, out)
                    yield unit, graded
        finally:
            cluster.stop()


def _outcome(future: Any) -> dict | str | None:
    """What came back; in words why nothing did; None for what was taken back and must go out again."""
    if future is None:
        return None
    try:
        return json.loads(future.result())
    except KeyboardInterrupt:
        raise
    except Exception as fault:  # the worker's, or Dask's own after several workers died on it
        return str(fault) if isinstance(fault, KitError) else f"{type(fault).__name__}: {fault}"
