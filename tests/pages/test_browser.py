"""Both pages in a real browser: clicked, sorted, searched, read in light and dark, on a desk and on a phone."""

from pathlib import Path
from urllib.parse import quote

import pytest

from autograder.feedback import pages
from autograder.model.marks import merge
from autograder.model.reports import write_report
from autograder.student.card import ExerciseCard
from tests.browser import DESK, PHONE, barriers, chromium, complaints, look, needs_axe, needs_browser, photograph
from tests.pages import made_up

pytestmark = needs_browser
NAME = "lenet5_mnist"
MANY = 2000
LOOKS = [(DESK, "light"), (PHONE, "dark"), ((320, 800), "light")]


@pytest.fixture(scope="module")
def folder(course, tmp_path_factory) -> Path:
    """The pages of two dozen students whose names need care."""
    out = tmp_path_factory.mktemp("pages")
    names = ["O'Brien, Siobhán", "王小明", "a&b=c#d?e%20", 'q"uote', *(f"student {n:02}" for n in range(20))]
    for seed, name in enumerate(names):
        write_report(made_up.report(course.assignment(NAME), name, seed), out)
    pages.write_pages(out, [course.assignment(NAME)], {"student 03": "Noether"})
    return out


@pytest.fixture(scope="module")
def driver():
    with chromium() as window:
        yield window


def test_a_ta_finds_sorts_and_opens_a_student(driver, folder):
    look(driver)
    driver.get(f"file://{quote(str(folder / f'class-{NAME}.html'))}")
    rows = "return [...document.querySelectorAll('#everyone tbody tr')].filter(r => !r.hidden)"
    assert driver.execute_script(f"{rows}.length") == 24
    search = driver.find_element("id", "search")
    search.send_keys("SIOBH")
    assert driver.execute_script(f"{rows}.map(r => r.cells[0].innerText)") == ["O'Brien, Siobhán"]
    assert driver.find_element("id", "count").text == "1 shown"
    search.clear()
    search.send_keys("nobody of this name")
    assert driver.find_element("id", "count").text == "0 shown"
    search.clear()
    search.send_keys(" ")
    score = driver.find_element("xpath", "//table[@id='everyone']//button[text()='score']")
    score.click()
    up = driver.execute_script(f"{rows}.map(r => Number(r.cells[1].innerText))")
    score.click()
    assert up == sorted(up)
    assert driver.execute_script(f"{rows}.map(r => Number(r.cells[1].innerText))") == sorted(up, reverse=True)
    sort = "return document.querySelector('#everyone th:nth-child(2)').getAttribute('aria-sort')"
    assert driver.execute_script(sort) == "descending"
    first = driver.find_element("css selector", "details summary")
    first.click()
    assert driver.find_element("css selector", "details[open] a").is_displayed()
    for name in ("a&b=c#d?e%20", 'q"uote', "王小明"):
        driver.execute_script(
            "[...document.querySelectorAll('#everyone a')].find(a => a.innerText === arguments[0]).click()", name
        )
        assert driver.find_element("tag name", "h1").text == name
        driver.back()
    assert complaints(driver) == []


def test_a_student_sees_curves_images_lines_and_how_to_ask_again(driver, folder, course):
    name = next(
        f"student {n:02}" for n in range(20) if "reached" in (folder / f"student {n:02}/{NAME}.html").read_text()
        and "Your lines" in (folder / f"student {n:02}/{NAME}.html").read_text()
    )  # fmt: skip
    look(driver)
    driver.get(f"file://{quote(str(folder / name / f'{NAME}.html'))}")
    for summary in driver.find_elements("css selector", "details summary"):
        summary.click()
    text = driver.find_element("tag name", "main").text
    assert "Your loss over 400 steps" in text
    assert "is needed" in text
    assert 'Ask again: check("' in text
    assert "▸3" in text.replace(" ", "")
    assert driver.execute_script("return document.querySelectorAll('.shown li').length") == 12
    assert driver.execute_script("return document.querySelectorAll('.shown li.wrong').length") == 5
    drawn = "return [...document.querySelectorAll('.chart svg')].map(s => s.getBoundingClientRect().width)"
    assert min(driver.execute_script(drawn)) > 200
    last = driver.find_element("css selector", ".strip li:last-child a")
    name = last.text.rpartition("\n")[2]  # after the word for its outcome
    last.click()
    assert driver.execute_script("return document.querySelector(':target').innerText") == name
    assert complaints(driver) == []


@needs_axe
@pytest.mark.parametrize("page", [f"class-{NAME}.html", f"student 03/{NAME}.html", f"student 04/{NAME}.html"])
def test_everybody_can_read_it_everywhere(driver, folder, page):
    driver.get(f"file://{quote(str(folder / page))}")
    for size, scheme in LOOKS:
        look(driver, size, scheme)
        assert barriers(driver) == [], (size, scheme)
        assert driver.execute_script("return document.documentElement.scrollWidth") <= size[0], (size, scheme)
        photograph(driver, f"{page.replace('/', '-')}-{size[0]}-{scheme}")
    assert complaints(driver) == []


def test_what_is_not_shown_on_a_phone_takes_no_room_there(driver, folder):
    look(driver, PHONE)
    driver.get(f"file://{quote(str(folder / f'class-{NAME}.html'))}")
    right = "return {}.getBoundingClientRect().right".format
    table, last = right("everyone"), right("everyone.querySelector('tbody td:nth-last-child(2)')")
    assert driver.execute_script(table) - driver.execute_script(last) < 2


def test_it_can_be_used_without_a_mouse(driver, folder):
    from selenium.webdriver import ActionChains, Keys

    look(driver)
    driver.get(f"file://{quote(str(folder / f'class-{NAME}.html'))}")
    ActionChains(driver).send_keys(Keys.TAB).perform()
    assert driver.switch_to.active_element.text == "Skip to the content"
    driver.execute_script("document.querySelector('#everyone th:nth-child(2) button').focus()")
    ActionChains(driver).send_keys(Keys.ENTER).perform()
    up = driver.execute_script(
        "return [...document.querySelectorAll('#everyone tbody tr')].map(r => r.cells[1].innerText)"
    )
    assert list(map(float, up)) == sorted(map(float, up))
    ring = "return getComputedStyle(document.activeElement).outlineStyle"
    assert driver.execute_script(ring) == "solid"


def test_on_paper_it_is_black_on_white_and_complete(driver, folder):
    """Also for somebody whose screen is dark."""
    for page in (f"class-{NAME}.html", f"student 03/{NAME}.html"):
        driver.get(f"file://{quote(str(folder / page))}")
        dark = {"name": "prefers-color-scheme", "value": "dark"}
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print", "features": [dark]})
        assert driver.execute_script("return getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        shown = "return [...document.querySelectorAll('.no-print')].filter(e => e.offsetHeight).length"
        assert driver.execute_script(shown) == 0
        bars = "return [...document.querySelectorAll('.bar, .meter')].map(e => getComputedStyle(e).printColorAdjust)"
        assert set(driver.execute_script(bars)) == {"exact"}
        folded = "return [...document.querySelectorAll('details > :not(summary)')]"
        assert driver.execute_script(f"{folded}.every(e => e.checkVisibility())")  # what a click opens is there
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


PLACES = {  # what editors say of their theme, and whether the card is then dark
    "<html><body data-jp-theme-light='true'>": False, "<html><body data-jp-theme-light='false'>": True,
    "<html><body class='vscode-light'>": False, "<html><body class='vscode-dark'>": True,
    "<html theme='light'><body>": False, "<html theme='dark'><body>": True,
}  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_card_follows_its_editor_and_elsewhere_the_system(driver, course, tmp_path, scheme):
    """JupyterLab, VS Code and Colab each tell of their theme in another way."""
    exercise = made_up.report(course.assignment(NAME), "a", 1).exercises[0]
    look(driver, DESK, scheme)
    for place, dark in {**PLACES, "<html><body>": scheme == "dark"}.items():
        page = tmp_path / "card.html"
        page.write_text(f"<!doctype html>{place}{ExerciseCard(exercise)._repr_html_()}</body></html>", encoding="utf-8")
        driver.get(f"file://{page}")
        colour = driver.execute_script("return getComputedStyle(document.querySelector('.ag-card')).backgroundColor")
        assert (colour != "rgb(255, 255, 255)") == dark, (place, scheme)


def test_two_thousand_students_are_sorted_and_searched(driver, course, tmp_path):
    assignment = course.assignment(NAME)
    reports = [made_up.report(assignment, f"student {n:04}", n) for n in range(MANY)]
    page = tmp_path / "class.html"
    page.write_text(pages.class_page(list(map(merge, reports)), assignment, {}), encoding="utf-8")
    assert page.stat().st_size < 8_000_000
    look(driver)
    driver.get(f"file://{page}")
    driver.find_element("css selector", "#everyone th:nth-child(2) button").click()
    scores = driver.execute_script(
        "return [...document.querySelectorAll('#everyone tbody tr')].map(r => Number(r.cells[1].dataset.v))"
    )
    assert scores == sorted(report.score for report in reports)
    driver.execute_script(
        "const box = document.getElementById('search'); box.value = 'student 19'; box.dispatchEvent(new Event('input'))"
    )
    assert driver.find_element("id", "count").text == "100 shown"
    assert complaints(driver) == []
