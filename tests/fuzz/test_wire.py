"""The wire format: any bytes are a value of a closed set of types, or Malformed; never a crash, never an allocation."""

import json
import os
import struct
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.torch import save

from autograder.model import wire

CORPUS = Path(__file__).parent / "corpus"
PLAIN = (type(None), bool, int, float, str, list, tuple, dict, torch.Tensor, np.ndarray, np.generic, wire.Opaque)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(alphabet=st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(alphabet="abc"), inner) | st.tuples(inner, inner),
)  # fmt: skip
NODES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner)
    | st.dictionaries(st.sampled_from(["tuple", "dict", "float", "opaque", "tensor", "array", "numpy", "x"]), inner, max_size=2),
)  # fmt: skip
HEADERS = st.dictionaries(
    st.sampled_from(["0", "1", "__metadata__"]),
    st.fixed_dictionaries(
        {},
        optional={
            "dtype": st.sampled_from(["F32", "U8", "F8_E4M3", "F4", "I64", "X", ""]),
            "shape": st.lists(st.integers(-2, 2**63), max_size=4),
            "data_offsets": st.lists(st.integers(-1, 64), max_size=3),
        },
    ),
)


def decoded(data: bytes):
    """The value of `data`, all of plain types; Malformed as itself."""
    try:
        value = wire.decode(data)
    except wire.Malformed as error:
        return error
    assert isinstance(value, PLAIN)
    return value


def message(node: object, blob: bytes = b"") -> bytes:
    text = json.dumps(node).encode() if not isinstance(node, bytes) else node
    return wire.HEADER.pack(len(text), len(blob)) + text + blob


SAFE = save({"0": torch.zeros(3)})


@given(st.binary(max_size=500))
def test_any_bytes(data):
    decoded(data)


@given(NODES)
def test_any_tree(node):
    decoded(message(node))


@given(NODES | st.just({"tensor": "0"}), HEADERS, st.binary(max_size=64))
def test_any_tensor_header(node, header, data):
    text = json.dumps(header).encode()
    decoded(message(node, struct.pack("<Q", len(text)) + text + data))


@given(VALUES)
def test_values_come_back_as_they_were(value):
    assert wire.decode(wire.encode(value)) == value


@settings(max_examples=50)
@given(st.binary(max_size=200), st.integers(0, 2000), st.binary(min_size=1, max_size=4))
def test_damaged_answers(noise, place, patch):
    data = bytearray(wire.encode({"answer": {"weights": torch.arange(12.0), "text": noise.decode("latin-1")}}))
    place %= len(data)
    data[place : place + len(patch)] = patch
    decoded(bytes(data))


@pytest.mark.parametrize(
    "data",
    [
        struct.pack(">II", 0xFFFFFFFF, 0xFFFFFFFF),
        message(b"[" * 100_000),
        message(b"[" + b"0," * 300_000 + b"0]"),
        message(b"NaN"),
        message(b"Infinity"),
        message(b"1" * 10_000),
        message({"float": "1e999"}),
        message({"numpy": ["int8", 300]}),
        message({"numpy": ["object", 1]}),
        message({"tensor": "0"}),
        message({"tensor": "0"}, struct.pack("<Q", 10 << 30) + b"{}"),
        message({"tensor": "0"}, struct.pack("<Q", 2) + b"{}"),
        message({"dict": [["a"]]}),
        message("x" * 600_000),
        message([{"tensor": "0"}] * 2, SAFE),
        message({"dict": [[2**61 - 1, 0]]}),
        message([[]] * 4_000_000),
    ],
    ids=range(17),
)
def test_what_nobody_could_mean_is_malformed(data):
    assert isinstance(decoded(data), wire.Malformed)


def test_a_frame_of_ten_gigabytes_is_refused_before_it_is_read():
    reader, writer = os.pipe()
    os.write(writer, struct.pack(">Q", 10 << 30))
    os.close(writer)
    with pytest.raises(wire.Malformed):
        wire.receive(reader, 64 << 20)
    os.close(reader)


def test_nothing_is_executed_on_the_way():
    class Bomb:
        def __reduce__(self):
            return os._exit, (3,)

    assert wire.decode(wire.encode([Bomb()])) == [wire.Opaque("Bomb")]


@pytest.mark.parametrize("path", sorted(CORPUS.glob("wire-*")), ids=lambda path: path.name)
def test_what_fuzzing_found_stays_handled(path):
    decoded(path.read_bytes())
