"""What a report shows beside verdicts: how a training went, and a few images with what the network said of them."""

import base64
import io
from array import array

import numpy as np
import pytest
import torch
from PIL import Image

from autograder.authoring import exhibit
from autograder.authoring.evidence import EVIDENCE, Evidence
from autograder.model.report import ExerciseReport, Note, Report
from autograder.model.training import POINTS, Band, Training, band_of, believed, summary
from autograder.runner.kernel import Kernel, noted
from autograder.student.namespace import PlainShell

TRAIN = """
import torch
weight = torch.ones(1, requires_grad=True)
optimizer = torch.optim.SGD([weight], lr=0.1)
for step in range(200):
    optimizer.zero_grad()
    loss = (weight**2).sum()
    loss.backward()
    optimizer.step()
"""


def test_the_loss_of_every_step_of_a_cell_is_noted():
    notebook = Kernel(PlainShell({}))
    assert notebook.run("trained", TRAIN, ("weight",), 20) == {"raised": None, "missing": []}
    told = believed(summary(notebook.losses["trained"]))
    assert told.steps == 200
    assert len(told.loss) == POINTS
    assert told.loss[0] == pytest.approx(sum(0.64**i for i in range(4)) / 4, rel=1e-3)
    assert list(told.loss) == sorted(told.loss, reverse=True)


def test_nothing_is_noted_outside_and_torch_is_as_it_was():
    backward = torch.autograd.backward
    losses = array("d")
    with noted(losses):
        torch.ones(1, requires_grad=True).sum().backward()
    torch.ones(1, requires_grad=True).sum().backward()
    assert losses.tolist() == [1.0]
    assert torch.autograd.backward is backward


@pytest.mark.parametrize(
    "told",
    [
        None, [], {}, {"steps": 3, "loss": [1.0]}, {"steps": 1, "loss": [1.0, 2.0]},
        {"steps": 2, "loss": [1.0, float("nan")]}, {"steps": 2, "loss": [1.0, "2"]}, {"steps": "2", "loss": [1.0, 2.0]},
        {"steps": 2, "loss": [1e300, 2.0]}, {"steps": 10**30, "loss": [1.0, 2.0]},
        {"steps": 99, "loss": [1.0] * (POINTS + 1)},
    ],
)  # fmt: skip
def test_what_a_child_tells_is_believed_only_in_its_form(told):
    assert believed(told) is None


def test_a_band_holds_all_that_went_into_it():
    band = band_of(Training(10, (3.0, 2.0))).with_another(Training(12, (4.0, 1.0)))
    assert band == Band(12, (3.0, 1.0), (4.0, 2.0))
    assert band.with_another(Training(5, (9.0,))) == band


def shown(found, labels, images=None, names=()):
    token = EVIDENCE.set(Evidence())
    try:
        images = torch.rand(len(labels), 1, 28, 28) if images is None else images
        exhibit(images, torch.tensor(found), torch.tensor(labels), names)
        return EVIDENCE.get().shown
    finally:
        EVIDENCE.reset(token)


def test_a_dozen_images_are_shown_and_half_of_them_are_wrong_where_there_are_enough():
    found, labels = [n % 10 for n in range(100)], [n % 10 if n % 7 else 3 for n in range(100)]
    rows = shown(found, labels)
    assert len(rows) == 12
    assert sum(row["found"] != row["expected"] for row in rows) == 6
    perfect = shown(labels, labels)
    assert len(perfect) == 12
    assert all(row["found"] == row["expected"] for row in perfect)
    assert len(shown([1] * 20, [2] * 20)) == 12
    assert len(shown([1, 2], [1, 3])) == 2


def test_an_image_is_shown_as_it_is_whatever_its_range():
    image = torch.zeros(1, 784)
    image[0, :28] = 0.5
    (row,) = shown([1], [0], (image - 0.5) / 0.5, names=("shirt", "shoe"))
    assert (row["found"], row["expected"]) == ("shoe", "shirt")
    pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(row["png"]))))
    assert pixels.shape == (28, 28)
    assert pixels[0].tolist() == [255] * 28
    assert pixels[1:].max() == 0


def test_what_does_not_fit_is_not_shown_and_is_no_failure():
    assert shown([1, 2, 3], [1, 2]) == ()
    assert shown([[1, 2]], [[1, 2]]) == ()


def test_a_report_reads_back_what_it_shows():
    row = {"png": "", "found": "1", "expected": "2"}
    one = ExerciseReport("a", "pass", 1, 1, shown=(row,), training=Training(3, (1.0, 0.5)))
    kit, when = {"version": "0"}, {"wall": 1.0}
    report = Report("s", "a", 1, 1, "graded", kit, when, (one,), notes=(Note("cell", "`a` raised"),))
    assert Report.from_json(report.to_json()) == report
