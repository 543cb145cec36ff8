"""A TA's way in a real browser: formgrader in a running JupyterLab, points for a written answer, feedback opened."""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.gradebook import small
from tests.gradebook.conftest import copy_of

TOKEN = "only-for-this-test"
SHOTS = os.environ.get("SCREENSHOTS")
WAIT = 120


@pytest.fixture(scope="module")
def graded(released, tmp_path_factory, autograder):
    root = copy_of(released, tmp_path_factory.mktemp("browser") / "course")
    small.submit(root, "ada", {"mean_of": small.WRONG, "draw": small.DRAW, "q_outlier": small.ANSWER})
    autograder("grade", "submitted", "--jobs", 1, "--gradebook", cwd=root)
    return root


@pytest.fixture(scope="module")
def lab(graded):
    """JupyterLab on loopback in the course folder; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "JUPYTER_CONFIG_DIR": str(graded / ".jupyter"), "HOME": str(graded / ".home")}
    log = (graded / "lab.log").open("wb")
    line = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={TOKEN}",
    ]  # fmt: skip
    process = subprocess.Popen(line, cwd=graded, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
    try:
        _until(lambda: _listens(port, process), "JupyterLab did not start")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
        log.close()


def _listens(port: int, process: subprocess.Popen) -> bool:
    assert process.poll() is None, "JupyterLab ended"
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _until(true, complaint: str):
    """Wait for `true()` to be so, and give it back."""
    end = time.monotonic() + WAIT
    while not (found := true()):
        assert time.monotonic() < end, complaint
        time.sleep(0.2)
    return found


@pytest.fixture
def browser(tmp_path):
    selenium = pytest.importorskip("selenium.webdriver")
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    driver = shutil.which("chromedriver")
    if not chromium or not driver:
        pytest.skip("Chromium is not installed (apt-get install chromium chromium-driver)")
    options = selenium.ChromeOptions()
    options.binary_location = chromium
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1200,1400",
                     f"--user-data-dir={tmp_path / 'profile'}"):  # fmt: skip
        options.add_argument(argument)
    window = selenium.Chrome(options=options, service=selenium.ChromeService(driver))
    window.set_page_load_timeout(WAIT)
    try:
        yield window
    finally:
        window.quit()


def _shot(browser, name: str, folder: Path) -> None:
    target = Path(SHOTS) if SHOTS else folder
    assert browser.save_screenshot(str(target / f"{name}.png"))


def _points(root: Path):
    return small.grades(root)["ada"]["q_outlier"][1]


def test_a_ta_grades_a_written_answer_and_opens_the_feedback(graded, lab, browser, tmp_path):
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    browser.get(f"{lab}/lab?token={TOKEN}")
    _until(
        lambda: browser.find_elements(By.ID, "jp-top-panel") or browser.find_elements(By.ID, "main"), "no JupyterLab"
    )
    browser.get(f"{lab}/formgrader/manage_assignments")
    source = _until(lambda: browser.find_elements(By.CSS_SELECTOR, "td.name a"), "no assignment is listed")[0]
    _shot(browser, "0-assignments", tmp_path)
    folder = source.get_attribute("href").partition("/tree/")[2]
    browser.get(f"{lab}/api/contents/{folder}?token={TOKEN}")
    assert f"{folder}/small.ipynb" in browser.page_source, "the link to the source shows nothing"
    browser.get(f"{lab}/formgrader/manage_submissions/small")
    _until(lambda: "ada" in browser.page_source and "Loading" not in browser.page_source, "ada is not listed")
    _shot(browser, "1-submissions", tmp_path)
    with sqlite3.connect(graded / "gradebook.db") as book:
        ((page,),) = book.execute("select id from submitted_notebook")
    browser.get(f"{lab}/formgrader/submissions/{page}")
    fields = _until(
        lambda: [f for f in browser.find_elements(By.CSS_SELECTOR, "input.score") if f.is_displayed()], "no scores"
    )
    assert "The sum is returned, not the mean" in browser.find_element(By.TAG_NAME, "body").text
    assert small.ANSWER in browser.find_element(By.TAG_NAME, "body").text
    field = next(f for f in fields if f.get_attribute("id") == "q_outlier")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", field)
    field.send_keys("1.5", Keys.TAB)
    _until(lambda: _points(graded) == 1.5, "the points did not reach the grade book")
    _shot(browser, "2-points", tmp_path)
    browser.get(f"{lab}/formgrader/manage_submissions/small")
    link = _until(lambda: browser.find_elements(By.CSS_SELECTOR, "td.generate-feedback a"), "no way to make feedback")
    browser.execute_script("arguments[0].click()", link[0])
    file = graded / "feedback/ada/small/small.html"
    _until(lambda: file.is_file() and "1.5 of 2<" in file.read_text(encoding="utf-8"), "no feedback was made")
    _until(lambda: "Success" in browser.page_source, "the formgrader does not say that it made the feedback")
    _shot(browser, "3-made", tmp_path)
    browser.get(f"{lab}/files/feedback/ada/small/small.html?token={TOKEN}")
    text = _until(lambda: browser.find_element(By.TAG_NAME, "body").text, "the feedback is empty")
    assert "3 of 5 points" in text
    assert "By what is the sum divided?" in text
    assert browser.find_elements(By.CSS_SELECTOR, "img[src^='data:image/png']")
    browser.set_window_size(1200, 2600)
    _shot(browser, "4-feedback", tmp_path)
