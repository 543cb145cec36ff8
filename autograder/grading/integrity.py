"""What a person should look at: a trained model whose weights may not come from training on the training set.

Read from the program's text. Nothing here costs a point: whoever looks decides.
"""

import ast
from collections.abc import Collection, Iterator, Mapping

from autograder.model.cells import RunCell
from autograder.model.course import Assignment
from autograder.model.notebook import MAX_PARSED, Submission, last_name, syntax_tree
from autograder.model.report import Note

LOADS = {
    "b64decode", "from_pretrained", "frombuffer", "fromfile", "fromstring", "hf_hub_download", "load", "load_file",
    "load_state_dict_from_url", "loads", "loadtxt", "urlopen", "urlretrieve",
}  # fmt: skip
JOINS = {"ConcatDataset", "cat", "chain", "concatenate", "hstack", "vstack"}
LONG_TEXT = 4_000
MANY_NUMBERS = 500


def for_a_person(assignment: Assignment, submission: Submission, released: Collection[str]) -> list[Note]:
    """A note for each cell that seems to train on what is held out for testing, or to take weights from elsewhere.

    Looked at are the cells of exercises that hold something out, and those of the student's own: whose source is not
    among `released`, and which are no exercise's.
    """
    held_out = {exercise.name: exercise.held_out for exercise in assignment.exercises if exercise.held_out is not None}
    everything = {name: name for names in held_out.values() for name in names}
    notes = []
    for cell in _code(submission) if held_out else ():
        own = not cell.defines and cell.source.strip() not in released
        if not own and cell.label not in held_out:
            continue
        if len(cell.source) > MAX_PARSED:
            notes.append(Note("person", f"`{cell.label}` is too long to be read by the grader."))
        tree = syntax_tree(cell.source)
        if tree is None:
            continue
        everything |= aliases(tree, everything)
        seems = [
            f"train on `{name}`, which is there to test with" for name in sorted(set(trained_on(tree, everything)))
        ]
        where = "a file that it also writes" if "save" in called(tree) else "elsewhere"
        seems += [f"take weights from {where} ({source})" for source in sorted(set(loaded(tree)))]
        if seems:
            notes.append(Note("person", f"`{cell.label}` seems to {' and to '.join(seems)}."))
    return notes


def forged(submission: Submission) -> list[Note]:
    """A note for each cell with a class whose objects say that they equal whatever they are compared with."""
    notes = []
    for cell in _code(submission):
        tree = syntax_tree(cell.source) if "__eq__" in cell.source else None
        if tree is not None and any(_equals_everything(node) for node in ast.walk(tree)):
            notes.append(
                Note("forged", f"`{cell.label}` makes objects that equal everything: answers of a forged object.")
            )
    return notes


def _code(submission: Submission) -> list[RunCell]:
    """The cells that are run, and the student's own modules."""
    return [*submission.cells, *(RunCell(name, text) for name, text in submission.modules.items())]


def _equals_everything(node: ast.AST) -> bool:
    if not isinstance(node, ast.FunctionDef) or node.name != "__eq__":
        return False
    last = node.body[-1]
    return len(node.body) <= 2 and isinstance(last, ast.Return) and getattr(last.value, "value", None) is True


def aliases(tree: ast.AST, held_out: Mapping[str, str]) -> dict[str, str]:
    """Other names that a cell gives to what is held out, or to a set loaded with `train=False`: {name: of what}."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and _is_data(node.value):
            of_what = next(held(node.value, {**held_out, **found}), None)
            targets = [target.id for target in node.targets if isinstance(target, ast.Name)]
            found |= dict.fromkeys(targets, of_what) if of_what else {}
    return found


def held(tree: ast.AST, held_out: Mapping[str, str]) -> Iterator[str]:
    """What `tree` takes of what is held out: by a name, or by loading it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in held_out:
            yield held_out[node.id]
        elif isinstance(node, ast.Call) and last_name(node.func)[:1].isupper():
            given = [keyword.value for keyword in node.keywords if keyword.arg == "train"] or node.args[1:2]
            if "MNIST" in last_name(node.func) and any(isinstance(g, ast.Constant) and g.value is False for g in given):
                yield f"{last_name(node.func)}(train=False)"


def trained_on(tree: ast.AST, held_out: Mapping[str, str]) -> Iterator[str]:
    """What of `held_out` a loop takes steps on, a training function is given, or a training set is made of."""
    for node in ast.walk(tree):
        suspects: list[ast.AST] = []
        if isinstance(node, ast.For) and any(_takes_steps(name) for part in node.body for name in called(part)):
            suspects = [node.iter]
        elif isinstance(node, ast.Call):
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            trains = _trains(last_name(node.func)) and not any(
                "train" in name for part in given for name in names(part)
            )
            suspects = list(given) if trains or last_name(node.func) in JOINS else []
        elif isinstance(node, ast.Assign) and any("train" in name for target in node.targets for name in names(target)):
            suspects = [node.value] if _is_data(node.value) else []
        yield from (name for suspect in suspects for name in held(suspect, held_out))


def loaded(tree: ast.AST) -> Iterator[str]:
    """What a cell could take ready-made weights from: calls that read files or addresses, and very long literals."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and last_name(node.func) in LOADS:
            yield f"`{last_name(node.func)}`"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str | bytes) and len(node.value) > LONG_TEXT:
            yield "a very long text"
        elif isinstance(node, ast.List | ast.Tuple) and len(node.elts) > MANY_NUMBERS:
            yield "a very long list"


def _trains(function: str) -> bool:
    return function.startswith(("train", "fit"))


def _takes_steps(function: str) -> bool:
    return function in ("backward", "step") or (_trains(function) and function != "train")


def _is_data(value: ast.AST) -> bool:
    """Whether a value can be a set or a loader, not a figure that some function measures."""
    makes = isinstance(value, ast.Call) and last_name(value.func)[:1].isupper()
    return makes or isinstance(value, ast.Name | ast.Attribute | ast.Subscript | ast.BinOp)


def called(tree: ast.AST) -> Iterator[str]:
    """The last names of everything that is called in `tree`."""
    return (last_name(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call))


def names(tree: ast.AST) -> Iterator[str]:
    return (node.id for node in ast.walk(tree) if isinstance(node, ast.Name))
