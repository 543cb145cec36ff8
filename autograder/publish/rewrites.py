"""Kinds of small changes of a syntax tree: a rewrite changes a node where it fits, and gives None elsewhere."""

import ast
from collections.abc import Callable

from autograder.model.notebook import last_name
from autograder.publish.trees import Rewrite

MODULES = {"F", "torch", "nn", "np", "functional", "numpy", "copy", "math", "optim"}


def _called(node: ast.AST) -> str:
    """The last name of what a call calls; empty for anything else."""
    return last_name(node.func) if isinstance(node, ast.Call) else ""


def _statement(node: ast.AST) -> str:
    """What is called by a statement that is only a call."""
    return _called(node.value) if isinstance(node, ast.Expr) else ""


def _inner(node: ast.Call) -> ast.expr:
    """What a call is made on: `x` of both `f(x)` and `x.f()`."""
    if isinstance(node.func, ast.Attribute) and not (node.args and last_name(node.func.value) in MODULES):
        return node.func.value
    return node.args[0]


def drop(called: str) -> Rewrite:
    """An operator that takes away a statement which only calls `called`."""
    return lambda node: [] if _statement(node) == called else None


def rename(old: str, new: str) -> Rewrite:
    """An operator that calls `new` where `old` is called."""

    def rewrite(node: ast.AST) -> ast.AST | None:
        if _called(node) != old:
            return None
        function = node.func  # type: ignore[attr-defined]
        setattr(function, "attr" if isinstance(function, ast.Attribute) else "id", new)
        return node

    return rewrite


def unwrap(*called: str) -> Rewrite:
    """An operator that leaves what a call was made on in place of the call."""

    def rewrite(node: ast.AST) -> ast.AST | None:
        if _called(node) not in called or not isinstance(node, ast.Call):
            return None
        return _inner(node) if node.args or isinstance(node.func, ast.Attribute) else None

    return rewrite


def wrap(code: str) -> Rewrite:
    """An operator that returns `code`, with the value in place of `_`, where a value is returned."""

    def rewrite(node: ast.AST) -> ast.AST | None:
        if not isinstance(node, ast.Return) or node.value is None or isinstance(node.value, ast.Tuple | ast.Dict):
            return None
        made = ast.parse(f"return {code}", mode="exec").body[0]
        value = node.value

        class Put(ast.NodeTransformer):
            def visit_Name(self, name: ast.Name) -> ast.expr:
                return value if name.id == "_" else name

        return Put().visit(made)

    return rewrite


def sign(where: type, old: type, new: type | None) -> Rewrite:
    """An operator that puts `new` for the sign `old` of nodes of that type; without one the left side stands alone."""

    def rewrite(node: ast.AST) -> ast.AST | None:
        signs = getattr(node, "ops", None) or [getattr(node, "op", None)]
        if not isinstance(node, where) or not isinstance(signs[0], old):
            return None
        if isinstance(node, ast.BinOp) and new is None:
            return node.left
        assert new is not None
        if isinstance(node, ast.Compare):
            node.ops[0] = new()
        else:
            node.op = new()  # type: ignore[attr-defined]
        return node

    return rewrite


def keyword(keywords: tuple[str, ...], old: object, new: object) -> Rewrite:
    """An operator that gives `new` for a keyword argument whose value is `old`."""

    def rewrite(node: ast.AST) -> ast.AST | None:
        for keyword in node.keywords if isinstance(node, ast.Call) else ():
            if keyword.arg in keywords and ast.unparse(keyword.value) == str(old):
                keyword.value = ast.parse(str(new), mode="eval").body
                return node
        return None

    return rewrite


def loop(code: str) -> Rewrite:
    """An operator that loops over `code`, with what was looped over in place of `_`."""

    def rewrite(node: ast.AST) -> ast.AST | None:
        if not isinstance(node, ast.For) or _called(node.iter) in ("range", "enumerate", "zip"):
            return None
        node.iter = ast.parse(code.replace("_", f"({ast.unparse(node.iter)})"), mode="eval").body
        return node

    return rewrite


def body(change: Callable[[ast.For], list[ast.stmt] | None]) -> Rewrite:
    """An operator on a whole loop: the statements that take its place."""
    return lambda node: change(node) if isinstance(node, ast.For) else None


def _take(loop: ast.For, *called: str) -> list[ast.stmt]:
    """Take the statements that call one of `called` out of the body of `loop`."""
    taken = [s for s in loop.body if _statement(s) in called]
    loop.body = [s for s in loop.body if s not in taken]
    return taken if loop.body else []


def taken_out(*called: str, before: bool = False) -> Callable[[ast.For], list[ast.stmt] | None]:
    def change(loop: ast.For) -> list[ast.stmt] | None:
        taken = _take(loop, *called)
        return None if not taken else [*taken, loop] if before else [loop, *taken]

    return change


def swapped(first: str, second: str) -> Callable[[ast.For], list[ast.stmt] | None]:
    """Two calls of a loop's body, the second before the first."""

    def change(loop: ast.For) -> list[ast.stmt] | None:
        at = {_statement(s): i for i, s in enumerate(loop.body)}
        if first not in at or second not in at or at[first] > at[second]:
            return None
        loop.body.insert(at[first], loop.body.pop(at[second]))
        return [loop]

    return change


def stopped(loop: ast.For) -> list[ast.stmt]:
    loop.body.append(ast.Break())
    return [loop]


def gradients_recorded(node: ast.AST) -> list[ast.stmt] | None:
    if isinstance(node, ast.With) and _called(node.items[0].context_expr) in ("no_grad", "inference_mode"):
        return node.body
    return None


def nothing_returned(node: ast.AST) -> ast.AST | None:
    return ast.Expr(node.value) if isinstance(node, ast.Return) and node.value is not None else None


def entries_swapped(node: ast.AST) -> ast.AST | None:
    if not isinstance(node, ast.Return) or not isinstance(node.value, ast.Tuple) or len(node.value.elts) < 2:
        return None
    node.value.elts[:2] = node.value.elts[1::-1]
    return node


def sizes_swapped(node: ast.AST) -> ast.AST | None:
    if not isinstance(node, ast.Call) or _called(node) not in ("Linear", "Conv2d") or len(node.args) < 2:
        return None
    node.args[:2] = node.args[1::-1]
    return node


def one_round_less(node: ast.AST) -> ast.AST | None:
    match node:
        case ast.For(iter=ast.Call(func=ast.Name("range"), args=[*before, stop]) as rounds):
            rounds.args = [*before, ast.BinOp(stop, ast.Sub(), ast.Constant(1))]
            return node
    return None


def rounds_counted_from_one(node: ast.AST) -> ast.AST | None:
    match node:
        case ast.For(iter=ast.Call(func=ast.Name("range"), args=[stop]) as rounds):
            rounds.args = [ast.Constant(1), ast.BinOp(stop, ast.Add(), ast.Constant(1))]
            return node
    return None


def batches_for_images(node: ast.AST) -> ast.AST | None:
    """`len(loader)` where `len(loader.dataset)` stands."""
    match node:
        case ast.Call(func=ast.Name("len"), args=[ast.Attribute(value=loader, attr="dataset")]):
            node.args = [loader]
            return node
    return None


def no_bias(node: ast.AST) -> ast.AST | None:
    if not isinstance(node, ast.Call) or _called(node) not in ("Linear", "Conv2d"):
        return None
    if any(keyword.arg == "bias" for keyword in node.keywords):
        return None
    node.keywords.append(ast.keyword("bias", ast.Constant(False)))
    return node
