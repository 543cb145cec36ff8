"""GPUs are counted, and CUDA is left alone, before anything is forked: an open context cannot be inherited."""

import subprocess
import sys

import pytest

from autograder import gpus
from autograder.errors import UserError
from autograder.session import Session
from autograder.witness import Question
from tests.conftest import CLASS, ROOT

TRAPS = """
import sys, torch
opened = []
for name in ("_lazy_init", "init", "current_device", "get_device_capability"):
    setattr(torch.cuda, name, lambda *_, _name=name, **__: opened.append(_name) or 0)
from pathlib import Path
from autograder import config, gpus, zygote
course = config.load(Path({root!r}, "grading.toml"))
gpus.ids()
if sys.argv[1] == "judge":
    from autograder.classrun import make_inputs, one_thread
    from autograder.judge import Lessons
    one_thread()
    make_inputs(Lessons(course.assignment("lenet5_mnist"), 7, "cuda"))
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
    run = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)
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
    run = autograder("grade", CLASS, "--jobs-per-gpu", "2", "--out", tmp_path)
    assert run.returncode == 2
    assert "--jobs-per-gpu goes with --device cuda" in run.stderr
