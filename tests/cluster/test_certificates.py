"""Who may talk to a cluster: whoever holds its certificates, and nobody else."""

import stat
import sys

import pytest

from autograder.model.reports import read_report
from tests import warm

# What somebody on the same network does with a scheduler that lets them: run a program on it.
TAKES_OVER = """
import contextlib, sys
from distributed import Client
mark, *addresses = sys.argv[1:]
for address in addresses:
    with contextlib.suppress(Exception), Client(address, timeout=5) as client:
        client.run_on_scheduler(lambda path: open(path, "w").write("taken"), mark)
print("tried")
"""


def takes_over(addresses, mark, settings=None) -> bool:
    """Whether a stranger, who may hold a secret of another cluster, runs a program on the scheduler at one of them."""
    environment = {"DASK_CONFIG": str(settings)} if settings else {}
    done = warm.run([sys.executable, "-c", TAKES_OVER, str(mark), *addresses], mark.parent, environment)
    assert done.stdout.endswith("tried\n"), done.stderr
    return mark.exists()


@pytest.fixture
def others(tmp_path, autograder):
    """The secret of another cluster, made as the page says."""
    run = autograder("cluster", "certificates", tmp_path / "others", cwd=tmp_path)
    assert "export DASK_CONFIG=" in " ".join(run.stdout.split())
    return tmp_path / "others" / "dask.yaml"


def test_the_secret_is_its_owners_and_is_not_made_twice(others, autograder):
    assert stat.S_IMODE(others.stat().st_mode) == 0o600
    before = others.read_bytes()
    again = autograder("cluster", "certificates", others.parent, cwd=others.parent, status=2)
    assert "is there already" in again.said
    assert others.read_bytes() == before


def test_only_who_holds_the_secret_gets_in(machines, others, tiny, elsewhere, autograder, tmp_path):
    assert machines.address.startswith("tls://")
    both = (machines.address, machines.address.replace("tls://", "tcp://"))
    assert not takes_over(both, tmp_path / "stranger")
    assert not takes_over(both, tmp_path / "other", others)
    assert takes_over(both[:1], tmp_path / "owner", machines.settings)
    machines.worker("one", elsewhere)
    machines.wait_for(1)
    ada = tiny / "class-8" / "submitted" / "student-0000" / "tiny" / "tiny.ipynb"
    line = ("grade", ada, "--out", tmp_path / "out", "--cluster", machines.address)
    refused = autograder(*line, cwd=tiny, status=2)
    assert "DASK_CONFIG" in refused.said
    autograder(*line, cwd=tiny, env=machines.environment)
    (report,) = (tmp_path / "out").glob("*/tiny.json")
    assert read_report(report).status == "graded"


def test_a_scheduler_that_anybody_may_order_about_is_asked_for_by_name(tiny, autograder, tmp_path):
    for address in ("tcp://127.0.0.1:1", "127.0.0.1:1"):
        run = autograder("grade", "class-8", "--out", tmp_path / "out", "--cluster", address, cwd=tiny, status=2)
        assert "is not encrypted" in run.said
        assert "--insecure" in run.said
        assert "autograder cluster certificates" in run.said
