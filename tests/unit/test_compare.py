"""The comparison ladder: each rung with its own sentence, and rule 1 of the contract to the letter."""

import numpy as np
import pytest
import torch

from autograder.authoring.compare import Disagreement, agree, require
from autograder.model.wire import Opaque


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (1, 1.0), (np.float32(0.5), 0.5), (np.int64(3), 3), (0.50001, 0.5), ([1, 2], (1, 2)), (True, True),
        (torch.ones(2), torch.ones(2)), (np.ones(2), np.ones(2)), ({"a": 1}, {"a": 1.0}), ((1, 28, 28), (1, 28, 28)),
        (torch.tensor([1.0, float("-inf")]), torch.tensor([1.0, float("-inf")])), (float("inf"), float("inf")),
    ],
)  # fmt: skip
def test_right_answers_in_other_clothes_agree(found, wanted):
    agree(found, wanted)


@pytest.mark.parametrize(
    ("found", "wanted", "said"),
    [
        (None, 0.5, "found None, expected a float. Is there a `return`?"),
        (torch.tensor(0.5), 0.5, "`.item()`"),
        (0.5, torch.tensor(0.5), "expected a torch tensor"),
        ("0.5", 0.5, "is a str, expected a float"),
        (True, 1, "is a bool, expected an int"),
        (2.0, 2, "a float, expected the whole number 2"),
        (0.67, 0.6666, "is 0.67, expected 0.6666"),
        (float("nan"), 0.5, "expected a finite number"),
        (torch.ones(2, 3), torch.ones(3, 2), "has shape (2, 3), expected (3, 2)"),
        (torch.ones(2).long(), torch.ones(2), "dtype int64, expected float32"),
        (torch.tensor([1.0, float("inf")]), torch.ones(2), "contains nan or inf"),
        (torch.full((2,), float("nan")), torch.tensor([1.0, float("inf")]), "is nan at [0], expected 1"),
        (torch.tensor([1.0, 7.0]), torch.tensor([1.0, float("inf")]), "is 7 at [1], expected inf"),
        (7.0, float("inf"), "is 7, expected inf"),
        (torch.tensor([50_000, 50_001]), torch.tensor([50_000, 50_000]), "is 50001 at [1], expected 50000"),
        (torch.tensor([1.0, 1.5]), torch.ones(2), "is 1.5 at [1], expected 1 (1 of 2 elements differ)"),
        ({"a": 1}, {"a": 1, "b": 2}, "has no `b`"),
        ({"a": 1, "c": 1}, {"a": 1}, "has `c`, which is not expected"),
        ([1], [1, 2], "has 1 entry, expected 2"),
        (Opaque("Linear"), 1, "is a Linear, expected an int"),
    ],
)
def test_each_rung_says_what_was_found_and_what_was_expected(found, wanted, said):
    with pytest.raises(Disagreement) as failure:
        agree(found, wanted, "it")
    assert said in str(failure.value)


def test_an_entry_called_by_words_is_named_after_the_whole():
    with pytest.raises(Disagreement, match=r"The total, the first call, is 1, expected 2\.") as failure:
        agree({"the first call": 1}, {"the first call": 2}, "The total")
    assert failure.value.what == "The total, the first call"


def test_require_shows_what_was_found():
    with pytest.raises(Disagreement, match=r"not a share: did you count\? Found: 31\."):
        require(False, "not a share: did you count?", found=31.0)
