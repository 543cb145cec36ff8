"""Run a command where the kernel really refuses something: python denied.py namespaces,landlock COMMAND …

A filter of seccomp does it, as a container's does; it holds for the command and all that it starts.
"""

import errno
import os
import sys

import pyseccomp as seccomp

NEW = (0x20000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000)  # CLONE_NEW… of <sched.h>
LANDLOCK = (444, 445, 446)


def deny(what: str, rules: seccomp.SyscallFilter) -> None:
    refuse = seccomp.ERRNO(errno.EPERM)
    if what == "namespaces":
        for name in ("unshare", "setns", "mount"):
            rules.add_rule(refuse, name)
        for flag in NEW:
            rules.add_rule(refuse, "clone", seccomp.Arg(0, seccomp.MASKED_EQ, flag, flag))
        rules.add_rule(seccomp.ERRNO(errno.ENOSYS), "clone3")
    elif what == "landlock":
        for number in LANDLOCK:
            rules.add_rule(seccomp.ERRNO(errno.ENOSYS), number)
    else:
        raise SystemExit(f"nobody knows how to deny {what}")


if __name__ == "__main__":
    filtered = seccomp.SyscallFilter(defaction=seccomp.ALLOW)
    for name in sys.argv[1].split(","):
        deny(name, filtered)
    filtered.load()
    os.execvp(sys.argv[2], sys.argv[2:])
