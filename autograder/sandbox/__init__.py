"""The layers around student code, each in a module of its own, and what they add up to.

| layer        | module        | keeps student code from                                           |
|--------------|---------------|-------------------------------------------------------------------|
| mounts       | bubblewrap.py | seeing files that are not part of the lesson                      |
| namespaces   | namespaces.py | seeing other processes, the network, shared memory; keeping files |
| user         | namespaces.py | acting as the grader's user, where the grader is root             |
| landlock     | landlock.py   | opening files, connecting, signalling outside its own             |
| seccomp      | seccomp.py    | making sockets and processes, tracing, mounting, loading code     |
| limits       | limits.py     | using more time, memory, disk than its share                      |

Nothing here knows a course or a lesson; it imports nothing else of the kit.
"""

from collections.abc import Collection

LAYERS = ("mounts", "namespaces", "user", "landlock", "seccomp", "limits")
NEEDED = frozenset({"namespaces", "landlock", "seccomp", "limits"})
LEVELS = ("full", "reduced", "none")  # the strongest first


def left_out(level: str) -> tuple[str, ...]:
    """The layers that are not even tried where `level` is asked for."""
    return LAYERS if level == "none" else ()


def level(layers: Collection[str]) -> str:
    """`full` when every needed layer stands, `reduced` when files are kept apart at least, else `none`.

    Only Landlock and another user id keep student code from the grader's files.
    """
    if set(layers) >= NEEDED:
        return "full"
    return "reduced" if {"landlock", "user"} & set(layers) else "none"
