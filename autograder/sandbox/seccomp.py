"""seccomp: the system calls that a lesson never needs are refused."""

import errno
import os

REFUSED = tuple(
    """
    socket connect bind listen accept accept4 sendto sendmmsg recvmmsg
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
    """.split()
)
CLONE_THREAD = 0x00010000
# The kernel signals whoever is named as the owner of a file: F_SETOWN, F_SETSIG, F_SETOWN_EX; FIOSETOWN, SIOCSPGRP.
OWNERS_OF_FILES = {"fcntl": (8, 10, 15), "ioctl": (0x8901, 0x8902)}


def available() -> bool:
    """Whether libseccomp and its binding can be loaded."""
    try:
        import pyseccomp  # noqa: F401
    except Exception:  # the binding raises RuntimeError without the library
        return False
    return True


def confine() -> bool:
    """Install the filter on this process; it holds for every thread it starts. Returns whether the layer stands."""
    if not available():
        return False
    import pyseccomp as seccomp

    refuse = seccomp.ERRNO(errno.EPERM)
    rules = seccomp.SyscallFilter(defaction=seccomp.ALLOW)
    for name in REFUSED:
        try:
            rules.add_rule(refuse, name)
        except (OSError, ValueError):  # a call that this architecture or library does not know
            continue
    rules.add_rule(refuse, "clone", seccomp.Arg(0, seccomp.MASKED_EQ, CLONE_THREAD, 0))
    # clone3 keeps its flags where a filter cannot look; "not implemented" makes the C library use clone instead.
    rules.add_rule(seccomp.ERRNO(errno.ENOSYS), "clone3")
    for name in ("kill", "tgkill"):
        rules.add_rule(refuse, name, seccomp.Arg(0, seccomp.NE, os.getpid()))
    rules.add_rule(refuse, "prlimit64", seccomp.Arg(0, seccomp.GT, 0))
    for name, commands in OWNERS_OF_FILES.items():
        for command in commands:
            rules.add_rule(refuse, name, seccomp.Arg(1, seccomp.MASKED_EQ, 0xFFFFFFFF, command))
    rules.load()
    return True
