"""Pictures that may be shown: PNG and JPEG whose size, told from their first bytes, fills no machine.

Those that a student pasted into an answer are among them, up to a few.
"""

import base64
import binascii
import re
import struct
from collections.abc import Iterable, Mapping, Sequence

from autograder.model.notebook import Cell

MAX_PIXELS = 16 << 20
MOST_PASTED, MOST_BYTES = 6, 2 << 20
_PICTURE = re.compile(
    r"!\[[^\]]{0,200}\]\((?:attachment:([^)\s]{1,300}+)|data:image/(?:png|jpeg);base64,([A-Za-z0-9+/=\s]++))\)"
)
_PNG = b"\x89PNG\r\n\x1a\n"
_HEIGHT_FOLLOWS = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})  # the start-of-frame markers of JPEG


def fits(data: bytes) -> bool:
    """Whether `data` is a PNG or JPEG picture of no more than `MAX_PIXELS`."""
    return 0 < pixels(data) <= MAX_PIXELS


def kind(data: bytes) -> str:
    """`png` or `jpeg`, told from the first bytes."""
    return "png" if data.startswith(_PNG) else "jpeg"


def pixels(data: bytes) -> int:
    """The width times the height that a PNG or JPEG picture claims; 0 for whatever else `data` is."""
    if data.startswith(_PNG) and data[12:16] == b"IHDR" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width * height
    at = 2 if data.startswith(b"\xff\xd8\xff") else len(data)
    while at + 9 <= len(data) and data[at] == 0xFF:
        if data[at + 1] in _HEIGHT_FOLLOWS:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width * height
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return 0


def answer(cells: Iterable[Cell]) -> tuple[str, tuple[bytes, ...]]:
    """The text of an answer's cells, and its pictures; where one stood the text says which, or that it is not shown."""
    found: list[bytes] = []
    texts = []
    for cell in cells:
        attached = dict(cell.attached)

        def told(match: re.Match[str], attached: Mapping[str, str] = attached) -> str:
            data = decoded(attached.get(match[1], "") if match[1] else match[2])
            if len(found) == MOST_PASTED or not data:
                return "[a picture that is not shown]"
            found.append(data)
            return f"[picture {len(found)}]"

        texts.append(_PICTURE.sub(told, cell.source))
    return "\n\n".join(texts), tuple(found)


def decoded(text: str, most: int = MOST_BYTES) -> bytes:
    """The picture that `text` is in base64; nothing where it is none of at most `most` bytes that may be shown."""
    if len(text) > 2 * most:
        return b""
    try:
        data = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""
    return data if len(data) <= most and fits(data) else b""


def files(name: str, shown: Sequence[bytes]) -> dict[str, bytes]:
    """An answer's pictures as the files that lie beside its report."""
    return {f"{name}.{n}.{kind(data)}": data for n, data in enumerate(shown, 1)}
