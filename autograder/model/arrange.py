"""A student's cells put in order against the release: who is which exercise, what is run, what is put back.

An exercise is all cells of the student's that take part in it. What stands in the wrong place is found by what it
defines; what cannot be used is said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograder.model import pictures
from autograder.model.cells import RunCell
from autograder.model.course import Assignment
from autograder.model.mended import as_code, definitions, hosts, imports_first, split, unlocked
from autograder.model.notebook import Cell, Submission, same_code, syntax_tree
from autograder.model.owned import Frame, owned
from autograder.model.report import Note
from autograder.model.text import listed
from autograder.model.written import answers_in_words


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
    frame = Frame.of(released, assignment)
    exercises = {exercise.name: exercise for exercise in frame.exercises}
    owner = {index: name for name, parts in found.own.items() for index in parts}
    words = {index for parts in found.written.values() for index in parts}
    todo = tuple(
        n for n, parts in found.own.items() if all(same_code(found.cells[i].source, frame.stub(n)) for i in parts)
    )
    limits, notes = assignment.limits, list(found.notes)
    run: list[RunCell] = []
    aside: list[tuple[int, Cell]] = []
    placed: set[str] = set()
    for index, cell in enumerate(found.cells):
        name = owner.get(index, "")
        if name in todo or index in words:
            continue
        if name:
            e, more = exercises[name], index != found.own[name][0]
            source = cell.source
            if more and source.lstrip("\n")[:1] in (" ", "\t") and run[-1].label == name:  # cut within a function
                whole = f"{run[-1].source}\n\n{source}"
                source, more = (whole, run.pop().more) if syntax_tree(whole) else (source, more)
            run.append(RunCell(name, source, e.names, e.seconds or limits.cell_seconds, e.run == "on_demand", more))
        elif cell.grade_id in frame.locked and cell.type == "code":
            if cell.grade_id not in placed:
                placed.add(cell.grade_id)
                run.append(RunCell(cell.grade_id, frame.locked[cell.grade_id].source, (), limits.cell_seconds))
        elif index in found.aside or (
            frame.may_answer(cell) and not (cell.explore or cell.is_check) and cell.source.strip()
        ):
            run.append(RunCell(f"cell {cell.number}", cell.source, (), limits.cell_seconds))
        elif cell.type == "code":
            aside.append((len(run), cell))
    defined = definitions([cell.source for _, cell in aside], run)  # an exercise may call what such a cell defines
    for (place, cell), text in reversed([*zip(aside, defined, strict=True)]):
        run[place:place] = [RunCell(f"cell {cell.number}", text, (), limits.cell_seconds)] if text else []
    order = [cell.grade_id for cell in released]
    for cell in (cell for name, cell in frame.locked.items() if name not in placed):
        notes.append(Note("repair", f"The locked cell `{cell.grade_id}` was not there as released; it was put back."))
        before = set(order[: order.index(cell.grade_id)])
        place = max((i for i, other in enumerate(run) if other.label in before), default=-1) + 1
        run.insert(place, RunCell(cell.grade_id, cell.source, (), limits.cell_seconds))
    lost = tuple(name for name in exercises if name not in found.own)
    answers = {name: pictures.answer(found.parts(name)) for name in found.written}
    texts = {name: text for name, (text, _) in answers.items()}
    return Submission(
        tuple(run), todo, lost, tuple(notes), texts, {name: shown for name, (_, shown) in answers.items()}
    )


def sort(cells: Sequence[Cell], released: Sequence[Cell], assignment: Assignment) -> Sorted:
    """Find out which cell is whose, after what was joined, locked or turned into text has been taken apart."""
    frame = Frame.of(released, assignment)
    notes: list[Note] = []
    cells = imports_first(list(unlocked(cells, frame, notes)), frame, notes)
    cells = as_code(cells, frame, notes)
    own, aside, told = owned(cells, frame)
    if apart := hosts(cells, own, frame):
        cells = [
            part for i, cell in enumerate(cells) for part in (split(cell, apart[i], frame) if i in apart else [cell])
        ]
        own, aside, told = owned(cells, frame)
        for exercises in apart.values():
            names = listed([f"`{exercise.name}`" for exercise in exercises])
            notes.append(Note("repair", f"{names} stood in one cell; each was graded by itself."))
    written = answers_in_words(cells, own, released, assignment)
    return Sorted(tuple(cells), own, frozenset(aside), written, (*notes, *told))
