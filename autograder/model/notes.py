"""What was noticed on the way to a grade and costs nothing."""


def note(kind: str, text: str) -> str:
    """A note of a kind: `repair`, `attempt`, `dropped`, `unused`."""
    return text
