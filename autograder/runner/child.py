"""One child: confines itself, then runs the cells and answers the probes of one submission. Everything it says is data.

This is the only place where student code runs when a class is graded.
"""

import contextlib
import os
import socket
import struct
import sys
import tempfile
from pathlib import Path
from types import ModuleType
from typing import Any

from autograder.authoring import figures
from autograder.errors import UserError
from autograder.model import training, wire
from autograder.model.cells import cell_of
from autograder.runner import gpus
from autograder.runner.account import told
from autograder.runner.clock import time_limit
from autograder.runner.kernel import Kernel, Lesson, Missing, explain
from autograder.runner.recorder import recorded
from autograder.runner.shell import Silence, reset_surroundings, stay_headless
from autograder.sandbox import bubblewrap, landlock, limits, namespaces, seccomp

DEVICES = ("/dev/null", "/dev/full", "/dev/urandom", "/dev/random")
DRIVER_FACTS = "/proc/driver/nvidia"
SYSTEM_FACTS = ("/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/filesystems", "/proc/sys/vm/overcommit_memory")
MAX_REQUEST = 1 << 30


def confine(order: dict, layers_before: list[str]) -> list[str]:
    """Put up the layers around this process, but for `order["without"]`; returns the names of those that stand."""
    without = set(order["without"])
    layers = [layer for layer in layers_before if layer not in without]
    scratch = order["scratch"]
    user = namespaces.own_user() if order["other_user"] and "user" not in without else os.getuid()
    namespaces.die_with_parent()
    if "namespaces" in layers:
        try:
            namespaces.unshare(namespaces.NEWNS | namespaces.NEWIPC)
            namespaces.private_scratch(scratch, order["scratch_mb"], user)
        except OSError:
            layers.remove("namespaces")
    if user != os.getuid():
        layers.append("user")
    namespaces.drop_privileges(user)
    namespaces.die_with_parent()
    if "namespaces" not in layers:  # the folder is everybody's: one of its own in it
        scratch = tempfile.mkdtemp(prefix="own-", dir=scratch)
        os.environ.update(dict.fromkeys(("HOME", "TMPDIR", "IPYTHONDIR"), scratch))
        tempfile.tempdir = None
    os.chdir(scratch)
    threads = order["threads"] if "namespaces" in layers or "user" in layers else None
    if "limits" not in without and limits.confine(**order["limits"], threads=threads, gpus=bool(order["gpus"])):
        layers.append("limits")
    namespaces.no_new_privileges()
    files = landlock.readable_paths(order["gpu_files"])
    facts = [*SYSTEM_FACTS, f"/proc/{os.getpid()}", *([DRIVER_FACTS] if files else [])]
    readable = landlock.readable_paths([*order["readable"], *bubblewrap.SYSTEM, *facts])
    devices = landlock.readable_paths(DEVICES)
    hidden = () if "mounts" in layers else order["hidden"]  # with mounts of its own, an empty folder is there
    if "landlock" not in without and landlock.confine(readable, [scratch], devices, files, hidden):
        layers.append("landlock")
    if "seccomp" not in without and seccomp.confine(bool(order["gpus"])):
        layers.append("seccomp")
    return layers


def announce(channel: socket.socket) -> None:
    """Hand the judge a file descriptor of this process, by which it can be watched and killed whatever it becomes."""
    handle = os.pidfd_open(os.getpid())
    channel.sendmsg([b"p"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, struct.pack("i", handle))])
    os.close(handle)


def close_all_but(*keep: int) -> None:
    """Close every inherited file descriptor from 3 up except `keep`."""
    low = 3
    for fd in sorted(keep):
        os.closerange(low, fd)
        low = fd + 1
    os.closerange(low, 4096)


def serve(
    channel: socket.socket, order: dict, checks: ModuleType | UserError, shell: Any, layers_before: list[str]
) -> None:
    """The life of a child: layers up, then one answer for every request until the judge hangs up."""
    fd = channel.fileno()
    close_all_but(fd)
    announce(channel)
    os.environ[gpus.VISIBLE] = ",".join(order["gpus"])
    try:
        layers = confine(order, layers_before)
        if isinstance(checks, UserError):
            raise checks
    except Exception as error:
        wire.send(fd, wire.encode({"failed": f"{type(error).__name__}: {error}"}))
        return
    wire.send(fd, wire.encode({"layers": sorted(layers)}))
    os.dup2(os.open(os.devnull, os.O_RDWR), 1)
    os.dup2(1, 2)
    sys.stdout = sys.stderr = Silence()  # type: ignore[assignment]
    sys.path.insert(0, "")  # as in Jupyter: a module that the notebook writes can be imported
    kernel = Kernel(shell)
    stay_headless()
    reset_surroundings()
    while True:
        try:
            request = wire.decode(wire.receive(fd, MAX_REQUEST))
        except EOFError:
            return
        wire.send(fd, encoded(answer(request, kernel, checks)))


def encoded(reply: Any) -> bytes:
    """`reply` as bytes; what a student's object raises while it is looked at is the student's, and is reported so."""
    try:
        return wire.encode(reply)
    except BaseException as error:
        return wire.encode({"raised": explain(error)})


def answer(request: dict, kernel: Kernel, checks: ModuleType) -> Any:
    """What one request gives: a cell run, the lesson settled or as it settled, or a probe asked."""
    match request.pop("do"):
        case "cell":
            return kernel.run(**request)
        case "modules":
            return put_modules(request["texts"])
        case "source":
            return kernel.put_source(**request)
        case "settle":
            return kernel.settle()
        case "forget":
            figures.UNSEEN.set(False)
            return kernel.forget()
        case "refresh":
            figures.UNSEEN.set(True)
            return kernel.refresh()
        case "training":
            return training.summary(kernel.losses.get(request["cell"], ()))
        case "ask":
            return ask(kernel, checks, **request)
        case "record":
            return recorded(kernel, checks, cell_of, **request)
        case "account":
            return told(kernel, checks, cell_of, **request)
    return None


def put_modules(texts: dict[str, str]) -> None:
    """Lay a student's own modules where the cells run, as they lay beside the notebook."""
    for name, text in texts.items():
        with contextlib.suppress(OSError):  # whoever imports it says that it is not there
            os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
            Path(name).write_text(text, encoding="utf-8")


def ask(kernel: Kernel, checks: ModuleType, probe: str, arguments: list, named: dict, seconds: float) -> dict:
    """Ask one probe: `{"answer": …}`, or what stood in the way. Each finds the lesson as its cells left it."""
    try:
        with time_limit(seconds):
            answer = getattr(checks, probe)(Lesson(kernel), *arguments, **named)
            return {"answer": answer, "cells": kernel.raised_again()}
    except Missing as missing:
        return {"missing": str(missing)}
    except BaseException as error:
        return {"raised": explain(error)}
    finally:
        kernel.rewind()
