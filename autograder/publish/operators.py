"""Ways to go wrong that can be made in any style of code: small changes of a syntax tree, each under one name.

Applied to the reference and to every other right way, they prove that mistakes are caught and told in code that nobody
has seen. An operator changes one place at a time; where nothing fits it makes nothing.
"""

import ast
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from autograder.model.notebook import last_name
from autograder.publish.trees import Rewrite, changed_trees

MODULES = {"F", "torch", "nn", "np", "functional", "numpy", "copy", "math", "optim"}
OPERATORS: dict[str, Rewrite] = {}


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


def _first_difference(before: str, after: str) -> int:
    """The first line, from 1, that is another one."""
    lines = zip_longest(before.split("\n"), after.split("\n"))
    return next((number for number, (one, other) in enumerate(lines, 1) if one != other), 1)


def _operator(rewrite: Rewrite) -> Rewrite:
    OPERATORS[rewrite.__name__.strip("_")] = rewrite
    return rewrite


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


def _sign(name: str, where: type, old: type, new: type | None) -> None:
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
    match node:
        case ast.For(iter=ast.Call(func=ast.Name("range"), args=[*before, stop]) as rounds):
            rounds.args = [*before, ast.BinOp(stop, ast.Sub(), ast.Constant(1))]
            return node
    return None


@_operator
def _rounds_counted_from_one(node: ast.AST) -> ast.AST | None:
    match node:
        case ast.For(iter=ast.Call(func=ast.Name("range"), args=[stop]) as rounds):
            rounds.args = [ast.Constant(1), ast.BinOp(stop, ast.Add(), ast.Constant(1))]
            return node
    return None


@_operator
def _batches_for_images(node: ast.AST) -> ast.AST | None:
    """`len(loader)` where `len(loader.dataset)` stands."""
    match node:
        case ast.Call(func=ast.Name("len"), args=[ast.Attribute(value=loader, attr="dataset")]):
            node.args = [loader]
            return node
    return None


@_operator
def _no_bias(node: ast.AST) -> ast.AST | None:
    if not isinstance(node, ast.Call) or _called(node) not in ("Linear", "Conv2d"):
        return None
    if any(keyword.arg == "bias" for keyword in node.keywords):
        return None
    node.keywords.append(ast.keyword("bias", ast.Constant(False)))
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
_sign("not_divided", ast.BinOp, ast.Div, None)
_sign("divided_for_multiplied", ast.BinOp, ast.Mult, ast.Div)
_sign("plus_for_minus", ast.BinOp, ast.Sub, ast.Add)
_sign("not_squared", ast.BinOp, ast.Pow, None)
_sign("uphill", ast.AugAssign, ast.Sub, ast.Add)
_sign("subtracted_for_added", ast.AugAssign, ast.Add, ast.Sub)
_sign("unequal_for_equal", ast.Compare, ast.Eq, ast.NotEq)
_sign("larger_for_smaller", ast.Compare, ast.Lt, ast.Gt)
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
