"""An argument of a function that its code never looks at: a fact about the code, told where nothing else is. Pure."""

import ast
from collections.abc import Iterable

from autograder.model.notebook import syntax_tree
from autograder.model.report import Diagnosis

SEES_ALL = {"locals", "vars", "eval", "exec"}


def unread(sources: Iterable[str], name: str) -> tuple[Diagnosis, ...]:
    """Which arguments the function `name`, as the last of the `sources` defines it, never reads."""
    trees = [tree for source in sources if (tree := syntax_tree(source))]
    made = [node for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name]
    if not made:
        return ()
    given, inside = made[-1].args, [node for statement in made[-1].body for node in ast.walk(statement)]
    read = {node.id for node in inside if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    read |= {node.target.id for node in inside if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name)}
    names = [one.arg for one in (*given.posonlyargs, *given.args, *given.kwonlyargs) if one.arg not in read]
    if not names or read & SEES_ALL:
        return ()
    said = " and ".join(f"`{one}`" for one in names)
    return (Diagnosis("behaviour", "unread", f"the code of `{name}` never looks at {said}, which it is given"),)
