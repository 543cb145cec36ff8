"""A student's cell without the student: the same program, from which nobody reads whose it is. Pure.

Comments and docstrings go. Names that the cell makes or reads and that hold a part of the student's name become others,
the same everywhere; within texts such a part becomes "…". What libraries call things stays: attributes that are only
read, keywords of calls, Python's own names, and the names that the lesson asks for.
"""

import ast
import builtins
import re
from collections.abc import Collection

from autograder.model.notebook import syntax_tree
from autograder.model.report import Report

_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+|[^\W\d_a-zA-Z]+")
_WORD = re.compile(r"\w+")


def cell_of(report: Report, exercise: str, keep: Collection[str]) -> str:
    """The cell of one exercise without its student's name, in any of its parts; empty where it cannot be read."""
    source = next((one.source for one in report.exercises if one.name == exercise), "")
    return anonymous(source, [report.student, *report.who.values()], {exercise, *keep})


def anonymous(source: str, names: Collection[str], keep: Collection[str] = ()) -> str:
    """`source` without comments, docstrings and the parts of `names`; empty where it is no Python."""
    tree = syntax_tree(source)
    parts = {part.casefold() for name in names for part in _WORD.findall(name.replace("_", " "))}
    parts = {part for part in parts if len(part) > 2 or not part.isascii()}
    try:
        return ast.unparse(_Nobody(parts, {*keep, *dir(builtins)}, _made(tree)).visit(tree)) if tree else ""
    except (RecursionError, ValueError):
        return ""


def _made(tree: ast.AST | None) -> set[str]:
    """The attributes that a cell sets, and the parameters of its functions."""
    nodes = list(ast.walk(tree)) if tree else []
    return {n.attr for n in nodes if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store)} | {
        n.arg for n in nodes if isinstance(n, ast.arg)
    }


class _Nobody(ast.NodeTransformer):
    def __init__(self, parts: set[str], keep: set[str], made: set[str]) -> None:
        self.parts, self.keep, self.made = parts, keep, made
        self.others: dict[str, str] = {}

    def other(self, name: str) -> str:
        held = {part.casefold() for part in (*_PART.findall(name), *name.split("_"))} & self.parts
        if name in self.keep or not (held or name.casefold() in self.parts):
            return name
        return self.others.setdefault(name, f"name_{len(self.others) + 1}")

    def generic_visit(self, node: ast.AST) -> ast.AST:
        body = getattr(node, "body", None)
        if isinstance(body, list):  # a text that stands alone says nothing to the program
            node.body = [one for one in body if not _is_text(one)] or [ast.Pass()]  # type: ignore[attr-defined]
        for field in ("id", "arg", "name", "asname"):
            told = getattr(node, field, None)
            theirs = (isinstance(node, ast.keyword) and told not in self.made) or (
                isinstance(node, ast.alias) and field == "name"
            )
            if isinstance(told, str) and not theirs:
                setattr(node, field, self.other(told))
        if isinstance(node, ast.Attribute) and node.attr in self.made:
            node.attr = self.other(node.attr)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            hide = lambda found: "…" if found[0].casefold() in self.parts else found[0]  # noqa: E731
            node.value = re.sub(r"[^\W_]+", hide, node.value)
        return super().generic_visit(node)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
