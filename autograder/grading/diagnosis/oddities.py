"""What is odd about the code of an exercise, whatever it is asked: facts that are no reason for a verdict. Pure.

An argument that is never looked at, a loop that never comes to a second round, a method that is named and not called.
"""

import ast
from collections.abc import Iterator, Sequence
from itertools import pairwise

from autograder.model.notebook import syntax_tree
from autograder.model.report import Diagnosis
from autograder.model.text import listed

ALL_EXCEPTIONS = {"Exception", "BaseException"}
SEES_ALL = {"locals", "vars", "eval", "exec"}
MOST_SHOWN = 60  # characters of code in a sentence
Definition = ast.FunctionDef | ast.ClassDef


def oddities(sources: Sequence[str], name: str, stub: str, alone: bool) -> tuple[Diagnosis, ...]:
    """What is odd about the function or class `name`, as the last of the `sources` defines it.

    What may be harmless is told only if it stands `alone`: where nothing else was told. `stub` is the cell as it was
    given out.
    """
    made = _definition(sources, name)
    if made is None:
        return ()
    looks = (_not_called, _hidden, _order, _one_round, _never_reached, _unread) if alone else (_not_called,)
    asked = _definition([stub], name) or made
    return next(((one,) for look in looks if (one := look(made, asked))), ())


def _odd(name: str, sentence: str, line: int = 0) -> Diagnosis:
    return Diagnosis("behaviour", name, sentence, line=line)


def _definition(sources: Sequence[str], name: str) -> Definition | None:
    trees = [tree for source in sources if (tree := syntax_tree(source))]
    made = [node for tree in trees for node in tree.body if isinstance(node, Definition) and node.name == name]
    return made[-1] if made else None


def _blocks(made: Definition) -> Iterator[list[ast.stmt]]:
    """Statements that follow one another, as long as none of them leaves."""
    for node in ast.walk(made):
        for field in ("body", "orelse", "finalbody"):
            if isinstance(block := getattr(node, field, None), list):
                yield block


def _not_called(made: Definition, _: Definition) -> Diagnosis | None:
    for statement in (one for block in _blocks(made) for one in block):
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Attribute):
            named = ast.unparse(statement.value)[:MOST_SHOWN]
            sentence = f"line {statement.lineno} only names `{named}`: without `()` nothing is called"
            return _odd("not_called", sentence, statement.lineno)
    return None


def _hidden(made: Definition, _: Definition) -> Diagnosis | None:
    for handler in (node for node in ast.walk(made) if isinstance(node, ast.ExceptHandler)):
        catches = handler.type is None or (isinstance(handler.type, ast.Name) and handler.type.id in ALL_EXCEPTIONS)
        told = any(isinstance(node, ast.Raise | ast.Call) for one in handler.body for node in ast.walk(one))
        if catches and not told:
            sentence = f"line {handler.lineno} hides whatever exception comes up"
            return _odd("hidden", f"{sentence}: take this `except` away to see whether one does", handler.lineno)
    return None


def _order(made: Definition, asked: Definition) -> Diagnosis | None:
    order, own = _arguments(asked), _arguments(made)
    if [one for one in own if one in order] == [one for one in order if one in own]:
        return None
    sentence = f"the arguments of `{made.name}` stand in another order than the one that it is called with"
    return _odd("argument_order", f"{sentence}: {', '.join(order)}")


def _one_round(made: Definition, _: Definition) -> Diagnosis | None:
    for loop in (node for node in ast.walk(made) if isinstance(node, ast.For | ast.While)):
        leaves = next((one for one in loop.body if _returns(one)), None)
        if leaves and not any(isinstance(node, ast.Continue) for one in loop.body for node in ast.walk(one)):
            sentence = f"the loop in line {loop.lineno} never comes to a second round: line {leaves.lineno} leaves"
            return _odd("one_round", f"{sentence} the function in the first", leaves.lineno)
    return None


def _returns(statement: ast.stmt) -> bool:
    """Whether it leaves the function, whatever happens."""
    if isinstance(statement, ast.If):
        return any(map(_returns, statement.body)) and any(map(_returns, statement.orelse))
    return isinstance(statement, ast.Return)


def _never_reached(made: Definition, _: Definition) -> Diagnosis | None:
    for block in _blocks(made):
        for statement, after in pairwise(block):
            if _returns(statement) and not isinstance(after, ast.Raise):  # a stub's own is often left there
                sentence = f"line {after.lineno} is never reached: line {statement.lineno} leaves before it"
                return _odd("never_reached", sentence, after.lineno)
    return None


def _unread(made: Definition, _: Definition) -> Diagnosis | None:
    inside = [node for statement in made.body for node in ast.walk(statement)]
    read = {node.id for node in inside if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    read |= {node.target.id for node in inside if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name)}
    names = [one for one in _arguments(made) if one not in read]
    wrapped = any(not ast.unparse(one).startswith("torch.") for one in made.decorator_list)  # others may look at it
    if not names or read & SEES_ALL or wrapped:
        return None
    said = listed([f"`{one}`" for one in names])
    return _odd("unread", f"the code of `{made.name}` never looks at {said}, which it is given")


def _arguments(made: Definition) -> list[str]:
    if isinstance(made, ast.ClassDef):
        return []
    return [one.arg for one in (*made.args.posonlyargs, *made.args.args, *made.args.kwonlyargs)]
