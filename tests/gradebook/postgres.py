"""A PostgreSQL server of our own, from Debian's package, in a temporary folder and on a free port of this machine."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def programs() -> Path:
    """Where Debian keeps the server's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    if not found:
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    return found[-1].parent


class Server:
    """A running server; `stop` and `start` take it away and bring it back."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self.url = f"postgresql://postgres@127.0.0.1:{port}/grades"

    def run(self, program: str, *arguments: str) -> None:
        """Run one of its programs; it refuses to be root."""
        line = [str(programs() / program), *arguments]
        if os.getuid() == 0:
            line = ["runuser", "-u", "postgres", "--", *line]
        subprocess.run(line, check=True, capture_output=True, timeout=120, cwd="/")

    def start(self) -> None:
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        data, log = str(self.folder / "data"), str(self.folder / "log")
        self.run("pg_ctl", "-D", data, "-w", "-t", "90", "-l", log, "-o", options, "start")

    def stop(self) -> None:
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-m", "immediate", "stop")


@contextmanager
def server() -> Iterator[Server]:
    """A new server with an empty database `grades`."""
    programs()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
    mine = Server(folder, port)
    try:
        mine.run(
            "initdb", "-D", str(folder / "data"), "-A", "trust", "-U", "postgres", "-N", "-E", "UTF8", "--locale=C"
        )
        mine.start()
        try:
            mine.run("createdb", "-h", str(folder), "-p", str(port), "-U", "postgres", "grades")
            yield mine
        finally:
            mine.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
