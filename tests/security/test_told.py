"""What a child tells is believed in form alone: no value of it, however odd, is an error of the judge's."""

import json
import struct

import numpy as np
import pytest
import torch
from safetensors.torch import save

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
