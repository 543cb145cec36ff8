"""The pages of the lessons in a browser: formulas are drawn, nothing is fetched, everybody can read them."""

import re
from pathlib import Path

import nbformat
import pytest

from autograder.model import lessonfile
from autograder.model.course import Course
from autograder.publish import lesson_pages
from tests.browser import barriers, chromium, complaints, look, needs_axe, needs_browser
from tests.proof.test_prove import ASSIGNMENTS


@pytest.fixture(scope="module")
def driver():
    with chromium() as window:
        yield window


@needs_browser
@needs_axe
@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_a_lesson_is_read_without_a_network_or_barriers(driver, course: Course, name: str, tmp_path: Path) -> None:
    notebook = nbformat.from_dict(lessonfile.read(course.assignment(name)))
    page = tmp_path / f"{name}.html"
    page.write_text(lesson_pages.page(notebook, course.assignment(name)), encoding="utf-8")
    assert not re.search(r'<(script|link)[^>]+(src|href)="https?:', page.read_text(encoding="utf-8"))
    driver.get(f"file://{page}")
    look(driver)
    assert barriers(driver) == []
    assert driver.execute_script("return document.querySelectorAll('math mi').length") > 10
    folded = "return [...document.querySelectorAll('details > :not(summary)')].filter(e => e.checkVisibility()).length"
    assert driver.execute_script(folded) == 0, "a hint can be read without opening it"
    assert driver.execute_script("return document.querySelectorAll('details > :not(summary)').length") >= 5
    assert "$" not in driver.execute_script(
        "return [...document.querySelectorAll('.jp-RenderedMarkdown p')].map(p => p.innerText).join(' ')"
    )
    assert complaints(driver) == []
