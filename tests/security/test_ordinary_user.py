"""An ordinary user grades as safely as root: the same walls, the same outcomes."""

import os

import pytest
from hostile import arena
from hostile.attacks import ATTACKS

from autograder.sandbox import bubblewrap

KINDS = {attack.kind: attack for attack in reversed(ATTACKS)}


def becoming_ordinary() -> list[str]:
    """What runs a command as an ordinary user with no rights over others; nothing where the tests are run by one."""
    if os.getuid() != 0:
        return []
    program = bubblewrap.program()
    if not program:
        pytest.skip("bubblewrap is not installed: root cannot become an ordinary user who may read this interpreter")
    return [program, "--dev-bind", "/", "/", "--unshare-user", "--uid", "1000", "--gid", "1000", "--cap-drop", "ALL"]


def test_an_attack_of_each_kind_gains_an_ordinary_grader_nothing(tmp_path):
    outcomes, neighbours, printed = arena.ours(tmp_path / "arena", list(KINDS.values()), becoming_ordinary())
    for attack in KINDS.values():
        outcome = outcomes[attack.name]
        assert (attack.name, outcome.gains) == (attack.name, [])
        assert (attack.name, outcome.score, outcome.status) == (attack.name, attack.score, attack.status)
    assert {(outcome.score, outcome.status, *outcome.gains) for outcome in neighbours.values()} == {(4, "graded")}
    assert "Traceback" not in printed
