"""Every hostile submission gets the exact outcome that it must, and nothing else; honest neighbours notice nothing."""

from collections import Counter

import pytest
from hostile import arena
from hostile import attacks as general
from hostile.attacks import Attack
from hostile.designs import DESIGNS

ATTACKS = [*general.ATTACKS, *DESIGNS]


@pytest.fixture(scope="module")
def battle(tmp_path_factory):
    return arena.ours(tmp_path_factory.mktemp("arena"), ATTACKS)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_attack_gains_nothing(battle, attack: Attack):
    outcome = battle[0][attack.name]
    assert outcome.gains == []
    assert (outcome.score, outcome.status) == (attack.score, attack.status)


def test_honest_neighbours_are_graded_as_always(battle):
    _, neighbours, printed = battle
    for name, outcome in neighbours.items():
        assert (name, outcome.score, outcome.status, outcome.gains) == (name, 4, "graded", [])
    assert "Traceback" not in printed


def test_every_kind_is_there():
    kinds = Counter(attack.kind for attack in ATTACKS)
    assert set(kinds) == {
        "forged score", "secret read", "host tampered", "network", "exhaustion", "hang", "grader crash",
        "next student poisoned", "supply chain", "notebook metadata",
    }  # fmt: skip
    assert sum(kinds.values()) >= 60
