"""seccomp: the system calls that a lesson never needs are refused."""

import contextlib
import errno
import os

REFUSED = tuple(
    """
    socket connect bind listen accept accept4 sendto sendmsg sendmmsg recvmmsg setsockopt
    fork vfork execve execveat ptrace process_vm_readv process_vm_writev process_madvise kcmp
    mount umount2 pivot_root chroot unshare setns open_tree move_mount fsopen fsconfig fsmount fspick mount_setattr
    bpf perf_event_open userfaultfd io_uring_setup io_uring_enter io_uring_register
    keyctl add_key request_key kexec_load kexec_file_load init_module finit_module delete_module
    open_by_handle_at name_to_handle_at fanotify_init inotify_init inotify_init1 quotactl acct swapon swapoff reboot
    shmget shmat shmctl msgget msgsnd msgrcv msgctl semget semop semctl mq_open mq_unlink
    pidfd_open pidfd_getfd pidfd_send_signal rt_sigqueueinfo rt_tgsigqueueinfo tkill memfd_create memfd_secret
    setuid setgid setreuid setregid setresuid setresgid setgroups capset personality
    settimeofday clock_settime clock_adjtime adjtimex sethostname setdomainname syslog vhangup
    iopl ioperm modify_ldt
    setpriority ioprio_set sched_setaffinity sched_setscheduler sched_setparam sched_setattr migrate_pages move_pages
    io_setup sync syncfs process_mrelease vmsplice truncate
    """.split()
)
# Landlock does not keep from a user's own files what is not in them: to lessons these seem to work, and do nothing.
NO_EFFECT = tuple(
    """
    chmod fchmod fchmodat chown lchown fchown fchownat utime utimes futimesat utimensat
    setxattr lsetxattr fsetxattr removexattr lremovexattr fremovexattr
    """.split()
)
NO_ATTRIBUTES = tuple("getxattr lgetxattr fgetxattr listxattr llistxattr flistxattr".split())
# Of clone3 and openat2 a filter cannot see the flags. What is newer than this page nobody has weighed; Landlock is up
# by now, and more rules of it would be memory that nothing counts.
NOT_THERE = ("clone3", "openat2", *range(444, 447), *range(450, 512))
CLONE_THREAD = 0x00010000
PDEATHSIG = 1  # of <sys/prctl.h>: a child ends with its grader
# The kernel signals whoever is named as the owner of a file: F_SETOWN, F_SETSIG, F_SETOWN_EX; FIOSETOWN, SIOCSPGRP.
# With a lease, F_SETLEASE, on a file that is only read everybody else waits for it; F_NOTIFY tells who uses a folder.
COMMANDS = {"fcntl": (8, 10, 15, 1024, 1026), "ioctl": (0x8901, 0x8902)}
OF_FILE_SYSTEMS = (0x6600, 0x5800, 0x9400)  # kinds of ioctl: they change files that are open for reading
OPENS = {"open": 1, "openat": 2}  # where their flags stand
ACCESS, O_TRUNC = 0b11, 0o1000  # before 6.2 Landlock lets a file be emptied that is opened for reading
# Of <sys/mman.h>: what is shared stays while nothing of it is in use, and is in nobody's account; what grows down is no
# data to RLIMIT_DATA.
SHARED_ANONYMOUS, GROWS_DOWN = 0x21, 0x100
LOCKS = (6, 7, 37, 38)  # F_SETLK, F_SETLKW and those of open files: each range is memory of the kernel's


def available() -> bool:
    """Whether libseccomp and its binding can be loaded."""
    try:
        import pyseccomp  # noqa: F401
    except Exception:  # the binding raises RuntimeError without the library
        return False
    return True


def confine(gpus: bool = False) -> bool:
    """Install the filter on this process; it holds for every thread it starts. Returns whether the layer stands.

    CUDA needs memory that is shared; a child with `gpus` may have it.
    """
    if not available():
        return False
    import pyseccomp as seccomp

    refuse = seccomp.ERRNO(errno.EPERM)
    rules = seccomp.SyscallFilter(defaction=seccomp.ALLOW)
    answers = {errno.EPERM: REFUSED, 0: NO_EFFECT, errno.ENOTSUP: NO_ATTRIBUTES, errno.ENOSYS: NOT_THERE}
    for number, names in answers.items():
        for name in names:
            with contextlib.suppress(OSError, ValueError):  # a call that this architecture or library does not know
                rules.add_rule(seccomp.ERRNO(number), name)
    rules.add_rule(refuse, "clone", seccomp.Arg(0, seccomp.MASKED_EQ, CLONE_THREAD, 0))
    for flags in (GROWS_DOWN, *([] if gpus else [SHARED_ANONYMOUS])):
        rules.add_rule(refuse, "mmap", seccomp.Arg(3, seccomp.MASKED_EQ, flags, flags))
    for command in LOCKS:
        rules.add_rule(seccomp.ERRNO(0), "fcntl", seccomp.Arg(1, seccomp.MASKED_EQ, 0xFFFFFFFF, command))
    for name in ("kill", "tgkill"):
        rules.add_rule(refuse, name, seccomp.Arg(0, seccomp.NE, os.getpid()))
    rules.add_rule(refuse, "prlimit64", seccomp.Arg(0, seccomp.GT, 0))
    rules.add_rule(refuse, "prctl", seccomp.Arg(0, seccomp.MASKED_EQ, 0xFFFFFFFF, PDEATHSIG))
    for name, commands in COMMANDS.items():
        for command in commands:
            rules.add_rule(refuse, name, seccomp.Arg(1, seccomp.MASKED_EQ, 0xFFFFFFFF, command))
    for kind in () if gpus else OF_FILE_SYSTEMS:
        rules.add_rule(refuse, "ioctl", seccomp.Arg(1, seccomp.MASKED_EQ, 0xFF00, kind))
    for name, place in OPENS.items():
        with contextlib.suppress(OSError, ValueError):
            rules.add_rule(refuse, name, seccomp.Arg(place, seccomp.MASKED_EQ, ACCESS | O_TRUNC, O_TRUNC))
    rules.load()
    return True
