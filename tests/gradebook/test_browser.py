"""A TA's way in a real browser: formgrader in a running JupyterLab, points for a written answer, feedback opened."""

from pathlib import Path

import pytest

from tests.browser import DESK, chromium, jupyterlab, look, needs_browser, photograph, until
from tests.gradebook import small
from tests.gradebook.conftest import copy_of


@pytest.fixture(scope="module")
def graded(released, tmp_path_factory, autograder):
    root = copy_of(released, tmp_path_factory.mktemp("browser") / "course")
    small.submit(root, "ada", {"mean_of": small.WRONG, "draw": small.DRAW, "q_outlier": small.ANSWER})
    autograder("grade", "submitted", "--jobs", 1, "--gradebook", cwd=root)
    return root


def _points(root: Path):
    return small.grades(root)["ada"]["q_outlier"][1]


@pytest.fixture
def lab(graded):
    with jupyterlab(graded) as address:
        yield address


@pytest.fixture
def browser():
    with chromium() as window:
        look(window, DESK)
        yield window


@needs_browser
def test_a_ta_grades_a_written_answer_and_opens_the_feedback(graded, lab, browser):
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    browser.get(f"{lab}/lab?token=seen")
    until(lambda: browser.find_elements(By.ID, "jp-top-panel") or browser.find_elements(By.ID, "main"), "no JupyterLab")
    browser.get(f"{lab}/formgrader/manage_assignments")
    source = until(lambda: browser.find_elements(By.CSS_SELECTOR, "td.name a"), "no assignment is listed")[0]
    photograph(browser, "formgrader-0-assignments")
    folder = source.get_attribute("href").partition("/tree/")[2]
    browser.get(f"{lab}/api/contents/{folder}?token=seen")
    assert f"{folder}/small.ipynb" in browser.page_source, "the link to the source shows nothing"
    browser.get(f"{lab}/formgrader/manage_submissions/small")
    until(lambda: "ada" in browser.page_source and "Loading" not in browser.page_source, "ada is not listed")
    photograph(browser, "formgrader-1-submissions")
    ((page,),) = small.ask(graded, "select id from submitted_notebook")
    browser.get(f"{lab}/formgrader/submissions/{page}")
    fields = until(
        lambda: [f for f in browser.find_elements(By.CSS_SELECTOR, "input.score") if f.is_displayed()], "no scores"
    )
    assert "The sum is returned, not the mean" in browser.find_element(By.TAG_NAME, "body").text
    assert small.ANSWER in browser.find_element(By.TAG_NAME, "body").text
    field = next(f for f in fields if f.get_attribute("id") == "q_outlier")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", field)
    field.send_keys("1.5", Keys.TAB)
    until(lambda: _points(graded) == 1.5, "the points did not reach the grade book")
    photograph(browser, "formgrader-2-points")
    browser.get(f"{lab}/formgrader/manage_submissions/small")
    link = until(lambda: browser.find_elements(By.CSS_SELECTOR, "td.generate-feedback a"), "no way to make feedback")
    browser.execute_script("arguments[0].click()", link[0])
    file = graded / "feedback/ada/small/small.html"
    until(lambda: file.is_file() and "1.5 of 2<" in file.read_text(encoding="utf-8"), "no feedback was made")
    until(lambda: "Success" in browser.page_source, "the formgrader does not say that it made the feedback")
    photograph(browser, "formgrader-3-made")
    browser.get(f"{lab}/files/feedback/ada/small/small.html?token=seen")
    text = until(lambda: browser.find_element(By.TAG_NAME, "body").text, "the feedback is empty")
    assert "3 of 5 points" in text
    assert "By what is the sum divided?" in text
    assert browser.find_elements(By.CSS_SELECTOR, "img[src^='data:image/png']")
    look(browser, (1200, 2600))
    photograph(browser, "formgrader-4-feedback")
