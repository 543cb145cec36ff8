"""The command's side of a cluster: submissions go out as capped data, reports come back and are written here alone."""

import base64
import contextlib
import json
import pydoc
import warnings
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from pathlib import Path
from typing import Any

from autograder.batch.cluster import task
from autograder.batch.cluster.grader_process import setup_of
from autograder.batch.workers import ATTEMPTS, in_words, save
from autograder.errors import UserError
from autograder.grading.bench import Bench
from autograder.grading.grade import Graded, failure, grade
from autograder.intake import modules
from autograder.intake.find import SubmittedFile
from autograder.model import notebook
from autograder.model.files import read_bytes
from autograder.model.report import Report
from autograder.runner.pool import Zygote

CONNECT_SECONDS = 15
WORKER_SECONDS = 60
AHEAD = 3  # submissions a thread has waiting, so that none is idle while a report travels
LOOK_AGAIN = 10
VERSION = "autograder.__version__"


@contextlib.contextmanager
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
    except (OSError, ValueError, TypeError, RuntimeError) as error:  # the last two where certificates are missing
        raise UserError(
            f"No Dask scheduler answers at {address} ({error}). "
            "docs/cluster.md says how to start one, and what DASK_CONFIG names."
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
        self.running: dict[Any, tuple[SubmittedFile, frozenset[str] | None]] = {}
        self._among: frozenset[str] | None = None
        self._waits = False
        self.look_for_package()
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Sending large graph")
            self.setups = {  # as results of tasks: a worker fetches one once, and any, refused or not, can make it anew
                name: client.submit(bytes, setup_of(bench, sandbox), pure=False) for name, bench in benches.items()
            }

    def look_for_package(self) -> bool:
        """Refuse workers on which this package is not installed; whether there were any. Asked without needing it.

        Raises UserError when the scheduler lacks it, or when no other worker is left.
        """
        if self.client.run_on_scheduler(pydoc.locate, VERSION) is None:
            raise UserError("The scheduler lacks this package: install it there too, in the same version.")
        there = self.client.run(pydoc.locate, VERSION, on_error="ignore")
        lacking = [worker for worker, version in there.items() if version is None and worker not in self.refused]
        for worker in lacking:
            self.refuse(worker, "this package is not installed there.")
        return bool(lacking)

    def room(self) -> int:
        """How many more submissions may go out now, to workers that were not refused."""
        there = self.client.nthreads()
        self._among = frozenset(there) - set(self.refused) if self.refused else None
        threads = sum(there[worker] for worker in (there if self._among is None else self._among))
        return AHEAD * max(1, threads) - len(self.running)

    def send(self, submitted: SubmittedFile, content: bytes) -> None:
        """Hand out one submission."""
        told = {"notebook": base64.b64encode(content).decode(), "modules": dict(modules.as_data(submitted.modules))}
        future = self.client.submit(
            task.grade, self.setups[submitted.assignment], self.client.id, submitted.student,
            json.dumps(told), pure=False, workers=self._among and sorted(self._among),
        )  # fmt: skip
        self.running[future] = submitted, self._among

    def finished(self) -> list[tuple[SubmittedFile, Any]]:
        """Those that have ended, each with its future; with None what must go out again, since its workers are gone."""
        from distributed import wait

        try:
            done = wait(list(self.running), timeout=LOOK_AGAIN, return_when="FIRST_COMPLETED").done
        except TimeoutError:
            there = self._there()
            stranded = [future for future, (_, among) in self.running.items() if among and not among & there]
            if stranded:
                self.client.cancel(stranded)
            return [(self.running.pop(future)[0], None) for future in stranded]
        return [(self.running.pop(future)[0], future) for future in done]

    def tells_nothing_of_it(self, result: dict | str | None) -> bool:
        """Whether a result tells of its worker alone, which is refused then: the submission must go out again."""
        if isinstance(result, dict) and "refused" in result:
            self.refuse(result["worker"], result["refused"])
            return True
        return result is None or (isinstance(result, str) and self.look_for_package())

    def refuse(self, worker: str, reason: str) -> None:
        """Give nothing more to `worker`.

        Raises UserError when that was the last one.
        """
        if worker not in self.refused:
            self.refused[worker] = reason
            self.notice(f"The worker {worker} was refused: {reason}")
        if not set(self.client.nthreads()) - set(self.refused):
            raise UserError(f"No worker of this cluster can grade this class. {worker}: {reason}")

    def _there(self) -> set[str]:
        """The workers that are there. When all are gone it is said, once: those of a batch system may come back."""
        there = set(self.client.nthreads())
        if not there and not self._waits:
            self.notice("No worker is left; waiting for one. Ctrl-C stops, the same command goes on from there.")
        self._waits = not there
        return there

    def stop(self) -> None:
        """Take back what is under way: it is graded by the next run."""
        with contextlib.suppress(OSError):  # the scheduler is gone
            self.client.cancel([*self.running, *self.setups.values()], force=True)


def grade_all(
    handed_in: Sequence[SubmittedFile], benches: Mapping[str, Bench], zygote: Zygote,
    notice: Callable[[str], None], *, out: Path, address: str, sandbox: str,
) -> Iterator[tuple[SubmittedFile, Graded]]:  # fmt: skip
    """Grade on the workers of the scheduler at `address`, as `workers.grade_all` does here."""
    waiting = deque(handed_in)
    attempts = Counter[SubmittedFile]()
    with connected(address) as client:
        cluster = Cluster(client, benches, sandbox, notice)
        try:
            while waiting or cluster.running:
                for _ in range(min(len(waiting), cluster.room())):
                    submitted = waiting.popleft()
                    bench = benches[submitted.assignment]
                    try:
                        data = notebook.lean(read_bytes(submitted.path), bench.assignment.limits.notebook_mb)
                        cluster.send(submitted, data)
                    except notebook.Unreadable:  # no file to send; the report says so without running anything
                        graded = grade(submitted, bench, zygote)
                        save(graded, out)
                        yield submitted, graded
                for submitted, future in cluster.finished() if cluster.running else ():
                    result = _outcome(future)
                    if cluster.tells_nothing_of_it(result):
                        waiting.appendleft(submitted)
                        continue
                    if isinstance(result, str):
                        attempts[submitted] += 1
                        if attempts[submitted] < ATTEMPTS:
                            waiting.append(submitted)
                            continue
                        graded = failure(submitted, benches[submitted.assignment], result)
                    else:
                        assert result is not None
                        figures = {name: base64.b64decode(data) for name, data in result["figures"].items()}
                        graded = Graded(Report.from_json(result["report"]), figures)
                    save(graded, out)
                    yield submitted, graded
        except (OSError, CancelledError):
            raise UserError(
                f"The scheduler at {address} is gone. What was graded is written: "
                "start it again, and the same command goes on from there."
            ) from None
        finally:
            cluster.stop()


def _outcome(future: Any) -> dict | str | None:
    """What came back; in words why nothing did; None for what was taken back and must go out again."""
    if future is None:
        return None
    try:
        return json.loads(future.result())
    except (KeyboardInterrupt, CancelledError):
        raise
    except Exception as fault:  # the worker's, or Dask's own after several workers died on it
        return in_words(fault)
