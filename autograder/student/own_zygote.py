"""A zygote for one's own notebook, forked from this process once that has imported torch: both need it.

Where two hardware threads share a core, importing torch twice at once takes half as long again as once.
"""

import os
import signal
import socket
import sys
import warnings
from collections.abc import Mapping
from multiprocessing.context import ForkProcess
from typing import BinaryIO

from autograder.runner import postponed, zygote
from autograder.runner.pool import ONE_THREAD, Zygote


class OwnZygote(Zygote):
    """A zygote behind every layer but bubblewrap's mounts; with it comes what this process has in memory.

    So it is for a machine that holds no secret of the course, as a student's.
    """

    def _begin(self, control: socket.socket, environment: Mapping[str, str], log: BinaryIO) -> ForkProcess:
        os.environ.update(ONE_THREAD)  # before NumPy is imported, which starts a thread for every core
        with postponed.importing():
            zygote.one_thread()
        process = ForkProcess(target=_begin_anew, args=(control, environment, log), daemon=True)
        with warnings.catch_warnings():  # Python warns of threads; ours only turns a spinner
            warnings.simplefilter("ignore", DeprecationWarning)
            process.start()
        return process

    def _uses_mounts(self) -> bool:
        return False


def _begin_anew(control: socket.socket, environment: Mapping[str, str], log: BinaryIO) -> None:
    """Be a zygote as if started by its own command: without this one's terminal, open files, variables and folder."""
    if not sys.flags.safe_path:
        del sys.path[0]  # the folder that the command was started in, where a `torch.py` may lie
    from autograder.runner.child import close_all_but

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.setsid()
    os.chdir("/")
    for number, source in enumerate((os.open(os.devnull, os.O_RDONLY), log.fileno(), log.fileno())):
        os.dup2(source, number)
    close_all_but(control.fileno())
    sys.stdout = sys.stderr = open(2, "w", buffering=1, closefd=False)  # noqa: SIM115 (for the life of the process)
    os.environ.clear()
    os.environ.update(environment)
    zygote.serve(control)
