"""GPU readiness on a machine without a GPU: fake tensors tell code that moves its batches from code that does not."""

import pytest
import torch
from torch import nn

from autograder.authoring import loader, on_fake_gpu
from autograder.grading.words import cell_failure
from autograder.model.cells import RunCell
from autograder.runner.session import Session


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
    assert "device" in on_fake_gpu(lambda device: one_pass(device, images, labels))


def test_code_that_moves_its_batches_passes_and_nothing_is_left_patched():
    item = torch.Tensor.item
    assert on_fake_gpu(lambda device: one_pass(device, True, True)) == ""
    assert torch.Tensor.item is item
    assert torch.tensor(3.5).item() == 3.5


def test_a_cell_that_chooses_its_device_itself_is_told_of_the_gpu():
    chosen = {}
    source = "where = 'cuda' if torch.cuda.is_available() else 'cpu'"

    def choose(_):
        exec(compile(source, "<cell evaluate>", "exec"), {"torch": torch}, chosen)

    assert on_fake_gpu(choose) == ""
    assert chosen["where"] == "cuda"


def test_other_errors_are_nobody_elses_business():
    assert on_fake_gpu(lambda device: 1 / 0) == ""


def test_who_asks_for_a_gpu_where_there_is_none_is_told_so(zygote, course):
    cells = [RunCell("mine", "import torch\nones = torch.ones(3).cuda()", ("ones",), 20)]
    with Session(zygote, course.assignment("lenet5_mnist").limits, cells, "") as session:
        said = cell_failure(session.results[0]).sentence
    assert "Your code asked for a GPU, and there is none here at line 2 of the cell `mine`" in said
