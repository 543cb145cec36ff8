"""How large a picture is when it is drawn, told from its first bytes: a small file may fill a machine."""

import struct

MAX_PIXELS = 16 << 20
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
