"""Names that every function of a lesson may use, and that a later cell took away or covered: `%reset`, `sum = 0`."""

import ast
import builtins
import types
from collections.abc import Iterable, Mapping
from typing import Any

from autograder.model.notebook import syntax_tree


def uncovered(namespace: Mapping[str, Any], given: Mapping[str, Any], cells: Iterable[str]) -> dict[str, Any]:
    """What the lesson gave that is gone, and tools, of the lesson's or of Python's, in whose place stands a mere value.

    One of Python's is left covered where one of the `cells` reads the value.
    """
    read = {name for cell in cells for name in _read(cell)}
    python = {name: tool for name, tool in vars(builtins).items() if name in namespace and name not in read}
    return {
        name: tool
        for name, tool in {**python, **given}.items()
        if name[0] != "_" and (name not in namespace or (_is_tool(tool) and not _is_tool(namespace[name])))
    }


def _is_tool(value: Any) -> bool:
    return callable(value) or isinstance(value, types.ModuleType)


def _read(cell: str) -> set[str]:
    """The names that a cell reads otherwise than to call them."""
    nodes = [*ast.walk(syntax_tree(cell) or ast.Module([], []))]
    called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
    loaded = (node for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load))
    return {node.id for node in loaded if id(node) not in called}
