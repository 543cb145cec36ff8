"""What a Dask worker runs: it keeps a station for each of its threads and passes submissions on as data."""

import contextlib
import hashlib
import json
import subprocess
import sys
import threading

from autograder import wire
from autograder.errors import KitError

_here = threading.local()
MOST_BACK = 256 << 20


class _Station:
    """A running station, and which setups it has been told."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "autograder.cluster.station"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.refusals: dict[str, str | None] = {}

    def ask(self, request: dict) -> dict:
        """Its answer.

        Raises EOFError or OSError when it has ended.
        """
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        wire.send(self.process.stdin.fileno(), json.dumps(request).encode())
        return json.loads(wire.receive(self.process.stdout.fileno(), MOST_BACK))

    def refusal(self, key: str, setup: bytes) -> str | None:
        """Why it will not grade under this setup; None when it will."""
        if key not in self.refusals:
            self.refusals[key] = self.ask({"key": key, "setup": json.loads(setup)}).get("refused")
        return self.refusals[key]

    def end(self) -> None:
        with contextlib.suppress(OSError):
            self.process.kill()
        self.process.wait()


def same(setup: bytes) -> bytes:
    """The setup as a task's result: a worker fetches it once, and the scheduler can have it made again."""
    return setup


def grade(setup: bytes, student: str, submission: str) -> str:
    """Grade one submission, given in base64: what `Station.grade` returns, as JSON; or {"refused", "worker"}.

    Raises KitError when the station ended, so that the command tries it again.
    """
    from distributed import get_worker

    station = getattr(_here, "station", None)
    if station is None:
        station = _here.station = _Station()
    key = hashlib.sha256(setup).hexdigest()
    try:
        if (reason := station.refusal(key, setup)) is not None:
            return json.dumps({"refused": reason, "worker": get_worker().address})
        found = station.ask({"key": key, "student": student, "notebook": submission})
    except (EOFError, OSError) as error:
        station.end()
        _here.station = None
        raise KitError(f"The judge on {get_worker().address} ended ({type(error).__name__}).") from None
    if "failed" in found:
        raise KitError(found["failed"])
    return json.dumps(found)
