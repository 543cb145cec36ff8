"""The sandbox's level is named, and less than `full` must be asked for aloud. What lacks here is really refused."""

import io
import json
import shutil
import subprocess
import sys
import zipfile

import pytest
from hostile import arena, course, denied
from hostile.attacks import ATTACKS

from autograder.grading.recorded import RecordedAnswers
from autograder.publish import bundle
from autograder.sandbox import level
from tests.conftest import ROOT
from tests.security.test_ordinary_user import becoming_ordinary, held

NAMED = ("reads-seed", "reads-solution", "reads-home", "reads-neighbour", "reads-gradebook", "writes-outside")
FILES = [attack for attack in ATTACKS if attack.name in NAMED]
REACHING_OUT = [attack for attack in ATTACKS if attack.kind in ("secret read", "host tampered", "network")]
WHO = pytest.mark.parametrize("who", ["as it is", "ordinary user"])


def where(refused: str, who: str = "as it is") -> list[str]:
    """What runs a command as somebody, on a machine that refuses this."""
    before = becoming_ordinary() if who == "ordinary user" else []
    return [*before, sys.executable, denied.__file__, refused]


@pytest.fixture
def places(tmp_path):
    made = course.make(tmp_path / "levels")
    course.hand_in(made, "ada", course.filled(course.released(made), course.SOLUTIONS))
    return made


@WHO
def test_where_namespaces_fail_the_next_layer_still_stands(tmp_path, who):
    """A call that fails leaves its number behind; Landlock must not take it for a failure of its own."""
    assert len(FILES) == len(NAMED)
    held(FILES, *arena.ours(tmp_path / "arena", FILES, where("namespaces", who), level="reduced"))


@pytest.mark.long
@WHO
def test_without_namespaces_nothing_reaches_outside(tmp_path, who):
    held(REACHING_OUT, *arena.ours(tmp_path / "arena", REACHING_OUT, where("namespaces", who), level="reduced"))


def test_less_than_full_must_be_asked_for(places, tmp_path):
    out, before = tmp_path / "levels" / "out", where("namespaces")

    def grade(wanted: str, status: int) -> subprocess.CompletedProcess:
        return arena.grade(places, out, "--sandbox", wanted, before=before, status=status)

    refused = grade("full", status=2)
    said = " ".join(refused.stderr.split())
    assert "only `reduced`: namespaces cannot be put up" in said
    assert "--sandbox reduced" in said
    assert not list(out.rglob("*.json"))
    grade("reduced", status=0)
    report = json.loads((out / "ada" / "tiny.json").read_text())
    assert (report["score"], report["kit"]["sandbox"]) == (4, "reduced")
    grade("full", status=2)  # what was graded with less is not taken for more


def test_where_files_are_not_kept_apart_the_level_is_none(places, tmp_path):
    """seccomp and limits alone keep no file from student code: an ordinary user without Landlock has no sandbox."""
    before = where("namespaces,landlock", "ordinary user")
    out = tmp_path / "levels" / "out"
    refused = arena.grade(places, out, "--sandbox", "reduced", before=before, status=2)
    said = " ".join(refused.stderr.split())
    assert "only `none`" in said
    assert "--sandbox none" in said
    assert not list(out.rglob("*.json"))
    arena.grade(places, out, "--sandbox", "none", before=before)
    assert json.loads((out / "ada" / "tiny.json").read_text())["kit"]["sandbox"] == "none"


def test_levels_add_up():
    assert level(["namespaces", "landlock", "seccomp", "limits"]) == "full"
    assert level(["landlock"]) == level(["user", "seccomp"]) == "reduced"
    assert level(["seccomp", "limits", "namespaces"]) == level([]) == "none"


@pytest.fixture
def gradescope(places, tmp_path):
    """A Gradescope folder with a bundle, as after setup.sh: returns what runs a submission in the sandbox asked for."""
    release = places.course.assignment(course.NAME).release
    RecordedAnswers({"assignment": course.NAME}, {}, ()).save(release / "expected.safetensors")  # none is looked up

    def run(least: str) -> str:
        root = tmp_path / f"gradescope-{least}"
        with zipfile.ZipFile(io.BytesIO(bundle.gradescope(places.course.assignment(course.NAME), least))) as archive:
            archive.extractall(root / "source")
        (root / "venv" / "bin").mkdir(parents=True)
        (root / "venv" / "bin" / "python").symlink_to(sys.executable)
        command = root / "venv" / "bin" / "autograder"
        command.write_text(f'#!/bin/sh\nexec {sys.executable} -m autograder "$@"\n')
        (root / "submission").mkdir()
        shutil.copy(places.submitted / "ada" / "tiny" / "tiny.ipynb", root / "submission")
        for path in [root, *root.rglob("*")]:
            if not path.is_symlink():
                path.chmod(0o777)
        line = [*where("namespaces,landlock", "ordinary user"), "bash", str(root / "source" / "run_autograder")]
        env = {**arena.environment(places), "AUTOGRADER_ROOT": str(root)}
        env.pop("XDG_CACHE_HOME")  # that of whoever runs the tests
        arena._give_away(places.root.parent)
        done = subprocess.run(line, cwd=root, env=env, capture_output=True, text=True, timeout=300, check=False)
        made = root / "results" / "results.json"
        assert made.is_file(), done.stdout + done.stderr
        return json.loads(made.read_text())["output"]

    return run


def test_gradescope_does_not_grade_without_a_sandbox_and_says_why(gradescope):
    said = gradescope("reduced")
    assert "Nothing was graded" in said
    assert "The sandbox here is only `none`" in said
    assert "--sandbox none" in said
    assert "only `none`" not in gradescope("none")  # the instructor chose it


def test_a_push_is_not_graded_without_a_sandbox(places):
    line = [*where("namespaces,landlock", "ordinary user"), sys.executable, "-m", "autograder", "ci", "--as", "github"]
    checkout = places.root.parent / "checkout"
    checkout.mkdir()
    arena._give_away(places.root.parent)
    env = {**arena.environment(places), "ASSIGNMENT": "softmax_regression"}
    env.pop("XDG_CACHE_HOME")
    run = subprocess.run(
        [*line, "--course", str(ROOT)], cwd=checkout, env=env, capture_output=True, text=True, timeout=300, check=False
    )
    assert run.returncode == 2, run.stderr
    assert "only `none`" in " ".join(run.stderr.split())
    assert not list(checkout.iterdir())
