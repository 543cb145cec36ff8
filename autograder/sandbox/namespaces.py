"""Namespaces of the kernel: an own view of mounts, processes, network and shared memory; and another user id."""

import ctypes
import os
from pathlib import Path

NEWNS, NEWIPC, NEWUSER, NEWPID, NEWNET, NEWUTS = 0x20000, 0x8000000, 0x10000000, 0x20000000, 0x40000000, 0x4000000
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REC, MS_PRIVATE = 2, 4, 8, 0x4000, 0x40000
MOUNT_SETATTR, AT_FDCWD, AT_RECURSIVE, MOUNT_ATTR_RDONLY = 442, -100, 0x8000, 1
NOBODY = 65534
OWN_USERS = 2_000_000_000  # above every id that an administrator gives out

_libc = ctypes.CDLL(None, use_errno=True)


def _call(name: str, *arguments: object) -> None:
    if getattr(_libc, name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def unshare(flags: int) -> None:
    """Leave the given namespaces for new ones; an ordinary user also gets a new user namespace.

    Raises OSError where the kernel or the administrator does not allow it.
    """
    user, group = os.getuid(), os.getgid()
    if user == 0:
        _call("unshare", flags)
        return
    _call("unshare", flags | NEWUSER)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")


def own_proc() -> None:
    """Show in /proc the processes of this namespace alone.

    Raises OSError where that is not allowed.
    """
    _call("mount", b"none", b"/", None, MS_REC | MS_PRIVATE, None)
    _call("mount", b"proc", b"/proc", b"proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, None)


def private_scratch(folder: str, size_mb: int, owner: int) -> None:
    """Mount an empty file system of `size_mb` on `folder`: it is seen by this process alone and goes with it.

    To this process all else is read-only: neither content nor mode, owner or time of any file can be changed.
    """
    _call("mount", b"none", b"/", None, MS_REC | MS_PRIVATE, None)
    read_only = (ctypes.c_uint64 * 4)(MOUNT_ATTR_RDONLY)  # struct mount_attr of linux/mount.h
    _call("syscall", MOUNT_SETATTR, AT_FDCWD, b"/", AT_RECURSIVE, read_only, ctypes.c_size_t(32))
    group = owner if os.getuid() == 0 else os.getgid()
    options = f"size={size_mb}m,nr_inodes=8192,mode=700,uid={owner},gid={group}"
    _call("mount", b"scratch", folder.encode(), b"tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, options.encode())


def own_user() -> int:
    """A user id that no other living child of this zygote has: limits per user and signals stay apart.

    `NOBODY` where ids are mapped (a rootless container) and only a few exist.
    """
    if Path("/proc/self/uid_map").read_text().split() != ["0", "0", "4294967295"]:
        return NOBODY
    return OWN_USERS + os.getpid()


def drop_privileges(user: int) -> None:
    """Become `user` where we are root, and give up every capability in any case."""
    if os.getuid() == 0 and user != 0:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # _LINUX_CAPABILITY_VERSION_3
    _call("capset", header, (ctypes.c_uint32 * 6)())


def die_with_parent() -> None:
    """Ask the kernel to kill this process when the one that forked it ends."""
    _call("prctl", 1, 9, 0, 0, 0)  # PR_SET_PDEATHSIG, SIGKILL


def no_new_privileges() -> None:
    """No program run from here on can gain a privilege (a condition of Landlock and seccomp)."""
    _call("prctl", 38, 1, 0, 0, 0)


def reachable_by_others(path: str) -> bool:
    """Whether a user without rights of their own can reach `path`."""
    return all(folder.stat().st_mode & 0o001 for folder in [Path(path).resolve(), *Path(path).resolve().parents])
