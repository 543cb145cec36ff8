"""Arguments of a function that its code never looks at, or that stand in another order than in the stub: facts about
the code, told where nothing else is. Pure.
"""

import ast
from collections.abc import Iterable

from autograder.model.notebook import syntax_tree
from autograder.model.report import Diagnosis

SEES_ALL = {"locals", "vars", "eval", "exec"}


def unread(sources: Iterable[str], name: str, stub: str) -> tuple[Diagnosis, ...]:
    """What is odd about the arguments of the function `name`, as the last of the `sources` defines it."""
    made = _function(sources, name)
    if made is None:
        return ()
    asked = _function([stub], name)
    order = _arguments(asked) if asked else []
    if [one for one in _arguments(made) if one in order] != [one for one in order if one in _arguments(made)]:
        sentence = f"the arguments of `{name}` stand in another order than the one that it is called with"
        return (Diagnosis("behaviour", "argument_order", f"{sentence}: {', '.join(order)}"),)
    inside = [node for statement in made.body for node in ast.walk(statement)]
    read = {node.id for node in inside if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    read |= {node.target.id for node in inside if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name)}
    names = [one for one in _arguments(made) if one not in read]
    if not names or read & SEES_ALL:
        return ()
    said = " and ".join(f"`{one}`" for one in names)
    return (Diagnosis("behaviour", "unread", f"the code of `{name}` never looks at {said}, which it is given"),)


def _function(sources: Iterable[str], name: str) -> ast.FunctionDef | None:
    trees = [tree for source in sources if (tree := syntax_tree(source))]
    made = [node for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name]
    return made[-1] if made else None


def _arguments(function: ast.FunctionDef) -> list[str]:
    given = function.args
    return [one.arg for one in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
