"""The solved lessons run top to bottom in a stock Jupyter kernel, and are rendered with their figures."""

import re

import pytest

from tests.proof.test_prove import ASSIGNMENTS


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_a_solved_lesson_runs_and_is_rendered_with_its_figures(autograder, tmp_path, name):
    run = autograder("lessons", "--out", tmp_path, name, timeout=400)
    page = (tmp_path / f"{name}.html").read_text(encoding="utf-8")
    assert page.count("data:image/png;base64,") >= 3
    assert page.count("data:image/svg+xml;base64,") >= 1
    assert "Traceback" not in page
    assert not re.search(r'<(script|link)[^>]+(src|href)="https?:', page)
    assert page.count("<details>") >= 5
    assert not re.search(r"</summary>\s*</details>", page), "a hint stands open: nothing is folded"
    seconds = re.search(r"\((\d+) s\)", run.stdout)
    assert seconds
