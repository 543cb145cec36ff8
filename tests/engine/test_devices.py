"""GPU readiness on a machine without a GPU: fake tensors tell code that moves its batches from code that does not."""

import copy
import re
import sys

import pytest
import torch
from torch import nn

from autograder.authoring import loader, on_fake_gpu, require_one_device
from autograder.errors import KitError
from autograder.grading.words import cell_failure
from autograder.model.cells import RunCell
from autograder.runner.session import Session
from tests import warm
from tests.conftest import ROOT

CAME_THROUGH = {"met": "", "ended": ""}


def one_pass(device, move_images: bool, move_labels: bool) -> float:
    """A training pass of a network on `device` over batches on the CPU."""
    with device:
        network = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    optimizer = torch.optim.SGD(network.parameters(), lr=0.1)
    total = 0.0
    for images, labels in loader(torch.rand(7, 1, 28, 28), torch.arange(7), batch_size=4):
        images = images.to(device) if move_images else images
        labels = labels.to(device) if move_labels else labels
        optimizer.zero_grad()
        logits = network(images)
        loss = nn.functional.cross_entropy(logits, labels)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(images) + (logits.argmax(1) == labels).sum().item()
    return total


@pytest.mark.parametrize(("images", "labels"), [(False, True), (True, False), (False, False)])
def test_a_batch_left_on_the_cpu_is_found(images, labels):
    there = on_fake_gpu(lambda device: one_pass(device, images, labels))
    assert "found at least two devices, cuda:0 and cpu" in there["met"] or "cpu and cuda:0" in there["met"]


def test_code_that_moves_its_batches_passes_and_nothing_is_left_patched():
    available = torch.cuda.is_available
    assert on_fake_gpu(lambda device: one_pass(device, True, True)) == CAME_THROUGH
    assert torch.cuda.is_available is available
    assert torch.ones(2).to("cpu").device == torch.device("cpu")


def every_way_to_move(device) -> None:
    """What lessons and students write; a device that is not the one expected ends it."""
    network = nn.Sequential(
        nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.ReLU(), nn.Flatten(), nn.Dropout(), nn.Linear(72, 3)
    )
    before = [id(parameter) for parameter in network.parameters()]
    network.to(device)
    assert [id(parameter) for parameter in network.parameters()] == before
    assert copy.deepcopy(network)[0].weight.is_cuda
    images = torch.rand(4, 1, 8, 8)
    for moved in (images.cuda(), images.to("cuda"), images.to(0), images.to(device, non_blocking=True)):
        assert moved.device == torch.device("cuda:0")
    assert images.get_device() == -1
    labels = torch.tensor([0, 1, 2, 0], device=device)
    for optimizer in (torch.optim.SGD(network.parameters(), momentum=0.9), torch.optim.Adam(network.parameters())):
        optimizer.zero_grad()
        logits = network(images.to(device))
        nn.CrossEntropyLoss()(logits, labels).backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
    assert network[0].weight.grad.is_cuda
    total = torch.tensor(0.0)
    total += (logits.argmax(1) == labels).sum()  # a single number on the CPU goes with any
    assert logits[torch.tensor([0, 1])].is_cuda  # and so do indices
    assert torch.zeros(3).copy_(logits[0]).device.type == "cpu"
    assert not torch.tensor([logits.detach().sum(), 4.0]).is_cuda
    assert not network.cpu()[0].weight.is_cuda


def test_every_way_to_move_comes_through():
    assert on_fake_gpu(every_way_to_move) == CAME_THROUGH


@pytest.mark.parametrize(
    "mix",
    [
        lambda here, there: here + there,
        lambda here, there: torch.cat([here, there]),
        lambda here, there: here[there.long()],
        lambda here, there: nn.functional.mse_loss(here, there),
        lambda here, there: here.add_(there),
    ],
)
def test_two_devices_do_not_mix(mix):
    assert on_fake_gpu(lambda device: mix(torch.ones(2), torch.ones(2, device=device)))["met"]


def test_a_cell_that_chooses_its_device_itself_is_told_of_the_gpu():
    chosen = {}
    source = "where = 'cuda' if torch.cuda.is_available() else 'cpu'"

    def choose(_):
        exec(compile(source, "<cell evaluate>", "exec"), {"torch": torch}, chosen)

    assert on_fake_gpu(choose) == CAME_THROUGH
    assert chosen["where"] == "cuda"


def test_other_errors_are_nobody_elses_business():
    there = on_fake_gpu(lambda device: 1 / 0)
    assert there == {"met": "", "ended": "ZeroDivisionError: division by zero"}
    require_one_device(there, CAME_THROUGH, "Labels were left behind")


def test_a_reference_that_does_not_come_through_is_our_error():
    with pytest.raises(KitError, match="did not come through the fake GPU: ZeroDivisionError"):
        require_one_device(CAME_THROUGH, {"met": "", "ended": "ZeroDivisionError: division by zero"}, "Labels")


# What a build without CUDA lacks, or answers; and any tensor that is really asked for on a GPU ends the process.
NO_CUDA = """
import sys, torch
for name in [name for name in dir(torch._C) if name.startswith("_cuda")]:
    delattr(torch._C, name)
torch.version.cuda = None
def lazy_init():
    raise AssertionError("Torch not compiled with CUDA enabled")
torch.cuda._lazy_init = lazy_init
"""
ASKED = """
import torch
from torch.utils._python_dispatch import TorchDispatchMode
class Real(TorchDispatchMode):
    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        result = function(*args, **kwargs or {})
        devices = {str(value.device) for value in [*args, result] if isinstance(value, torch.Tensor)}
        assert devices <= {"cpu"} and "cuda" not in str((kwargs or {}).get("device")), (function, devices)
        return result

from autograder.authoring import devices
from tests.engine.test_devices import every_way_to_move, one_pass
with Real():
    devices.prove()
    print(devices.on_fake_gpu(every_way_to_move))
    print(devices.on_fake_gpu(lambda device: one_pass(device, True, False))["met"])
"""


def tells_of_a_straggler(before: str, **variables: str) -> None:
    """Assert that it does in a process in which `before` ran first."""
    run = warm.run([sys.executable, "-c", before + ASKED], ROOT, variables)
    through, straggler = run.stdout.splitlines()[-2:]
    assert through == str(CAME_THROUGH), run.stderr
    assert "Expected all tensors to be on the same device" in straggler


def test_a_build_of_torch_without_cuda_can_tell():
    tells_of_a_straggler(NO_CUDA)


@pytest.mark.long
def test_the_cpu_build_that_students_get_can_tell(tmp_path):
    index = ["--extra-index-url", "https://download.pytorch.org/whl/cpu", "--retries", "0"]
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(tmp_path), *index]
    fetched = warm.run([*command, "torch==2.13.0+cpu"], tmp_path, status=None)
    if fetched.returncode:
        pytest.skip(f"the CPU build of PyTorch cannot be fetched here: {fetched.stderr[-200:]}")
    no_cuda = (
        "import torch\nassert torch.version.cuda is None and torch.__version__ == '2.13.0+cpu', torch.__version__\n"
    )
    tells_of_a_straggler(no_cuda, PYTHONPATH=str(tmp_path))


# The command where nothing of the fake GPU works: its mode is never asked.
BROKEN = """
from autograder.authoring import devices
devices.FakeGpu.__enter__ = lambda self: self
devices.FakeGpu.__exit__ = lambda self, *_: None
from autograder.cli.main import main
main()
"""


def test_where_the_fake_gpu_tells_nothing_doctor_and_the_run_say_so(tmp_path):
    (tmp_path / "broken.py").write_text(BROKEN)
    run = warm.run(warm.command("broken", "doctor", "--course", ROOT), tmp_path)
    assert re.search(r"(?m)^ *✗ +checks +fake GPU ", run.stdout)
    notebook = ROOT / "assignments" / "lenet5_mnist" / "lenet5_mnist.ipynb"
    options = ("--course", ROOT, "--out", tmp_path / "reports", "--sandbox", "none")
    run = warm.run(warm.command("broken", "grade", notebook, *options), tmp_path)
    assert "nobody can be told whether tensors are moved to a GPU" in run.said


def test_who_asks_for_a_gpu_where_there_is_none_is_told_so(zygote, course):
    source = "import torch\nones = torch.ones(3).cuda()"
    cells = [RunCell("mine", source, ("ones",), 20)]
    with Session(zygote, course.assignment("lenet5_mnist").limits, cells, "") as session:
        said = cell_failure(session.results[0], source).sentence
    assert "Your code asked for a GPU, and there is none here at line 2 of the cell `mine`" in said


def test_a_device_that_a_helper_holds_on_to_since_it_was_defined_means_the_gpu():
    cpu = torch.device("cpu")

    def moved(images, where=cpu):
        return images.to(where)

    def one_sum(device, helper=moved):
        return helper(torch.ones(2)) + torch.ones(2, device=device)

    assert on_fake_gpu(one_sum)["met"]
    assert on_fake_gpu(one_sum, [cpu]) == CAME_THROUGH
    assert on_fake_gpu(lambda device: one_sum(device, lambda images: images.to(torch.device("cpu"))), [cpu])["met"]
