"""The walls around student code, each in a module of its own, and what they add up to.

| wall         | module        | keeps student code from                                           |
|--------------|---------------|-------------------------------------------------------------------|
| mounts       | bubblewrap.py | seeing files that are not part of the lesson                      |
| namespaces   | namespaces.py | seeing other processes, the network, shared memory; keeping files |
| user         | namespaces.py | acting as the grader's user, where the grader is root             |
| landlock     | landlock.py   | opening files, connecting, signalling outside its own             |
| seccomp      | seccomp.py    | making sockets and processes, tracing, mounting, loading code     |
| limits       | limits.py     | using more time, memory, disk than its share                      |
"""

from collections.abc import Collection

WALLS = ("mounts", "namespaces", "user", "landlock", "seccomp", "limits")
NEEDED = frozenset({"namespaces", "landlock", "seccomp", "limits"})


def left_out(level: str) -> tuple[str, ...]:
    """The walls that are not even tried where `level` is asked for."""
    return WALLS if level == "none" else ()


def level(walls: Collection[str]) -> str:
    """`full` when every needed wall stands, `reduced` when some do, `none` when neither Landlock nor seccomp does."""
    if set(walls) >= NEEDED:
        return "full"
    return "reduced" if {"landlock", "seccomp"} & set(walls) else "none"
