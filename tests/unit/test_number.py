"""One and many: what is said of a subject has the verb that goes with it."""

import pytest
import torch

from autograder.authoring.compare import Disagreement, agree
from autograder.grading.diagnosis.relations import relate
from autograder.model.number import counted, plural, times


@pytest.mark.parametrize(
    "subject",
    ["the logits", "the first image's logits", "the weights after each epoch", "the counts of the ten digits",
     "the lengths of two histories, of 3 epochs and of 2", "the buffers after validation"],
)  # fmt: skip
def test_many_are(subject: str) -> None:
    for found, wanted, said in (
        (torch.ones(2), torch.ones(3), "have shape (2,), expected (3,)"),
        (None, [1], "are missing: found None"),
        ([1], [1, 2], "have 1 entry, expected 2"),
        ({}, {"a": 1}, "have no `a`"),
        (2, 1, "are 2, expected 1"),
    ):
        with pytest.raises(Disagreement) as failure:
            agree(found, wanted, subject)
        assert str(failure.value).startswith(f"{subject} {said}")
    assert relate(torch.arange(4.0) + 1, -(torch.arange(4.0) + 1), subject, {}).sentence.startswith("what your code")


@pytest.mark.parametrize(
    "subject",
    ["the loss", "the list of weights", "entry 3 of the weights", "what the layers hold", "`total_losses`", "the bias",
     "after two steps, the tensor `weight`", "the argument afterwards, doubled,", "a network whose logits are large",
     "how the weights compare with Xavier's rule", "the answer", "it"],
)  # fmt: skip
def test_one_is(subject: str) -> None:
    assert not plural(subject)


def test_numbers_with_their_nouns() -> None:
    assert [counted(n, "check") for n in (0, 0.5, 1, 2)] == ["0 checks", "0.5 checks", "1 check", "2 checks"]
    assert counted(1, "student has", "students have") == "1 student has"
    assert [times(n) for n in (1, 2, 3)] == ["once", "twice", "3 times"]
