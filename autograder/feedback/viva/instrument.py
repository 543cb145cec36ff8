"""A cell's program that tells of itself while it runs: see `autograder.runner.account`. Pure."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.publish.trees import clone
from autograder.runner.account import HOOK

MOST_LONG = 48  # letters of an expression that can still be read aloud
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
PARTS = (ast.expr, ast.keyword, ast.Slice, ast.comprehension)
SILENT = frozenset(("super", "print", "range", "enumerate", "zip", "isinstance", "type"))


@dataclass(frozen=True)
class Place:
    """Somewhere a value can be looked at: its line in the student's cell, and a name, or an expression's text."""

    id: str
    line: int
    text: str
    kind: str = "expression"


@dataclass(frozen=True)
class Program:
    """A cell made to tell of itself, the places that it tells of, and which line of the student's each line is."""

    source: str
    places: Mapping[str, Place]
    lines: Mapping[int, int]


def instrumented(tree: ast.Module, leaves: Sequence[str] = ()) -> Program:
    """The program of `tree`, whose lines are those of the student's cell; with `leaves` the cell itself is called.

    Then what it returns are the values that it leaves under these names.
    """
    teller = _Teller()
    made = clone(tree)
    made.body = teller.block(made.body) if leaves else [teller.outside(one) for one in made.body]
    if leaves:
        value = leaves[0] if len(leaves) == 1 else f"{{{', '.join(f'{name!r}: {name}' for name in leaves)}}}"
        made.body += [_placed(one, 0) for one in ast.parse(f"{HOOK}.back('left', {value})").body]
        first = [one for one in made.body if isinstance(one, ast.ImportFrom) and one.module == "__future__"]
        rest = [one for one in made.body if one not in first]
        made.body = [*first, _around("", [], rest)]
    ast.fix_missing_locations(made)
    source = ast.unparse(made)
    lines: dict[int, int] = {}
    for ours, theirs in zip(_statements(ast.parse(source)), _statements(made), strict=True):
        lines.setdefault(ours.lineno, theirs.lineno)
    return Program(source + "\n", teller.places, lines)


def _statements(tree: ast.AST) -> Iterator[ast.stmt]:
    """All statements, in one order for all trees of one form."""
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt):
            yield node


def _around(name: str, given: list[str], body: list[ast.stmt]) -> ast.stmt:
    pairs = ", ".join(f"{one!r}: {one}" for one in given)
    made = ast.parse(f"with {HOOK}.call({name!r}, {{{pairs}}}):\n    pass").body[0]
    assert isinstance(made, ast.With)
    made.body = body
    return _placed(made, body[0].lineno)


def _placed(node: ast.stmt, line: int) -> ast.stmt:
    """A statement of ours that stands at a line of the student's."""
    node.lineno = line
    return node


class _Teller(ast.NodeTransformer):
    """Puts calls of the hook around what is computed."""

    def __init__(self) -> None:
        self.places: dict[str, Place] = {}
        self.owner = ""

    def outside(self, node: ast.stmt) -> ast.stmt:
        """A statement of the cell outside any function: only what functions do is told."""
        if isinstance(node, ast.FunctionDef):
            return self.function(node)
        if isinstance(node, ast.ClassDef):
            before, self.owner = self.owner, f"{self.owner}{node.name}."
            node.body = [self.outside(one) for one in node.body]
            self.owner = before
        match node:
            case ast.Assign(targets=[ast.Name(name), *_], value=ast.Lambda(args, result)):
                function = ast.parse(f"def {name}(): pass").body[0]
                assert isinstance(function, ast.FunctionDef)
                function.args, function.body = args, [_placed(ast.Return(result), node.lineno)]
                function.lineno = node.lineno
                return self.function(function)
        return node

    def function(self, node: ast.FunctionDef) -> ast.FunctionDef:
        doc = node.body[:1] if ast.get_docstring(node, clean=False) is not None else []
        body = node.body[len(doc) :] or [_placed(ast.Pass(), node.lineno)]
        given = [name for name in _arguments(node.args) if name != "self"]
        if node.name == "__init__" and self.owner:  # what it makes counts as what it returns
            told = ast.parse(f"{HOOK}.back('made', {_arguments(node.args)[0]})").body[0]
            body = [*body, _placed(told, body[-1].lineno)]
        node.body = [*doc, _around(f"{self.owner}{node.name}", given, self.block(body))]
        return node

    def block(self, body: list[ast.stmt]) -> list[ast.stmt]:
        return [made for one in body for made in self.told(one)]

    def told(self, node: ast.stmt) -> list[ast.stmt]:
        """A statement, and what is said behind it."""
        if isinstance(node, ast.FunctionDef):
            return [self.function(node)]
        if isinstance(node, SCOPES):
            return [node]
        for field in ("body", "orelse", "finalbody"):
            if isinstance(getattr(node, field, None), list):
                setattr(node, field, self.block(getattr(node, field)))
        for handler in getattr(node, "handlers", []):
            handler.body = self.block(handler.body)
        if isinstance(node, ast.For):
            node.iter = self.visit(node.iter)
            node.body = [*self.names(node.target, node.lineno), *node.body]
        elif isinstance(node, ast.With):
            node.items = [ast.withitem(self.visit(i.context_expr), i.optional_vars) for i in node.items]
        elif isinstance(node, ast.Return) and node.value is not None:
            text = clone(node.value)
            node.value = self.hooked("back", text, self.inner(node.value), "return")
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign) and node.value is not None:
            node.value = self.inner(node.value)  # what a name then holds is told behind it
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            return [node, *(one for target in targets for one in self.names(target, node.lineno))]
        elif isinstance(node, ast.If | ast.While):
            node.test = self.visit(node.test)
        elif isinstance(node, ast.Expr):
            node.value = self.visit(node.value)
        return [node]

    def inner(self, value: ast.expr) -> ast.expr:
        """An expression of which only the parts are told."""
        if isinstance(value, ast.Tuple):
            value.elts = [
                self.hooked("note", one, one, "expression") if isinstance(one, ast.Name) else self.visit(one)
                for one in value.elts
            ]
            return value
        known = isinstance(value, ast.Call | ast.BinOp | ast.Subscript | ast.Compare)
        return self.generic_visit(value) if known else self.visit(value)  # type: ignore[return-value]

    def names(self, target: ast.expr, line: int) -> list[ast.stmt]:
        """Statements that tell of the names which a statement has bound."""
        found = [one for one in ast.walk(target) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)]
        return [
            _placed(ast.Expr(self.hooked("note", one, ast.Name(one.id, ast.Load()), "name", line)), line)
            for one in found
        ]

    def hooked(self, how: str, node: ast.expr, value: ast.AST, kind: str, line: int = 0) -> ast.expr:
        place = Place(f"p{len(self.places)}", line or node.lineno, ast.unparse(node), kind)
        self.places[place.id] = place
        made = ast.parse(f"{HOOK}.{how}({place.id!r}, 0)", mode="eval").body
        assert isinstance(made, ast.Call)
        made.args[1] = value  # type: ignore[call-overload]
        return ast.copy_location(made, node)

    def visit(self, node: ast.AST) -> Any:
        """An expression, told of where somebody could read it aloud."""
        if isinstance(node, ast.JoinedStr):
            return node
        if not isinstance(node, ast.Call | ast.BinOp | ast.Subscript | ast.Compare) or _unreadable(node):
            return self.generic_visit(node) if isinstance(node, PARTS) else node
        if not isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
            return node
        text = clone(node)
        return self.hooked("note", text, self.generic_visit(node), "expression")


def _unreadable(node: ast.expr) -> bool:
    text = ast.unparse(node)
    called = node.func if isinstance(node, ast.Call) else None
    silent = isinstance(called, ast.Name) and called.id in SILENT
    return silent or len(text) > MOST_LONG or "\n" in text or all(not isinstance(n, ast.Name) for n in ast.walk(node))


def _arguments(args: ast.arguments) -> list[str]:
    return [one.arg for one in (*args.posonlyargs, *args.args, *args.kwonlyargs)]
