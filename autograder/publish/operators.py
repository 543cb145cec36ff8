"""Ways to go wrong that can be made in any style of code: small changes of a syntax tree, each under one name.

Applied to the reference and to every other right way, they prove that mistakes are caught and told in code that nobody
has seen. An operator changes one place at a time; where nothing fits it makes nothing.
"""

import ast
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import TypeVar

SITES = 2  # places of one cell that an operator is tried at
Node = TypeVar("Node", bound=ast.AST)
Rewrite = Callable[[ast.AST], "ast.AST | list[ast.stmt] | None"]
OPERATORS: dict[str, Rewrite] = {}
CHANGED = (ast.Expr, ast.Call, ast.Return, ast.BinOp, ast.AugAssign, ast.Compare, ast.For, ast.With)


@dataclass(frozen=True)
class Mutant:
    """A changed cell: by which operator, its first changed line, and its source."""

    operator: str
    line: int
    source: str


def mutants(source: str) -> Iterator[Mutant]:
    """Every change of `source` that an operator can make, none twice."""
    try:
        tree = ast.parse(textwrap.dedent(source))
    except SyntaxError:  # a cell with magics
        return
    before = ast.unparse(tree)
    for name, _, changed in changed_trees(tree, OPERATORS):
        text = ast.unparse(changed)
        yield Mutant(name, _first_difference(before, text), text + "\n")


def changed_trees(
    tree: ast.AST, operators: Mapping[str, Rewrite], sites: int = SITES
) -> Iterator[tuple[str, int, ast.AST]]:
    """Each change of `tree` that one of `operators` can make, none twice: the operator, the line of the place, a copy.

    What was there before keeps its lines.
    """
    seen = {ast.unparse(tree)}
    for name, rewrite in operators.items():
        for site in range(sites):
            changer = _Changer(rewrite, site)
            changed = changer.visit(clone(tree))
            if not changer.line:
                break
            ast.fix_missing_locations(changed)
            text = ast.unparse(changed)
            if text not in seen:
                seen.add(text)
                yield name, changer.line, changed


def clone(node: Node, copies: dict[int, ast.AST] | None = None) -> Node:
    """A copy of a tree, ten times as fast as `copy.deepcopy`; with `copies`, which has each node's copy by its id."""
    made = type(node).__new__(type(node))
    made.__dict__.update(vars(node))
    if copies is not None:
        copies[id(node)] = made
    for name, value in vars(node).items():
        if isinstance(value, ast.AST):
            setattr(made, name, clone(value, copies))
        elif isinstance(value, list):
            setattr(made, name, [clone(one, copies) if isinstance(one, ast.AST) else one for one in value])
    return made


def _first_difference(before: str, after: str) -> int:
    """The first line, from 1, that is another one."""
    lines = zip_longest(before.split("\n"), after.split("\n"))
    return next((number for number, (one, other) in enumerate(lines, 1) if one != other), 1)


class _Changer(ast.NodeTransformer):
    """Rewrites the place number `site` of those that `rewrite` has something for."""

    def __init__(self, rewrite: Rewrite, site: int) -> None:
        self.rewrite, self.site, self.line = rewrite, site, 0

    def visit(self, node: ast.AST) -> ast.AST:
        if self.line:
            return node
        if not isinstance(node, CHANGED):
            return self.generic_visit(node)
        made = self.rewrite(clone(node))
        if made is not None:
            if self.site == 0:
                self.line = getattr(node, "lineno", 1)
                if isinstance(made, ast.stmt):
                    made.lineno = self.line
                return made if not isinstance(made, list) or made else ast.Pass()  # type: ignore[return-value]
            self.site -= 1
        return self.generic_visit(node)


def _operator(rewrite: Rewrite) -> Rewrite:
    OPERATORS[rewrite.__name__.strip("_")] = rewrite
    return rewrite


def _called(node: ast.AST) -> str:
    """The last name of what a call calls; empty for anything else."""
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _statement(node: ast.AST) -> str:
    """What is called by a statement that is only a call."""
    return _called(node.value) if isinstance(node, ast.Expr) else ""


def _inner(node: ast.Call) -> ast.expr:
    """What a call is made on: `x` of both `f(x)` and `x.f()`."""
    if isinstance(node.func, ast.Attribute) and not (node.args and _is_module(node.func.value)):
        return node.func.value
    return node.args[0]


def _is_module(node: ast.expr) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return name in {"F", "torch", "nn", "np", "functional", "numpy", "copy", "math", "optim"}


def _drop(name: str, called: str) -> None:
    """An operator that takes away a statement which only calls `called`."""
    OPERATORS[name] = lambda node: [] if _statement(node) == called else None


def _rename(name: str, old: str, new: str) -> None:
    """An operator that calls `new` where `old` is called."""

    def rewrite(node: ast.AST) -> ast.AST | None:
        if _called(node) != old:
            return None
        function = node.func  # type: ignore[attr-defined]
        setattr(function, "attr" if isinstance(function, ast.Attribute) else "id", new)
        return node

    OPERATORS[name] = rewrite


def _unwrap(name: str, *called: str) -> None:
    """An operator that leaves what a call was made on in place of the call."""

    def rewrite(node: ast.AST) -> ast.AST | None:
        if _called(node) not in called or not isinstance(node, ast.Call):
            return None
        return _inner(node) if node.args or isinstance(node.func, ast.Attribute) else None

    OPERATORS[name] = rewrite


def _wrap(name: str, code: str) -> None:
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

    OPERATORS[name] = rewrite


def _binary(name: str, old: type, new: type | None) -> None:
    """An operator that puts `new` for an arithmetic sign; without one the left side stands alone."""

    def rewrite(node: ast.AST) -> ast.AST | None:
        if not isinstance(node, ast.BinOp) or not isinstance(node.op, old):
            return None
        if new is None:
            return node.left
        node.op = new()
        return node

    OPERATORS[name] = rewrite


def _augmented(name: str, old: type, new: type) -> None:
    def rewrite(node: ast.AST) -> ast.AST | None:
        if not isinstance(node, ast.AugAssign) or not isinstance(node.op, old):
            return None
        node.op = new()
        return node

    OPERATORS[name] = rewrite


def _compared(name: str, old: type, new: type) -> None:
    def rewrite(node: ast.AST) -> ast.AST | None:
        if not isinstance(node, ast.Compare) or not isinstance(node.ops[0], old):
            return None
        node.ops = [new(), *node.ops[1:]]
        return node

    OPERATORS[name] = rewrite


def _keyword(name: str, keywords: tuple[str, ...], old: object, new: object) -> None:
    """An operator that gives `new` for a keyword argument whose value is `old`."""

    def rewrite(node: ast.AST) -> ast.AST | None:
        for keyword in node.keywords if isinstance(node, ast.Call) else ():
            if keyword.arg in keywords and ast.unparse(keyword.value) == str(old):
                keyword.value = ast.parse(str(new), mode="eval").body
                return node
        return None

    OPERATORS[name] = rewrite


def _loop(name: str, code: str) -> None:
    """An operator that loops over `code`, with what was looped over in place of `_`."""

    def rewrite(node: ast.AST) -> ast.AST | None:
        if not isinstance(node, ast.For) or _called(node.iter) in ("range", "enumerate", "zip"):
            return None
        node.iter = ast.parse(code.replace("_", f"({ast.unparse(node.iter)})"), mode="eval").body
        return node

    OPERATORS[name] = rewrite


def _body(name: str, change: Callable[[ast.For], list[ast.stmt] | None]) -> None:
    """An operator on a whole loop: the statements that take its place."""
    OPERATORS[name] = lambda node: change(node) if isinstance(node, ast.For) else None


def _take(loop: ast.For, *called: str) -> list[ast.stmt]:
    """Take the statements that call one of `called` out of the body of `loop`."""
    taken = [s for s in loop.body if _statement(s) in called]
    loop.body = [s for s in loop.body if s not in taken]
    return taken if loop.body else []


def _out(*called: str, before: bool = False) -> Callable[[ast.For], list[ast.stmt] | None]:
    def change(loop: ast.For) -> list[ast.stmt] | None:
        taken = _take(loop, *called)
        return None if not taken else [*taken, loop] if before else [loop, *taken]

    return change


def _swap(first: str, second: str) -> Callable[[ast.For], list[ast.stmt] | None]:
    """Two calls of a loop's body, the second before the first."""

    def change(loop: ast.For) -> list[ast.stmt] | None:
        at = {_statement(s): i for i, s in enumerate(loop.body)}
        if first not in at or second not in at or at[first] > at[second]:
            return None
        loop.body.insert(at[first], loop.body.pop(at[second]))
        return [loop]

    return change


def _stopped(loop: ast.For) -> list[ast.stmt]:
    loop.body.append(ast.Break())
    return [loop]


@_operator
def _gradients_recorded(node: ast.AST) -> list[ast.stmt] | None:
    if isinstance(node, ast.With) and _called(node.items[0].context_expr) in ("no_grad", "inference_mode"):
        return node.body
    return None


@_operator
def _nothing_returned(node: ast.AST) -> ast.AST | None:
    return ast.Expr(node.value) if isinstance(node, ast.Return) and node.value is not None else None


@_operator
def _entries_swapped(node: ast.AST) -> ast.AST | None:
    if not isinstance(node, ast.Return) or not isinstance(node.value, ast.Tuple) or len(node.value.elts) < 2:
        return None
    node.value.elts[:2] = node.value.elts[1::-1]
    return node


@_operator
def _sizes_swapped(node: ast.AST) -> ast.AST | None:
    if not isinstance(node, ast.Call) or _called(node) not in ("Linear", "Conv2d") or len(node.args) < 2:
        return None
    node.args[:2] = node.args[1::-1]
    return node


@_operator
def _one_round_less(node: ast.AST) -> ast.AST | None:
    if not isinstance(node, ast.For) or _called(node.iter) != "range":
        return None
    stop = node.iter.args[-1]  # type: ignore[attr-defined]
    node.iter.args[-1] = ast.BinOp(stop, ast.Sub(), ast.Constant(1))  # type: ignore[attr-defined]
    return node


@_operator
def _rounds_counted_from_one(node: ast.AST) -> ast.AST | None:
    if not isinstance(node, ast.For) or _called(node.iter) != "range" or len(node.iter.args) != 1:  # type: ignore[attr-defined]
        return None
    stop = node.iter.args[0]  # type: ignore[attr-defined]
    node.iter.args[:] = [ast.Constant(1), ast.BinOp(stop, ast.Add(), ast.Constant(1))]  # type: ignore[attr-defined]
    return node


@_operator
def _batches_for_images(node: ast.AST) -> ast.AST | None:
    """`len(loader)` where `len(loader.dataset)` stands."""
    if _called(node) != "len" or not isinstance(node.args[0], ast.Attribute) or node.args[0].attr != "dataset":  # type: ignore[attr-defined]
        return None
    node.args[0] = node.args[0].value  # type: ignore[attr-defined]
    return node


@_operator
def _no_bias(node: ast.AST) -> ast.AST | None:
    if _called(node) not in ("Linear", "Conv2d") or any(k.arg == "bias" for k in node.keywords):  # type: ignore[attr-defined]
        return None
    node.keywords.append(ast.keyword("bias", ast.Constant(False)))  # type: ignore[attr-defined]
    return node


_drop("no_zero_grad", "zero_grad")
_drop("no_backward", "backward")
_drop("no_step", "step")
_drop("no_train_mode", "train")
_drop("no_eval_mode", "eval")
_drop("no_legend", "legend")
_drop("no_axis_label", "set_xlabel")
_rename("eval_for_train", "train", "eval")
_rename("train_for_eval", "eval", "train")
_rename("mean_for_sum", "sum", "mean")
_rename("sum_for_mean", "mean", "sum")
_rename("smallest_for_largest", "argmax", "argmin")
_rename("sigmoid_for_relu", "relu", "sigmoid")
_rename("relu_for_sigmoid", "sigmoid", "relu")
_rename("average_pooling", "max_pool2d", "avg_pool2d")
_rename("average_pooling_layer", "MaxPool2d", "AvgPool2d")
_rename("identity_for_activation", "ReLU", "Identity")
_unwrap("no_activation", "relu", "sigmoid")
_unwrap("alias_for_copy", "deepcopy", "clone", "copy")
_unwrap("tensor_for_number", "item")
_unwrap("no_float", "float", "int")
_unwrap("no_softmax", "softmax", "log_softmax")
_wrap("relu_at_the_end", "torch.relu(_)")
_wrap("softmax_at_the_end", "torch.softmax(_, dim=-1)")
_wrap("dropout_at_the_end", "F.dropout(_, 0.5)")
_wrap("rounded", "round(_, 2)")
_wrap("percent", "100 * _")
_wrap("wrong_sign", "-_")
_binary("not_divided", ast.Div, None)
_binary("divided_for_multiplied", ast.Mult, ast.Div)
_binary("plus_for_minus", ast.Sub, ast.Add)
_binary("not_squared", ast.Pow, None)
_augmented("uphill", ast.Sub, ast.Add)
_augmented("subtracted_for_added", ast.Add, ast.Sub)
_compared("unequal_for_equal", ast.Eq, ast.NotEq)
_compared("larger_for_smaller", ast.Lt, ast.Gt)
_keyword("first_axis", ("dim", "axis"), 1, 0)
_keyword("first_axis_for_last", ("dim", "axis"), -1, 0)
_keyword("axis_not_kept", ("keepdims", "keepdim"), True, False)
_keyword("no_padding", ("padding",), 2, 0)
_loop("only_the_last", "list(_)[-1:]")
_loop("without_the_last", "list(_)[:-1]")
_body("only_the_first", _stopped)
_body("zero_grad_once", _out("zero_grad", before=True))
_body("step_after_the_loop", _out("step"))
_body("backward_and_step_after_the_loop", _out("backward", "step"))
_body("step_before_backward", _swap("backward", "step"))
