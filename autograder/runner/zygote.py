"""The zygote: a process that has imported everything a lesson needs, knows no secret, and forks a child per submission.

Started by `autograder.runner.pool` as `python -m autograder.runner.zygote FD`; FD is its end of a control socket. It
runs inside bubblewrap where that works, and otherwise in namespaces that it makes for itself.
"""

import contextlib
import functools
import gc
import importlib
import json
import os
import signal
import socket
import struct
import sys
import traceback
from pathlib import Path
from types import ModuleType

from autograder.errors import UserError
from autograder.runner import gpus, postponed

IN_EACH_CHILD = ("IPython.core.logger", "bdb", "numpy.ctypeslib", "safetensors.torch")  # what any cell and answer need


def one_thread() -> None:
    """Keep torch from starting threads, and from opening CUDA: a process forked from here could use neither."""
    import torch

    os.environ.update(gpus.LEAVE_CUDA_ALONE)
    torch.set_num_threads(1)


def import_torch() -> None:
    """Import the large libraries that every lesson needs."""
    os.environ["MPLBACKEND"] = "Agg"
    postponed.postpone()
    with postponed.importing():
        import matplotlib  # noqa: F401
        import torch  # noqa: F401
        import torchvision  # noqa: F401


def warm(data_root: str) -> object:
    """Import what lessons import, once for all children; returns the IPython shell that they inherit."""
    with postponed.importing():
        import_torch()
        import torch
        import torchvision

        from autograder.runner import child, datasets  # noqa: F401
        from autograder.runner import shell as shells

        torch.set_num_threads(1)
        torch.set_num_interop_threads(1)
        torchvision.disable_beta_transforms_warning()
        for name in IN_EACH_CHILD:
            importlib.import_module(name)
        datasets.prepare_torchvision(data_root)
        datasets.prepare_loaders()
        return shells.make_shell()


def warm_thoroughly() -> None:
    """Import too what only some exercises need, and draw once."""
    import matplotlib.pyplot
    import torch

    from autograder.runner import shell

    postponed.load()
    shell.as_imported()
    torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))])  # the first one imports the compiler, a thousand modules
    matplotlib.pyplot.figure().savefig(os.devnull, format="png")
    matplotlib.pyplot.close("all")
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def own_namespaces() -> bool:
    """Without bubblewrap: leave the host's processes, network and shared memory. Needs a fork to take effect."""
    from autograder.sandbox import namespaces

    try:
        namespaces.unshare(
            namespaces.NEWNS | namespaces.NEWPID | namespaces.NEWNET | namespaces.NEWIPC | namespaces.NEWUTS
        )
    except OSError:
        return False
    if pid := os.fork():
        signal.signal(signal.SIGTERM, lambda *_: os.kill(pid, signal.SIGKILL))
        os._exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) & 0x7F)
    namespaces.die_with_parent()
    try:
        namespaces.own_proc()
    except OSError:  # in a container that hides parts of its /proc
        return False
    return True


@functools.cache
def load_checks(path: str) -> ModuleType | UserError:
    """The module of checks at `path`, imported once for all children; the error where that fails."""
    from autograder.authoring import declare

    try:
        return declare.load_source(Path(path).read_text(encoding="utf-8"), "checks.py")
    except UserError as error:
        return error
    finally:
        gc.freeze()


def next_order(control: socket.socket) -> tuple[dict, int] | None:
    """The next order and the end of the ordered child's channel, -1 where none is; None when the grader has gone."""
    message, ancillary, _, _ = control.recvmsg(1 << 16, socket.CMSG_SPACE(4))
    if not message:
        return None
    return json.loads(message), struct.unpack("i", ancillary[0][2][:4])[0] if ancillary else -1


def layers_of_a_child(order: dict | None, before: list[str]) -> list[str]:
    """Which layers stand around a child, told by one that ends at once."""
    from autograder.runner import child
    from autograder.sandbox import landlock, seccomp

    seccomp.available()  # imported now: from behind the layers it could not be read
    landlock.abi()
    told, telling = os.pipe()
    if (pid := os.fork()) == 0:
        try:
            os.write(telling, json.dumps(child.confine(order, before) if order else []).encode())
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(0)
    os.close(telling)
    with open(told, "rb") as file:
        layers = json.loads(file.read() or b"[]")
    with contextlib.suppress(ChildProcessError):  # whoever started this one may have told the kernel to reap
        os.waitpid(pid, 0)
    return layers


def serve(control: socket.socket) -> None:
    """Say which layers stand, warm up, say so, then fork a child for every order until the grader hangs up."""
    from autograder.sandbox import namespaces

    namespaces.die_with_parent()  # a grader that is killed cannot say so; its workers' copies of the socket would stay
    start = json.loads(control.recv(1 << 16))
    layers = []
    if start["mounts"]:
        layers = ["mounts", "namespaces"]
    elif "namespaces" not in start["without"] and own_namespaces():
        layers = ["namespaces"]
    control.send(json.dumps(layers_of_a_child(start["first"], layers)).encode())
    shell = warm(start["data_root"])
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children are reaped by the kernel
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    control.send(b"ready")
    while (received := next_order(control)) is not None:
        order, channel = received
        if channel < 0:
            warm_thoroughly()
            continue
        checks = load_checks(order["checks"])
        if os.fork() == 0:
            status = 1
            try:
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                from autograder.runner import child

                child.serve(socket.socket(fileno=channel), order, checks, shell, layers)
                status = 0
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(status)
        os.close(channel)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
