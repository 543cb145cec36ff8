"""What is said of files that are handed over and are no notebooks: what each is, and what to do."""

from collections.abc import Iterator, Sequence

from autograder.intake.archive import Item
from autograder.model.text import clean

ASK = "the .ipynb is needed"
KINDS = {
    ".ipynb": f"lies among what tools and systems leave behind: {ASK}",
    ".html": f"is an HTML export: {ASK}", ".htm": f"is an HTML export: {ASK}", ".py": f"is a Python script: {ASK}",
    ".pdf": f"is a PDF: {ASK}", ".docx": f"is a document of Word: {ASK}", ".md": f"is a text: {ASK}",
    ".json": "ends in .json: if it is the notebook, give it the ending .ipynb",
    ".txt": "ends in .txt: if it is the notebook, give it the ending .ipynb",
    **dict.fromkeys((".rar", ".7z", ".zst", ".zip", ".tar", ".gz", ".tgz", ".xz", ".bz2"),
                    f"is no archive that can be opened here: {ASK}, or a zip"),
}  # fmt: skip


def first_of(lines: Sequence[str]) -> str:
    more = f" And {len(lines) - 5} more." if len(lines) > 5 else ""
    return " ".join(f"{line}." for line in lines[:5]) + more


def sentences_on(files: Sequence[tuple[str, Item]]) -> Iterator[str]:
    """A sentence on each file that may be meant as work, and one on all others."""
    lines = [sentence_on(label, item, KINDS.get(item.kind, "")) for label, item in files]
    yield from filter(None, lines)
    if others := [label for (label, _), line in zip(files, lines, strict=True) if not line]:
        more = f" and {len(others) - 1} more are no notebooks by their names" if len(others) > 1 else ""
        yield f"`{clean(others[0], 200)}`{more or ' is no notebook by its name'}"


def sentence_on(label: str, item: Item, what: str) -> str:
    """What lies there, and what to do; empty where there is nothing to say."""
    return f"`{clean(label, 200)}` {item.refused or what}" if item.refused or what else ""
