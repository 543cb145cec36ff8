"""What a child tells is believed in form alone: no value of it, however odd, is an error of the judge's."""

import contextlib
import json
import random
import struct

import numpy as np
import pytest
import torch
from safetensors.torch import save

from autograder.authoring import compare
from autograder.grading import fingerprint
from autograder.grading.diagnosis.differing import wrong_numbers
from autograder.grading.diagnosis.relations import relate
from autograder.model import wire
from autograder.model.account import account_of
from autograder.model.trace import believed


def said(node: object, blob: bytes) -> bytes:
    text = json.dumps(node).encode()
    return struct.pack(">II", len(text), len(blob)) + text + blob


def with_header(data: bytes, **entry: object) -> bytes:
    head = json.dumps({"0": entry}).encode()
    return len(head).to_bytes(8, "little") + head + data


BFLOAT = save({"0": torch.zeros(3, dtype=torch.bfloat16)})


@pytest.mark.parametrize(
    ("node", "blob"),
    [
        ({"array": "0"}, BFLOAT),
        ({"array": "0"}, with_header(bytes(4), dtype="F32", shape=[1] * 70, data_offsets=[0, 4])),
        ({"tensor": "0"}, with_header(bytes(4), dtype="F32", shape=[1] * 5000, data_offsets=[0, 4])),
        ({"tensor": "0"}, with_header(b"", dtype="F32", shape=[0, 1 << 62, 1 << 62], data_offsets=[0, 0])),
        ({"tensor": "0"}, with_header(bytes(4), dtype="F32", shape=4, data_offsets=[0, 4])),
        ({"tensor": "0"}, with_header(bytes(4), dtype="F32", data_offsets=[0, 4])),
    ],
    ids=["no type of NumPy's", "70 dimensions", "5,000 dimensions", "no numbers", "a shape of no kind", "no shape"],
)
def test_a_tensor_that_cannot_be_is_malformed(node, blob):
    try:
        value = wire.decode(said(node, blob))
    except wire.Malformed:
        return
    assert str(value)  # or it can be shown


def test_a_bool_is_nothing_but_true_or_false():
    """A byte of 255 as a bool would count 255 times in a share of right answers."""
    blob = with_header(b"\xff\x02\x01\x00", dtype="BOOL", shape=[4], data_offsets=[0, 4])
    for kind in ("tensor", "array"):
        value = torch.as_tensor(wire.decode(said({kind: "0"}, blob)))
        assert (value.sum().item(), value.double().sum().item()) == (3, 3)
        assert torch.equal(value, torch.tensor([True, True, True, False]))


ODD = [
    float("inf"),
    float("nan"),
    10**400,
    -1,
    True,
    torch.ones(3),
    np.ones(2),
    "x",
    None,
    [],
    {},
    1e308,
    wire.Opaque("x"),
]
EVENT = ["op", "mul", 1, 12, 1.0, 1.0, []]
CALL = {"name": "f", "given": {}, "left": {}, "acts": [0, 0], "noted": {}}


@pytest.mark.parametrize("odd", ODD, ids=str)
def test_an_account_with_anything_in_it_is_believed_or_not(odd):
    for place in range(len(EVENT)):
        believed(
            {"events": [[*EVENT[:place], odd, *EVENT[place + 1 :]]], "targets": [], "acts": [], "end": {}, "whole": 1}
        )
    plain = {
        "events": [EVENT],
        "targets": [0],
        "acts": [["step", 1, {"a": 1.0}]],
        "end": {"gradients": 1.0},
        "whole": True,
    }
    for name in plain:
        believed({**plain, name: odd})
        believed({**plain, name: [odd]})
    for act in (["step", odd, {}], ["step", 1, odd], ["step", 1, {"a": odd}], [odd, 1, {}]):
        believed({**plain, "acts": [act]})
    for name in CALL:
        account_of({"calls": [{**CALL, name: odd}]})
    for name in ("shape", "numbers", "length", "text", "digest", "parts", "type"):
        for value in (odd, [odd]):
            account_of({"calls": [{**CALL, "given": {"x": {"type": "int", name: value}}}], "acts": [], "ended": odd})


def odd_answers(many: int):
    """Answers of every kind that the wire lets through, in every form that fits another badly."""
    rng = random.Random(1)
    kinds = [getattr(torch, name) for name in wire.DTYPES]
    plain = [0, -1, 2**63, 2**4000, 1e308, 5e-324, float("nan"), float("inf"), True, None, "x", "", wire.Opaque("Y")]
    scalars = [np.float16(6e4), np.int8(-128), np.uint8(255), np.bool_(True), np.int64(-(2**63))]

    def one(depth: int = 0):
        shape = rng.choice([(4, 3), (5,), (), (0,), (0, 3), (4, 0), (1,) * 32, (3, 4), (12,)])
        tensor = (torch.randn(shape) * rng.choice([1, 1e30, 1e-30, 100])).to(rng.choice(kinds))
        array = tensor.numpy() if tensor.dtype != torch.bfloat16 else tensor
        inner = [one(depth + 1) for _ in range(rng.choice([0, 1, 5]))] if depth < 3 else []
        return rng.choice(
            [tensor, array, inner, {"a": array, 1: inner}, rng.choice(plain), rng.choice(scalars), [2**63, 0.5]]
        )

    return [one() for _ in range(many)]


@pytest.mark.parametrize(
    "wanted", [2.5, 3, [1.0, 2.0], {"a": 1.0}, (1.5, 2), np.float32(2.5), None, True, torch.ones(3)]
)
def test_whatever_is_answered_is_right_or_wrong_and_no_fault_of_the_judge(wanted):
    for found in [*odd_answers(300), 10**400, -(10**400), [10**400] * 2, {"a": 10**400}]:
        with contextlib.suppress(compare.Disagreement):
            compare.agree(found, wanted)
            assert type(found) is not int or abs(found) < 10


def test_whatever_is_answered_can_be_explained_or_not():
    """Explanations are made of answers outside of any check: what one raised would be an error of ours."""
    wanted = [
        torch.randn(4, 3),
        [10, 9, 8, 7, 6],
        {"a": torch.ones(3), "b": 2.5},
        (1, 2.0),
        3,
        np.arange(5.0),
        "x",
        None,
        True,
    ]
    for number, found in enumerate(odd_answers(3_000)):
        right = wanted[number % len(wanted)]
        relate(found, right, "the answer", {"the batch size": 4, "nothing": 0})
        wrong_numbers(found, right)
        answers, expected = fingerprint.of([found]), fingerprint.of([right])
        answers.telling(expected)
        answers.matches(expected)
