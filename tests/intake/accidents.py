"""What happens to notebooks on their way: each function changes a filled release of the short lesson in place."""

import copy

from tests.intake.lesson import SOLUTIONS
from tests.sample_class import grade_id

EVENS_IN_TWO = (
    "def is_even(number):\n    return int(number) % 2 == 0",
    "def evens(numbers):\n    return sum(is_even(n) for n in numbers)",
)


def index(nb, name):
    return next(i for i, cell in enumerate(nb["cells"]) if grade_id(cell) == name)


def code(source):
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None}


def text(source):
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def like(nb, name, source):
    return dict(copy.deepcopy(nb["cells"][index(nb, name)]), source=source)


def put(nb, name, *sources):
    """Cells with the exercise's id in the place of its own one."""
    i = index(nb, name)
    nb["cells"][i : i + 1] = [like(nb, name, source) for source in sources]


def whole(nb):
    """()"""


def copied_with_a_trial(nb):
    """There were 2 cells for `evens`; the last one that defines it was graded."""
    put(nb, "evens", SOLUTIONS["evens"], "print(evens(torch.arange(4)))")


def copied_with_a_blank(nb):
    """()"""
    put(nb, "evens", SOLUTIONS["evens"], "", "# later")


def helper_in_the_upper_half(nb):
    """There were 2 cells for `evens`; they were graded together."""
    put(nb, "evens", *EVENS_IN_TWO)


def cut_within_its_function(nb):
    """There were 2 cells for `evens`; they were graded together."""
    first, rest = (
        "def evens(numbers):\n    found = 0\n",
        "    for n in numbers:\n        found += int(n % 2 == 0)\n    return found",
    )
    put(nb, "evens", first, rest)
    nb["cells"].append(code("torch.set_default_device('meta')\ntorch.set_default_dtype(torch.float64)"))


def values_in_two_halves(nb):
    """There were 2 cells for `history`; they were graded together."""
    first, rest = SOLUTIONS["history"].split("\n", 1)
    put(nb, "history", first, rest)


def second_try(nb):
    """There were 2 cells for `halve`; the last one that defines it was graded."""
    put(nb, "halve", "def halve(numbers):\n    return 0", SOLUTIONS["halve"])


def second_try_of_values(nb):
    """There were 2 cells for `history`; the last one that defines it was graded."""
    put(nb, "history", "sums, sizes = [9], [9]\nraise ValueError", SOLUTIONS["history"])


def two_in_one(nb):
    """`evens` and `halve` stood in one cell; each was graded by itself."""
    nb["cells"][index(nb, "evens")]["source"] += "\n\n" + SOLUTIONS["halve"]
    del nb["cells"][index(nb, "halve")]


def two_in_one_stub_left(nb):
    """`evens` and `halve` stood in one cell; each was graded by itself."""
    nb["cells"][index(nb, "evens")]["source"] += "\n\n" + SOLUTIONS["halve"]
    put(nb, "halve", 'def halve(numbers):\n    """Half of each number."""\n    raise NotImplementedError()')


def all_in_one(nb):
    """`evens`, `halve`, `history` and `total` stood in one cell; each was graded by itself."""
    source = "import torch\nimport numpy as np\n# mine\nrounds = 3\n"
    source += "\n\n".join(SOLUTIONS[name] for name in ("evens", "halve", "history", "total"))
    nb["cells"] = [code(source + "\nprint(total)"), text("Why do the sums get smaller?"), text(SOLUTIONS["q_why"])]


def above_the_stub(nb):
    """`evens` was found in a cell that is not its own."""
    i = index(nb, "evens")
    stub = 'def evens(numbers):\n    """How many of the numbers are even."""\n    raise NotImplementedError()'
    nb["cells"].insert(i, code(nb["cells"][i]["source"]))
    nb["cells"][i + 1]["source"] = stub


def became_text(nb):
    """`halve` stood in a cell of text; it was graded as code."""
    cell = nb["cells"][index(nb, "halve")]
    cell.update(cell_type="markdown", source=f"```python\n{cell['source']}\n```")


def became_raw_without_metadata(nb):
    """`halve` stood in a cell of text; it was graded as code."""
    cell = nb["cells"][index(nb, "halve")]
    cell.update(cell_type="raw", metadata={})


def without_metadata(nb):
    """The marks of all exercises' cells are lost, as in Colab or VS Code; code was found by what it defines."""
    for cell in nb["cells"]:
        cell["metadata"] = {}


def without_metadata_tried_twice(nb):
    """`total` was found in the last of several cells that define it, none of them its own."""
    i = index(nb, "total")
    nb["cells"].insert(i, code("total = 3"))
    nb["cells"].insert(index(nb, "evens") + 1, code("n = evens(torch.arange(4))\nhistory = n"))
    for cell in nb["cells"]:
        cell["metadata"] = {}


def windows_line_ends(nb):
    """()"""
    for cell in nb["cells"]:
        cell["source"] = cell["source"].replace("\n", "\r\n")


def large_outputs(nb):
    """()"""
    picture = {"output_type": "display_data", "metadata": {}, "data": {"image/png": "iVBORw0K" * (15 << 20)}}
    nb["cells"][index(nb, "halve")]["outputs"] = [picture]


def import_in_the_locked_cell(nb):
    """The locked cell `setup` had been changed; it was graded as released; what was added"""
    nb["cells"][index(nb, "setup")]["source"] += "\nfrom collections import Counter"
    put(nb, "evens", "def evens(numbers):\n    return Counter(int(n) % 2 for n in numbers)[0]")


def rounds_in_the_locked_cell(nb):
    """The locked cell `setup` had been changed; it was graded as released."""
    cell = nb["cells"][index(nb, "setup")]
    cell["source"] = cell["source"].replace("rounds = 3", "rounds = 30")


def import_in_a_copy_of_the_locked_cell(nb):
    """The locked cell `setup` had been changed; it was graded as released; what was added"""
    nb["cells"].insert(2, like(nb, "setup", "import numpy as np; from collections import Counter\nimport torch"))
    put(nb, "evens", "def evens(numbers):\n    return Counter(int(n) % 2 for n in numbers)[0]")


def above_its_imports(nb):
    """The locked cell `setup` stood below what needs it; it was run above."""
    put(nb, "halve", "@torch.no_grad()\ndef halve(numbers):\n    return numbers / 2")
    nb["cells"].append(nb["cells"].pop(index(nb, "setup")))


def calls_what_is_shown(nb):
    """()"""
    put(nb, "halve", "def halve(numbers):\n    return doubled(numbers) / 4")
    i = index(nb, "evens")
    changed = "from collections import Counter\nODD = 1\nprint(Counter([ODD]))\nraise SystemExit"
    nb["cells"].insert(i, {**code(changed), "metadata": {"tags": ["explore"]}})
    put(nb, "evens", "def evens(numbers):\n    return Counter(int(n) % 2 for n in numbers)[1 - ODD]")


def answer_where_it_is_checked(nb):
    """`halve` was found in a cell that is not its own."""
    nb["cells"][index(nb, "halve_check")]["source"] = SOLUTIONS["halve"]
    put(nb, "halve", "# see below")


def answer_beside_another(nb):
    """`evens` and `halve` stood in one cell; each was graded by itself."""
    nb["cells"][index(nb, "evens")]["source"] += "\n\n" + SOLUTIONS["halve"]
    put(nb, "halve", "print(halve(torch.ones(2)))")


def magics_without_metadata(nb):
    """`history` and `total` stood in one cell; each was graded by itself."""
    magics = "!pip install -q \\\n    torchinfo\n%config InlineBackend.figure_format = 'retina'\nfiles = !ls\n"
    source = f"{magics}{SOLUTIONS['history']}  # right?\nsums?\n%time total = sum(range(5))\n"
    nb["cells"][index(nb, "total")]["source"] = source
    del nb["cells"][index(nb, "history")]
    without_metadata(nb)


def begun_in_a_cell_above(nb):
    """`history` was found in a cell that is not its own."""
    first, rest = SOLUTIONS["history"].split("\n", 1)
    put(nb, "history", rest)
    nb["cells"].insert(index(nb, "history"), code(first))


def joined_and_filled_by_name(nb):
    """`halve` and `history` stood in one cell; each was graded by itself."""
    lists, loop = "found = {'sums': [], 'sizes': []}\n", SOLUTIONS["history"].split("\n", 1)[1]
    loop = loop.replace("sums.", "found['sums'].").replace("sizes.", "found['sizes'].").replace("numbers", "left")
    last = "\nsums, sizes = found['sums'], found['sizes']"
    nb["cells"][index(nb, "halve")]["source"] += f"\n\n{lists}left = torch.ones(4)\n{loop}{last}"
    del nb["cells"][index(nb, "history")]


def goes_on_in_a_cell_below(nb):
    """()"""
    first, rest = SOLUTIONS["history"].split("\n", 1)
    put(nb, "history", first)
    behind = index(nb, "history_check") + 1
    nb["cells"][behind:behind] = [
        code("print(rounds)"),
        code(rest),
        code("import types\ntypes.SimpleNamespace(step=print).step()"),
    ]


def things_that_are_not_there(nb):
    """`evens`: A package is not installed here: No module named 'google'"""
    lines = "from google.colab import drive\ndrive.mount('/content')\n%load_ext tensorboard\n%tensorboard --logdir x\n"
    put(nb, "evens", f"{lines}files = !ls\nassert not files.n\n{SOLUTIONS['evens']}")


def timed(nb):
    """()"""
    put(nb, "evens", f"%%time\n{SOLUTIONS['evens']}")
    put(nb, "halve", f"%%timeit -n 1 -r 1\n{SOLUTIONS['halve']}")


def names_taken_away_at_the_end(nb):
    """()"""
    put(nb, "evens", "def evens(numbers):\n    return sum(int(n) % 2 == 0 for n in np.asarray(numbers))")
    nb["cells"].append(code("%reset -f\nprint('cleared')"))


def names_covered_by_a_trial(nb):
    """()"""
    put(nb, "evens", "def evens(numbers):\n    return sum(int(n) % 2 == 0 for n in np.asarray(numbers))")
    put(nb, "history", SOLUTIONS["history"].replace("len(numbers)", "id * len(numbers)"))
    nb["cells"].append(code("sum = np = 0\nid = 1"))


def trials_that_take_long(nb):
    """What stands between the exercises had taken 6 s, so this was not run"""
    for _ in range(6):
        nb["cells"].insert(2, code("import time\ntime.sleep(7)"))


def imports_that_are_not_there(nb):
    """`cell 3`: A package is not installed here: No module named 'google'"""
    nb["cells"].insert(
        index(nb, "evens"), code("from google.colab import drive\nimport collections as co\nfrom co2 import x")
    )
    put(nb, "evens", "def evens(numbers):\n    return co.Counter(int(n) % 2 for n in numbers)[0]")


def scripts(nb):
    """`%%bash` starts another program, and none is started while grading"""
    for source in ("%%bash\nls", "%%sh\nls", "%%script python\nprint()", "!ls", "%pip install x", "%%perl\n1") * 3:
        nb["cells"].insert(index(nb, "evens"), code(source))


def keyboard(nb):
    """`input()` asks for an answer at the keyboard, and nobody answers while grading"""
    nb["cells"].insert(index(nb, "evens"), code("name = input('name? ')"))


def own_module(nb):
    """()"""
    nb["cells"].insert(
        index(nb, "evens"),
        code("%%writefile mine.py\ndef evens(numbers):\n    return sum(int(n) % 2 == 0 for n in numbers)"),
    )
    put(nb, "evens", "import mine\ndef evens(numbers):\n    return mine.evens(numbers)")


def module_beside(nb):
    """Used as in Jupyter, from beside the notebook: `mine_beside.py`, `helpers/odd.py`."""
    put(nb, "evens", "from mine_beside import evens_of\ndef evens(numbers):\n    return evens_of(numbers)")


module_beside.files = {
    "mine_beside.py": "from helpers.odd import is_odd\n\n\ndef evens_of(numbers):\n"
    "    return sum(not is_odd(n) for n in numbers)\n",
    "helpers/odd.py": "def is_odd(number):\n    return int(number) % 2 == 1\n",
    "unused.py": "raise SystemExit",
}


def modules_in_the_way(nb):
    """`random.py` beside the notebook was not used: it has the name of a module that is installed."""
    put(nb, "evens", "import random, torch\n" + SOLUTIONS["evens"])


modules_in_the_way.files = {"random.py": "raise SystemExit", "torch.py": "raise SystemExit"}


def usual_packages(nb):
    """()"""
    imports = (
        "import pandas as pd\nimport seaborn as sns\nfrom tqdm import tqdm\nfrom tqdm.notebook import tqdm as bar\n"
    )
    used = "frame = pd.DataFrame({'a': [1]})\nfor x in bar(tqdm([1])):\n    pass\nseen = x"
    nb["cells"].insert(index(nb, "evens"), code(imports + used))
    put(nb, "evens", SOLUTIONS["evens"] + "\nassert seen == 1")


def answer_below(nb):
    """()"""
    i = index(nb, "q_why")
    nb["cells"][i]["source"] = "Your answer here."
    nb["cells"].insert(i + 1, text(SOLUTIONS["q_why"]))


def answer_in_a_code_cell(nb):
    """()"""
    i = index(nb, "q_why")
    nb["cells"][i] = code(SOLUTIONS["q_why"])


def answer_at_the_end(nb):
    """()"""
    nb["cells"][index(nb, "q_why")]["source"] = "Your answer here."
    nb["cells"].append(text(f"## Answers\n\n1. {SOLUTIONS['q_why']}"))


def answer_printed(nb):
    """()"""
    i = index(nb, "q_why")
    nb["cells"].insert(i + 1, code(f'print("""{SOLUTIONS["q_why"]}""")'))


RIGHT = [
    whole, copied_with_a_trial, copied_with_a_blank, helper_in_the_upper_half, cut_within_its_function,
    values_in_two_halves, second_try, second_try_of_values, two_in_one, two_in_one_stub_left, all_in_one,
    above_the_stub, became_text, became_raw_without_metadata, without_metadata, without_metadata_tried_twice,
    windows_line_ends, large_outputs, import_in_the_locked_cell, rounds_in_the_locked_cell,
    imports_that_are_not_there, scripts, keyboard, own_module, module_beside, modules_in_the_way, usual_packages,
    answer_below, answer_in_a_code_cell, answer_printed, import_in_a_copy_of_the_locked_cell, above_its_imports,
    calls_what_is_shown, answer_where_it_is_checked, answer_beside_another, magics_without_metadata,
    goes_on_in_a_cell_below, things_that_are_not_there, trials_that_take_long, answer_at_the_end, timed,
    names_taken_away_at_the_end, names_covered_by_a_trial, begun_in_a_cell_above, joined_and_filled_by_name,
]  # fmt: skip


def syntax_error(nb):
    """Python cannot read this at line 2 of the cell `halve`: `return numbers /`: invalid syntax."""
    put(nb, "halve", "def halve(numbers):\n    return numbers /")


def error_below_a_magic_and_an_empty_line(nb):
    """Your code raised NameError: name 'nothing' is not defined at line 6 of the cell `halve`: `return nothing`."""
    put(nb, "halve", "\n%%time\n\n\x0c\ndef halve(numbers):\n    return nothing\n")


def syntax_error_below_an_empty_line(nb):
    """Python cannot read this at line 3 of the cell `halve`: `return numbers /`: invalid syntax."""
    put(nb, "halve", "\ndef halve(numbers):\n    return numbers /")


def syntax_error_without_metadata(nb):
    """Python cannot read this at line 2 of the cell `halve`"""
    put(nb, "halve", "def halve(numbers):\n    return numbers /")
    nb["cells"][index(nb, "halve")]["metadata"] = {}


def input_in_the_answer(nb):
    """`input()` asks for an answer at the keyboard, and nobody answers while grading at line 2"""
    put(nb, "halve", "def halve(numbers):\n    return numbers / int(input())")


def absent_package_in_the_answer(nb):
    """A package is not installed here: No module named 'absent_one'"""
    put(nb, "halve", "import absent_one\ndef halve(numbers):\n    return absent_one.half(numbers)")


def own_module_forgotten(nb):
    """Use the packages that the lesson lists; a module of your own is handed in beside the notebook. So `halve` was"""
    put(nb, "halve", "from mine_too import halve")


WRONG = [
    own_module_forgotten,
    syntax_error, syntax_error_without_metadata, input_in_the_answer, absent_package_in_the_answer,
    error_below_a_magic_and_an_empty_line, syntax_error_below_an_empty_line,
]  # fmt: skip


def unanswered(nb):
    """The question was left as it was."""
    nb["cells"][index(nb, "q_why")]["source"] = "Your answer here."
