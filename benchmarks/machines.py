"""A scheduler of Dask's and workers that are processes of their own, all on the loopback, on ports that were free."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import yaml
from distributed import Client
from distributed.security import Security

from autograder.batch.cluster import certificates

DASK = [sys.executable, "-m", "dask"]
START_SECONDS = 90


class Machines:
    """A running scheduler, and the workers that were started for it."""

    def __init__(self, folder: Path, shim: str = "") -> None:
        """`shim`, here and below, is Python that the process runs before anything else."""
        self.folder = folder
        self.settings = certificates.make(folder)  # of everybody who may talk to it
        self.environment = {"DASK_CONFIG": str(self.settings)}
        self.file = folder / "scheduler.json"
        self.processes: list[subprocess.Popen] = []
        self.start(
            "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", self.file,
            env=self._place("scheduler", shim),
        )  # fmt: skip
        _until(self.file.is_file, "the scheduler has not started")
        self.address = json.loads(self.file.read_text())["address"]

    def worker(self, name: str, course: Path, shim: str = "") -> subprocess.Popen:
        """One more worker, on a machine whose course lies at `course`."""
        return self.start(
            "worker", self.address, "--name", name, "--nthreads", "1", "--host", "127.0.0.1", "--no-dashboard",
            "--no-nanny", "--local-directory", self.folder / name,
            env={"AUTOGRADER_COURSE": str(course), **self._place(name, shim)},
        )  # fmt: skip

    def _place(self, name: str, shim: str) -> dict[str, str]:
        """A folder for a process, and what makes it run `shim` from there."""
        place = self.folder / name
        place.mkdir()
        if not shim:
            return {}
        (place / "sitecustomize.py").write_text(shim)
        return {"PYTHONPATH": os.pathsep.join(filter(None, [str(place), os.environ.get("PYTHONPATH")]))}

    def wait_for(self, count: int) -> None:
        with self.client() as client:
            client.wait_for_workers(count, timeout=START_SECONDS)

    def client(self) -> Client:
        """Somebody who may talk to it, in this process."""
        tls = yaml.safe_load(self.settings.read_text())["distributed"]["comm"]["tls"]
        mine = Security(
            tls_ca_file=tls["ca-file"], tls_client_cert=tls["client"]["cert"], tls_client_key=tls["client"]["key"],
            require_encryption=True,
        )  # fmt: skip
        return Client(self.address, security=mine, timeout=START_SECONDS, set_as_default=False)

    def start(self, *arguments: object, env: dict[str, str] | None = None) -> subprocess.Popen:
        """Run `dask` with these arguments until the end."""
        log = (self.folder / f"{len(self.processes)}.log").open("w")
        line = [*DASK, *map(str, arguments)]
        process = subprocess.Popen(
            line, env={**os.environ, **self.environment, **(env or {})}, stdout=log, stderr=log, cwd=self.folder
        )
        self.processes.append(process)
        return process

    def stop(self) -> None:
        for process in reversed(self.processes):
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _until(true: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + START_SECONDS
    while not true():
        if time.monotonic() > end:
            raise RuntimeError(what)
        time.sleep(0.1)
