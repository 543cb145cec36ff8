"""What happens to any lesson's notebook on its way: each function changes a solved release, of whatever lesson.

Nothing of what is asked may be lost by it.
"""

import copy
import json
from itertools import pairwise

from tests.intake.accidents import code, text
from tests.sample_class import grade_id

WORDS = "Both fall at first, and then the gap between them grows."


def answers(nb):
    """The cells of the exercises in code."""
    return [c for c in nb["cells"] if c["cell_type"] == "code" and c["metadata"].get("nbgrader", {}).get("solution")]


def questions(nb):
    """The cells that are answered in words."""
    return [c for c in nb["cells"] if c["cell_type"] != "code" and c["metadata"].get("nbgrader", {}).get("solution")]


def locked(nb):
    """The cells that hand something out."""
    marks = [(c, c["metadata"].get("nbgrader", {})) for c in nb["cells"] if c["cell_type"] == "code"]
    return [cell for cell, mark in marks if mark.get("locked") and not mark.get("grade")]


def behind(nb, cell, *new):
    i = next(i for i, other in enumerate(nb["cells"]) if other is cell)
    nb["cells"][i + 1 : i + 1] = new


def without(nb, cells):
    nb["cells"] = [cell for cell in nb["cells"] if not any(cell is other for other in cells)]


def stubs(nb, cells):
    """Put the cells back as released."""
    for cell in cells:
        cell["source"] = nb["stubs"][grade_id(cell)]


def untouched(nb):
    """As it was handed out, and filled in."""


def copied_with_a_trial(nb):
    for cell in answers(nb):
        behind(nb, cell, dict(copy.deepcopy(cell), source=f"print({grade_id(cell)})"))


def split_in_two(nb):
    for cell in answers(nb):
        helper = f"def helper_of_{grade_id(cell)}(x):\n    return x"
        behind(nb, cell, dict(copy.deepcopy(cell)), dict(copy.deepcopy(cell), source=""))
        cell["source"] = helper


def joined(nb):
    cells = answers(nb)
    for first, second in list(pairwise(cells))[::2]:
        first["source"] += "\n\n" + second["source"]
        without(nb, [second])


def turned_into_text(nb):
    for cell in answers(nb)[::2]:
        cell.update(cell_type="markdown", source=f"```python\n{cell['source']}\n```")


def turned_into_raw_text_without_metadata(nb):
    for cell in answers(nb)[::2]:
        cell.update(cell_type="raw", metadata={})


def imports_in_locked_cells(nb):
    for cell in locked(nb):
        cell["source"] += "\nfrom collections import Counter"


def above_the_stubs(nb):
    for cell in answers(nb):
        behind(nb, cell, copy.deepcopy(cell))
        cell["metadata"] = {}
    stubs(nb, answers(nb))


def where_they_are_checked(nb):
    sources = {grade_id(cell): cell["source"] for cell in answers(nb)}
    for cell in nb["cells"]:
        if name := grade_id(cell).removesuffix("_check") if grade_id(cell).endswith("_check") else "":
            cell["source"] = f"{sources[name]}\n\n{cell['source']}"
    stubs(nb, answers(nb))


def in_one_cell_at_the_end(nb):
    cells = answers(nb)
    nb["cells"].append(code("import torch\n\n" + "\n\n".join(cell["source"] for cell in cells)))
    stubs(nb, cells)


def whole_in_one_cell(nb):
    source = "\n\n".join(cell["source"] for cell in (*locked(nb), *answers(nb)))
    nb["cells"] = [code("%matplotlib inline\n!pip install -q \\\n    torchinfo\n" + source), *questions(nb)]


def setup_last(nb):
    first = locked(nb)[:1]
    without(nb, first)
    nb["cells"] += first


def locked_cells_gone(nb):
    without(nb, locked(nb))


def from_colab(nb):
    """Marks gone, other metadata there, ids of nbformat 4.5 gone; a drive mounted on top."""
    nb["cells"].insert(0, code("from google.colab import drive\ndrive.mount('/content/drive')"))
    for number, cell in enumerate(nb["cells"]):
        cell["metadata"] = {"id": f"k3Xy9{number}", "colab": {"base_uri": "https://localhost:8080/"}}
        cell.pop("id", None)
    nb.update(nbformat_minor=0, metadata={"colab": {"provenance": []}, "accelerator": "GPU"})


def from_another_editor(nb):
    """As VS Code, DataSpell and Deepnote save: their metadata, `# %%` on top, CRLF, a form feed, ids twice."""
    for cell in nb["cells"]:
        cell["metadata"] |= {"vscode": {"languageId": "python"}, "pycharm": {"name": "#%%\n"}, "cell_id": "0" * 32}
        cell["id"] = "same"
        if cell["cell_type"] == "code" and not cell["metadata"].get("nbgrader", {}).get("locked"):
            cell["source"] = ("#%% mine\n\x0c\n" + cell["source"]).replace("\n", "\r\n")


def of_nbformat_3(nb):
    """Worksheets, `input` for `source`."""
    cells = [
        {("input" if k == "source" and c["cell_type"] == "code" else k): v for k, v in c.items()} for c in nb["cells"]
    ]
    nb.update(nbformat=3, nbformat_minor=0, worksheets=[{"cells": cells}])
    del nb["cells"]


def with_magics(nb):
    for cell in answers(nb):
        cell["source"] = f"%%time\n%matplotlib inline\nfiles = !ls  # which?\nget_ipython()\n{cell['source']}\nfiles?\n"


def answers_below_questions(nb):
    for cell in questions(nb):
        behind(nb, cell, text(cell["source"]))
    stubs(nb, questions(nb))


def several_at_once(nb):
    """Colab, joined cells, a trial of each, words below, Windows, shell lines, another order of imports."""
    answers_below_questions(nb)
    setup_last(nb)
    joined(nb)
    with_magics(nb)
    for cell in answers(nb):
        cell["source"] = cell["source"].replace("\n", "\r\n")
        behind(nb, cell, code(f"print({grade_id(cell)})"), code("!nvidia-smi"))
    from_colab(nb)


FORMS = [
    untouched, copied_with_a_trial, split_in_two, joined, turned_into_text, turned_into_raw_text_without_metadata,
    imports_in_locked_cells, above_the_stubs, where_they_are_checked, in_one_cell_at_the_end, whole_in_one_cell,
    setup_last, locked_cells_gone, from_colab, from_another_editor, of_nbformat_3, with_magics,
    answers_below_questions, several_at_once,
]  # fmt: skip


def made(kit, form, leave_out=()):
    """A solved notebook of a lesson after `form` has happened to it, as its file."""
    nb = copy.deepcopy(dict(kit.release))
    nb["stubs"] = {grade_id(cell): "".join(cell["source"]) for cell in nb["cells"]}
    for cell in nb["cells"]:
        cell["source"] = "".join(cell["source"])
        name = grade_id(cell)
        if name in kit.solutions and cell["cell_type"] == "code" and name not in leave_out:
            cell["source"] = kit.solutions[name].strip("\n")
    for cell in questions(nb):
        cell["source"] = WORDS
    form(nb)
    del nb["stubs"]
    return json.dumps(nb).encode()
