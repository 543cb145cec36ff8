"""A group that nothing explains becomes a known mistake: tried on everything that is known first, then written.

What is written is one entry of reference/<id>/mistakes.py, which makes the reference's cell that of a member of the
group, without the member's name. Whoever deletes the entry takes the name back.
"""

import ast
import contextlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from autograder.authoring import declare
from autograder.authoring.declare import Cell, Mistake
from autograder.errors import UserError
from autograder.grading.bench import Bench
from autograder.grading.checkrun import CheckRun
from autograder.grading.diagnosis.ladder import explain
from autograder.grading.provenance import MISTAKES
from autograder.grading.recorded import KnownMistake, Paper
from autograder.grading.reference import OF_STUDENTS, Reference, Solved, Variant, put_cell
from autograder.grading.secret import Secret
from autograder.grading.suite import CheckSuite
from autograder.model import anonymous, lessonfile
from autograder.model.course import Assignment
from autograder.model.files import write_whole
from autograder.model.report import Report
from autograder.publish.prove import alternatives
from autograder.runner.pool import Zygote
from autograder.runner.session import Session

MOST_TOLD = 300


@dataclass(frozen=True)
class Named:
    """What was done: the mistake's name, its exercise and cell; on how many members and right ways it was tried."""

    name: str
    exercise: str
    cell: str
    members: int
    tried: int
    right: int


def name(assignment: Assignment, group: str, reports: Sequence[Report], sentence: str, hint: str) -> Named:
    """Make a known mistake of `group`, those of `reports` that have it.

    Raises UserError, with nothing written, when a right way would be told it, when another mistake would, or when it
    would not be told to the members.
    """
    sentence, hint = _said(sentence, hint)
    members = [(report, one.name) for report in reports for one in report.exercises if one.group == group]
    exercise = members[0][1]
    keep = assignment.exercise(exercise).names
    cells = [anonymous.cell_of(report, exercise, keep) for report, _ in members]
    with contextlib.ExitStack() as stack:
        trial = _Trial(assignment, exercise, stack)
        alike = {cell for cell in set(filter(None, cells)) if trial.tell(cell)[1] == group}
        if not alike:
            raise UserError(
                "None of the group's cells gives these answers by itself: they need more of their notebooks."
            )
        cell = min(alike, key=lambda one: (len(one), one))
        new = Variant(exercise, f"{OF_STUDENTS}{group}", sentence, hint, f"{cell}\n")
        trial.add(new)
        right = {"reference": lessonfile.solution(assignment, exercise), **alternatives(assignment).get(exercise, {})}
        others = {f"the right way {style}": source for style, source in right.items()}
        others |= {f"the mistake {one.name}": one.source for one in trial.mistakes if one.name != new.name}
        for style, source in others.items():
            if new.name in trial.tell(source)[0]:
                raise UserError(f"Nothing was written: {style} of {exercise} would be told the same.")
        if lost := sum(new.name not in trial.tell(one)[0] for one in alike):
            raise UserError(
                f"Nothing was written: {lost} of {len(alike)} cells of the group would not be told it. What they "
                "answer is not enough to know it by: give a comment to all of them at the desk instead."
            )
    _write(assignment, new)
    return Named(new.name, exercise, cell, len(members), sum(one in alike for one in cells), len(right))


class _Trial:
    """What cells of one exercise are told, each in the place of the reference's, under two seeds."""

    def __init__(self, assignment: Assignment, exercise: str, stack: contextlib.ExitStack) -> None:
        self.assignment, self.exercise = assignment, exercise
        self.suite = CheckSuite(assignment, assignment.course.public_seed)
        zygote = stack.enter_context(Zygote(assignment.course))
        self.reference = Reference(self.suite, Solved.of(assignment), zygote)
        stack.callback(self.reference.close)
        cells = lessonfile.reference_cells(assignment)
        self.session = stack.enter_context(Session(zygote, assignment.limits, cells, self.suite.source))
        self.known: list[KnownMistake] = list(self.reference.mistakes(self.suite, exercise))
        shared = Paper(self.suite, self.reference.lookup, lambda _: self.known, self.reference.trace)
        own = self.suite.under(self.suite.seed + 1)
        self.paper = Paper(own, self.reference.lookup, trace=self.reference.trace)
        secret = Secret(own.seed, "secret", own=False)
        self.bench = Bench(self.suite, lambda _: self.paper, shared, (), secret, "", self.reference)

    @property
    def mistakes(self) -> list[Variant]:
        return [one for one in self.reference.solved.variants if one.exercise == self.exercise]

    def add(self, new: Variant) -> None:
        """Take `new` for a known mistake.

        Raises UserError when there is one of its name, or it passes all checks.
        """
        if any(one.name == new.name for one in self.mistakes):
            raise UserError(f"The group has a name already: delete `{new.name}` in {MISTAKES} to give it another.")
        solved = self.reference.solved
        self.reference.solved = replace(solved, variants=(*solved.variants, new))
        self.known.append(self.reference.mistaken(new, self.suite, self.reference.lookup))
        if all(known.outcome != "fail" for known in self.known[-1].results.values()):
            raise UserError("Nothing was written: the group's cell passes all checks here.")

    def tell(self, source: str) -> tuple[set[str], str]:
        """The known mistakes that a cell is told, and the group that stands for what nothing explains of it."""
        self.session.renew()
        failed = put_cell(self.session, self.assignment, self.exercise, source)
        check_run = CheckRun(self.paper.suite, self.session, self.paper.lookup, given_up=failed)
        findings = check_run.run(self.suite.alone(self.exercise))
        told, group = explain(self.bench, self.paper, self.exercise, findings, self.session, failed)
        self.session.forget()
        return {one.name for several in told.values() for one in several if one.kind == "mistake"}, group


def _said(sentence: str, hint: str) -> tuple[str, str]:
    """The two in the form that mistakes have: a sentence without capital and full stop, a question."""
    sentence, hint = (" ".join(text.split()) for text in (sentence, hint))
    if not sentence or not hint.endswith("?") or max(len(sentence), len(hint)) > MOST_TOLD:
        raise UserError(
            f"Say what went wrong in a sentence, and --hint with a question, of {MOST_TOLD} letters at most."
        )
    sentence = sentence.rstrip(".")
    return (sentence if sentence[1:2].isupper() else sentence[:1].lower() + sentence[1:]), hint


def _write(assignment: Assignment, new: Variant) -> None:
    """Put the entry at the end of the file of mistakes, and what it uses among its imports."""
    path = assignment.reference / MISTAKES
    text = path.read_text(encoding="utf-8")
    lines, needed = text.rstrip("\n").split("\n"), {"mistakes", "rewrite", "row"}
    for node in ast.parse(text).body:
        if isinstance(node, ast.ImportFrom) and node.module == "autograder.authoring":
            names = sorted(needed | {one.name for one in node.names})
            lines[node.lineno - 1 : node.end_lineno] = [f"from {node.module} import {', '.join(names)}"]
            break
    else:
        raise UserError(f"{path} imports nothing from autograder.authoring, as a file of mistakes does.")
    quoted = new.source.rstrip("\n").replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    code = "\n".join(f"            {line}".rstrip() for line in quoted.split("\n"))
    quote = partial(json.dumps, ensure_ascii=False)  # as Python writes a text, too
    entry = [
        "", f"{new.name.upper()} = mistakes({quote(new.exercise)},",
        f"    row({quote(new.name)}, {quote(new.sentence)},",
        f'        rewrite("""\n{code}\n        """), hint={quote(new.hint)}),', ")", "",
    ]  # fmt: skip
    made = "\n".join([*lines, *entry])
    module = declare.load_source(made, str(path))
    (read,) = [one for one in declare.declared(module, Mistake) if one.name == new.name]
    if ast.dump(ast.parse(read.change(Cell(lessonfile.solution(assignment, new.exercise))))) != ast.dump(
        ast.parse(new.source)
    ):
        raise UserError("Nothing was written: the group's cell cannot be put into the file of mistakes as it is.")
    write_whole(path, made.encode())
