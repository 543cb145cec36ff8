"""A student's cells put in order against the release: who is which exercise, what is run, what is put back.

An exercise is all cells of the student's that take part in it. What stands in the wrong place is found by what it
defines; what cannot be used is said.
"""

import ast
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from autograder.model import pasted
from autograder.model.cells import RunCell
from autograder.model.course import Assignment, Exercise
from autograder.model.notebook import Cell, Submission, bound_names, defined_names, same_code, syntax_tree
from autograder.model.report import Note
from autograder.model.written import answers_in_words

_FENCE = re.compile(r"^\s*```[^\n]*\n|\n```\s*$")
_STEPS = ("backward", "step")


@dataclass(frozen=True)
class Sorted:
    """Cells, those of each exercise by index, those of it that are only run, answers in words, and what was mended."""

    cells: tuple[Cell, ...]
    own: Mapping[str, tuple[int, ...]]
    aside: frozenset[int]
    written: Mapping[str, tuple[int, ...]]
    notes: tuple[Note, ...]

    def parts(self, name: str) -> list[Cell]:
        """All that the student wrote for an exercise, in code or in words."""
        return [self.cells[index] for index in self.own.get(name, ()) or self.written.get(name, ())]

    def text(self, name: str) -> str:
        return "\n\n".join(cell.source for cell in self.parts(name))


def arrange(cells: Sequence[Cell], released: Sequence[Cell], assignment: Assignment) -> Submission:
    """Put a student's `cells` in order against the release."""
    found = sort(cells, released, assignment)
    frame = _Frame.of(released, assignment)
    exercises = {exercise.name: exercise for exercise in frame.exercises}
    owner = {index: name for name, parts in found.own.items() for index in parts}
    words = {index for parts in found.written.values() for index in parts}
    todo = tuple(
        n for n, parts in found.own.items() if all(same_code(found.cells[i].source, frame.stub(n)) for i in parts)
    )
    limits, notes = assignment.limits, list(found.notes)
    explored = {cell.source.strip() for cell in released if cell.explore}
    run: list[RunCell] = []
    placed: set[str] = set()
    for index, cell in enumerate(found.cells):
        name = owner.get(index, "")
        if name in todo or index in words:
            continue
        if name:
            e, more = exercises[name], index != found.own[name][0]
            run.append(
                RunCell(name, cell.source, e.names, e.seconds or limits.cell_seconds, e.run == "on_demand", more)
            )
        elif cell.grade_id in frame.locked and cell.type == "code":
            if cell.grade_id not in placed:
                placed.add(cell.grade_id)
                run.append(RunCell(cell.grade_id, frame.locked[cell.grade_id].source, (), limits.cell_seconds))
        elif index in found.aside or _is_extra(cell, frame.known, explored):
            run.append(RunCell(f"cell {cell.number}", cell.source, (), limits.cell_seconds))
    order = [cell.grade_id for cell in released]
    for cell in (cell for name, cell in frame.locked.items() if name not in placed):
        notes.append(Note("repair", f"The locked cell `{cell.grade_id}` was missing; it was put back."))
        before = set(order[: order.index(cell.grade_id)])
        place = max((i for i, other in enumerate(run) if other.label in before), default=-1) + 1
        run.insert(place, RunCell(cell.grade_id, cell.source, (), limits.cell_seconds))
    lost = tuple(name for name in exercises if name not in found.own)
    answers = {name: pasted.answer(found.parts(name)) for name in found.written}
    texts = {name: text for name, (text, _) in answers.items()}
    return Submission(
        tuple(run), todo, lost, tuple(notes), texts, {name: shown for name, (_, shown) in answers.items()}
    )


def _is_extra(cell: Cell, known: Collection[str], explored: Collection[str]) -> bool:
    """Whether it is a code cell of the student's own, or a visible one of the release, that is run."""
    if cell.type != "code" or cell.explore or cell.is_check or cell.grade_id in known:
        return False
    return bool(cell.source.strip()) and cell.source.strip() not in explored


@dataclass(frozen=True)
class _Frame:
    """What the release says: the exercises in code, their stubs, the locked cells, all ids."""

    exercises: tuple[Exercise, ...]
    stubs: Mapping[str, str]
    locked: Mapping[str, Cell]
    known: frozenset[str]

    @staticmethod
    def of(released: Sequence[Cell], assignment: Assignment) -> "_Frame":
        exercises = tuple(exercise for exercise in assignment.exercises if exercise.manual is None)
        stubs = {cell.grade_id: cell.source for cell in released if cell.is_exercise}
        locked = {c.grade_id: c for c in released if c.type == "code" and c.locked and not c.is_check}
        checks = {cell.grade_id for cell in released if cell.is_check}
        return _Frame(exercises, stubs, locked, frozenset({*stubs, *locked, *checks, *(e.name for e in exercises)}))

    def stub(self, name: str) -> str:
        return self.stubs.get(name, "")

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


def sort(cells: Sequence[Cell], released: Sequence[Cell], assignment: Assignment) -> Sorted:
    """Find out which cell is whose, after what was joined, locked or turned into text has been taken apart."""
    frame = _Frame.of(released, assignment)
    notes: list[Note] = []
    cells = list(_unlocked(cells, frame, notes))
    cells = _as_code(cells, frame, notes)
    own, aside, told = _owned(cells, frame)
    if apart := _hosts(cells, own, frame):
        cells = [part for i, cell in enumerate(cells) for part in (_apart(cell, apart[i]) if i in apart else [cell])]
        own, aside, told = _owned(cells, frame)
        for exercises in apart.values():
            names = " and ".join(f"`{exercise.name}`" for exercise in exercises)
            notes.append(Note("repair", f"{names} stood in one cell; each was graded by itself."))
    written = answers_in_words(cells, own, released, assignment)
    return Sorted(tuple(cells), own, frozenset(aside), written, (*notes, *told))


def _owned(cells: Sequence[Cell], frame: _Frame) -> tuple[dict[str, tuple[int, ...]], set[int], list[Note]]:
    """The cells of each exercise, those of its id that are only run, and what there is to say."""
    own: dict[str, tuple[int, ...]] = {}
    aside: set[int] = set()
    notes: list[Note] = []
    taken: set[int] = set()
    for exercise in frame.exercises:
        mine = [i for i, cell in enumerate(cells) if cell.grade_id == exercise.name and cell.type == "code"]
        worked = [i for i in mine if not _untouched(cells[i].source, frame.stub(exercise.name))]
        free = [i for i, c in enumerate(cells) if c.type == "code" and c.grade_id not in frame.known and not c.explore]
        free = [i for i in free if i not in taken]
        parts, said = _parts(exercise, cells, worked, free, frame)
        if not parts and mine:
            parts, said = mine[:1], ""
        if parts:
            own[exercise.name] = tuple(parts)
            taken.update(parts)
            aside.update(i for i in worked if i not in parts and _worth_running(cells, i, parts, exercise, frame))
        if said:
            notes.append(Note("repair", said))
    return own, aside, notes


def _parts(
    exercise: Exercise, cells: Sequence[Cell], worked: Sequence[int], free: Sequence[int], frame: _Frame
) -> tuple[list[int], str]:
    """The cells that take part in an exercise, in order, and a sentence when they were not simply its own one."""
    names = set(exercise.names)
    chosen = frame.definers(exercise, cells, worked)
    if chosen:
        older = frame.definers(exercise, cells, [i for i in worked if i < chosen[0]])
        upper = [i for i in worked if i < chosen[-1] and not bound_names(cells[i].source) & names]
        lower = [i for i in worked if i > chosen[-1] and goes_on(cells[i].source, names)]
        tried = [i for i in worked if i > chosen[-1] and i not in lower]
        count = f"There were {len(worked)} cells for `{exercise.name}`; "
        said = f"{count}the last one that defines it was graded." if older or tried else ""
        parts = sorted({*chosen, *upper, *lower})
        if not said and len(worked) > 1:
            said = f"{count}they were graded together."
        return parts, said
    chosen = frame.definers(exercise, cells, free)
    if chosen:
        after = _following(chosen[-1], cells, free) if frame.is_value(exercise) else []
        others = frame.definers(exercise, cells, [i for i in free if i < chosen[0]])
        which = "the last of several cells that define it, none of them" if others else "a cell that is not"
        return [*chosen, *(i for i in after if goes_on(cells[i].source, names))], (
            f"`{exercise.name}` was found in {which} its own."
        )
    broken = [i for i in (*free, *worked) if syntax_tree(cells[i].source) is None and _seems(cells[i].source, exercise)]
    return broken[-1:] or list(worked[-1:]), ""


def _untouched(source: str, stub: str) -> bool:
    return not source.strip() or same_code(source, stub) or same_code(source, "")


def _following(index: int, cells: Sequence[Cell], free: Collection[int]) -> Iterator[int]:
    """The student's cells behind one of theirs, up to the next cell of the release."""
    for i in range(index + 1, len(cells)):
        if cells[i].type == "code" and i not in free:
            return
        if i in free:
            yield i


def _worth_running(cells: Sequence[Cell], index: int, parts: Sequence[int], exercise: Exercise, frame: _Frame) -> bool:
    """Whether a cell that carries an exercise's id and is no part of it is run: an older answer that trains is not."""
    binds = bound_names(cells[index].source)
    if not binds & set(exercise.names) or not frame.is_value(exercise):
        return True
    return any(name in cells[i].source for i in parts for name in binds - set(exercise.names))


def _seems(source: str, exercise: Exercise) -> bool:
    """Whether a cell that is no Python looks as if it defined one of the exercise's names."""
    names = "|".join(map(re.escape, exercise.names))
    return bool(re.search(rf"^(?:\s*(?:def|class)\s+)?(?:{names})\b\s*[(:=]", source, re.MULTILINE))


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
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
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


def _unlocked(cells: Sequence[Cell], frame: _Frame, notes: list[Note]) -> Iterator[Cell]:
    """The cells, each locked one as released, with what the student added to it in a cell behind it."""
    twins = {cell.source.strip(): cell for cell in frame.locked.values()}
    seen: set[str] = set()
    for cell in cells:
        if cell.type == "code" and cell.grade_id not in frame.known and cell.source.strip() in twins:
            cell = replace(twins[cell.source.strip()], number=cell.number)  # its metadata are lost
        original = frame.locked.get(cell.grade_id)
        if original is None or cell.type != "code":
            yield cell
            continue
        if cell.source.strip() == original.source.strip() or cell.grade_id in seen:
            added, dropped = "", False
        else:
            added, dropped = _added(cell.source, original.source)
            kept = "; what was added to it runs in a cell behind it" if added else ""
            kept += "; what else was changed in it was dropped" if dropped and added else ""
            said = f"The locked cell `{cell.grade_id}` had been changed; it was graded as released{kept}."
            notes.append(Note("repair" if added and not dropped else "dropped", said))
        seen.add(cell.grade_id)
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
    there = {ast.dump(statement) for statement in theirs.body}
    kept, dropped = [], False
    for statement, text in _statements(source, mine):
        if ast.dump(statement) in there or isinstance(statement, ast.Pass):
            continue
        if bound_names(text) & bound_names(original):
            dropped = True
        else:
            kept.append(text)
    return "\n".join(kept), dropped


def _statements(source: str, tree: ast.Module) -> Iterator[tuple[ast.stmt, str]]:
    """Each statement of a cell with its text, decorators and the comments before it included."""
    lines, done = source.split("\n"), 0
    for i, statement in enumerate(tree.body):
        end = statement.end_lineno or statement.lineno
        last = i + 1 == len(tree.body)
        yield statement, "\n".join(lines[done : len(lines) if last else end])
        done = max(done, end)


def _as_code(cells: list[Cell], frame: _Frame, notes: list[Note]) -> list[Cell]:
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


def _hosts(cells: Sequence[Cell], own: Mapping[str, tuple[int, ...]], frame: _Frame) -> dict[int, list[Exercise]]:
    """Cells that hold the answers of several exercises, which have none of their own: by index, whose."""
    owner = {index: name for name, parts in own.items() for index in parts}
    hosts: dict[int, list[Exercise]] = {}
    code = [i for i, cell in enumerate(cells) if cell.type == "code" and not cell.is_check and not cell.explore]
    for exercise in frame.exercises:
        parts, stub = own.get(exercise.name, ()), frame.stub(exercise.name)
        if all(_untouched(cells[i].source, stub) for i in parts):
            pool = [i for i in code if cells[i].grade_id not in frame.locked and i not in parts]
            for index in frame.definers(exercise, cells, pool)[-1:]:
                hosts.setdefault(index, []).append(exercise)
    for index, exercises in hosts.items():
        exercises[:0] = [e for e in frame.exercises if e.name == owner.get(index)]
    return hosts


def _apart(cell: Cell, exercises: Sequence[Exercise]) -> list[Cell]:
    """A cell that holds several answers, as a cell for each, and one for what stands between them."""
    tree = syntax_tree(cell.source)
    if tree is None:
        return [cell]
    parts: list[tuple[str, str]] = []
    going: Exercise | None = None
    for _, text in _statements(cell.source, tree):
        binds = bound_names(text)
        new = next((e for e in exercises if binds & set(e.names)), None)
        if new is None and going is not None and goes_on(text, going.names):
            new = going
        going = new
        name = new.name if new else ""
        if parts and (parts[-1][0] == name or not text.strip()):
            parts[-1] = parts[-1][0], f"{parts[-1][1]}\n{text}"
        else:
            parts.append((name, text))
    return [Cell("code", text, name, bool(name), number=cell.number) for name, text in parts]
