"""A student's cell: its lines, what is looked at when it runs, and changes of it that are worth a run. Pure."""

import ast
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import islice

from autograder.feedback.viva.instrument import Program, instrumented
from autograder.feedback.viva.variants import Variant, variants
from autograder.model.course import Exercise
from autograder.model.notebook import syntax_tree

MOST_LINES, MOST_NODES, MOST_CHANGES = 60, 2000, 24


@dataclass(frozen=True, eq=False)
class Cell:
    """The source of an exercise in one notebook. All that is read from it is read once."""

    exercise: Exercise
    source: str

    @cached_property
    def lines(self) -> Sequence[str]:
        return textwrap.dedent(self.source).replace("\r\n", "\n").rstrip("\n").split("\n")  # as IPython takes it

    @cached_property
    def tree(self) -> ast.Module:
        tree = syntax_tree("\n".join(self.lines)) if len(self.lines) < MOST_LINES else None
        small = tree and next(islice(ast.walk(tree), MOST_NODES, None), None) is None  # each change is a copy of all
        return tree if tree and small else ast.Module([], [])

    @cached_property
    def changes(self) -> list[Variant]:
        """Changes of the cell that are worth a run."""
        return list(islice(variants(self.tree), MOST_CHANGES))

    @cached_property
    def whole(self) -> bool:
        """Whether the cell itself is what is looked at: no function or class of its own stands behind the names."""
        defined = {n.name for n in self.tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef)}
        classes = {n.name for n in self.tree.body if isinstance(n, ast.ClassDef)}
        for node in self.tree.body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                value = node.value  # a class of its own, an object of one, or what is made of a function (`partial`)
                names = [*value.args] if isinstance(value, ast.Call) else [value]
                known = {ast.unparse(one) for one in names if isinstance(one, ast.Name)} & defined
                known |= {ast.unparse(value.func)} & classes if isinstance(value, ast.Call) else set()
                if isinstance(value, ast.Lambda) or known:
                    defined.add(node.targets[0].id)
        return not defined & set(self.exercise.names)

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        """What the cell leaves behind, where it is looked at itself."""
        return self.exercise.names if self.whole else ()

    @cached_property
    def program(self) -> Program:
        return instrumented(self.tree, self.leaves)

    @cached_property
    def changed(self) -> Callable[[int], Program | None]:
        """The program of a change, by its number; None where there is none."""
        return cache(self._changed)

    def _changed(self, index: int) -> Program | None:
        try:
            return instrumented(self.changes[index].tree, self.leaves)
        except (SyntaxError, ValueError):
            return None
