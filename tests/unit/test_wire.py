"""What crosses between judge and child: values survive, lies do not."""

import json
import math

import numpy as np
import pytest
import torch

from autograder.model import wire


def roundtrip(value):
    return wire.decode(wire.encode(value))


def test_values_arrive_as_what_they_were():
    value = {
        "n": None, "t": True, "i": 3, "f": 0.5, "inf": math.inf, "s": "ü", "l": [1, (2, 3)], "np": np.float32(0.5),
        "tensor": torch.arange(6).reshape(2, 3).T, "array": np.ones((2, 2), dtype=np.float64), 7: "int key",
    }  # fmt: skip
    back = roundtrip(value)
    assert torch.equal(back["tensor"], value["tensor"])
    assert isinstance(back["array"], np.ndarray)
    assert back["array"].dtype == np.float64
    assert isinstance(back["np"], np.float32)
    assert back["l"] == [1, (2, 3)]
    assert back["inf"] == math.inf
    assert {k: back[k] for k in ("n", "t", "i", "f", "s", 7)} == {k: value[k] for k in ("n", "t", "i", "f", "s", 7)}
    assert math.isnan(roundtrip(math.nan))


def test_what_cannot_cross_arrives_by_its_name_only():
    assert roundtrip(torch.nn.Linear(1, 1)) == wire.Opaque("Linear")
    assert roundtrip([object()]) == [wire.Opaque("object")]
    nested: list = []
    for _ in range(100):
        nested = [nested]
    assert "too deep" in repr(roundtrip(nested))


@pytest.mark.parametrize(
    "text",
    [
        '{"tensor": "0"}',
        '{"tuple": 1}',
        '{"a": 1, "b": 2}',
        '{"numpy": ["float32", "x"]}',
        "[" * 5000,
        "nope",
        '{"dict": [[1]]}',
    ],
)
def test_bytes_that_encode_could_not_have_made_are_refused(text):
    data = text.encode()
    with pytest.raises(wire.Malformed):
        wire.decode(wire.HEADER.pack(len(data), 0) + data)


def test_lengths_are_believed_only_when_they_add_up():
    good = wire.encode({"x": torch.ones(3)})
    for bad in (b"", good[:5], good[:-1], good + b"!", b"\xff" * 8 + good):
        with pytest.raises(wire.Malformed):
            wire.decode(bad)


def test_recorded_answers_are_one_safetensors_file(tmp_path):
    value = {"a": [torch.ones(2), 3.5, ("x", None)]}
    wire.write_file(tmp_path / "x.safetensors", value)
    back = wire.read_file(tmp_path / "x.safetensors")
    assert torch.equal(back["a"][0], torch.ones(2))
    assert back["a"][1:] == [3.5, ("x", None)]
    (tmp_path / "y.safetensors").write_bytes(json.dumps(value["a"][1]).encode())
    with pytest.raises(wire.Malformed, match="not a file of recorded answers"):
        wire.read_file(tmp_path / "y.safetensors")
