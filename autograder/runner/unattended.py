"""A notebook that runs with nobody at the keyboard: what would ask or wait for something says so at once.

A cell goes on behind a package that is not there, its name stands for a thing that raises when it is used, and behind
a call of such a thing or a magic that is not known, where nothing is made of what it gives.
"""

import ast
import builtins
import getpass
from typing import Any, NoReturn

SCRIPTS = ("bash", "sh", "script", "system", "sx", "!", "perl", "ruby", "python2", "python3", "python", "pypy", "js",
           "javascript", "cmd", "R")  # fmt: skip
RUN_CODE = ("time", "timeit", "prun", "run", "debug")  # magics that run a student's code: what it raises is raised
ABSENT = "__autograder_absent__"


class NotWhileGrading(EOFError):
    """Something that needs a person or a program which is not there while a notebook is graded."""


def ask_nobody(*_: Any, **__: Any) -> NoReturn:
    """In the place of `input` and `getpass`."""
    raise NotWhileGrading("`input()` asks for an answer at the keyboard, and nobody answers while grading")


def nobody_answers() -> None:
    """From here on this process asks nobody."""
    builtins.input = getpass.getpass = ask_nobody  # type: ignore[assignment]


def no_programs(shell: Any) -> None:
    """Let the cells of `shell` that would start a program say so, instead of waiting for it."""
    for name in SCRIPTS:

        def refuse(line: str = "", cell: str = "", name: str = name) -> NoReturn:
            raise NotWhileGrading(f"`%%{name}` starts another program, and none is started while grading")

        shell.register_magic_function(refuse, "cell", name)


def no_compiler() -> None:
    """Let `torch.compile` hand back what it is given: it computes the same, and would wait for a C compiler."""
    import torch

    def unchanged(model: Any = None, **_: Any) -> Any:
        return (lambda function: function) if model is None else model

    torch.compile = unchanged


class Absent:
    """What stands for a name that could not be imported."""

    def __init__(self, error: Exception) -> None:
        self.__dict__["error"] = error

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):
            raise AttributeError(name)
        raise _again(self.error)

    def __call__(self, *_: Any, **__: Any) -> NoReturn:
        raise _again(self.error)


def _again(error: Exception) -> ImportError:
    return ModuleNotFoundError(*error.args) if isinstance(error, ModuleNotFoundError) else ImportError(*error.args)


class Rewritten(ast.NodeTransformer):
    """One cell's program with its lines counted from `lines` on, which goes on behind what is not there."""

    def __init__(self, lines: int = 0) -> None:
        self.lines = lines
        self.failed: list[Exception] = []

    def visit(self, node: Any) -> Any:
        """The program, rewritten."""
        setattr(builtins, ABSENT, self._absent)
        if isinstance(node, ast.Module):
            node.body = [_going_on(statement) for statement in node.body]
        return ast.increment_lineno(node, self.lines)

    def _absent(self, error: Exception) -> Absent:
        self.failed.append(error)
        return Absent(error)


def _going_on(statement: ast.stmt) -> ast.stmt:
    names, error = [], "ImportError"
    if isinstance(statement, ast.Import | ast.ImportFrom) and getattr(statement, "module", "") != "__future__":
        names = [(alias.asname or alias.name).partition(".")[0] for alias in statement.names if alias.name != "*"]
    elif isinstance(statement, ast.Expr) and isinstance(call := statement.value, ast.Call):
        magic = isinstance(call.func, ast.Attribute) and call.func.attr == "run_line_magic" and call.args
        own = magic and isinstance(call.args[0], ast.Constant) and call.args[0].value in RUN_CODE
        error = "Exception" if magic and not own else error
    else:
        return statement
    handler = ast.parse(f"try: pass\nexcept {error} as {ABSENT}e: {' = '.join([*names, '_'])} = {ABSENT}({ABSENT}e)")
    guarded = handler.body[0]
    for node in ast.walk(guarded):
        ast.copy_location(node, statement)
    assert isinstance(guarded, ast.Try)
    guarded.body = [statement]
    return guarded
