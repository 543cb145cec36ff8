"""A grading.toml cut down to some of its assignments; comments and order stay."""

import re

_HEADER = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]\s*(?:#.*)?$")


def tables_of(text: str, assignments: set[str], policy: bool = True) -> str:
    """A grading.toml with the tables of some assignments only, with or without `[policy]`."""
    kept: list[str] = []
    above: list[str] = []  # comments and empty lines, which belong to what comes next
    table = [""]
    for line in text.splitlines(keepends=True):
        if not line.strip() or line.lstrip().startswith("#"):
            above.append(line)
            continue
        if header := _HEADER.match(line):
            table = _parts(header[1])
        wanted = table[0] != "assignments" or len(table) == 1 or table[1] in assignments
        if table[0] == "policy":
            wanted = policy
        if table == ["policy", "deadlines"] and not header:
            wanted = wanted and _parts(line.partition("=")[0])[0] in assignments
        if wanted:
            kept += [*above, line]
        above = []
    return "".join(kept)


def _parts(key: str) -> list[str]:
    return [part.strip().strip("\"'") for part in key.split(".")]
