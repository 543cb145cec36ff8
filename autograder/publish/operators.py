"""Ways to go wrong that can be made in any style of code: small changes of a syntax tree, each under one name.

Applied to the reference and to every other right way, they prove that mistakes are caught and told in code that nobody
has seen. An operator changes one place at a time; where nothing fits it makes nothing.
"""

import ast
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from autograder.publish import rewrites
from autograder.publish.trees import Rewrite, changed_trees

OPERATORS: Mapping[str, Rewrite] = {
    "gradients_recorded": rewrites.gradients_recorded,
    "nothing_returned": rewrites.nothing_returned,
    "entries_swapped": rewrites.entries_swapped,
    "sizes_swapped": rewrites.sizes_swapped,
    "one_round_less": rewrites.one_round_less,
    "rounds_counted_from_one": rewrites.rounds_counted_from_one,
    "batches_for_images": rewrites.batches_for_images,
    "no_bias": rewrites.no_bias,
    "no_zero_grad": rewrites.drop("zero_grad"),
    "no_backward": rewrites.drop("backward"),
    "no_step": rewrites.drop("step"),
    "no_train_mode": rewrites.drop("train"),
    "no_eval_mode": rewrites.drop("eval"),
    "no_legend": rewrites.drop("legend"),
    "no_axis_label": rewrites.drop("set_xlabel"),
    "eval_for_train": rewrites.rename("train", "eval"),
    "train_for_eval": rewrites.rename("eval", "train"),
    "mean_for_sum": rewrites.rename("sum", "mean"),
    "sum_for_mean": rewrites.rename("mean", "sum"),
    "smallest_for_largest": rewrites.rename("argmax", "argmin"),
    "sigmoid_for_relu": rewrites.rename("relu", "sigmoid"),
    "relu_for_sigmoid": rewrites.rename("sigmoid", "relu"),
    "average_pooling": rewrites.rename("max_pool2d", "avg_pool2d"),
    "average_pooling_layer": rewrites.rename("MaxPool2d", "AvgPool2d"),
    "identity_for_activation": rewrites.rename("ReLU", "Identity"),
    "no_activation": rewrites.unwrap("relu", "sigmoid"),
    "alias_for_copy": rewrites.unwrap("deepcopy", "clone", "copy"),
    "tensor_for_number": rewrites.unwrap("item"),
    "no_float": rewrites.unwrap("float", "int"),
    "no_softmax": rewrites.unwrap("softmax", "log_softmax"),
    "relu_at_the_end": rewrites.wrap("torch.relu(_)"),
    "softmax_at_the_end": rewrites.wrap("torch.softmax(_, dim=-1)"),
    "dropout_at_the_end": rewrites.wrap("F.dropout(_, 0.5)"),
    "rounded": rewrites.wrap("round(_, 2)"),
    "percent": rewrites.wrap("100 * _"),
    "wrong_sign": rewrites.wrap("-_"),
    "not_divided": rewrites.sign(ast.BinOp, ast.Div, None),
    "divided_for_multiplied": rewrites.sign(ast.BinOp, ast.Mult, ast.Div),
    "plus_for_minus": rewrites.sign(ast.BinOp, ast.Sub, ast.Add),
    "not_squared": rewrites.sign(ast.BinOp, ast.Pow, None),
    "uphill": rewrites.sign(ast.AugAssign, ast.Sub, ast.Add),
    "subtracted_for_added": rewrites.sign(ast.AugAssign, ast.Add, ast.Sub),
    "unequal_for_equal": rewrites.sign(ast.Compare, ast.Eq, ast.NotEq),
    "larger_for_smaller": rewrites.sign(ast.Compare, ast.Lt, ast.Gt),
    "first_axis": rewrites.keyword(("dim", "axis"), 1, 0),
    "first_axis_for_last": rewrites.keyword(("dim", "axis"), -1, 0),
    "axis_not_kept": rewrites.keyword(("keepdims", "keepdim"), True, False),
    "no_padding": rewrites.keyword(("padding",), 2, 0),
    "only_the_last": rewrites.loop("list(_)[-1:]"),
    "without_the_last": rewrites.loop("list(_)[:-1]"),
    "only_the_first": rewrites.body(rewrites.stopped),
    "zero_grad_once": rewrites.body(rewrites.taken_out("zero_grad", before=True)),
    "step_after_the_loop": rewrites.body(rewrites.taken_out("step")),
    "backward_and_step_after_the_loop": rewrites.body(rewrites.taken_out("backward", "step")),
    "step_before_backward": rewrites.body(rewrites.swapped("backward", "step")),
}


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
