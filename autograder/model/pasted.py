"""Pictures that a student pasted into an answer: a few, none but PNG and JPEG, none that fills a machine."""

import base64
import binascii
import re
from collections.abc import Iterable, Mapping, Sequence

from autograder.model import pictures
from autograder.model.notebook import Cell

MOST, MOST_BYTES = 6, 2 << 20
_PICTURE = re.compile(
    r"!\[[^\]]{0,200}\]\((?:attachment:([^)\s]{1,300}+)|data:image/(?:png|jpeg);base64,([A-Za-z0-9+/=\s]++))\)"
)


def answer(cells: Iterable[Cell]) -> tuple[str, tuple[bytes, ...]]:
    """The text of an answer's cells, and its pictures; where one stood the text says which, or that it is not shown."""
    found: list[bytes] = []
    texts = []
    for cell in cells:
        attached = dict(cell.attached)

        def told(match: re.Match[str], attached: Mapping[str, str] = attached) -> str:
            data = decoded(attached.get(match[1], "") if match[1] else match[2])
            if len(found) == MOST or not data:
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
    return data if len(data) <= most and pictures.fits(data) else b""


def files(name: str, shown: Sequence[bytes]) -> dict[str, bytes]:
    """An answer's pictures as the files that lie beside its report."""
    return {f"{name}.{n}.{pictures.kind(data)}": data for n, data in enumerate(shown, 1)}
