"""Each layer tested by removing it: an attack succeeds without it, and fails when it is the only one that stands."""

import os
import socket
import sys
from pathlib import Path

import pytest
from hostile import course

from autograder.errors import UserError
from autograder.model.cells import RunCell
from autograder.runner.pool import Zygote
from autograder.runner.respondent import Question
from autograder.runner.session import Session
from autograder.sandbox import LAYERS, bubblewrap, landlock

ASK = """
from autograder.authoring import probe

@probe
def outcome(lesson):
    return lesson.outcome
"""
AS_ROOT = pytest.mark.skipif(os.getuid() != 0, reason="another user id is a layer only where the grader is root")


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    folder = tmp_path_factory.mktemp("layers")
    made = course.make(folder)
    for path in [folder, *folder.parents]:  # as open as a careless teacher could leave them
        if path.stat().st_uid == os.getuid() and path != Path("/"):
            path.chmod(path.stat().st_mode | 0o755)
    made.canary.chmod(0o777)
    for name in ("mode", "empty"):
        (made.canary / name).touch()
    with socket.socket(type=socket.SOCK_DGRAM, family=socket.AF_UNIX) as letters:
        letters.bind(str(made.canary / "letters"))
        yield made


@pytest.fixture(scope="module")
def try_it(places):
    """Runs code in a child behind just the named layers; returns the value that the code leaves as `outcome`."""
    zygotes: dict[tuple[str, ...], Zygote] = {}

    def attempt(layers: tuple[str, ...], *cells: str) -> object:
        if layers not in zygotes:
            for zygote in zygotes.values():  # one at a time: each holds half a gigabyte
                zygote.stop()
            zygotes.clear()
            without = tuple(layer for layer in LAYERS if layer not in layers)
            zygotes[layers] = Zygote(places.course, without=without, thorough=False).start().wait()
        limits = places.course.assignment(course.NAME).limits
        result: object = None
        for cell in cells:
            with Session(zygotes[layers], limits, [RunCell("attack", guarded(cell), (), 5)], ASK) as session:
                assert set(session.layers) == set(layers)
                result = session.ask(Question("outcome", seconds=5))
        return result

    yield attempt
    for zygote in zygotes.values():
        zygote.stop()


def guarded(code: str) -> str:
    """`code`, with whatever it raises as its outcome: a failed attack."""
    lines = "\n".join(f"    {line}" for line in code.strip().split("\n"))
    return f"outcome = False\ntry:\n{lines}\nexcept BaseException as error:\n    outcome = False"


READ = "outcome = 'CANARY' in open('{path}').read()"
WRITE = "open('{canary}/written', 'w').write('x')\noutcome = True"
TCP = "import socket\ns = socket.socket()\ns.bind(('127.0.0.1', 0))\noutcome = True"
UDP = "import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\ns.sendto(b'x', ('127.0.0.1', 9))\noutcome = True"
FORK = "import os\npid = os.fork()\nif pid == 0: os._exit(0)\noutcome = pid > 0"
EXEC = "import subprocess\noutcome = subprocess.run(['/bin/true']).returncode == 0"
PTRACE = "import ctypes\noutcome = ctypes.CDLL(None).ptrace(0, 0, 0, 0) == 0"
SIGNAL = "import os\nos.kill(os.getppid(), 0)\noutcome = os.getppid() > 0"
OTHERS = "import os\noutcome = sum(name.isdigit() for name in os.listdir('/proc')) > 20"
INTERFACES = (
    "outcome = any(line.split(':')[0].strip() not in ('lo', '') for line in open('/proc/net/dev').readlines()[2:])"
)
LEAVE_HERE = """
import contextlib, os, tempfile
for folder in ('.', '..', tempfile.gettempdir(), os.environ['HOME']):
    with contextlib.suppress(OSError):
        open(os.path.join(folder, 'left-behind'), 'w').write('x')
"""
FIND_HERE = "import os\noutcome = any(map(os.path.exists, ('left-behind', '../left-behind')))"
SHARE = "import ctypes\noutcome = ctypes.CDLL(None).shmget(4242, 4096, 0o1666) >= 0"
FIND_SHARED = "import ctypes\noutcome = ctypes.CDLL(None).shmget(4242, 4096, 0o666) >= 0"
MEMORY = "import mmap\nheld = mmap.mmap(-1, 400_000_000, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)\noutcome = True"
LARGE_FILE = "import os\nfd = os.open('large', os.O_CREAT | os.O_WRONLY)\nos.ftruncate(fd, 6_000_000)\noutcome = True"
LET_GO = "import mmap\nheld = mmap.mmap(-1, 50_000_000)\nheld.madvise(mmap.MADV_DONTNEED)\noutcome = True"
GROWS = "import mmap\nheld = mmap.mmap(-1, 400_000_000, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x100)\noutcome = True"
ADDRESSES = "import mmap\nheld = mmap.mmap(-1, 1 << 40, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000, prot=mmap.PROT_READ)\noutcome = True"
MODE = "import os\nmode = os.stat('{canary}/mode').st_mode\nos.chmod('{canary}/mode', mode ^ 0o010)\noutcome = os.stat('{canary}/mode').st_mode != mode"
TIME = "import os\nos.utime('{canary}/mode', (1, 1))\noutcome = os.stat('{canary}/mode').st_mtime == 1"
LEASE = "import fcntl, os\nfcntl.fcntl(os.open('{canary}/mode', os.O_RDONLY), fcntl.F_SETLEASE, fcntl.F_WRLCK)\noutcome = True"
LETTER = "import socket\na, b = socket.socketpair(type=socket.SOCK_DGRAM)\na.sendmsg([b'x'], [], 0, '{canary}/letters')\noutcome = True"
EMPTY = "import os\nos.truncate('{canary}/empty', 0)\noutcome = True"
EMPTY_BY_READING = "import os\nos.close(os.open('{canary}/empty', os.O_RDONLY | os.O_TRUNC))\noutcome = True"
ATTRIBUTES = "import os\noutcome = os.listxattr('{canary}/mode') is not None"
FLAGS = "import fcntl, os\nfcntl.ioctl(os.open('{canary}/mode', os.O_RDONLY), 0x80086601, bytes(8))\noutcome = True"
BUFFER = (
    "import socket\nsocket.socketpair()[0].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 26)\noutcome = True"
)
TIMERS = "import ctypes\ntimer = ctypes.c_void_p()\noutcome = not any(ctypes.CDLL(None).timer_create(0, None, ctypes.byref(timer)) for _ in range(9_000))"
AIO = "import ctypes\noutcome = ctypes.CDLL(None).syscall(206, 8, ctypes.create_string_buffer(8)) == 0"
OUTLIVE = "import ctypes\noutcome = ctypes.CDLL(None).prctl(1, 0, 0, 0, 0) == 0"
MANY_OPEN = "held = [open('/dev/null') for _ in range(400)]\noutcome = True"
RENICE = "import os\nos.setpriority(os.PRIO_PROCESS, 0, 19)\noutcome = True"
OWN_A_FILE = "import fcntl, os\nfcntl.fcntl(os.pipe()[0], fcntl.F_SETOWN, os.getpid())\noutcome = True"
ROOT = "import os\noutcome = os.getuid() == 0"


@pytest.mark.parametrize(
    ("layer", "attacks"),
    [
        ("landlock", {"reads the grade book": READ, "writes outside": WRITE, "binds a port": TCP, "signals its parent": SIGNAL}),
        ("seccomp", {"binds a port": TCP, "sends a packet": UDP, "forks": FORK, "runs a program": EXEC, "traces": PTRACE,
                     "signals its parent": SIGNAL, "shares memory": SHARE, "renices": RENICE, "signals by a file": OWN_A_FILE, "lets go of memory": LET_GO, "grows down": GROWS, "outlives its grader": OUTLIVE,
                     "changes a mode": MODE, "changes a time": TIME, "takes what the machine shares": AIO,
                     "holds a lease": LEASE, "writes to a file's socket": LETTER, "empties a file": EMPTY,
                     "empties a file by reading": EMPTY_BY_READING, "reads what is said of a file": ATTRIBUTES,
                     "reaches a file system": FLAGS, "takes memory for sockets": BUFFER}),
        ("limits", {"takes memory": MEMORY, "takes addresses": ADDRESSES, "writes a large file": LARGE_FILE,
                    "opens many files": MANY_OPEN, "makes many timers": TIMERS}),
        ("namespaces", {"sees the host's processes": OTHERS, "sees the network": INTERFACES, "writes outside": WRITE,
                        "changes a mode": MODE, "changes a time": TIME}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_each_layer_holds_alone(places, try_it, layer, attacks):
    if layer == "landlock" and landlock.abi() < 6:
        attacks = {name: code for name, code in attacks.items() if name != "signals its parent"}
    aimed = {name: aim(code, places) for name, code in attacks.items()}
    assert {name: try_it((layer,), code) for name, code in aimed.items()} == dict.fromkeys(aimed, False)
    if layer in ("namespaces", "landlock"):
        assert not try_it((layer,), LEAVE_HERE, FIND_HERE), "a file was left for the next student"
    if layer == "namespaces":
        assert not try_it((layer,), SHARE, FIND_SHARED), "shared memory was left for the next student"


def test_without_walls_every_attack_succeeds(places, try_it):
    attacks = [READ, WRITE, TCP, UDP, FORK, EXEC, PTRACE, SIGNAL, SHARE, MEMORY, LARGE_FILE, MANY_OPEN, OTHERS]
    attacks += [RENICE, OWN_A_FILE, LET_GO, GROWS, ADDRESSES, MODE, TIME, OUTLIVE]
    attacks += [LEASE, LETTER, EMPTY, EMPTY_BY_READING, ATTRIBUTES, FLAGS, BUFFER, TIMERS]
    assert {code: try_it((), aim(code, places)) for code in attacks} == dict.fromkeys(attacks, True)
    assert try_it((), LEAVE_HERE, FIND_HERE), "without layers a child finds what the last one left"
    assert try_it((), SHARE, FIND_SHARED)


@AS_ROOT
@pytest.mark.skipif(not bubblewrap.works(), reason="bubblewrap does not work here")
def test_another_user_id_has_no_rights(try_it):
    """Behind bubblewrap, where another user id can reach the interpreter wherever it is installed."""
    others_memory = "open('/proc/1/environ').read()\noutcome = True"
    inside = ("namespaces", "mounts")
    assert [try_it(inside, code) for code in (ROOT, others_memory)] == [True, True]
    assert [try_it((*inside, "user"), code) for code in (ROOT, others_memory)] == [False, False]


@pytest.mark.skipif(not bubblewrap.works(), reason="bubblewrap does not work here")
def test_mounts_hide_what_is_not_the_lessons(places, try_it):
    code = aim("import os\noutcome = os.path.exists('{root}/reference') or os.path.exists('{canary}')", places)
    assert try_it(("namespaces",), code)
    assert not try_it(("namespaces", "mounts"), code)
    assert not try_it(("namespaces", "mounts"), aim(READ, places))


@pytest.mark.parametrize("made_in", ["", ".."])
def test_an_environment_that_holds_the_course_is_refused(places, monkeypatch, made_in):
    """After `python -m venv .` in the course all of it belongs to the interpreter, which children may read."""
    monkeypatch.setattr(sys, "prefix", str((places.root / made_in).resolve()))
    with pytest.raises(UserError, match="holds the course's secrets"):
        Zygote(places.course).start()


@pytest.mark.parametrize("what", ["the images", "the system"])
def test_a_course_below_what_children_may_read_is_refused(tmp_path, monkeypatch, what):
    """In /usr/local/share, or with `data = "."`, its answers could be read behind all layers."""
    made = course.make(tmp_path)
    if what == "the system":
        monkeypatch.setattr(bubblewrap, "SYSTEM", (*bubblewrap.SYSTEM, str(tmp_path)))
    else:
        settings = made.root / "grading.toml"
        settings.write_text(settings.read_text().replace('data = "data"', 'data = "."'))
    with pytest.raises(UserError, match="holds the course's secrets"):
        Zygote(made.course).start()


def test_no_child_has_the_terminal_of_whoever_grades(try_it):
    """Without Landlock it could be opened, written to, and typed into as if somebody did."""
    session = "import os\noutcome = os.getsid(0)"
    assert try_it((), session) != os.getsid(0)


def aim(code: str, places: course.Places) -> str:
    return (
        code.replace("{path}", f"{places.root}/gradebook.db")
        .replace("{canary}", str(places.canary))
        .replace("{root}", str(places.root))
    )


def test_an_honest_lesson_runs_behind_all_layers(places):
    limits = places.course.assignment(course.NAME).limits
    for without in ((), ("mounts",)):
        zygote = Zygote(places.course, without=without, thorough=False)
        with zygote, Session(zygote, limits, [], ASK) as session:
            assert {"namespaces", "landlock", "seccomp", "limits"} <= set(session.layers)
            assert ("mounts" in session.layers) == (not without and bubblewrap.works())
