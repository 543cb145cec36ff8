"""GPUs are counted, and CUDA is left alone, before anything is forked: an open context cannot be inherited."""

import subprocess
import sys

import pytest

from autograder import gpus
from autograder.errors import UserError
from tests.conftest import CLASS, ROOT

TRAPS = """
import sys, torch
touched = []
for name in ("_lazy_init", "is_available", "device_count", "init", "current_device"):
    setattr(torch.cuda, name, lambda *_, _name=name, **__: touched.append(_name) or 0)
from autograder import config, gpus, zygote
course = config.load({root!r} + "/grading.toml")
gpus.ids()
if sys.argv[1] == "judge":
    from autograder.classrun import make_inputs, one_thread
    from autograder.judge import Lessons
    one_thread()
    make_inputs(Lessons(course.assignment("lenet5_mnist"), 7, "cuda"))
else:
    zygote.warm(str(course.data_root))
print("touched", touched, torch.cuda.is_initialized())
"""


@pytest.mark.parametrize("part", ["judge", "zygote"])
def test_neither_judge_nor_zygote_touches_cuda_before_it_forks(part):
    line = [sys.executable, "-c", TRAPS.format(root=str(ROOT)), part]
    run = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.stdout.strip() == "touched [] False", run.stdout + run.stderr


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
    run = autograder("grade", CLASS, "--jobs-per-gpu", "2", "--out", tmp_path)
    assert run.returncode == 2
    assert "--jobs-per-gpu goes with --device cuda" in run.stderr
