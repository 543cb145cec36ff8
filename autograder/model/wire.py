"""Values that cross between the judge and student code: JSON for the shape, safetensors for the numbers, never pickle.

What comes from a child is data from an enemy: every length is checked before anything is allocated, every type is one
of a closed list, and whatever does not fit raises `Malformed`.
"""

import json
import math
import os
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.model.files import write_whole

HEADER = struct.Struct(">II")
DTYPES = {
    "float32": "F32", "float64": "F64", "float16": "F16", "bfloat16": "BF16", "bool": "BOOL", "uint8": "U8",
    "int8": "I8", "int16": "I16", "int32": "I32", "int64": "I64",
}  # fmt: skip
MAX_DEPTH = 24
MAX_ITEMS = 50_000
MAX_TEXT = 500_000
MAX_HEADER = 8 << 20
MAX_DIMS = 32  # as many as the oldest NumPy has
MAX_JSON = 8 << 20  # objects made of JSON take twenty times its size
MAX_KEY = 1 << 31  # larger whole numbers can be chosen so that a dict takes a quadratic time


class Malformed(Exception):
    """The bytes are not a value of the wire format, or are more than was allowed."""


@dataclass(frozen=True)
class Opaque:
    """Stands for a value that does not cross: only the name of its type does."""

    type_name: str


def _number(value: float) -> Any:
    return value if math.isfinite(value) else {"float": repr(value)}


def _skeleton(value: Any, tensors: dict, depth: int = 0) -> Any:
    """The JSON side of `value`; its tensors are added to `tensors`."""
    import numpy as np
    import torch

    if depth > MAX_DEPTH or len(tensors) > MAX_ITEMS:
        return {"opaque": "too deep"}
    if value is None or type(value) in (bool, str):
        return value[:MAX_TEXT] if isinstance(value, str) else value
    if type(value) is int:
        return value if value.bit_length() < 4096 else {"opaque": "int with over 1,000 digits"}
    if type(value) is float:
        return _number(value)
    if isinstance(value, torch.Tensor):
        plain = value.detach()
        if plain.layout != torch.strided or str(plain.dtype).removeprefix("torch.") not in DTYPES:
            return {"opaque": f"{plain.dtype} tensor"}
        tensors[str(len(tensors))] = plain.as_subclass(torch.Tensor).cpu().contiguous().clone()
        return {"tensor": str(len(tensors) - 1)}
    if isinstance(value, np.generic):
        if isinstance(value, np.bool_ | np.integer | np.floating) and value.dtype.name in DTYPES:
            return {"numpy": [value.dtype.name, _skeleton(value.item(), tensors, depth + 1)]}
        return {"opaque": type(value).__name__}
    if isinstance(value, np.ndarray):
        if value.dtype.name not in DTYPES:
            return {"opaque": f"NumPy array of {value.dtype.name}"[:60]}
        tensors[str(len(tensors))] = torch.from_numpy(np.ascontiguousarray(value).reshape(value.shape).copy())
        return {"array": str(len(tensors) - 1)}
    if isinstance(value, Mapping):
        return {"dict": [[_key(k), _skeleton(v, tensors, depth + 1)] for k, v in list(value.items())[:MAX_ITEMS]]}
    if isinstance(value, list | tuple):
        items = [_skeleton(item, tensors, depth + 1) for item in value[:MAX_ITEMS]]
        return items if isinstance(value, list) else {"tuple": items}
    if isinstance(value, Opaque):
        return {"opaque": value.type_name[:100]}
    if isinstance(value, bool | int | float | str):  # a subclass, an enum, …: its plain value
        for plain_type in (bool, int, float, str):
            if isinstance(value, plain_type):
                return _skeleton(plain_type(value), tensors, depth + 1)
    return {"opaque": type(value).__name__[:100]}


def _key(key: Any) -> Any:
    small = type(key) is not int or abs(key) < MAX_KEY
    return key if type(key) in (bool, int, str) and small else str(key)[:200]


def _value(node: Any, tensors: dict[str, Any], budget: list[int], depth: int = 0) -> Any:
    """The value of a JSON `node`; `budget[0]` counts down the nodes that may still come."""
    budget[0] -= 1
    if depth > MAX_DEPTH * 2 or budget[0] < 0:
        raise Malformed("an answer is nested too deeply or has too many parts")
    if node is None or isinstance(node, bool | int | float):
        return node
    if isinstance(node, str):
        if len(node) > MAX_TEXT:
            raise Malformed("a text is too long")
        return node.encode("utf-8", "replace").decode()
    if isinstance(node, list):
        return [_value(item, tensors, budget, depth + 1) for item in node]
    if not isinstance(node, dict) or len(node) != 1:
        raise Malformed("a node of no known kind")
    ((kind, content),) = node.items()
    if kind == "tuple" and isinstance(content, list):
        return tuple(_value(item, tensors, budget, depth + 1) for item in content)
    if kind == "dict" and isinstance(content, list):
        pairs = {}
        for pair in content:
            if not isinstance(pair, list) or len(pair) != 2 or not isinstance(pair[0], bool | int | str):
                raise Malformed("a dict whose entries are not pairs")
            if isinstance(pair[0], int) and abs(pair[0]) >= MAX_KEY:
                raise Malformed("a dict with numbers for keys that are too large")
            pairs[pair[0]] = _value(pair[1], tensors, budget, depth + 1)
        return pairs
    if kind == "float" and content in ("nan", "inf", "-inf"):
        return float(content)
    if kind == "opaque" and isinstance(content, str):
        return Opaque(content[:100].encode("utf-8", "replace").decode())
    if kind in ("tensor", "array") and isinstance(content, str) and content in tensors:
        tensor = tensors.pop(content)  # each stands in one place, or a small answer could be a huge one
        return tensor if kind == "tensor" else tensor.numpy()
    if kind == "numpy" and isinstance(content, list) and len(content) == 2 and content[0] in DTYPES:
        import numpy as np

        number = _value(content[1], tensors, budget, depth + 1)
        if content[0] == "bfloat16" or not isinstance(number, bool | int | float):
            raise Malformed("a NumPy number of no known kind")
        try:
            return np.dtype(content[0]).type(number)
        except (OverflowError, ValueError):
            raise Malformed("a NumPy number out of range") from None
    raise Malformed("a node of no known kind")


def encode(value: Any) -> bytes:
    """`value` as bytes. What cannot cross arrives as `Opaque`; nothing is executed on either side."""
    from safetensors.torch import save

    tensors: dict[str, Any] = {}
    text = json.dumps(_skeleton(value, tensors), separators=(",", ":")).encode("ascii")
    blob = save(tensors) if tensors else b""
    return HEADER.pack(len(text), len(blob)) + text + blob


def decode(data: bytes) -> Any:
    """The value of `data`.

    Raises Malformed for anything that `encode` could not have made.
    """
    if len(data) < HEADER.size:
        raise Malformed("an answer shorter than its header")
    text_size, blob_size = HEADER.unpack_from(data)
    if HEADER.size + text_size + blob_size != len(data):
        raise Malformed("an answer whose lengths do not add up")
    text = data[HEADER.size : HEADER.size + text_size]
    blob = data[HEADER.size + text_size :]
    if text_size > MAX_JSON:
        raise Malformed(f"an answer with more than {MAX_JSON >> 20} MB beside its tensors")
    try:
        node = json.loads(text, parse_constant=_no_constant)
        return _value(node, _tensors(blob) if blob else {}, [MAX_ITEMS * 4])
    except Malformed:
        raise
    except (ValueError, RecursionError, UnicodeError):
        raise Malformed("an answer that is not JSON") from None
    except Exception as error:  # safetensors, torch and NumPy raise types of their own for each kind of damage
        raise Malformed(f"values that cannot be made ({type(error).__name__})") from None


def _no_constant(name: str) -> Any:
    raise Malformed(f"the bare word {name}")


def _tensors(blob: bytes) -> dict[str, Any]:
    """The tensors of a safetensors blob, whose header is looked at before anything is made of it."""
    import torch
    from safetensors.torch import load

    (size,) = struct.unpack_from("<Q", blob) if len(blob) >= 8 else (0,)
    if not 0 < size <= min(MAX_HEADER, len(blob) - 8):
        raise Malformed("tensors whose header has no possible size")
    header = json.loads(blob[8 : 8 + size])
    entries = [entry for name, entry in header.items() if name != "__metadata__"] if isinstance(header, dict) else []
    if not entries or any(not isinstance(e, dict) or e.get("dtype") not in DTYPES.values() for e in entries):
        raise Malformed("tensors of no known kind")
    if any(len(entry["shape"]) > MAX_DIMS for entry in entries):
        raise Malformed(f"a tensor of more than {MAX_DIMS} dimensions")
    # a bool whose byte is neither 0 nor 1 counts as 255 in a sum
    return {n: t.view(torch.uint8) != 0 if t.dtype == torch.bool else t for n, t in load(blob).items()}


def write_file(path: Path, value: Any) -> None:
    """Write `value` as one safetensors file, whole or not at all; its shape is in the file's metadata."""
    import torch
    from safetensors.torch import save

    tensors: dict[str, Any] = {}
    text = json.dumps(_skeleton(value, tensors), separators=(",", ":"))
    write_whole(path, save(tensors or {"none": torch.zeros(0)}, metadata={"value": text}))


def read_file(path: Path) -> Any:
    """The value that `write_file` wrote.

    Raises Malformed when the file is something else.
    """
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(str(path), framework="pt") as file:
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
            return _value(json.loads(file.metadata()["value"]), tensors, [MAX_ITEMS * 100])
    except (SafetensorError, ValueError, KeyError, TypeError) as error:
        raise Malformed(f"{path} is not a file of recorded answers ({error})") from None


def frame(data: bytes) -> bytes:
    """`data` behind its length, as it goes over a channel."""
    return struct.pack(">Q", len(data)) + data


def send(fd: int, data: bytes) -> None:
    """Write one frame."""
    view = memoryview(frame(data))
    while view:
        view = view[os.write(fd, view) :]


def receive(fd: int, most: int) -> bytes:
    """Read one frame of at most `most` bytes.

    Raises EOFError when the other side has gone, Malformed when it announces more than `most`.
    """
    (size,) = struct.unpack(">Q", _exactly(fd, 8))
    if size > most:
        raise Malformed(f"an answer of {size / 1e6:,.0f} MB, more than the {most / 1e6:,.0f} MB allowed")
    return _exactly(fd, size)


def _exactly(fd: int, size: int) -> bytes:
    parts = []
    while size:
        part = os.read(fd, min(size, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
