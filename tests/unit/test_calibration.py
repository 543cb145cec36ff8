"""Thresholds from measurements: the largest that a right solution misses less than once in a thousand seeds."""

import pytest

from autograder.model import calibration
from autograder.model.calibration import Measured
from autograder.model.training import Training

VALUES = {seed: 0.9 + 0.001 * (seed % 5) for seed in range(20)}


def measured(**rest) -> Measured:
    return Measured({"torch": "2"}, dict(VALUES), **rest)


def test_mean_and_spread_give_the_highest_threshold():
    one = measured()
    assert one.mean == pytest.approx(0.902)
    assert one.deviation == pytest.approx(0.00145, abs=1e-5)
    assert one.highest_threshold == pytest.approx(one.mean - 3.09 * one.deviation)


def test_no_threshold_is_above_what_was_seen():
    one = Measured({}, {0: 0.5, **dict.fromkeys(range(1, 20), 0.9)})
    assert one.highest_threshold <= 0.5


def test_it_is_written_and_read_with_the_band_of_its_losses(tmp_path):
    one = measured().with_another(99, 0.95, Training(40, (2.0, 1.0)))
    one = one.with_another(100, 0.94, Training(60, (3.0, 0.5)))
    path = tmp_path / "calibration.json"
    calibration.save(path, "trained_net", one)
    (read,) = calibration._read(path).values()
    assert read == one
    assert (read.losses.steps, read.losses.low, read.losses.high) == (60, (2.0, 0.5), (3.0, 1.0))


def test_a_message_says_what_was_reached_and_what_is_needed(course):
    assignment = course.assignment("lenet5_mnist")
    exercise = assignment.exercise("tuned_lenet")
    assert calibration.margin(assignment, exercise, 0.5).startswith(f"0.500, needed {exercise.threshold:g}; the ref")
    assert calibration.margin(assignment, assignment.exercise("evaluate"), 0.5) == ""
