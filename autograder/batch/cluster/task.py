"""What a Dask worker runs: it keeps a grader process for each of its threads and passes submissions on as data."""

import contextlib
import hashlib
import json
import subprocess
import sys
import threading

from autograder.errors import KitError
from autograder.model import wire

_here = threading.local()
MOST_BACK = 256 << 20


class _GraderProcess:
    """A running grader process, under which setups it is ready to grade, and which ones it refused to whom."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "autograder.batch.cluster.grader_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self.ready: set[str] = set()
        self.refusals: dict[tuple[str, str], str] = {}

    def ask(self, request: dict) -> dict:
        """Its answer.

        Raises EOFError or OSError when it has ended.
        """
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        wire.send(self.process.stdin.fileno(), json.dumps(request).encode())
        return json.loads(wire.receive(self.process.stdout.fileno(), MOST_BACK))

    def refusal(self, key: str, setup: bytes, run: str) -> str | None:
        """Why it will not grade under this setup; None when it will.

        A refusal holds for one run of the command: what was mended meanwhile is seen by the next one.
        """
        if key not in self.ready and (key, run) not in self.refusals:
            said = self.ask({"key": key, "setup": json.loads(setup)})
            if said.get("ready"):
                self.ready.add(key)
            else:
                self.refusals[key, run] = said.get("refused") or said["failed"]
        return self.refusals.get((key, run))

    def end(self) -> None:
        with contextlib.suppress(OSError):
            self.process.kill()
        self.process.wait()


def grade(setup: bytes, run: str, student: str, submission: str) -> str:
    """Grade one submission, its notebook in base64 and its modules given as JSON.

    Returns what `GraderProcess.grade` returns, as JSON; or {"refused", "worker"}.

    Raises KitError when the grader process ended, so that the command tries it again. One that ends before it was given
    any submission cannot grade at all: that is a refusal.
    """
    from distributed import get_worker

    here = get_worker().address
    process = getattr(_here, "process", None)
    if process is None:
        process = _here.process = _GraderProcess()
    key = hashlib.sha256(setup).hexdigest()
    prepared = False
    try:
        reason = process.refusal(key, setup, run)
        prepared = True
        if reason is None:
            found = process.ask({"key": key, "student": student, **json.loads(submission)})
    except (EOFError, OSError) as error:
        process.end()
        _here.process = None
        if prepared:
            raise KitError(f"The judge on {here} ended ({type(error).__name__}).") from None
        reason = "The judge does not start there: the worker's own output says why."
    if reason is not None:
        return json.dumps({"refused": reason, "worker": here})
    if "failed" in found:
        raise KitError(found["failed"])
    return json.dumps(found)
