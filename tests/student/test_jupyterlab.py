"""The card in a running JupyterLab, seen through a real browser: light, dark, at the width of a phone."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests import browser
from tests.browser import barriers, chromium, jupyterlab, needs_axe, needs_browser, until
from tests.proof.test_prove import ASSIGNMENTS
from tests.student.test_card import SETUP

pytestmark = needs_browser
CELL_SECONDS = 400
CELLS = "const panel = window.jupyterapp.shell.currentWidget, cells = panel?.content?.widgets || [];"
DRAWN = """
const inside = selector => [...window.jupyterapp.shell.currentWidget.node.querySelectorAll(selector)];
return {formulas: inside('.jp-RenderedMarkdown mjx-container').length,
  diagrams: inside('.jp-RenderedMarkdown img').filter(image => image.naturalWidth > 200).length,
  hints: inside('.jp-RenderedMarkdown details > summary').length};"""


@pytest.fixture(scope="module")
def lab(course, repo_files, solved, wrong, tmp_path_factory) -> Iterator[Any]:
    """A browser on a notebook of a student whose loop never clears its gradients."""
    from autograder.ci import repository

    folder = tmp_path_factory.mktemp("lab") / "repo"
    repository.write(folder, {name: data for name, data in repo_files.items() if not name.startswith("kit/")})
    calls = ['check("train_one_epoch", hint=True)', 'check("plot_curves")', "check()"]
    sources = [SETUP, solved["LeNet"], wrong["no_zero_grad"], solved["plot_curves"], *calls]
    cells = [
        {"cell_type": "code", "id": f"c{i}", "metadata": {}, "source": s, "outputs": [], "execution_count": None}
        for i, s in enumerate(sources)
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    (folder / "lenet5_mnist" / "seen.ipynb").write_text(json.dumps(notebook))
    for assignment in course.assignments.values():
        for path in (assignment.released, *assignment.release.glob("*.svg")):
            (folder / path.name).write_bytes(path.read_bytes())
    options = (
        "--expose-app-in-browser", f"--ServerApp.root_dir={folder}", "--LabApp.news_url=",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    )  # fmt: skip
    with jupyterlab(folder, *options) as address, chromium() as driver:
        driver.set_window_size(1280, 2400)
        driver.get(f"{address}/lab/tree/lenet5_mnist/seen.ipynb?token=seen&reset")
        until(lambda: driver.execute_script("return !!document.querySelector('.jp-Notebook .jp-Cell')"), seconds=240)
        until(lambda: cells_run(driver))
        shown = "return document.querySelectorAll('.ag-card').length"
        until(lambda: driver.execute_script(shown) >= 3, seconds=CELL_SECONDS)
        yield driver


def cells_run(driver: Any) -> bool:
    """Whether cells are running or have run; says that they shall, once the notebook has its kernel."""
    prompts = "return [...document.querySelectorAll('.jp-InputArea-prompt')].some(p => /[0-9*]/.test(p.textContent))"
    idle = "return /Idle/.test(document.querySelector('#jp-main-statusbar')?.innerText)"
    if not driver.execute_script(prompts) and driver.execute_script(idle):
        driver.execute_script("window.jupyterapp.commands.execute('notebook:run-all-cells')")
        time.sleep(3)
    return bool(driver.execute_script(prompts))


def colours(driver: Any, selector: str) -> tuple[list[int], list[int]]:
    """The text and background colours of an element of the card."""
    script = (
        "const e=document.querySelector(arguments[0]);const c=e.closest('.ag-card');"
        "return [getComputedStyle(e).color,getComputedStyle(c).backgroundColor]"
    )
    return tuple(
        [int(float(n)) for n in text[text.index("(") + 1 : -1].split(",")[:3]]
        for text in driver.execute_script(script, selector)
    )  # type: ignore[return-value]


def contrast(pair: tuple[list[int], list[int]]) -> float:
    """The contrast ratio of WCAG 2."""

    def light(rgb: list[int]) -> float:
        parts = [c / 255 / 12.92 if c / 255 <= 0.03928 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in rgb]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    high, low = sorted((light(rgb) for rgb in pair), reverse=True)
    return (high + 0.05) / (low + 0.05)


def photograph(driver: Any, name: str) -> None:
    """Keep a picture of the card where somebody wants to look at it."""
    driver.execute_script("document.querySelector('.ag-card').scrollIntoView()")
    browser.photograph(driver, name)


def test_the_card_is_seen_in_jupyterlab(lab: Any) -> None:
    text = lab.execute_script("return [...document.querySelectorAll('.ag-card')].map(c=>c.innerText).join('\\n')")
    assert "Gradients are never cleared" in text
    assert "Hint 1 of" in text
    assert "2 of 8 exercises" in text
    assert "What the checker saw" in text
    assert lab.execute_script("return document.querySelector('.ag-figure img').naturalWidth") > 100
    photograph(lab, "card-light")


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_colours_follow_the_theme_and_can_be_read(lab: Any, theme: str) -> None:
    lab.execute_script(
        "return window.jupyterapp.commands.execute('apputils:change-theme', {theme: arguments[0]})", theme
    )
    dark = theme.endswith("Dark")
    until(lambda: (sum(colours(lab, ".ag-title")[1]) < 200) == dark)
    for selector in (".ag-title", ".ag-word.ag-fail", ".ag-word.ag-pass", ".ag-foot", ".ag-key", ".ag-points"):
        assert contrast(colours(lab, selector)) >= 4.5, (theme, selector)
    photograph(lab, "card-dark" if dark else "card-light-again")


@needs_axe
def test_everybody_can_read_it(lab: Any) -> None:
    assert barriers(lab, ".ag-card") == []


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_every_lesson_is_drawn_in_jupyterlab(lab: Any, name: str) -> None:
    """Formulas, diagrams and hints that fold, and cells of the lesson's own that cannot be edited."""
    show = "window.jupyterapp.commands.execute('docmanager:open', {path: arguments[0]})"
    lab.execute_script(show, f"{name}.ipynb")
    until(lambda: lab.execute_script(f"{CELLS} return cells.length > 20 && panel.title.label.startsWith('{name}')"))
    seen = {"formulas": 0, "diagrams": 0, "hints": 0}
    for place in range(0, 101, 10):  # JupyterLab draws what is in sight
        lab.execute_script(
            f"{CELLS} panel.content.scrollToItem(Math.floor((cells.length - 1) * arguments[0] / 100))", place
        )
        time.sleep(0.4)
        for what, count in lab.execute_script(DRAWN).items():
            seen[what] = max(seen[what], count)
    assert min(seen.values()) >= 1, seen
    assert lab.execute_script("return document.querySelectorAll('mjx-merror').length") == 0
    assert (
        lab.execute_script(f"{CELLS} return cells.filter(c => c.model.getMetadata('editable') === false).length") >= 5
    )
    lab.execute_script(show, "lenet5_mnist/seen.ipynb")


def test_it_fits_a_phone(lab: Any) -> None:
    lab.execute_script("window.jupyterapp.commands.execute('application:set-mode', {mode: 'single-document'})")
    lab.execute_script("window.jupyterapp.shell.collapseLeft && window.jupyterapp.shell.collapseLeft()")
    lab.set_window_size(500, 2400)
    lab.execute_script("document.querySelectorAll('.ag-card').forEach(c => c.style.width = '330px')")
    wide = lab.execute_script(
        "return [...document.querySelectorAll('.ag-card')].filter(c => c.scrollWidth > c.clientWidth + 1).length"
    )
    assert wide == 0
    photograph(lab, "card-phone")


def test_keys_and_values_stand_side_by_side(lab: Any) -> None:
    """Editors style lists and tables of their own: the card's must weigh more."""
    places = lab.execute_script(
        "return ['.ag-key:nth-child(3)', '.ag-value:nth-child(4)']"
        ".map(s => document.querySelector(s).getBoundingClientRect())"
    )
    assert abs(places[0]["top"] - places[1]["top"]) < 6
    assert places[0]["height"] < 40
    background = lab.execute_script("return getComputedStyle(document.querySelector('.ag-title code')).backgroundColor")
    assert background == "rgba(0, 0, 0, 0)"


def test_no_errors_in_the_console(lab: Any) -> None:
    assert [message for message in browser.complaints(lab) if "favicon" not in message] == []
