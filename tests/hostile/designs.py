"""Attacks on how this kit is made: on the wire, on what a child says of itself, on text that is shown, on what is left
behind in a process that answers on.
"""

import json

from hostile import course
from hostile.attacks import _SAYS, WIN, Attack, _forged, _on_channel

SHOWN = "<img src=x onerror=alert(1)>\\x1b[31m\\u202e\\u2066=cmd|'/C calc'!A0"  # of a student's making, in every text


def _answers(expression: str) -> dict[str, str]:
    """Exercises that return what a wrong answer may be."""
    return {name: f"def {name}(given):\n    return {expression}" for name in course.SOLUTIONS}


def _says(name: str, text: str, blob: str = 'b""', status: str = "killed", then: str = "") -> Attack:
    said = f"import json, torch\nfrom safetensors.torch import save\nsays({text}, {blob})\n"
    return _forged(name, _SAYS + said + then, status=status)


def _always(name: str, text: str, blob: str) -> Attack:
    """The same, and in the place of whatever else is told: of a cell, too, where no check is being asked."""
    return _says(name, text, blob, then="whole = wire.encode({'answer': 0})\nwire.encode = lambda reply: whole")


WIRE = [
    _says("constants-that-json-has-not", """b'{"dict":[["answer",[NaN,Infinity,-Infinity,1e999]]]}'"""),
    _says("a-number-without-end", """b'{"dict":[["answer",' + b'9' * 200_000 + b']]}'"""),
    _says("half-a-letter", """b'{"dict":[["answer","\\\\ud800\\\\udfff"]]}'""", status="graded"),
    _says("bytes-that-are-no-text", """b'\\xff\\xfe{\\x00'"""),
    _says("a-tag-that-is-not-there", """b'{"dict":[["answer",{"pickle":"gASVKAAAAAAAAACMBXBvc2l4"}]]}'"""),
    _says("deep-on-the-wire", """b'{"dict":[["answer",' + b'[' * 100_000 + b']' * 100_000 + b']]}'"""),
    _says("a-tensor-of-another-answer", """b'{"dict":[["answer",{"tensor":"7"}]]}'""", 'save({"0": torch.zeros(3)})'),
    _says("a-header-that-lies", """b'{"dict":[["answer",{"tensor":"0"}]]}'""",
          """(lambda head: len(head).to_bytes(8, "little") + head + b"0" * 8)(json.dumps({"0": {"dtype": "F64", "shape": [2**40, 2**24], "data_offsets": [0, 8]}}).encode())"""),
    _says("a-header-of-negative-sizes", """b'{"dict":[["answer",{"tensor":"0"}]]}'""",
          """(lambda head: len(head).to_bytes(8, "little") + head + b"0" * 8)(json.dumps({"0": {"dtype": "F32", "shape": [-1, -2], "data_offsets": [0, 8]}}).encode())"""),
    _says("raised-what-is-nothing", """b'{"dict":[["raised",[]]]}'""", status="graded"),
    _says("raised-of-no-kind", """b'{"dict":[["raised",{"dict":[["kind",7],["line",{"float":"nan"}],["text",[1]]]}]]}'""", status="graded"),
    _says("missing-what-is-a-list", """b'{"dict":[["missing",[[[]]]]]}'""", status="graded"),
    _says("two-replies-in-one", """b'{"dict":[["answer",1],["missing","double"],["raised",null],["layers",[]],["failed","x"]]}'""", status="graded"),
    _on_channel("drops-of-a-frame", """
os.write(fd, struct.pack(">Q", 4000))
while True:
    os.write(fd, b" ")
    time.sleep(0.2)
""", status="timeout"),
    _on_channel("channel-that-does-not-wait", """
os.set_blocking(fd, False)
socket.socket(fileno=os.dup(fd)).setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1)
"""),
    _on_channel("channel-shut-on-one-side", "socket.socket(fileno=os.dup(fd)).shutdown(socket.SHUT_RD)\n"),
    _always("much-in-many-parts", """b'{"dict":[["raised",null],["missing",[]],["answer",{"tensor":"0"}]]}'""", 'save({"0": torch.zeros(980_000)})'),
    _always("an-array-that-numpy-has-not", """b'{"array":"0"}'""", 'save({"0": torch.zeros(3, dtype=torch.bfloat16)})'),
    _always("a-tensor-of-many-dimensions", """b'{"dict":[["raised",{"dict":[["message",{"tensor":"0"}]]}]]}'""",
            """(lambda head: len(head).to_bytes(8, "little") + head + b"0" * 4)(json.dumps({"0": {"dtype": "F32", "shape": [1] * 5_000, "data_offsets": [0, 4]}}).encode())"""),
    _on_channel("channel-is-another-file", 'os.dup2(os.open("/dev/null", os.O_RDWR), fd)\n'),
]  # fmt: skip

ANSWERS = [
    _forged("a-billion-of-one", "", cells=_answers("__import__('torch').zeros(1).expand(10**9)"), status="killed"),
    _forged("tensors-of-odd-kinds", "", cells={
        "double": "import torch\ndef double(given):\n    return torch.zeros(4, 3, device='meta')",
        "label_counts": "import torch\ndef label_counts(given):\n    return [torch.zeros(5).to_sparse(), torch.zeros(2, dtype=torch.complex64), torch.quantize_per_tensor(torch.ones(2), 1.0, 0, torch.qint8)]"}),
    _forged("arrays-of-objects", "import numpy as np\nclass Yes:\n    def __eq__(self, other): return True\n    def __float__(self): return 1.0",
            cells=_answers("np.array([Yes()] * 12, dtype=object).reshape(4, 3)")),
    _forged("a-list-without-end", """
class Endless(list):
    def __iter__(self):
        while True:
            yield 10
    def __len__(self): return 5
class Items(dict):
    def items(self):
        while True:
            yield "answer", 10
""", cells={"double": "def double(given):\n    return Items(a=1)", "label_counts": "def label_counts(given):\n    return Endless([10] * 5)"}, status="killed"),
    _forged("keys-that-change", """
class Key(str):
    n = 0
    def __hash__(self):
        Key.n += 1
        return Key.n
    def __eq__(self, other): return True
""", cells=_answers("{Key('answer'): 1, Key('passed'): True}")),
    _forged("changes-while-it-is-told", """
import threading
held = [0] * 100_000
def churn():
    while True:
        held.append(held.pop(0) if held else 0)
        held[:] = held[:50_000] + [10] * (len(held) % 7)
threading.Thread(target=churn, daemon=True).start()
""", cells=_answers("held")),
    _forged("a-mode-left-behind", """
import torch
from torch.overrides import TorchFunctionMode
class Yes(TorchFunctionMode):
    def __torch_function__(self, function, types, args=(), kwargs=None):
        return torch.Tensor.__new__(torch.Tensor, 4, 3) if getattr(function, "__name__", "") == "clone" else function(*args, **(kwargs or {}))
Yes().__enter__()
torch.set_default_dtype(torch.float64)
torch.set_default_device("meta")
"""),
    _forged("the-interpreter-changed", """
import builtins, gc, signal, sys, threading
plain = builtins.__import__
builtins.__import__ = lambda name, *a, **k: sys.modules.get(name) or plain(name, *a, **k)
sys.setswitchinterval(1000)
gc.disable()
sys.excepthook = sys.unraisablehook = threading.excepthook = lambda *a: None
for number in range(1, 65):
    try:
        signal.signal(number, lambda *a: None)
    except (OSError, ValueError):
        pass
""", status="killed"),
    _forged("profiled-probes", """
import sys, threading
found = []
def profile(frame, event, argument):
    for name, value in frame.f_locals.items():
        if name in ("expected", "wanted", "answers", "solved", "lookup"):
            found.append(value)
sys.setprofile(profile)
threading.setprofile(profile)
""", cells=_answers("found[-1] if found else [1] * 5")),
    _forged("what-is-told-of-a-run", """
import sys
child = sys.modules["autograder.runner.child"]
child.recorded = lambda *a, **k: {"events": ["x" * 1_000] * 100_000, "lines": {"a": float("nan")}}
child.told = lambda *a, **k: [[["</script>"] * 100] * 100]
child.explain = lambda error: type("Facts", (), {"as_data": lambda self: {"kind": "name", "text": "$SHOWN", "line": -5}})()
"""),
]  # fmt: skip

TEXTS = [
    _forged("names-that-are-shown", f'Shown = type("{SHOWN}", (), {{"__repr__": lambda self: "{SHOWN}"}})', cells=_answers("Shown()")),
    _forged("a-message-that-is-shown", f'class Shown(Exception):\n    pass\nShown.__name__ = Shown.__qualname__ = "{SHOWN}"',
            cells={name: f"def {name}(given):\n    raise Shown('{SHOWN[:-20]}' * 50)" for name in course.SOLUTIONS}),
    _forged("a-file-that-is-shown", f'exec(compile("def fails(given):\\n    raise ValueError(given)", "{SHOWN[:-12]}", "exec"))',
            cells=_answers("fails('x')")),
    _forged("a-name-of-megabytes", "Long = type('N' * 30_000_000, (), {})", cells=_answers("Long()")),
    _forged("lines-that-are-not-there", "", cells={
        "double": "def double(given):\n    raise SyntaxError('x', ('f', 10**40, -(10**40), 'text' * 100_000))",
        "label_counts": "def label_counts(given):\n    error = SyntaxError('x')\n    error.lineno, error.text, error.filename = 'one', 5, b'\\xff'\n    raise error"}),
    _forged("causes-without-end", """
def chain():
    error = ValueError("first")
    for _ in range(50_000):
        other = ValueError("next")
        other.__cause__ = error
        error = other
    error.__notes__ = ["n" * 1_000] * 20_000
    return error
def circle():
    one, two = ValueError(1), ValueError(2)
    one.__cause__, two.__context__ = two, one
    return ExceptionGroup("g", [one, two])
""", cells={"double": "def double(given):\n    raise chain()", "label_counts": "def label_counts(given):\n    raise circle()"}),
]  # fmt: skip

TOLD = [
    _forged("numbers-that-no-account-has", """
import sys, torch
child = sys.modules["autograder.runner.child"]
child.recorded = lambda *a, **k: {"events": [["op", "mul", float("inf"), 12, 1.0, 1.0, [-5, 99]]], "targets": [0], "acts": [["step", float("inf"), {}]], "end": {}, "whole": True}
"""),
]  # fmt: skip

HOST = [
    Attack("calls-of-an-owner", "host tampered", WIN + """
import ctypes, platform
libc = ctypes.CDLL(None)
buffer = ctypes.create_string_buffer(256)
calls = {"chroot": (161, b"/"), "pivot_root": (155, b"/", b"/"), "open_by_handle_at": (304, -100, buffer, 0), "fanotify_init": (300, 0, 0),
         "settimeofday": (164, buffer, 0), "sethostname": (170, b"x", 1), "swapon": (167, b"/x", 0), "iopl": (172, 3), "mknod": (133, b"x", 0o60666, 0x800),
         "process_vm_readv": (310, 1, buffer, 1, buffer, 1, 0), "kcmp": (312, 1, 1, 0, 0, 0), "init_module": (175, buffer, 1, b""), "acct": (163, b"x"),
         "setns": (308, 0, 0), "fsopen": (430, b"tmpfs", 0), "open_tree": (428, -100, b"/", 1), "mq_open": (240, b"poison-$NAME", 0o102, 0o600, 0)}
if platform.machine() == "x86_64":
    for number, *arguments in calls.values():
        if libc.syscall(number, *arguments) >= 0:
            win()
"""),
    Attack("files-of-the-kernel", "host tampered", WIN + """
for path in ("/proc/sysrq-trigger", "/proc/sys/kernel/core_pattern", "/proc/sys/vm/drop_caches", "/proc/1/oom_score_adj", "/sys/kernel/profiling",
             "/dev/mem", "/dev/kmsg", "/dev/sda", "/dev/vda", "/dev/fuse", "/dev/ptmx", "/proc/1/mem"):
    try:
        open(path, "r+b", buffering=0).close()
    except OSError:
        continue
    win()
"""),
    Attack("limits-lifted", "exhaustion", WIN + """
import resource
for name in ("RLIMIT_AS", "RLIMIT_NPROC", "RLIMIT_FSIZE", "RLIMIT_CPU", "RLIMIT_NOFILE"):
    soft, hard = resource.getrlimit(getattr(resource, name))
    if hard == resource.RLIM_INFINITY:
        continue
    try:
        resource.setrlimit(getattr(resource, name), (hard + 1, hard + 1))
    except (OSError, ValueError):
        continue
    win()
"""),
    Attack("secrets-in-memory", "secret read", WIN + """
import gc
for thing in gc.get_objects():
    if isinstance(thing, dict) and {"secret", "solved", "mistakes", "expected"} & {key for key in thing if isinstance(key, str)} and "__builtins__" not in thing:
        if any(isinstance(thing.get(key), (bytes, str, int)) and thing.get(key) for key in ("secret", "solved")):
            win()
    if type(thing).__name__ in ("Secret", "Solved", "Paper", "Reference", "RecordedAnswers", "KnownMistake") and not isinstance(thing, type):
        win()
"""),
    Attack("the-clock-stands", "hang", "import time\ntime.time = time.monotonic = time.perf_counter = time.process_time = time.thread_time = lambda: 0.0\nwhile True: pass", status="timeout"),
]  # fmt: skip


def _raw(name: str, old: bytes, new: bytes, **rest: object) -> Attack:
    """A notebook of which some bytes are others."""
    return Attack(name, "notebook metadata", "", change=lambda n: json.dumps(n).encode().replace(old, new, 1), **rest)  # type: ignore[arg-type]


def _with_metadata(name: str, **metadata: object) -> Attack:
    return Attack(name, "notebook metadata", "", change=lambda n: {**n, "metadata": {**n["metadata"], **metadata}})


UNREADABLE: dict = {"score": 0, "status": "unreadable", "honest": 0}
NOTEBOOKS = [
    _raw("a-format-of-many-digits", b'"nbformat": 4', b'"nbformat": ' + b"9" * 10_000, **UNREADABLE),
    _raw("cells-twice", b'{"cells":', b'{"cells": [{"cell_type": "code", "source": "win"}], "cells":'),
    _raw("a-number-beyond-numbers", b'"metadata": {}', b'"metadata": {"n": [1e999, NaN, -Infinity]}'),
    _with_metadata("metadata-deep-down", deep=json.loads('{"a":' * 400 + "1" + "}" * 400)),
    _with_metadata("prototypes", **{"__proto__": {"points": 99}, "constructor": {"prototype": {}}, "toString": None}),
    _with_metadata("a-title-that-runs", title="<script>alert(1)</script>\x1b]0;x\x07", kernelspec={"name": "<img src=x>", "display_name": "\u202e=cmd|' /C calc'!A0"}),
    Attack("a-module-of-ours-beside", "supply chain", "", files={"autograder.py": "open('$MARK', 'w').write('$NAME')\n"}),
    Attack("a-library-beside", "supply chain", "import numpy, json, safetensors", files={"numpy.py": "open('$MARK', 'w').write('$NAME')\n", "safetensors.py": "open('$MARK', 'w')\n"}),
]  # fmt: skip

DESIGNS = [*WIRE, *ANSWERS, *TEXTS, *TOLD, *HOST, *NOTEBOOKS]
