"""One and many in sentences: a number with its noun, how often, and the verb that goes with a subject. Pure."""

import re

_VERBS = {"is": "are", "has": "have", "contains": "contain"}
_BEFORE = re.compile(r"^(?:after|before|in|for) [^,]*, ")
_BEHIND = re.compile(r",| (?:of|at|in|on|for|after|afterwards|when|that|with|whose|to|from|before)\b")


def counted(number: float, one: str, many: str = "") -> str:
    """A number with its noun: `1 report`, `2 reports`."""
    return f"{number:g} {one if number == 1 else many or one + 's'}"


def times(number: int) -> str:
    """How often: `once`, `twice`, `3 times`."""
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def plural(subject: str) -> bool:
    """Whether `subject` is many things: the weights of a net are, a list of weights is one, and so is `a name`."""
    noun = _BEHIND.split(_BEFORE.sub("", subject))[0]
    return re.search(r"^(?!what |how ).*(?<![aius])s$", noun) is not None


def says(subject: str, predicate: str) -> str:
    """`subject` with what is said of it, which begins with its verb: `the logits have shape (3,)`."""
    verb, _, rest = predicate.partition(" ")
    return f"{subject} {_VERBS[verb] if plural(subject) else verb} {rest}"
