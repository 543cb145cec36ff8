"""Which cells are which exercise's: all that take part in defining its names, found by ids or by what they define."""

import ast
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from autograder.model.course import Assignment, Exercise
from autograder.model.notebook import Cell, bound_names, defined_names, last_name, same_code, syntax_tree
from autograder.model.report import Note

_STEPS = ("backward", "step")
LOST = "The marks of all exercises' cells are lost, as in Colab or VS Code; code was found by what it defines."


@dataclass(frozen=True)
class Frame:
    """What the release says: the exercises in code, their stubs, the locked cells, all ids, and what is not run.

    `first`: the locked cells that stand above all exercises; `shown`: the texts of cells that only show or check.
    """

    exercises: tuple[Exercise, ...]
    stubs: Mapping[str, str]
    locked: Mapping[str, Cell]
    known: frozenset[str]
    first: tuple[str, ...]
    shown: frozenset[str]

    @staticmethod
    def of(released: Sequence[Cell], assignment: Assignment) -> "Frame":
        exercises = tuple(exercise for exercise in assignment.exercises if exercise.manual is None)
        stubs = {cell.grade_id: cell.source for cell in released if cell.is_exercise}
        locked = {c.grade_id: c for c in released if c.type == "code" and c.locked and not c.is_check}
        checks = {cell.grade_id for cell in released if cell.is_check}
        known = frozenset({*stubs, *locked, *checks, *(e.name for e in exercises)})
        first = tuple(c.grade_id for c in takewhile(lambda c: not c.is_exercise, released) if c.grade_id in locked)
        shown = frozenset(cell.source.strip() for cell in released if cell.explore or cell.is_check)
        return Frame(exercises, stubs, locked, known, first, shown)

    def stub(self, name: str) -> str:
        return self.stubs.get(name, "")

    def may_answer(self, cell: Cell) -> bool:
        """Whether a cell that is no exercise's own may hold an answer all the same."""
        mine = cell.grade_id not in self.known or cell.is_check
        return cell.type == "code" and mine and cell.source.strip() not in self.shown

    def is_run(self, cell: Cell) -> bool:
        """Whether a cell is a locked one or an exercise's."""
        return cell.type == "code" and (cell.grade_id in self.locked or cell.grade_id in self.stubs)

    def definers(self, exercise: Exercise, cells: Sequence[Cell], pool: Sequence[int]) -> list[int]:
        """The last cells of `pool` that together define the exercise's names; none when one is lacking.

        A function counts before a value of its name: `accuracy = accuracy(net, images)` is no answer.
        """
        names, value = set(exercise.names), self.is_value(exercise)
        may = [i for i in pool if any(name in cells[i].source for name in names)]  # spares parsing what cannot be it
        for names_of in (bound_names,) if value else (defined_names, bound_names):
            missing, chosen = set(names), list[int]()
            for i in reversed(may):
                if not missing and not (value and _reads_first(cells[chosen[-1]].source, names)):
                    break
                bound = names_of(cells[i].source) & names
                wanted = bound & missing if missing else bound
                if wanted and not same_code(cells[i].source, self.stub(exercise.name)):
                    chosen.append(i)
                    missing -= bound
            if not missing:
                return sorted(chosen)
        return []

    def is_value(self, exercise: Exercise) -> bool:
        """Whether the exercise asks for values that a cell computes, not for functions or classes."""
        return exercise.name in self.stubs and not defined_names(self.stub(exercise.name)) & set(exercise.names)


def owned(cells: Sequence[Cell], frame: Frame) -> tuple[dict[str, tuple[int, ...]], set[int], list[Note]]:
    """The cells of each exercise, those of its id that are only run, and what there is to say."""
    own: dict[str, tuple[int, ...]] = {}
    aside: set[int] = set()
    notes: list[Note] = []
    taken: set[int] = set()
    for exercise in frame.exercises:
        mine = [i for i, cell in enumerate(cells) if cell.grade_id == exercise.name and cell.type == "code"]
        worked = [i for i in mine if not untouched(cells[i].source, frame.stub(exercise.name))]
        free = [i for i, cell in enumerate(cells) if frame.may_answer(cell) and i not in taken]
        parts, said = _parts(exercise, cells, worked, free, frame)
        if not parts and mine:
            parts, said = mine[:1], ""
        if parts:
            own[exercise.name] = tuple(parts)
            taken.update(parts)
            aside.update(i for i in worked if i not in parts and _worth_running(cells, i, parts, exercise, frame))
        note = Note("repair", said)
        notes += [note] if said and note not in notes else []
    return own, aside, notes


def _parts(
    exercise: Exercise, cells: Sequence[Cell], worked: Sequence[int], free: Sequence[int], frame: Frame
) -> tuple[list[int], str]:
    """The cells that take part in an exercise, in order, and a sentence when they were not simply its own one."""
    names = set(exercise.names)
    chosen = frame.definers(exercise, cells, worked)
    if chosen:
        older = frame.definers(exercise, cells, [i for i in worked if i < chosen[0]])
        upper = [i for i in worked if i < chosen[-1] and not bound_names(cells[i].source) & names]
        lower = [i for i in worked if i > chosen[-1] and goes_on(cells[i].source, names)]
        after = _going_on_below(exercise, chosen[-1], cells, free, frame)
        tried = [i for i in worked if i > chosen[-1] and i not in lower]
        count = f"There were {len(worked)} cells for `{exercise.name}`; "
        said = f"{count}the last one that defines it was graded." if older or tried else ""
        parts = sorted({*chosen, *upper, *lower, *after})
        if not said and len(worked) > 1:
            said = f"{count}they were graded together."
        return parts, said
    chosen = frame.definers(exercise, cells, free)
    if chosen:
        own = [i for i in worked if i > chosen[-1] and frame.is_value(exercise) and goes_on(cells[i].source, names)]
        after = [*own, *_going_on_below(exercise, [chosen[-1], *own][-1], cells, free, frame)]
        others = frame.definers(exercise, cells, [i for i in free if i < chosen[0]])
        if not others and not any(cell.grade_id in frame.stubs for cell in cells):
            return [*chosen, *after], LOST
        which = "the last of several cells that define it, none of them" if others else "a cell that is not"
        return [*chosen, *after], f"`{exercise.name}` was found in {which} its own."
    broken = [i for i in (*free, *worked) if syntax_tree(cells[i].source) is None and _seems(cells[i].source, exercise)]
    return broken[-1:] or list(worked[-1:]), ""


def untouched(source: str, stub: str) -> bool:
    return not source.strip() or same_code(source, stub) or same_code(source, "")


def _going_on_below(
    exercise: Exercise, index: int, cells: Sequence[Cell], free: Collection[int], frame: Frame
) -> list[int]:
    """The student's cells that go on with an exercise's values below it, up to the next of the release that is run."""
    if not frame.is_value(exercise):
        return []
    names, below = {name for other in frame.exercises for name in other.names}, list[int]()
    for i in range(index + 1, len(cells)):
        source = cells[i].source
        if i in free and names.isdisjoint(bound_names(source)):
            spoken = any(name in source for name in exercise.names) and syntax_tree(source) is not None
            below += [i] if spoken and goes_on(source, exercise.names) else []
        elif frame.is_run(cells[i]) or frame.may_answer(cells[i]):
            break
    return below


def _worth_running(cells: Sequence[Cell], index: int, parts: Sequence[int], exercise: Exercise, frame: Frame) -> bool:
    """Whether a cell that carries an exercise's id and is no part of it is run: an older answer that trains is not."""
    binds = bound_names(cells[index].source)
    if not binds & set(exercise.names) or not frame.is_value(exercise):
        return True
    return any(name in cells[i].source for i in parts for name in binds - set(exercise.names))


def _seems(source: str, exercise: Exercise) -> bool:
    """Whether a cell that is no Python looks as if it defined one of the exercise's names."""
    names = "|".join(map(re.escape, exercise.names))
    return bool(re.search(rf"^(?:[ \t]*+(?:def|class)[ \t]++)?(?:{names})\b[ \t]*+[(:=]", source, re.MULTILINE))


def _reads_first(source: str, names: Collection[str]) -> bool:
    """Whether a cell uses one of `names` before it binds it: it goes on from an earlier cell."""
    tree = syntax_tree(source)
    bound: set[str] = set()
    for statement in tree.body if tree else ():
        used = {n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
        if used & set(names) - bound:
            return not isinstance(statement, ast.FunctionDef | ast.ClassDef)
        bound |= {n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return False


def goes_on(source: str, names: Collection[str]) -> bool:
    """Whether a cell changes what an exercise's names stand for, and does not merely look at it."""
    tree = syntax_tree(source)
    if tree is None or bound_names(source) & set(names):
        return True
    for node in ast.walk(tree):
        if isinstance(node, ast.AugAssign) or (
            isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store)
        ):
            target = node.target if isinstance(node, ast.AugAssign) else node
            if _root(target) in names:
                return True
        elif isinstance(node, ast.Call):
            called = last_name(node.func)
            given = {n.id for part in [*node.args, *node.keywords] for n in ast.walk(part) if isinstance(n, ast.Name)}
            if called in _STEPS or (isinstance(node.func, ast.Attribute) and _root(node.func) in names):
                return True
            if called.startswith(("train", "fit")) and given & set(names):
                return True
    return False


def _root(node: ast.AST) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
