"""Cells mended before they are run: locked ones as released, text that is code, several answers in one cell apart."""

import ast
import contextlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from autograder.model.cells import RunCell
from autograder.model.course import Exercise
from autograder.model.notebook import Cell, bound_names, defined_names, syntax_tree
from autograder.model.owned import Frame, goes_on, untouched
from autograder.model.report import Note

_WORD = re.compile(r"[^\W\d]\w*")
_FENCE = re.compile(r"^\s*```[^\n]*\n|\n```\s*$")


def unlocked(cells: Sequence[Cell], frame: Frame, notes: list[Note]) -> Iterator[Cell]:
    """The cells, each locked one as released, with what the student added to it in a cell behind it."""
    twins = {cell.source.strip(): cell for cell in frame.locked.values()}
    for cell in cells:
        if cell.type == "code" and cell.grade_id not in frame.known and cell.source.strip() in twins:
            cell = replace(twins[cell.source.strip()], number=cell.number)  # its metadata are lost
        original = frame.locked.get(cell.grade_id)
        if original is None or cell.type != "code":
            yield cell
            continue
        added = ""
        if cell.source.strip() != original.source.strip():
            added, dropped = _added(cell.source, original.source)
            kept = "; what was added to it runs in a cell behind it" if added else ""
            kept += "; what else was changed in it was dropped" if dropped and added else ""
            said = f"The locked cell `{cell.grade_id}` had been changed; it was graded as released{kept}."
            note = Note("repair" if added and not dropped else "dropped", said)
            notes += [] if note in notes else [note]
        yield replace(cell, source=original.source)
        if added:
            yield Cell("code", added, number=cell.number)


def _added(source: str, original: str) -> tuple[str, bool]:
    """The statements that `source` has beside those of the original, and whether others had to be left out.

    Left out is what binds a name of the original anew: what a lesson hands out is not the student's to change.
    """
    mine, theirs = syntax_tree(source), syntax_tree(original)
    if mine is None or theirs is None:
        return "", True
    there = {ast.dump(statement) for statement in (*theirs.body, ast.Pass())}
    kept, dropped = [], False
    found = (
        (s, text if len(group) == 1 else ast.unparse(s)) for group, text in _statements(source, mine) for s in group
    )
    for statement, text in found:
        if ast.dump(statement) in there:
            continue
        if bound_names(text) & bound_names(original):
            dropped = True
        else:
            kept.append(text)
    return "\n".join(kept), dropped


def _statements(source: str, tree: ast.Module) -> Iterator[tuple[list[ast.stmt], str]]:
    """The statements of a cell, those of a line together, with their text and the comments before them."""
    lines, done = source.split("\n"), 0
    together: list[ast.stmt] = []
    for statement, after in zip(tree.body, [*tree.body[1:], None], strict=False):
        together.append(statement)
        end = statement.end_lineno or statement.lineno
        if after is None or after.lineno > end:
            yield together, "\n".join(lines[done : end if after else len(lines)])
            together, done = [], end


def definitions(sources: Sequence[str], run: Sequence[RunCell]) -> list[str]:
    """What each of the cells that are not run defines, if a cell that is run speaks of it; else nothing.

    That is functions, classes, imports and plain values, each on its line, of names that no cell binds that is run.
    """
    elsewhere = {name for cell in run for name in (*cell.defines, *bound_names(cell.source))}
    spoken = {word for cell in run for word in _WORD.findall(cell.source)}
    made = [""] * len(sources)
    for place, source in reversed([*enumerate(sources)]):
        tree, parts, names = syntax_tree(source), list[str](), set[str]()
        for statements, text in _statements(source, tree) if tree else ():
            bound = bound_names(text)
            keep = bound and bound.isdisjoint(elsewhere) and all(map(_is_definition, statements))
            parts.append(text if keep else "\n" * text.count("\n"))
            names |= bound if keep else set()
        if names & spoken:
            made[place] = "\n".join(parts).rstrip()
            spoken.update(_WORD.findall(made[place]))
    return made


def _is_definition(statement: ast.stmt) -> bool:
    if not isinstance(statement, ast.Assign):
        return isinstance(statement, ast.FunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom)
    with contextlib.suppress(ValueError, TypeError, MemoryError, RecursionError):
        ast.literal_eval(statement.value)
        return True
    return False


def imports_first(cells: list[Cell], frame: Frame, notes: list[Note]) -> list[Cell]:
    """The cells, with the locked ones that the release has above all exercises there, and in its order."""
    names = {name for exercise in frame.exercises for name in exercise.names}
    answers = (i for i, c in enumerate(cells) if c.is_exercise or (c.type == "code" and names & bound_names(c.source)))
    first = next(answers, len(cells))
    there = {cells[i].grade_id: i for i in reversed(range(len(cells))) if cells[i].grade_id in frame.first}
    order = sorted(there, key=frame.first.index)
    behind = [*(there[name] for name in order[1:]), first]
    late = [name for name, place in zip(order, behind, strict=False) if there[name] > place]
    if not late:
        return cells
    said = "The locked cell `{}` stood below what needs it; it was run above."
    notes += [Note("repair", said.format(name)) for name in late]
    places = {cells[there[name]].number: place for place, name in enumerate(order)}
    start = min(first, *there.values())
    moved = sorted((c for c in cells if c.number in places), key=lambda c: places[c.number])
    return [*cells[:start], *moved, *(cell for cell in cells[start:] if cell.number not in places)]


def as_code(cells: list[Cell], frame: Frame, notes: list[Note]) -> list[Cell]:
    """The cells, with an exercise's that was turned into text made code again, where no code cell can be it."""
    code = [i for i, cell in enumerate(cells) if cell.type == "code"]
    for exercise in frame.exercises:
        if any(cells[i].grade_id == exercise.name for i in code) or frame.definers(exercise, cells, code):
            continue
        for index, cell in enumerate(cells):
            text = _FENCE.sub("", cell.source)
            mine = cell.grade_id == exercise.name or set(exercise.names) <= bound_names(text)
            if cell.type != "code" and mine and syntax_tree(text) is not None:
                cells[index] = replace(cell, type="code", source=text, grade_id=exercise.name)
                notes.append(Note("repair", f"`{exercise.name}` stood in a cell of text; it was graded as code."))
                break
    return cells


def hosts(cells: Sequence[Cell], own: Mapping[str, tuple[int, ...]], frame: Frame) -> dict[int, list[Exercise]]:
    """Cells that hold the answers of several exercises, which have none of their own: by index, whose."""
    owner = {index: name for name, parts in own.items() for index in parts}
    found: dict[int, list[Exercise]] = {}
    code = [i for i, cell in enumerate(cells) if cell.type == "code" and cell.grade_id not in frame.locked]
    code = [i for i in code if cells[i].source.strip() not in frame.shown]
    for exercise in frame.exercises:
        parts, stub = own.get(exercise.name, ()), frame.stub(exercise.name)
        worked = [cells[i].source for i in parts if not untouched(cells[i].source, stub)]
        if all(_is_a_look(source, exercise) for source in worked):
            for index in frame.definers(exercise, cells, [i for i in code if i not in parts])[-1:]:
                defined = set(exercise.names) <= defined_names(cells[index].source)
                if defined or not worked or frame.is_value(exercise):
                    found.setdefault(index, []).append(exercise)
    for index, exercises in found.items():
        exercises[:0] = [e for e in frame.exercises if e.name == owner.get(index)]
    return found


def _is_a_look(source: str, exercise: Exercise) -> bool:
    """Whether a cell is Python that defines nothing of the exercise: a call of what stands elsewhere."""
    return syntax_tree(source) is not None and bound_names(source).isdisjoint(exercise.names)


def split(cell: Cell, exercises: Sequence[Exercise], frame: Frame) -> list[Cell]:
    """A cell that holds several answers, as a cell for each, and one for what stands between them."""
    tree = syntax_tree(cell.source)
    if tree is None or not tree.body:
        return [cell]
    pieces = [_Piece.of(group, text, exercises) for group, text in _statements(cell.source, tree)]
    for before, piece in pairwise(pieces):
        if not piece.owner and before.owner and goes_on(piece.text, before.owner.names):
            piece.owner = before.owner
    for exercise in filter(frame.is_value, exercises):
        _claim(exercise, pieces)
    parts: list[tuple[str, str]] = []
    for piece in pieces:
        if piece.text.lstrip().startswith("%%"):  # it was of a cell that was joined to another
            continue
        name = piece.owner.name if piece.owner else ""
        if parts and (parts[-1][0] == name or not piece.text.strip()):
            parts[-1] = parts[-1][0], f"{parts[-1][1]}\n{piece.text}"
        else:
            parts.append((name, piece.text))
    return [Cell("code", text, name, bool(name), number=cell.number) for name, text in parts]


@dataclass
class _Piece:
    """Statements of a cell: whose they are, what they bind, and the words of those that do not only define."""

    text: str
    owner: Exercise | None
    bound: frozenset[str]
    words: frozenset[str]

    @staticmethod
    def of(statements: Sequence[ast.stmt], text: str, exercises: Sequence[Exercise]) -> "_Piece":
        bound = bound_names(text)
        words = [] if all(map(_is_definition, statements)) else _WORD.findall(text)
        return _Piece(text, next((e for e in exercises if bound & set(e.names)), None), bound, frozenset(words))


def _claim(exercise: Exercise, pieces: Sequence[_Piece]) -> None:
    """Give an exercise of values what stands around it and makes these, or goes on with them, as training does."""
    first = next((i for i, piece in enumerate(pieces) if piece.owner is exercise), len(pieces))
    names = set(exercise.names)
    for piece in takewhile(lambda piece: piece.owner in (None, exercise), pieces[first:]):
        if piece.owner or piece.words & names:
            piece.owner = exercise
            names |= piece.bound
    above = list(takewhile(lambda piece: piece.owner is None, reversed(pieces[:first])))
    others = {word for piece in pieces if piece.owner not in (None, exercise) for word in _WORD.findall(piece.text)}
    deeds = [piece.text for piece in above if piece.words]
    made = {n for piece in above for n in piece.bound if piece.words or any(goes_on(text, {n}) for text in deeds)}
    made -= others
    needed = {word for piece in pieces if piece.owner is exercise for word in piece.words} & made
    for piece in above:
        if (piece.words | piece.bound) & needed and piece.bound.isdisjoint(others):
            piece.owner = exercise
            needed |= made & piece.words
