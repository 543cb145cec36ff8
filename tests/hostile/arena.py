"""A class of attackers among honest students, graded by a real command; and what each attack got out of it."""

import contextlib
import json
import os
import selectors
import shutil
import socket
import string
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hostile import course
from hostile.attacks import TAKEN, Attack

HONEST = ("aaa-honest", "honest-1", "honest-2", "zzz-honest")
RAW = {"\x1b", "\u202e", "\u2066"}  # what no report may hold
SHARED = (Path("/tmp"), Path("/dev/shm"), Path("/var/tmp"))


@dataclass
class Outcome:
    """What one attack got: the points, the status, and each thing that it should not have got."""

    score: float | None
    status: str
    gains: list[str] = field(default_factory=list)


class Listener:
    """Every socket that an attack might talk to; `heard` is what was said."""

    def __init__(self, canary: Path) -> None:
        self.heard = ""
        self._selector = selectors.DefaultSelector()
        tcp = socket.create_server(("127.0.0.1", 0))
        self.port = tcp.getsockname()[1]
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        udp.bind(("127.0.0.1", self.port))
        self._servers = [tcp, udp]
        for address in (f"\0canary-{self.port}", str(canary / "socket")):
            server = socket.socket(socket.AF_UNIX)
            server.bind(address)
            server.listen()
            datagrams = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            datagrams.bind(f"{address}-datagrams")
            self._servers += [server, datagrams]
        for name in ("socket", "socket-datagrams"):
            os.chmod(canary / name, 0o777)
        for server in self._servers:
            self._selector.register(server, selectors.EVENT_READ)
        self._over = False
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        while not self._over:
            for key, _ in self._selector.select(0.2):
                server: socket.socket = key.fileobj  # type: ignore[assignment]
                with contextlib.suppress(OSError):
                    if server.type == socket.SOCK_DGRAM:
                        self.heard += server.recv(1000).decode(errors="replace")
                        continue
                    connection, _ = server.accept()
                    with connection:
                        connection.settimeout(1)
                        self.heard += connection.recv(1000).decode(errors="replace") + "\n"

    def close(self) -> None:
        self._over = True
        self._thread.join()
        for server in self._servers:
            server.close()


def hand_in(places: course.Places, attacks: Sequence[Attack], out: Path, port: int) -> dict[str, bytes]:
    """Put the class where submissions are collected; returns the honest notebooks by student."""
    release = course.released(places)
    honest = {}
    for student in HONEST:
        path = course.hand_in(places, student, course.filled(release, course.SOLUTIONS))
        honest[student] = path.read_bytes()
    for attack in attacks:
        facts = {
            "ROOT": places.root, "HOME": places.home, "CANARY": places.canary, "MARK": places.canary / attack.name,
            "NAME": attack.name, "PORT": port, "OUT": out,
        }  # fmt: skip

        def aimed(text: str, facts: Mapping[str, object] = facts) -> str:
            return string.Template(text).safe_substitute(facts)

        cells = {name: aimed(source) for name, source in attack.cells.items()}
        made: dict | bytes = course.filled(release, cells, [aimed(attack.code)] if attack.code else [])
        if attack.change:
            made = attack.change(made)  # type: ignore[arg-type]
        path = course.hand_in(places, attack.name, made)
        for name, text in attack.files.items():
            (path.parent / name).write_text(aimed(text), encoding="utf-8")
    return honest


def environment(places: course.Places) -> dict[str, str]:
    """What the grader is started with: a home of its own, and a secret in its environment."""
    keep = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "CI", "VIRTUAL_ENV")}
    here = str(Path(__file__).parents[2])
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")  # the fonts that Matplotlib found
    return {
        **keep, "HOME": str(places.home), "AUTOGRADER_CANARY": course.SECRET, "OMP_NUM_THREADS": "1",
        "XDG_CACHE_HOME": cache, "PYTHONPATH": here,
    }  # fmt: skip


def grade(
    places: course.Places,
    out: Path,
    *options: str,
    seconds: float = 600,
    before: Sequence[str] = (),
    changed: Mapping[str, str] = {},
    status: int | None = 0,
) -> subprocess.CompletedProcess[str]:
    """Run `autograder grade` on the class; it must end with `status`, if that is given.

    `before` is a command that runs it as somebody else.
    `changed` are entries of its environment; a PYTHONPATH among them goes before our own.
    """
    command = [sys.executable, "-m", "autograder", "grade", str(places.submitted), "--out", str(out), *options]
    settings = environment(places) | changed
    settings["PYTHONPATH"] = ":".join(dict.fromkeys([settings["PYTHONPATH"], environment(places)["PYTHONPATH"]]))
    if before:  # somebody else owns the course, and has a cache of their own
        _give_away(places.root.parent)
        settings.pop("XDG_CACHE_HOME")
    done = subprocess.run(
        [*before, *command], cwd=places.root, env=settings, capture_output=True, text=True, timeout=seconds, check=False
    )
    assert status in (None, done.returncode), done.stderr
    return done


def _give_away(folder: Path) -> None:
    """Let anybody read and write below `folder`, as if it were theirs."""
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o777 if path.is_dir() or path.is_socket() else 0o666)
    for above in folder.parents:
        if above.stat().st_uid == os.getuid() and above != Path("/"):
            above.chmod(above.stat().st_mode | 0o111)


def traces(
    places: course.Places, attacks: Sequence[Attack], honest: Iterable[str], shared: Iterable[Path] = SHARED
) -> dict[str, list[str]]:
    """What attacks left in the world, by attack: files with their names, changed neighbours, surviving processes."""
    found: dict[str, list[str]] = {attack.name: [] for attack in attacks}
    notebooks = [places.submitted / student / course.NAME / f"{course.NAME}.ipynb" for student in honest]
    content = "".join(
        path.read_text(errors="replace") for path in [*notebooks, places.canary / "untouched"] if path.exists()
    )
    seen = [path for folder in (places.root, places.home, places.canary) for path in folder.rglob("*")]
    seen += [path for folder in shared for path in folder.glob("poison-*")]
    own = {folder / attack.name for attack in attacks for folder in (places.submitted, places.root / "autograded")}
    names = [path.name for path in seen if not own & {path, *path.parents}]
    for attack in attacks:
        tail = (
            attack.name,
            f".{attack.name}",
            f"-{attack.name}",
            f"{attack.name}.py",
            f"{attack.name}.json",
            f"{attack.name}-too",
        )
        if any(name.endswith(tail) or name == f"00-{attack.name}.py" for name in names):
            found[attack.name].append("left a file")
        if attack.name in content:
            found[attack.name].append("changed what is another's")
    return found


def texts(value: object) -> Iterator[str]:
    """All that a report says, at any depth."""
    if isinstance(value, dict | list):
        for part in [*value, *value.values()] if isinstance(value, dict) else value:
            yield from texts(part)
    elif isinstance(value, str):
        yield value


def pages(out: Path, student: str) -> Iterator[str]:
    """The pages that tell of a student: their own, and those of the class."""
    for path in [*(out / student).glob("*.html"), *out.glob("*.html")]:
        yield path.read_text(encoding="utf-8", errors="replace")


def slowness() -> float:
    """How much longer things take here because others use the machine: 1 on an idle one."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def sweep() -> None:
    """Remove what attacks left in folders that the whole machine shares."""
    for folder in SHARED:
        for path in folder.glob("poison-*"):
            path.unlink(missing_ok=True)


@contextlib.contextmanager
def arena(
    folder: Path, attacks: Sequence[Attack], out_name: str
) -> Iterator[tuple[course.Places, Path, Listener, dict]]:
    """A course with all attackers in it, and somebody who listens."""
    places = course.make(folder)
    out = folder / out_name
    listener = Listener(places.canary)
    try:
        yield places, out, listener, hand_in(places, attacks, out, listener.port)
    finally:
        listener.close()
        sweep()


def ours(
    folder: Path,
    attacks: Sequence[Attack],
    before: Sequence[str] = (),
    changed: Mapping[str, str] = {},
    level: str = "full",
) -> tuple[dict[str, Outcome], dict[str, Outcome], str]:
    """Grade the class with this kit: outcomes of the attacks, of the honest, and what the command printed.

    `level` is the sandbox that is asked for, and that every report must name.
    """
    with arena(folder, attacks, "reports") as (places, out, listener, honest):
        done = grade(places, out, "--jobs", "2", "--sandbox", level, before=before, changed=changed, status=None)
        time.sleep(1.5)  # daemons, if any, have had their time
        printed = done.stdout + done.stderr
        found = traces(places, attacks, honest)
        results: dict[str, Outcome] = {}
        for student in [*HONEST, *(attack.name for attack in attacks)]:
            path = out / student / f"{course.NAME}.json"
            text = path.read_text(encoding="utf-8") if path.is_file() else ""
            report = json.loads(text) if text else {}
            result = Outcome(report.get("score"), report.get("status", "no report"))
            if RAW & set("".join(texts(report))) or any("<img src=x" in page for page in pages(out, student)):
                result.gains.append("its text is shown raw")
            if course.SECRET in text or TAKEN in text:
                result.gains.append("got what it wanted")
            if report.get("seconds", {}).get("wall", 0) > 30 * slowness():
                result.gains.append("held up the class")
            if report.get("kit", {}).get("sandbox") not in (level, "none" if result.status == "unreadable" else level):
                result.gains.append("ran in another sandbox than was asked for")
            results[student] = result
        for attack in attacks:
            result = results[attack.name]
            result.gains += found[attack.name]
            if result.score is not None and result.score > attack.earns:
                result.gains.append("got more points than it earned")
            if attack.name in listener.heard:
                result.gains.append("was heard outside")
        neighbours = {name: results.pop(name) for name in HONEST}
        if course.SECRET in printed:
            neighbours[HONEST[0]].gains.append("a secret was printed")
    shutil.rmtree(folder, ignore_errors=True)
    return results, neighbours, printed
