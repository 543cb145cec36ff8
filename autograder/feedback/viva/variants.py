"""What a student's cell could say instead: a line left out, a call taken away, a number changed. Pure.

To the operators of `autograder.publish.operators` come changes that fit any code. Each is told in words that can be
read aloud.
"""

import ast
import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import Any

from autograder.model.notebook import last_name
from autograder.publish.operators import OPERATORS
from autograder.publish.trees import changed_trees, clone

MOST_LONG, MOST_SHORT = 72, 32
MOVED = {
    "zero_grad_once": "{} stands once before the loop, not inside it",
    "step_after_the_loop": "{} stands once after the loop, not inside it",
    "backward_and_step_after_the_loop": "{} stand once after the loop, not inside it",
    "step_before_backward": "{1} stands before {0}",
    "only_the_first": "a `break` ends the loop of line {line} after its first round",
    "only_the_last": "the loop of line {line} goes over the last element only",
    "without_the_last": "the loop of line {line} stops before the last element",
}
LEFT_ALONE = frozenset(("super", "print", "range", "enumerate", "zip", "isinstance", "type", "len", "dict", "list"))
MODULES = ("torch", "np", "F", "nn", "plt", "copy", "optim", "math")
UNUSED = frozenset(("dropout_at_the_end", "rounded", "percent", "wrong_sign", "nothing_returned", "sizes_swapped"))


@dataclass(frozen=True)
class Variant:
    """A changed cell: `kind` is removed, moved, changed or number; `told` says the change, without a full stop.

    `line` is the student's; `names` are those that a removed line had bound.
    """

    kind: str
    line: int
    told: str
    tree: ast.Module
    names: frozenset[str] = frozenset()


def variants(tree: ast.Module) -> Iterator[Variant]:
    """Every change that is tried, kinds in turn, none twice."""
    seen = {ast.unparse(tree)}
    kinds = (make(tree) for make in (_removed, _operated, _numbers, _unwrapped, _spared, _exchanged))
    for change in filter(None, chain.from_iterable(zip_longest(*kinds))):
        if (text := ast.unparse(change.tree)) not in seen:
            seen.add(text)
            yield change


def _spots(tree: ast.Module) -> Iterator[tuple[ast.AST, str, int | None, ast.AST]]:
    """Every node inside a function, or of a cell that has none, with its parent, its field and its place there."""
    whole = not any(isinstance(n, ast.FunctionDef | ast.Lambda) for n in ast.walk(tree))
    waiting: list[tuple[ast.AST, bool]] = [(tree, whole)]
    while waiting:
        parent, inside = waiting.pop(0)
        for field, value in ast.iter_fields(parent):
            if field in ("decorator_list", "annotation", "returns", "type_params"):
                continue
            for index, child in enumerate(value if isinstance(value, list) else [value]):
                if isinstance(child, ast.AST):
                    if inside:
                        yield parent, field, index if isinstance(value, list) else None, child
                    waiting.append((child, inside or isinstance(child, ast.FunctionDef | ast.Lambda)))


def _put(tree: ast.Module, parent: ast.AST, field: str, index: int | None, *new: ast.AST, of: int = 1) -> ast.Module:
    """A copy of `tree` with `new` in one place, or of `of` places; without any what is there is taken away."""
    memo: dict[int, ast.AST] = {}
    made = clone(tree, memo)
    place = memo[id(parent)]
    if index is None:
        setattr(place, field, new[0])
    else:
        there = getattr(place, field)
        empty = [] if len(there) > of or field == "keywords" else [ast.Pass(lineno=there[index].lineno, col_offset=0)]
        there[index : index + of] = new or empty
    return made


def _line(node: ast.AST) -> str:
    return ast.unparse(node).split("\n")[0]


def code(text: str) -> str:
    """A piece of code as prose has it."""
    return f"`{text.replace('`', chr(39))}`"


def bound(node: ast.AST) -> frozenset[str]:
    """Names and attributes that a statement binds."""
    stored = [n for n in ast.walk(node) if isinstance(getattr(n, "ctx", None), ast.Store)]
    return frozenset(n.id if isinstance(n, ast.Name) else getattr(n, "attr", "") for n in stored)


def _removed(tree: ast.Module) -> Iterator[Variant]:
    known = {arg.arg for n in ast.walk(tree) if isinstance(n, ast.arguments) for arg in n.args}
    for parent, field, index, node in _spots(tree):
        text = _line(node)
        if isinstance(node, ast.Assign):  # the first of its name would only be missed
            again, known = bound(node) <= known, known | bound(node)
            if not again:
                continue
        elif not isinstance(node, ast.AugAssign) and not (
            isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
        ):
            continue
        if len(text) > MOST_LONG and isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            text = f"{ast.unparse(node.value.func)}(…)"
        if text.startswith(("print(", "super(", "plt.show(")) or len(text) > MOST_LONG:
            continue
        told = f"line {node.lineno}, {code(text)}, is left out"
        yield Variant("removed", node.lineno, told, _put(tree, parent, field, index), bound(node))


def _operated(tree: ast.Module) -> Iterator[Variant]:
    """The operators with which lessons are proved, where what they change can be said in a line."""
    wanted = {name: make for name, make in OPERATORS.items() if name not in UNUSED}
    before = _texts(tree)
    for name, line, changed in changed_trees(tree, wanted):
        assert isinstance(changed, ast.Module)
        after = _texts(changed)
        gone = [text for text in before if before.count(text) > after.count(text)]
        new = [text for text in after if after.count(text) > before.count(text)]
        if name in MOVED:
            moved = [code(text) for text in _calls(tree, name)]
            if name != "step_before_backward" and len(moved) > 1:
                moved = [" and ".join(moved)]
            told = MOVED[name].format(*(moved or [""] * 2), line=line)
            yield Variant("moved", line, told, changed)
        elif len(gone) == len(new) == 1 and new != ["pass"] and max(len(gone[0]), len(new[0])) <= MOST_LONG:
            now, then = _parts_apart(gone[0], new[0])
            told = f"line {line} reads {code(then)}, not {code(now)}"
            yield Variant("changed", line, told, changed)


def _parts_apart(old: str, new: str) -> tuple[str, str]:
    """Of two long lines of code what is called last where they part; short ones as they are."""
    if min(len(old), len(new)) <= MOST_SHORT:
        return old, new
    common = next((n for n, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), 0)
    start = old.rfind(".", 0, common)
    return (old, new) if start < MOST_SHORT // 2 else (f"…{old[start:]}", f"…{new[start:]}")


def _texts(tree: ast.AST) -> list[str]:
    return [line.strip() for line in ast.unparse(tree).split("\n")]


def _calls(tree: ast.Module, operator: str) -> list[str]:
    """The statements that an operator moves, as they are written."""
    names = [name for name in ("zero_grad", "backward", "step") if name in operator]
    found = [n for n in ast.walk(tree) if isinstance(n, ast.Expr) and isinstance(n.value, ast.Call)]
    calls = [n for n in found if isinstance(n.value.func, ast.Attribute) and n.value.func.attr in names]  # type: ignore[attr-defined]
    return [_line(n) for n in sorted(calls, key=lambda n: n.lineno)]


def _numbers(tree: ast.Module) -> Iterator[Variant]:
    for parent, field, index, node in _spots(tree):
        if not isinstance(node, ast.Constant) or isinstance(parent, ast.Expr | ast.JoinedStr | ast.UnaryOp):
            continue
        if isinstance(parent, ast.Call) and "seed" in ast.unparse(parent.func):
            continue
        for value in _others(node.value):
            new = ast.copy_location(ast.Constant(value), node)
            old_text, new_text = (_with(parent, field, index, one) for one in (node, new))
            if isinstance(parent, ast.arguments | ast.Slice | ast.Tuple | ast.List | ast.Dict) or len(new_text) > 48:
                continue
            told = f"line {node.lineno} says {code(new_text)}, not {code(old_text)}"
            yield Variant("number", node.lineno, told, _put(tree, parent, field, index, new))


def _with(parent: ast.AST, field: str, index: int | None, part: ast.expr) -> str:
    """A piece of code with `part` in one place; of a long call only that argument is written out."""
    shown = copy.copy(parent)
    if index is None:
        setattr(shown, field, part)
    else:
        setattr(shown, field, [part if n == index else one for n, one in enumerate(getattr(parent, field))])
    text = ast.unparse(shown).split("\n")[0]
    if len(text) <= 48 or not isinstance(shown, ast.Call) or field != "args" or index is None:
        return text
    before, after = "…, " if index else "", ", …" if index + 1 < len(shown.args) + len(shown.keywords) else ""
    return f"{ast.unparse(shown.func)}({before}{ast.unparse(part)}{after})"


def _spared(tree: ast.Module) -> Iterator[Variant]:
    """One of several that is left out: of a tuple, a list, of layers, or a keyword argument."""
    known = [getattr(n, "value", None) for n in ast.walk(tree) if isinstance(n, ast.Return | ast.Assign)]
    known += [n.slice for n in ast.walk(tree) if isinstance(n, ast.Subscript)]
    tied = {id(one) for one in known if isinstance(one, ast.Tuple)}  # of as many values as are taken
    for parent, field, index, node in _spots(tree):
        if index is None or not isinstance(node, ast.expr | ast.keyword) or len(text := ast.unparse(node)) > 48:
            continue
        told = f"{code(text)} in line {node.lineno} is left out"
        if isinstance(node, ast.keyword) and isinstance(parent, ast.Call) and node.arg:
            told = f"{code(text)} is not given to {code(ast.unparse(parent.func) + '(…)')} in line {node.lineno}"
        elif isinstance(parent, ast.Tuple | ast.List):
            if isinstance(parent.ctx, ast.Store) or len(parent.elts) < 2 or id(parent) in tied:
                continue
        elif not (isinstance(parent, ast.Call) and field == "args" and len(parent.args) > 2) or not all(
            isinstance(one, ast.Call) for one in parent.args
        ):
            continue
        if "\n" not in told:
            yield Variant("removed", node.lineno, told, _put(tree, parent, field, index))


def _others(value: Any) -> list[Any]:
    """What could stand in place of a constant: what changes something that can be said."""
    if value is True or value is False:
        return [not value]
    if type(value) is int:
        return [0] if value == 1 else [1] if value == 0 else [value - 1] if value < 5 else [value // 2]
    if type(value) is float:
        return [value * 100, 0.0] if value else [1.0]
    return []


def _unwrapped(tree: ast.Module) -> Iterator[Variant]:
    for parent, field, index, node in _spots(tree):
        if not isinstance(node, ast.Call) or isinstance(parent, ast.Expr | ast.withitem):
            continue
        name = last_name(node.func)
        if name in LEFT_ALONE or name[:1].isupper():
            continue
        owner = node.func.value if isinstance(node.func, ast.Attribute) else None
        path = ast.unparse(owner) if owner is not None else ""
        if owner is not None and not (re.fullmatch(r"[\w.]+", path) and path.split(".")[0] in (*MODULES, "self")):
            inner: ast.expr = owner
        elif node.args and (len(node.args) == 1 or owner is not None):
            inner = node.args[0]
        else:
            continue
        old_text, new_text = ast.unparse(node), ast.unparse(inner)
        if len(old_text) > MOST_LONG or "\n" in old_text:
            continue
        told = f"line {node.lineno} has {code(new_text)} in place of {code(old_text)}"
        yield Variant("removed", node.lineno, told, _put(tree, parent, field, index, clone(inner)))


def _exchanged(tree: ast.Module) -> Iterator[Variant]:
    for parent, field, index, node in _spots(tree):
        body = getattr(parent, field)
        if not isinstance(node, ast.Expr | ast.AugAssign | ast.Assign) or not isinstance(body, list):
            continue
        after = body[index + 1] if index is not None and index + 1 < len(body) else None
        docstring = isinstance(node, ast.Expr) and not isinstance(node.value, ast.Call)
        if not isinstance(after, ast.Expr | ast.AugAssign) or docstring:
            continue
        made = _put(tree, parent, field, index, clone(after), clone(node), of=2)
        told = f"lines {node.lineno} and {after.lineno} swap places"
        yield Variant("moved", node.lineno, told, made)
