"""How a wrong answer relates to the right one: each relation is found, and none where there is none."""

import numpy as np
import pytest
import torch

from autograder.grading.checkrun import Finding
from autograder.grading.diagnosis.differing import varied
from autograder.grading.diagnosis.entries import misplaced
from autograder.grading.diagnosis.related import related
from autograder.grading.diagnosis.relations import relate

RIGHT = np.array([[0.31, -1.7, 2.2, 0.9], [1.4, 0.2, -0.6, 3.1], [-2.3, 1.1, 0.7, -0.4]])
LIST = [2.1, 1.7, 1.25, 0.93, 0.8]
MIXED = [1.25, 2.1, 1.7, 0.8, 0.93]
IMAGES = [RIGHT + 1, RIGHT * 2, RIGHT - 0.5, RIGHT / 3]
PAIRS = [(7, 4.264), (9, 2.186), (20, 0.061)]
KNOWN = {"the batch size": 4, "the number of batches": 6, "the number of images": 23, "the number of labels": 9}


def softmax(x, axis):
    return torch.softmax(torch.tensor(x), axis).numpy()


@pytest.mark.parametrize(
    ("found", "right", "name", "words"),
    [
        (4 * 0.7312, 0.7312, "ratio", "is 4 times the right one; 4 is the batch size"),
        (0.7312 / 23, 0.7312, "ratio", "is 1/23 of the right one; 23 is the number of images"),
        (73.12, 0.7312, "ratio", "is 100 times the right one"),
        (102, 0.4, "ratio", "is 255 times the right one"),
        (14 / 23, 14, "ratio", "is 1/23 of the right one; 23 is the number of images"),
        (RIGHT[0], RIGHT, "part", "only the first of the 3 that are right"),
        ([2 * x for x in LIST], LIST, "ratio", "is 2 times"),
        (-0.7312, 0.7312, "sign", "minus the right one"),
        ([*LIST, 1.9, *LIST, 0.1], [0.7, 0.2], "each batch", "6 entries for each one that is right; 6 is the number"),
        (1 / RIGHT, RIGHT, "reciprocal", "is 1 divided by the right one"),
        (RIGHT.T, RIGHT, "transposed", "rows and columns"),
        (RIGHT.reshape(-1), RIGHT, "reshaped", "in the shape (12,) instead of (3, 4)"),
        (torch.tensor([1, 3, 4]), torch.tensor([1.0, 3.0, 4.0]), "dtype", "as int64 instead of float32"),
        (np.maximum(RIGHT, 0), RIGHT, "ReLU of", "the right one after one more ReLU"),
        (RIGHT, np.maximum(RIGHT, 0), "without ReLU", "lacks the ReLU"),
        (softmax(RIGHT, 1), RIGHT, "softmax of", "after one more softmax"),
        (softmax(RIGHT, 0), RIGHT, "softmax over the first axis of", "over the first axis"),
        (np.log(softmax(RIGHT, 1)), RIGHT, "log-softmax of", "one more log-softmax"),
        (RIGHT, 1 / (1 + np.exp(-RIGHT)), "without sigmoid", "lacks the sigmoid"),
        (0.73, 0.7312, "roughly", "rounded to 2 decimals"),
        ([0.08, 0.04], [2 / 26, 1 / 26], "roughly", "rounded to 2 decimals"),
        ([[2, 0.5], [3, 0.7], [1, 0.4]], [[1, 0.4], [2, 0.5], [3, 0.7]], "permutation", "at other places"),
        ([2, 1, 1, 0, 0], LIST, "cut", "decimals cut off"),
        ([0.3, 0.65], [0.7, 0.35], "complement", "1 minus the right one"),
        (LIST[::-1], LIST, "reversed", "reverse order"),
        ([9.9, *LIST[:-1]], LIST, "late", "one place too late"),
        ([*LIST[1:], 9.9], LIST, "early", "one place too early"),
        (list(np.cumsum(LIST)), LIST, "cumulative", "sum of the right ones so far"),
        (list(np.maximum.accumulate(MIXED)), MIXED, "best so far", "the largest of the right ones so far"),
        (list(np.minimum.accumulate(MIXED)), MIXED, "best so far", "the smallest of the right ones so far"),
        ([LIST[0]] * 5, LIST, "the first", "the entry that is right at the start at every place"),
        (LIST[:2], LIST, "part", "only the first 2 of the 5"),
        (LIST[-3:], LIST, "part", "only the last 3 of the 5"),
        (MIXED, LIST, "permutation", "at other places"),
        ([1, 2, 3, 4], [0, 1, 2, 3], "offset", "one too large"),
        (35, 36, "offset", "is one too small"),
        ([9 - 3, 9 - 7], [3, 7], "complement", "is 9, the number of labels, minus"),
        ([(784,), (784, 10)], [(10,), (10, 784)], "exchanged", "has 10 where 784 belongs, and 784 where 10 belongs"),
        ([23 / 6 * x for x in LIST], LIST, "ratio", "is 23/6 of the right one; 23 is the number of images"),
        (0.7312 / np.log(10), 0.7312, "ratio", "a logarithm is taken to the base 10"),
        ([0.377 * x for x in LIST], LIST, "ratio", "is 0.377 times the right one at every place"),
        (np.log(softmax(np.log(2) * RIGHT, 1)), np.log(softmax(RIGHT, 1)), "spread", "with powers of 2 in place of e"),
        (softmax(np.log(2) * RIGHT, 1), softmax(RIGHT, 1), "spread", "is the softmax of the scores times 0.6931"),
        (softmax(-RIGHT, 1), softmax(RIGHT, 1), "spread", "with the other sign"),
        (1 / (1 + 2.0**-RIGHT), 1 / (1 + np.exp(-RIGHT)), "steeper", "with powers of 2 in place of e"),
        ((np.tanh(RIGHT) + 1) / 2, 1 / (1 + np.exp(-RIGHT)), "steeper", "logistic function of 2 times the right sums"),
        (np.maximum(RIGHT, 0.3), RIGHT, "cut off", "cut off at 0.3: in place of smaller numbers"),
        (np.minimum(RIGHT, 1.2), RIGHT, "cut off", "cut off at 1.2: in place of larger numbers"),
        ({"loss": 4 * 0.7312, "correct": 3}, {"loss": 0.7312, "correct": 3}, "ratio", "4 times"),
        ([2.1, 1.86, 1.494, 1.1556, 0.94224], LIST, "smoothed", "has 0.4 of the one before it"),
        (LIST[::2], LIST, "every other", "only one in 2 of the 5"),
        (100 / 23 * 0.7312, 0.7312, "ratio", "in percent of the number of images"),
        (RIGHT.astype(np.float16).astype(float), RIGHT, "half", "numbers of 16 bits"),
        (IMAGES[:2], IMAGES, "part", "only the first 2 of the 4 entries"),
        ([*IMAGES, IMAGES[0]], IMAGES, "more", "1 more behind them"),
        ([*IMAGES[1:], RIGHT * 7], IMAGES, "early", "one place too early"),
        ([IMAGES[i] for i in (1, 0, 3, 2)], IMAGES, "permutation", "right entries at other places"),
        ([[PAIRS[-1]] * 3][0], PAIRS, "the last", "right at the end at every place"),
        ([pair[::-1] for pair in PAIRS], PAIRS, "turned", "each turned round"),
        ([9 * RIGHT, IMAGES[0], RIGHT, IMAGES[1]], IMAGES[:2], "too often", "2 entries for each of 2"),
        ([list(column) for column in zip(*PAIRS, strict=True)], PAIRS, "columns", "2 lists of 3"),
        ([number for pair in PAIRS for number in pair], PAIRS, "flat", "one after the other"),
        ({"one": PAIRS[::-1], "two": 3}, {"one": PAIRS, "two": 3}, "reversed", "reverse order"),
        (784, 28, "power", "is the square of the right one"),
        (0.7312**0.5, 0.7312, "power", "is the square root of the right one"),
        ([9.9, 2.1, 9.9, 1.7, 9.9, 1.25], LIST[:3], "strewn", "at every second place"),
        (list(np.cumsum(LIST) / np.arange(1, 6)), LIST, "running mean", "the mean of the right ones so far"),
        (RIGHT[:, ::-1], RIGHT, "reversed", "of each row in reverse order"),
        (["Net", "Linear", "ReLU"], ["Linear", "ReLU"], "more", "the right 2 entries in their order, and 1 more"),
        (["Linear", "ReLU"], ["Linear", "Sigmoid", "ReLU"], "some", "only 2 of the 3 right entries"),
        ([0, 0, 2, 0], [0, 0, 1, 0], "values", "is 0 just where it should be"),
        ([1, 1, 1, 0], [0, 0, 1, 0], "too many", "a 1 wherever one belongs, and 2 more"),
        ([1, 0, 0, 0], [0, 0, 1, 0], "elsewhere", "as many ones as it should, at other places"),
    ],
)  # fmt: skip
def test_a_relation_is_told(found, right, name, words):
    relation = relate(found, right, "the loss", KNOWN)
    assert relation is not None
    assert relation.name == name
    assert words in relation.sentence


@pytest.mark.parametrize(
    ("found", "right"),
    [
        (0.7312, 0.7312),
        (13 * 0.7312, 0.7312),  # 13 is no number of the question
        (12, 3),  # two counts may be in any ratio by chance
        (np.zeros(3), RIGHT[0, :3]),
        (RIGHT, np.zeros_like(RIGHT)),
        (RIGHT + 0.1, RIGHT),
        ([1.0, 1.0, 1.0, 1.0], [1.0, 1.0, 1.0, 2.0]),
        (0.5, 0.4545),  # one share may be near a tenth by chance
        (np.full(3, 4.8e-10), np.array([0.25, 0.31, 0.12])),
        (np.zeros(3), np.array([-31.0, -3.7, -2.2])),
        (23, 0), (0.0, 1.0), (4000, 40),
        (2 / 22, 12 / 22), (3 / 255, 27 / 255),  # shares of the same few
        (0.9997 * RIGHT + 4e-5, RIGHT),
        ("3", 3.0), (None, 3.0), (torch.tensor([1.5]), RIGHT[0]), (np.array([0.3]), RIGHT),
        (float("nan"), 3.0), ({"a": 1.0}, {"b": 1.0}), ([1.0, "x"], [1.0, 2.0]),
        ([2 * LIST[0], *LIST[1:4], 3 * LIST[4]], LIST),
        ([1, 0], [3, 4]),  # the batch size minus the right one
        ([1.9, *LIST[1:]], LIST),  # the largest is wrong, and still the largest
        (3, 2), (3, 9), (0.25, 0.5),  # small counts and shares
        (np.float32([[-2.46115, -2.46112, -1.46115, -2.46113]]), np.float32([[-98.4, -7.1, 0.0, -9.9]])),  # two kinds
        ([2, 7, 0, 6, 3], [1, 9, 0, 4, 8]),  # one 0 where one belongs
        ([torch.ones(3), torch.ones(2)], [torch.zeros(3), torch.zeros(2)]),
    ],
)  # fmt: skip
def test_where_there_is_no_relation_nothing_is_told(found, right):
    assert relate(found, right, "the loss", KNOWN) is None


def test_a_part_is_told_as_simply_as_it_can_be():
    sizes = {"the number of filters": 6, "the number of weights": 150}
    assert relate(0.7312 / 25, 0.7312, "the sum", sizes).sentence == "the sum is 1/25 of the right one"


def test_one_count_of_as_many_is_no_part_of_another():
    sizes = {f"the number of {what}": size for what, size in (("images", 23), ("images in the last batch", 3))}
    sizes["the number of batches times the batch size"] = 24
    assert relate(1 / 23, 8 / 23, "the accuracy", sizes) is None
    said = relate(12 / 24, 12 / 23, "the accuracy", sizes).sentence
    assert said.endswith("24 is the number of batches times the batch size or the number of images plus 1")


def test_what_is_right_under_another_name_is_told():
    losses = [x**0.5 for x in LIST]
    right = {"train_loss": losses, "test_loss": losses[::-1], "epochs": 5}
    assert misplaced({**right, "test_loss": losses}, right) == "`test_loss` holds what belongs under `train_loss`"
    assert misplaced({"test_loss": losses}, right) == "`test_loss` holds what belongs under `train_loss`"
    shares = {"train": [0.5, 0.75, 0.625], "test": [0.25, 0.5, 0.75]}
    assert misplaced({"train": shares["test"]}, shares) == "`train` holds what belongs under `test`"
    assert misplaced({"train": shares["test"][:2]}, {name: share[:2] for name, share in shares.items()}) == ""
    assert misplaced({**right, "test_loss": losses[:3]}, right) == misplaced({**right, "epochs": 4}, right) == ""
    counts = {"the first call": 13, "the second call": 27}
    assert misplaced({"the second call": 13}, counts) == ""
    said = "the second call holds what belongs under the first call"
    assert misplaced({"the second call": 13}, counts, by_chance=True) == said


def test_a_relation_holds_for_all_that_is_wrong():
    right = {"a": LIST, "b": 0.35}
    assert relate({"a": [4 * x for x in LIST], "b": 4 * 0.35}, right, "", KNOWN).name == "ratio"
    assert relate({"a": [4 * x for x in LIST], "b": 6 * 0.35}, right, "", KNOWN) is None


def test_counts_that_are_so_by_chance_are_not_told():
    def found(answer, right, compared):
        return Finding(None, "fail", answers=(answer,), expected=(right,), compared=compared)

    batches, others = found([2, 3, 1], [7, 8, 6], (2, 7)), found([1, 2, 3], [4, 4, 9], (1, 4))
    assert [one.name for one in related(batches, {}, batches)] == ["offset"]
    assert related(batches, {}, others) == []
    calls, right = {"the first call": 16, "the second call": 25}, {"the first call": 14, "the second call": 30}
    both = found(calls, right, (calls, right))
    assert related(both, {"the number of images": 30}, both) == []
    calls, right = {"the first call": 16, "the second call": 30}, {"the first call": 14, "the second call": 30}
    both = found(calls, right, (calls, right))
    assert related(both, {"the number of images": 30}, both) == []


@pytest.mark.filterwarnings("error")
def test_numbers_too_large_to_be_rounded_warn_nobody():
    assert not varied(np.array([1e305, 2e305, 3e305]))


def test_three_shares_of_which_two_stand_one_place_early_may_do_so_by_chance():
    def found(answer, right):
        return Finding(None, "fail", answers=(answer,), expected=(right,), compared=(answer, right))

    here = found([4 / 19, 5 / 19, 2 / 19], [11 / 19, 4 / 19, 5 / 19])
    again = found([3 / 19, 6 / 19, 1 / 19], [12 / 19, 3 / 19, 6 / 19])
    assert related(here, {}, again) == []
    losses = found([5.22124, 3.11718, 1.71828], [8.94518, 5.22124, 3.11718])
    assert [one.name for one in related(losses, {}, losses)] == ["early"]
