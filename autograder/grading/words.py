"""What student code did, in one sentence: an exception with its line, a cell that cannot be asked."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.model.cells import RunCell
from autograder.model.notebook import bound_names, defined_names
from autograder.runner.respondent import CellResult

MOST_NAMES = 3
_FULL_STOP = re.compile(r"(?<!\.)\.\s*$")
_LOCATION = re.compile(r" \([^()]*, line \d+\)$")
_CALLED = re.compile(r"\(\) (got an unexpected keyword|got multiple values|takes |missing \d+ required)")


def in_words(facts: Mapping[str, Any]) -> str:
    """One sentence on a student's exception, with the line of the cell that it came from."""
    facts = {**facts, "message": _FULL_STOP.sub("", facts["message"])}  # the sentence goes on behind it
    place = f" at line {facts['line']} of {_cell_name(facts['cell'])}: `{facts['code']}`" if facts["cell"] else ""
    if facts["kind"] == "time":
        return f"It was still running when its time was over ({facts['message']}){place}: is there a loop without end?"
    if facts["kind"] == "memory":
        return f"It asked for more memory than there is{place}."
    if any(word in facts["message"] for word in ("CUDA", "NVIDIA")):
        said = "move things with `.to(device)`, as the notebook sets it"
        return f"Your code asked for a GPU, and there is none here{place}: {said}."
    if facts["type"] == "NotWhileGrading":
        return f"{facts['message']}{place}."
    if facts["type"] in ("SyntaxError", "IndentationError", "TabError") and place:
        return f"Python cannot read this{place}: {_LOCATION.sub('', facts['message'])}."
    if "<tokenize>, " in facts["message"]:  # its lines do not line up, so there is no tree, and no place
        return f"Python cannot read this cell: {facts['message'].replace('<tokenize>, ', '')}."
    if facts["type"] == "ModuleNotFoundError":
        said = "Use the packages that the lesson lists; a module of your own is handed in beside the notebook."
        return f"A package is not installed here: {facts['message']}{place}. {said}"
    if facts["type"] == "EOFError" and "input" in facts["code"]:
        return f"Your code asks for `input()`, and nobody is there to answer while it is graded{place}."
    if facts["type"] == "NotImplementedError" and not facts["message"]:
        return f"A stub is still there{place}."
    text = f": {facts['message']}" if facts["message"] else ""
    if not place:
        use = "called with what the exercise hands it" if _CALLED.search(facts["message"]) else "used"
        return f"What your code gave cannot be {use}: {facts['type'] or 'an exception'}{text}."
    return f"Your code raised {facts['type'] or 'an exception'}{text}{place}."


def kind_of(facts: Mapping[str, Any]) -> str:
    """An exception without the names in its message: the same for all who made the same mistake under other names."""
    return f"{facts['type']}: " + re.sub(r"'[^']*'", "'…'", facts["message"])[:300]


def _cell_name(cell: str) -> str:
    return cell if cell.startswith("cell ") else f"the cell `{cell}`"


@dataclass(frozen=True)
class Failure:
    """Why an exercise cannot be asked, and the line of a cell that is to blame, if one is known."""

    sentence: str
    cell: str = ""
    line: int = 0


def undefined(names: Sequence[str], source: str) -> Failure:
    """Said of an exercise whose cell came through without these names: a function has another name there, perhaps."""
    there = sorted(defined_names(source) or bound_names(source))[:MOST_NAMES]
    return Failure(f"The cell does not define {_quoted(names)}{f'; it defines {_quoted(there)}' if there else ''}.")


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def cell_failure(result: CellResult, source: str) -> Failure | None:
    """Why an exercise cannot be asked at all after its cell ran so; None when it can."""
    if result.died:
        return Failure(f"The cell ended the process: {result.died}.")
    if not result.missing:
        return None
    if result.raised:
        were = "was" if len(result.missing) == 1 else "were"
        said = f"{in_words(result.raised)} So {_quoted(result.missing)} {were} never defined."
        return Failure(said, result.raised["cell"], result.raised["line"])
    return undefined(result.missing, source)


def given_up(cells: Sequence[RunCell], results: Mapping[int, CellResult]) -> dict[str, Failure]:
    """Why exercises cannot be asked at all, by name: what the last cell of each left, said with the first trouble."""
    reasons: dict[str, Failure | None] = {}
    for index, cell in enumerate(cells):
        if cell.defines and index in results:
            reason, before = cell_failure(results[index], cell.source), reasons.get(cell.label)
            keep = reason and before and cell.more and not results[index].raised
            reasons[cell.label] = before if keep else reason
    return {name: reason for name, reason in reasons.items() if reason}
