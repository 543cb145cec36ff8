"""A fingerprint recognises an answer by its form and a sample of its numbers, and survives being written down."""

import numpy as np
import pytest
import torch

from autograder.grading import fingerprint
from autograder.grading.fingerprint import Fingerprint

ANSWER = (torch.arange(600.0).reshape(20, 30), {"loss": 0.25, "name": "conv1"}, [1, 2], np.float32(3))


def test_the_same_answer_but_for_rounding_matches():
    again = (ANSWER[0] * (1 + 1e-6), {"loss": 0.25000001, "name": "conv1"}, [1, 2], np.float32(3))
    assert fingerprint.of(ANSWER).matches(fingerprint.of(again))


@pytest.mark.parametrize(
    "other",
    [
        (ANSWER[0] * 1.01, *ANSWER[1:]),
        (ANSWER[0].reshape(30, 20), *ANSWER[1:]),
        (ANSWER[0].int(), *ANSWER[1:]),
        (ANSWER[0], {"loss": 0.26, "name": "conv1"}, *ANSWER[2:]),
        (ANSWER[0], {"loss": 0.25, "name": "conv2"}, *ANSWER[2:]),
        (*ANSWER[:2], [1, 2, 3], ANSWER[3]),
        (*ANSWER[:2], (1, 2), ANSWER[3]),
        ANSWER[:3],
    ],
    ids=["values", "shape", "dtype", "number", "text", "length", "type", "fewer answers"],
)
def test_another_answer_does_not(other):
    assert not fingerprint.of(ANSWER).matches(fingerprint.of(other))


def test_a_nan_is_near_a_nan_alone():
    assert fingerprint.of([float("nan")]).matches(fingerprint.of([float("nan")]))
    assert not fingerprint.of([float("nan")]).matches(fingerprint.of([0.0]))


def test_words_and_pixels_of_a_figure_are_the_students_own():
    figure = {"axes": [{"title": "mine", "y": 1.0}], "suptitle": "x", "png": torch.zeros(3, dtype=torch.uint8)}
    other = {"axes": [{"title": "yours", "y": 1.0}], "suptitle": "y", "png": torch.ones(9, dtype=torch.uint8)}
    assert fingerprint.of([figure]).matches(fingerprint.of([other]))


def test_a_large_number_is_no_crash():
    assert fingerprint.of([10**400]).numbers == (float("inf"),)


def test_it_reads_back_what_it_wrote():
    made = fingerprint.of(ANSWER)
    assert Fingerprint.from_data(made.as_data()) == made
