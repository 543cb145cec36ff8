"""Where does it come from? Which line gave a name the value that it has at another line: as it was seen to run. Pure."""

import ast
from collections.abc import Iterator
from random import Random

from autograder.viva.question import Candidate, Question, shuffled
from autograder.viva.study import Study
from autograder.viva.variants import bound, code


def origins(study: Study, setting: str, rng: Random) -> Iterator[Candidate]:
    """Of a name that several lines set, the one whose value another line uses; the other options are such lines too."""
    if study.base is None or study.base.call is None:
        return
    run = {p.line for p in study.program.places.values() if p.id in study.base.call.noted}
    for function in [n for n in ast.walk(study.tree) if isinstance(n, ast.FunctionDef)]:
        block = [n for n in function.body if isinstance(n, ast.Assign | ast.AugAssign | ast.Return | ast.Expr)]
        if len(block) < 3 or any(n.lineno not in run for n in block[:1]):
            continue
        lines = [n for n in function.body if not (isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant))]
        for user in block[2:]:
            before = [n for n in lines if n.lineno < user.lineno]
            used = {n.id for n in ast.walk(user) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
            for name in sorted(used):
                setters = [n for n in before if name in bound(n)]
                if len(setters) != 1 or not isinstance(setters[0], ast.Assign) or user in setters:
                    continue
                others = [n for n in before if n is not setters[0] and isinstance(n, ast.Assign | ast.AugAssign | ast.Expr)]
                if len(others) < 2 or max(n.lineno for n in before) == setters[0].lineno:
                    continue
                texts = [_line(study, n.lineno) for n in (setters[0], *rng.sample(others, k=min(3, len(others))))]
                if any(len(text) > 90 for text in texts):
                    continue
                text = (
                    f"Line {user.lineno} uses {code(name)}. If what it finds there were wrong, "
                    "in which of these lines would you look first?"
                )
                question = Question(
                    "where", study.exercise.name, setting, text, shuffled(rng, texts[0], texts[1:]), texts[0],
                    f"It is the only line before line {user.lineno} that gives {code(name)} a value.",
                    (user.lineno,), tuple(study.lines),
                )  # fmt: skip
                yield Candidate(question, 1.0)


def _line(study: Study, number: int) -> str:
    return f"line {number}: {code(study.lines[number - 1].strip())}"
