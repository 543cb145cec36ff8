"""GPUs are counted, and CUDA is left alone, before anything is forked: an open context cannot be inherited."""

import json
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.errors import UserError
from autograder.model.reports import read_report
from autograder.runner import gpus
from autograder.runner.pool import Zygote
from autograder.runner.respondent import Question
from autograder.runner.session import Session
from benchmarks import handed_in
from tests import warm
from tests.conftest import CLASS, ROOT

TRAPS = """
import sys, torch
opened = []
for name in ("_lazy_init", "init", "current_device", "get_device_capability"):
    setattr(torch.cuda, name, lambda *_, _name=name, **__: opened.append(_name) or 0)
from pathlib import Path
from autograder.model import course as courses
from autograder.runner import gpus, zygote
course = courses.load(Path({root!r}, "grading.toml"))
gpus.ids()
if sys.argv[1] == "judge":
    from autograder.runner.zygote import one_thread
    from autograder.grading.suite import CheckSuite
    one_thread()
    CheckSuite(course.assignment("lenet5_mnist"), 7, "cuda").make_inputs()
else:
    zygote.warm(str(course.data_root))
print("opened", opened, torch.cuda.is_initialized())
"""
PROBE = """
from autograder.authoring import probe

@probe
def cuda(lesson):
    import os, torch
    return [torch.cuda.is_initialized(), os.environ.get("PYTORCH_NVML_BASED_CUDA_CHECK")]
"""


@pytest.mark.parametrize("part", ["judge", "zygote"])
def test_neither_judge_nor_zygote_opens_cuda_before_it_forks(part):
    line = [sys.executable, "-c", TRAPS.format(root=str(ROOT)), part]
    run = warm.run(line, ROOT)
    assert run.stdout.strip() == "opened [] False", run.stdout + run.stderr


def test_a_child_has_no_cuda_context_before_it_runs_cells(zygote, course):
    with Session(zygote, course.assignment("lenet5_mnist").limits, [], PROBE) as session:
        assert session.ask(Question("cuda", seconds=5)) == [False, "1"]  # and torch counts GPUs without opening one


def test_workers_are_counted_by_gpu(monkeypatch, tmp_path):
    for name in ("nvidia0", "nvidia1", "nvidiactl", "nvidia-uvm"):
        (tmp_path / name).touch()
    monkeypatch.setattr(gpus, "DEVICES", tmp_path)
    monkeypatch.delenv(gpus.VISIBLE, raising=False)
    assert gpus.jobs(3, "cuda") == 6
    monkeypatch.setenv(gpus.VISIBLE, "1")
    assert gpus.jobs(3, "cuda") == 3
    monkeypatch.setenv(gpus.VISIBLE, "")
    with pytest.raises(UserError, match="There is no GPU here"):
        gpus.jobs(3, "cuda")


def test_jobs_per_gpu_without_a_gpu_is_a_wrong_command(autograder, tmp_path):
    run = autograder("grade", CLASS, "--jobs-per-gpu", "2", "--out", tmp_path, status=2)
    assert "--jobs-per-gpu goes with --device cuda" in run.stderr


def test_a_class_is_not_graded_on_gpus_that_are_not_there(autograder, tmp_path):
    run = autograder("grade", CLASS, "--device", "cuda", "--out", tmp_path, env={gpus.VISIBLE: ""}, status=2)
    assert "There is no GPU here" in run.stderr
    assert not list(tmp_path.iterdir())


OPENED = """
from autograder.authoring import probe

@probe
def opened(lesson, path):
    import os
    try:
        with open(path, "rb") as file:
            read = len(file.read(1))
    except OSError as error:
        read = type(error).__name__
    return [read, os.environ["CUDA_VISIBLE_DEVICES"]]
"""


@pytest.fixture
def stand_in() -> Iterator[Path]:
    """A device file that looks like a GPU's, and is what /dev/zero is."""
    device = Path(f"/dev/nvidia-stand-in-{os.getpid()}")
    os.mknod(device, stat.S_IFCHR | 0o666, os.makedev(1, 5))
    device.chmod(0o666)
    yield device
    device.unlink()


@pytest.mark.skipif(os.getuid() != 0, reason="only root can make a device file to stand in for a GPU")
@pytest.mark.parametrize(("kind", "seen"), [("cuda", [1, "1"]), ("cpu", ["FileNotFoundError", ""])])
def test_layers_let_a_gpu_through_for_a_class_on_gpus_alone(course, stand_in, monkeypatch, kind, seen):
    monkeypatch.setenv(gpus.VISIBLE, "1")
    limits = course.assignment("lenet5_mnist").limits
    started = Zygote(course, thorough=False, device=kind)
    with started as zygote, Session(zygote, limits, [], OPENED) as session:
        assert session.ask(Question("opened", (str(stand_in),), seconds=5)) == seen


SEES = """
def double(values):
    import os, time
    time.sleep(1)
    return {"0": 2, "1": 3}[os.environ["CUDA_VISIBLE_DEVICES"]] * values
"""


def test_workers_are_spread_over_the_gpus(tiny, autograder, monkeypatch, tmp_path):
    folder = handed_in.tiny_class(tiny, 4)
    for path in folder.glob("submitted/*/tiny/tiny.ipynb"):
        handed_in.change(path, SEES)
    monkeypatch.setenv(gpus.VISIBLE, "0,1")
    autograder("grade", folder, "--device", "cuda", "--jobs-per-gpu", "1", "--out", tmp_path, cwd=tiny)
    scores = [read_report(path).score for path in tmp_path.glob("*/tiny.json")]
    assert sorted(set(scores)) == [1, 2]  # one worker saw GPU 0 alone, the other GPU 1 alone
    assert len(scores) == 4


def test_measuring_on_a_gpu_comes_to_the_first_call_of_cuda_and_says_what_that_said(stand_in, tmp_path):
    line = [sys.executable, "-m", "benchmarks.gpu", "--out", str(tmp_path / "gpu.json")]
    run = warm.run(line, ROOT, {gpus.VISIBLE: "0"}, status=1)
    assert "A child sees the GPU, and CUDA cannot use it: " in run.stderr
    assert "Traceback" not in run.stderr
    assert not (tmp_path / "gpu.json").exists()


def test_measuring_without_a_gpu_is_a_wrong_command(tmp_path):
    run = warm.run(warm.command("benchmarks.gpu", "--out", tmp_path / "gpu.json"), ROOT, {gpus.VISIBLE: ""}, status=2)
    assert "There is no GPU here" in run.stderr


def test_measuring_is_rehearsed_on_the_cpu(tiny, tmp_path):
    (tiny / "tests" / "assignments" / "tiny").mkdir(parents=True, exist_ok=True)
    ways = {
        "double": {
            "sum": "def double(values):\n    return values + values * 1.000001",
            "wrong": "def double(values):\n    return 1",
        }
    }
    (tiny / "tests" / "assignments" / "tiny" / "alternatives.py").write_text(f"ALTERNATIVES = {ways!r}\n")
    line = warm.command("benchmarks.gpu", "--rehearse", "--course", tiny, "--out", tmp_path / "gpu.json")
    warm.run(line, ROOT, status=1)  # the wrong way is a fault
    written = json.loads((tmp_path / "gpu.json").read_text())
    lesson = written["lessons"]["tiny"]
    assert lesson["variants"] == 3
    assert [fault.partition(":")[0] for fault in lesson["faults"]] == ["double/wrong"]
    assert 0 < max(lesson["used"].values()) < 1
    assert written["proposed"]["tolerances.cuda"]["rtol"] >= 1e-4
    assert lesson["seconds"]["cpu"] > 0
