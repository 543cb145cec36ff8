"""The grader's side of the zygote: starts it, and asks it for children."""

import array
import contextlib
import hashlib
import json
import os
import select
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import BinaryIO

from autograder.errors import KitError, UserError
from autograder.model.course import Course, Limits, own_folder
from autograder.model.files import write_whole
from autograder.runner import gpus
from autograder.sandbox import bubblewrap, namespaces

START_SECONDS = 180.0
DAY = 86_400
ONE_THREAD = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
# glibc raises these by itself while large tensors come and go; then every child keeps what they leave, 30 MB and more.
GIVEN_BACK = {"MALLOC_MMAP_THRESHOLD_": str(8 << 20), "MALLOC_TRIM_THRESHOLD_": str(32 << 20)}


@dataclass(frozen=True)
class Handle:
    """A child just forked: the judge's end of its channel, and a descriptor to watch and kill it by."""

    channel: socket.socket
    pidfd: int

    @property
    def pid(self) -> int:
        """Its process id as this process sees it; -1 once it has ended."""
        for line in Path(f"/proc/self/fdinfo/{self.pidfd}").read_text().splitlines():
            if line.startswith("Pid:"):
                return int(line.split()[1])
        return -1


class Zygote:
    """A running zygote. Use as a context manager; it and all its children end with the block.

    One that is not `thorough` comes up sooner, with what every lesson needs.
    """

    def __init__(self, course: Course, without: Sequence[str] = (), thorough: bool = True, device: str = "cpu") -> None:
        self.course = course
        self.without = tuple(without)
        self.thorough = thorough
        self.gpus = gpus.of(device)  # those that children see
        self.scratch = ""
        self.errors: Path | None = None
        self._control: socket.socket | None = None
        self._process: subprocess.Popen | BaseProcess | None = None
        self._pidfd = -1
        self._warm = False
        self._layers: tuple[str, ...] | None = None

    def start(self) -> "Zygote":
        """Start it without waiting: `wait` does.

        Raises UserError where student code could read the course, because the interpreter's own folder holds it.
        """
        if not {"mounts", "landlock"} <= set(self.without):
            self._check_private()
        _sweep(Path(tempfile.gettempdir()))
        self.scratch = tempfile.mkdtemp(prefix=f"autograder-{os.getpid()}-")
        work = Path(self.scratch, "lesson")
        work.mkdir()
        os.chmod(self.scratch, 0o755)
        os.chmod(work, 0o1777)
        fonts = _fonts(work)
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        environment = {
            "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": str(work), "TMPDIR": str(work), "USER": "student",
            "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0", **ONE_THREAD,
            "MPLBACKEND": "Agg", "MPLCONFIGDIR": str(fonts), "IPYTHONDIR": str(work), "AUTOGRADER_GRADING": "1",
            "PYTHONPATH": str(Path(__file__).parents[2]), **gpus.LEAVE_CUDA_ALONE, **GIVEN_BACK,
        }  # fmt: skip
        self.errors = Path(self.scratch, "zygote.log")
        with self.errors.open("wb") as log:
            self._process = self._begin(theirs, environment, log)
        self._pidfd = os.pidfd_open(self._process.pid or -1)
        theirs.close()
        limits = next((assignment.limits for assignment in self.course.assignments.values()), None)
        first = self._order(limits) if limits else None
        begun = {"mounts": self._uses_mounts(), "without": self.without, "data_root": str(self.course.data_root)}
        ours.send(json.dumps({**begun, "first": first}).encode())
        self._control = ours
        if self.thorough:
            self.warm_thoroughly()
        return self

    def _begin(
        self, control: socket.socket, environment: Mapping[str, str], log: BinaryIO
    ) -> subprocess.Popen | BaseProcess:
        line = []
        if self._uses_mounts():
            shared = [environment["MPLCONFIGDIR"], self.scratch]
            line = bubblewrap.command(self.readable(), shared, self._gpu_files(), self.hidden())
            for name, value in environment.items():
                line += ["--setenv", name, value]
        line += [sys.executable, "-s", "-P", "-m", "autograder.runner.zygote", str(control.fileno())]
        return subprocess.Popen(
            line,
            env=environment,
            pass_fds=[control.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            start_new_session=True,  # else student code could open the terminal of whoever grades
        )

    def warm_thoroughly(self) -> None:
        """Let it import all that any exercise could need before it forks again; nobody waits for that here."""
        assert self._control is not None
        self.thorough = True
        self._control.send(b"{}")

    def wait(self) -> "Zygote":
        """Wait until it is warm: it and this process can import torch at the same time.

        Raises KitError, with what it printed, when it does not come up.
        """
        if not self._warm:
            self.layers()
            self._told()
            self._warm = True
        return self

    def layers(self) -> tuple[str, ...]:
        """The layers that stand around its children, known long before it is warm.

        Raises KitError, with what it printed, when it does not come up.
        """
        if self._layers is None:
            self._layers = tuple(json.loads(self._told()))
        return self._layers

    def _told(self) -> bytes:
        """What it says next while it comes up."""
        assert self._control is not None
        self._control.settimeout(START_SECONDS)
        try:
            told = self._control.recv(1 << 10)
        except (TimeoutError, ConnectionError):
            told = b""
        if not told:
            printed = self.errors.read_text(errors="replace")[-2000:] if self.errors else ""
            self.stop()
            raise KitError(f"The process that runs student code did not start. Try `autograder doctor`.\n{printed}")
        self._control.settimeout(None)
        return told

    def alive(self) -> bool:
        """Whether it still runs; also in a process forked from the one that started it, whose child it is not."""
        return self._pidfd >= 0 and not self._ended(0)

    def _ended(self, seconds: float) -> bool:
        """Whether it has ended, or does so within `seconds`."""
        return bool(select.select([self._pidfd], [], [], seconds)[0])

    def stop(self) -> None:
        """End it and whatever it forked."""
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            self._process.terminate()
            if not self._ended(2):
                self._process.kill()
            self._process.wait() if isinstance(self._process, subprocess.Popen) else self._process.join()
            os.close(self._pidfd)
            self._process, self._pidfd, self._warm, self._layers = None, -1, False, None
        shutil.rmtree(self.scratch, ignore_errors=True)

    @contextlib.contextmanager
    def warming(self) -> "Iterator[Zygote]":
        """It, started and not waited for: it imports torch while this process does the same."""
        try:
            yield self.start()
        finally:
            self.stop()

    def __enter__(self) -> "Zygote":
        return (self if self.alive() else self.start()).wait()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def readable(self) -> list[str]:
        """What student code may read: the interpreter and its packages, this package, the data."""
        package = Path(__file__).parents[1]
        data = self.course.data_root
        prefixes = {sys.prefix, sys.base_prefix, sys.exec_prefix, str(package), str(data)}
        linked = {path for path in data.glob("*") if path.is_symlink()}  # as `course init --link-data` leaves it
        return sorted({str(Path(path)) for path in prefixes} | {os.path.realpath(path) for path in prefixes | linked})

    def _check_private(self) -> None:
        secret = [self.course.private, *(one.reference for one in self.course.assignments.values())]
        there = [Path(os.path.realpath(place)) for place in secret if place.is_dir()]
        open_ = [place for place in there if not {*map(Path, self.hidden())} & {place, *place.parents}]
        for folder in map(Path, [*self.readable(), *map(os.path.realpath, bubblewrap.SYSTEM)]):
            if any(folder in (place, *place.parents) for place in open_):
                raise UserError(
                    f"{folder} belongs to the system, to Python or to the images, so student code may read all of it; "
                    "and it holds the course's secrets. Keep the course elsewhere, its images in a folder of their "
                    "own, and make the environment in one of its own: python -m venv .venv"
                )

    def hidden(self) -> list[str]:
        """What it may not, though it lies among the packages: the solutions that a wheel of the kit brings along."""
        folder = own_folder()
        return sorted({str(folder), os.path.realpath(folder)}) if folder.is_dir() else []

    def fork(self, most: Limits, checks: str) -> Handle:
        """A new child, with the module made of the source `checks`.

        Raises KitError when the zygote has gone.
        """
        assert self._control is not None
        module = Path(self.scratch, f"checks-{hashlib.sha256(checks.encode()).hexdigest()}.py")
        if not module.exists():
            write_whole(module, checks.encode())
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        order = {**self._order(most), "checks": str(module)}
        try:
            self._control.sendmsg(
                [json.dumps(order).encode()],
                [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [theirs.fileno()]))],
            )
        except OSError as error:
            ours.close()
            raise KitError(f"The zygote has ended ({error}).") from None
        finally:
            theirs.close()
        ours.settimeout(START_SECONDS)  # it may still be warming up
        try:
            message, ancillary, _, _ = ours.recvmsg(1, socket.CMSG_SPACE(4))
        except (TimeoutError, ConnectionError):
            message, ancillary = b"", []
        if message != b"p" or not ancillary:
            ours.close()
            raise KitError("No child could be started: are there too many processes, or is there too little memory?")
        ours.settimeout(None)
        return Handle(ours, struct.unpack("i", ancillary[0][2][:4])[0])

    def _order(self, most: Limits) -> dict:
        """What a child is told of the layers to put up around itself."""
        bounds = {"cpu_seconds": most.submission_seconds * 2, "memory_mb": most.memory_mb, "file_mb": most.file_mb}
        # inside bubblewrap every folder on the way to the interpreter can be passed by anyone
        drop = os.getuid() == 0 and (self._uses_mounts() or namespaces.reachable_by_others(sys.executable))
        return {
            "limits": bounds, "threads": most.threads, "scratch_mb": most.scratch_mb,
            "without": self.without, "scratch": f"{self.scratch}/lesson",
            "other_user": drop, "readable": self.readable(), "hidden": self.hidden(),
            "gpus": self.gpus, "gpu_files": self._gpu_files(),
        }  # fmt: skip

    def _gpu_files(self) -> list[str]:
        return gpus.files() if self.gpus else []

    def _uses_mounts(self) -> bool:
        return not {"mounts", "namespaces"} & set(self.without) and bubblewrap.works()


def _fonts(otherwise: Path) -> Path:
    """Where Matplotlib keeps its list of fonts, which is slow to make: `otherwise` where nobody has a home."""
    try:
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "autograder", "matplotlib")
        cache.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError):  # there is no home, or nobody knows where it is
        return otherwise
    return cache


def _sweep(folder: Path) -> None:
    """Remove the scratch folders of graders that were killed."""
    for left in folder.glob("autograder-*-*"):
        pid = left.name.split("-")[1]
        with contextlib.suppress(OSError):
            facts = left.lstat()
            old = facts.st_uid == os.getuid() and time.time() - facts.st_mtime > DAY
            if old and pid.isdigit() and not Path("/proc", pid).exists():
                shutil.rmtree(left, ignore_errors=True)
