"""The notebook reader: whatever is handed in becomes cells, or a sentence that says what was found."""

import json
import time
from pathlib import Path

import pytest
from hostile import course
from hypothesis import example, given, settings
from hypothesis import strategies as st

from autograder.model import notebook
from autograder.model.arrange import arrange

CORPUS = Path(__file__).parent / "corpus"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
CELLS = st.fixed_dictionaries(
    {},
    optional={
        "cell_type": st.sampled_from(["code", "markdown", "raw", "heading"]) | JSON,
        "source": st.text() | st.lists(st.text()) | JSON,
        "input": st.text(),
        "metadata": st.fixed_dictionaries({}, optional={"nbgrader": JSON, "tags": JSON}) | JSON,
        "attachments": JSON,
        "id": JSON,
    },
)
NOTEBOOKS = st.fixed_dictionaries(
    {},
    optional={"cells": st.lists(CELLS) | JSON, "worksheets": st.lists(st.fixed_dictionaries({"cells": st.lists(CELLS)})) | JSON,
              "metadata": JSON, "nbformat": JSON, "nbformat_minor": JSON},
)  # fmt: skip


def read(data: bytes):
    """What the reader makes of `data`: cells, or the sentence of a refusal."""
    try:
        return notebook.read(data, 20)
    except notebook.Unreadable as refusal:
        assert str(refusal).endswith((".", "again."))
        return str(refusal)


@given(st.binary(max_size=2000))
@example(b"")
@example(b"\xff\xfe{\x00}\x00")
@example(b"\xef\xbb\xbf{}")
@example(b"9" * 10_000)
@example(b"[" * 100_000)
@example(b'{"cells": NaN}')
def test_any_bytes(data):
    read(data)


@given(NOTEBOOKS)
def test_anything_shaped_like_a_notebook(content):
    cells = read(json.dumps(content).encode())
    if isinstance(cells, list):
        for cell in cells:
            assert cell.type in ("code", "markdown", "raw")
            assert "\0" not in cell.source
            cell.source.encode()


@settings(max_examples=60)
@given(st.lists(CELLS, max_size=8), st.text())
def test_any_cells_are_put_in_order(assignment, cells, source):
    content = {"cells": [*cells, exercise("double", source)]}
    arranged = arrange(read(json.dumps(content).encode()), notebook.release_cells(assignment), assignment)
    assert {cell.label for cell in arranged.cells} >= {"setup"}


@given(st.text(alphabet=st.sampled_from("def f(x): return\n\t %!?'\"[]{}()=+-0λ\\")))
@example("-" * 5000 + "1")
@example("+".join(["1"] * 3000))
@example("(" * 500)
@example("%timeit\n" * 3000)
@example("def double(x):\n return " + "not " * 3000 + "x")
def test_any_source_is_compared(source):
    began = time.monotonic()
    assert notebook.same_code(source, source)
    notebook.same_code(source, "x = 1")
    notebook.bound_names(source)
    assert time.monotonic() - began < 10


@pytest.fixture(scope="module")
def assignment(tmp_path_factory):
    return course.make(tmp_path_factory.mktemp("fuzz")).course.assignment(course.NAME)


def exercise(name: str, source: object, **metadata: object) -> dict:
    marks = {"grade_id": name, "solution": True, "grade": False, "locked": False, "schema_version": 3}
    return {"cell_type": "code", "source": source, "metadata": {"nbgrader": marks, **metadata}, "outputs": []}


DOUBLE = course.SOLUTIONS["double"]
COLAB = {"colab": {"name": "tiny.ipynb", "provenance": [], "toc_visible": True}, "accelerator": "GPU"}
VSCODE = {
    "language_info": {"name": "python", "version": "3.11.4"},
    "orig_nbformat": 4,
    "vscode": {"interpreter": {"hash": "0" * 64}},
}
KAGGLE = {
    "kaggle": {"accelerator": "nvidiaTeslaT4", "dataSources": [], "isInternetEnabled": True, "language": "python"},
    "papermill": {"version": "2.6.0"},
}
V3_CELL = {**{k: v for k, v in exercise("double", "").items() if k != "source"}, "input": DOUBLE}
KINDS = {
    "nbformat 3": {"nbformat": 3, "worksheets": [{"cells": [V3_CELL]}]},
    **{f"nbformat 4.{minor}": {"nbformat": 4, "nbformat_minor": minor, "cells": [exercise("double", DOUBLE)]} for minor in range(6)},
    "without metadata": {"cells": [{"cell_type": "code", "source": DOUBLE}]},
    "as lines": {"cells": [exercise("double", DOUBLE.splitlines(keepends=True))]},
    "with attachments": {"cells": [{"cell_type": "markdown", "source": "![x](attachment:x.png)", "attachments": {"x.png": {"image/png": "aGk="}}}, exercise("double", DOUBLE)]},
    "Colab": {"metadata": COLAB, "cells": [exercise("double", DOUBLE, id="aB3_x", colab={"base_uri": "https://localhost:8080/"}, outputId="1")]},
    "VS Code": {"metadata": VSCODE, "cells": [exercise("double", DOUBLE, vscode={"languageId": "python"})]},
    "Kaggle": {"metadata": KAGGLE, "cells": [exercise("double", DOUBLE, _uuid="d6-1", _cell_guid="79", execution={"shell.execute_reply": "1"}, trusted=True)]},
    "null bytes": {"cells": [exercise("double", "\0" + DOUBLE + "\0")]},
    "lone surrogates": {"cells": [{"cell_type": "code", "source": "'\ud800'"}, exercise("double", DOUBLE)]},
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_notebook_is_understood(assignment, kind):
    arranged = arrange(read(json.dumps(KINDS[kind]).encode()), notebook.release_cells(assignment), assignment)
    assert [cell.source for cell in arranged.cells if cell.label == "double"] == [DOUBLE]


@pytest.mark.parametrize("encoding", ["cp037", "latin-1"])
def test_other_encodings_are_named(encoding):
    text = json.dumps({"cells": [{"cell_type": "code", "source": "# é"}]}, ensure_ascii=False)
    assert "UTF-8" in read(text.encode(encoding))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_is_no_hindrance(encoding):
    text = json.dumps({"cells": [{"cell_type": "code", "source": "# é"}]}, ensure_ascii=False)
    assert [cell.source for cell in read(text.encode(encoding))] == ["# é"]


def test_hundred_megabytes_are_refused_unread(tmp_path):
    from autograder.grading.grade import read_bytes

    path = tmp_path / "large.ipynb"
    with path.open("wb") as file:
        file.truncate(100 << 20)
    began = time.monotonic()
    assert "clear the outputs" in read(read_bytes(path, 20))
    assert time.monotonic() - began < 5


def test_ten_thousand_cells_are_put_in_order(assignment):
    cells = [{"cell_type": "code", "source": f"%timeit double = {n}"} for n in range(9_999)]
    began = time.monotonic()
    data = json.dumps({"cells": [*cells, exercise("double", DOUBLE)]}).encode()
    arranged = arrange(read(data), notebook.release_cells(assignment), assignment)
    assert [cell.label for cell in arranged.cells][-1] == "double"
    assert time.monotonic() - began < 30
    assert "cells, more than" in read(json.dumps({"cells": [{}] * 10_001}).encode())


HARD = {
    "a number of many digits": "x = 0x" + "f" * 50_000,
    "a name of many dots": "import a" + ".a" * 45_000,
    "a name of many dots on many lines": "a" + "\\\n . a" * 15_000,
    "spaces": " " * 99_000 + "$",
    "signs": "-" * 90_000 + "1",
    "attributes": "a" + ".a" * 45_000,
    "branches": "if a:\n pass\n" + "elif a:\n pass\n" * 6_000,
    "comparisons": "<".join(["1"] * 45_000),
    "decorators": "@a\n" * 30_000 + "def f(): pass",
    "questions": "?" * 90_000 + "x",
    "lambdas": "lambda:" * 14_000 + "1",
}


@pytest.mark.parametrize("kind", HARD)
def test_programs_that_are_hard_to_read_are_read_or_left_alone(kind):
    began = time.process_time()
    assert not notebook.same_code(HARD[kind], "x = 1")
    assert not notebook.bound_names(HARD[kind]) - {"x", "f"}
    assert time.process_time() - began < 30


def test_more_code_than_anybody_writes_is_refused_but_for_data_in_one_cell():
    cell = {"cell_type": "code", "source": "a\n" * 40_000}
    assert "characters of code" in read(json.dumps({"cells": [cell] * 20}).encode())
    (data,) = read(json.dumps({"cells": [{"cell_type": "code", "source": "x = '" + "A" * 2_000_000 + "'"}]}).encode())
    assert notebook.syntax_tree(data.source) is None


@pytest.mark.parametrize("path", sorted(CORPUS.glob("notebook-*")), ids=lambda path: path.name)
def test_what_fuzzing_found_stays_handled(path):
    read(path.read_bytes())
