"""The desk, end to end: people mark at once, override, comment; every page, table and book then says the same."""

import csv
import json
import re
import shutil
import signal
import socket
import threading
import urllib.error
import urllib.request
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

import pytest

from autograder.cli import desk as desks
from autograder.desk.groups import groups
from autograder.desk.room import key_of
from autograder.desk.server import Page
from autograder.model import course as courses
from autograder.model.marks import merge
from autograder.model.report import CheckReport, ExerciseReport, Report
from autograder.model.reports import read_report
from tests.browser import DESK, PHONE, barriers, chromium, complaints, look, needs_axe, needs_browser, photograph
from tests.gradebook import small
from tests.gradebook.conftest import copy_of
from tests.gradebook.desk import Ta, desk, grace_at

QUESTION = "/small/exercise/q_outlier"
HOSTILE = """<script src="http://127.0.0.1:{port}/script"></script>
<img src="http://127.0.0.1:{port}/picture" onerror=alert(1)>
<iframe src="http://127.0.0.1:{port}/frame"></iframe><style>@import url(http://127.0.0.1:{port}/style)</style>
![](http://127.0.0.1:{port}/markdown) </pre><a href="javascript:fetch('http://127.0.0.1:{port}/link')" autofocus
onfocus=fetch("http://127.0.0.1:{port}/focus")>{{{{7*7919}}}}</a></textarea><svg onload=fetch("http://127.0.0.1:{port}/svg")>"""


@pytest.fixture(scope="module")
def trap():
    """A server that nobody should ever call: its port, and what came."""
    calls = []
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()

        def wait():
            try:
                while True:
                    with listening.accept()[0] as caller:
                        calls.append(caller.recv(200))
            except OSError:
                return

        threading.Thread(target=wait, daemon=True).start()
        yield listening.getsockname()[1], calls


@pytest.fixture(scope="module")
def graded(released, tmp_path_factory, autograder, trap):
    """A class of five, graded into nbgrader's grade book."""
    root = copy_of(released, tmp_path_factory.mktemp("desk") / "course")
    text = HOSTILE.format(port=trap[0])
    small.submit(root, "ada", {"mean_of": small.RIGHT, "draw": small.DRAW, "q_outlier": small.ANSWER})
    small.submit(root, "bob", {"mean_of": small.WRONG, "q_outlier": small.ANSWER.lower() + "  \n"})
    small.submit(root, "cy", {"mean_of": small.HALF, "draw": small.DRAW})
    source = f'"""{text}"""\n{small.WRONG}    # {text}'.replace("\n#", "\n    #")
    small.submit(root, "<b onclick=alert(1)>eve", {"mean_of": source, "q_outlier": text})
    autograder("grade", "submitted", "--jobs", 1, "--gradebook", cwd=root)
    return root


def trail(root):
    return small.ask(root, "select who, student, kind, value from autograder_event where kind <> 'attempt'")


def group_of(ta, *students):
    """The address of the group of answers in which these students stand."""
    page = ta.get(QUESTION)
    for path in re.findall(rf'href="({QUESTION}/[0-9a-f]+)"', page):
        if all(key_of(student) in ta.get(path) for student in students):
            return path
    raise AssertionError(f"no group of {students}")


def test_what_is_not_begun_and_what_cannot_be_read_are_not_one_answer():
    told = {"ada": "", "bob": "the file is not JSON.", "cy": ""}
    made = []
    for name, sentence in told.items():
        check = CheckReport("a.b", "holds", "todo", 0, 1, sentence)
        made.append(
            merge(Report(name, "small", 0, 1, "graded", {}, {}, (ExerciseReport("a", "todo", 0, 1, (check,)),)))
        )
    found = {group.told: [result.student for result, _ in group.members] for group in groups(made, "a")}
    assert found == {"To do": ["ada", "cy"], "The file is not JSON.": ["bob"]}


def test_two_people_mark_at_once_and_nothing_of_either_is_lost(graded):
    with desk(graded) as (address, _):
        grace, alan = Ta(address, "Grace"), Ta(address, "Alan")
        together = group_of(grace, "ada", "bob")  # they say the same but for capitals
        assert key_of("cy") not in grace.page
        for text, points in (("names that all count the same", 1), ("says what it does to the mean", 0.5)):
            assert grace.post(f"{QUESTION}/rubric", text=text, points=points) == 200
        lines = re.findall(r'name="item" value="(\d+)" data-key', grace.get(together))
        assert len(lines) == 2
        alan.get(together)
        assert grace.give(together, item=lines[:1], then=together) == 200
        assert alan.give(together, item=lines[1:], comment="Which one can?", then=together) == 200
        book = small.grades(graded)
        assert book["ada"]["q_outlier"] == book["bob"]["q_outlier"] == (None, 1.5, False)
        grace.get(together)
        alan.get(together)
        assert grace.give(together, comment="Which one can, and how far?", then=together) == 200
        assert alan.give(together, comment="Something else.", then=together) == 409
        assert "Grace set the comment to" in alan.page
        assert "Which one can, and how far?" in alan.page
        assert grace.post(f"{QUESTION}/rubric", item=lines[0], text="names that all count", points=1.25) == 200
        assert small.grades(graded)["bob"]["q_outlier"] == (None, 1.75, False)
        assert {who for who, *_ in trail(graded)} == {"Grace", "Alan"}


def test_who_is_asked_again_stays_who_they_are(graded, autograder, tmp_path):
    """On a platform people choose their names: one that looks like a download's folder is nobody else's."""
    name = "bob_7_assignsubmission_file_"
    folder = tmp_path / "export" / "submission_1"
    folder.mkdir(parents=True)
    shutil.copy(graded / "submitted/cy/small/small.ipynb", folder)
    told = f"submission_1:\n  :submitters:\n  - :name: {name}\n    :sid: '9'\n"
    (folder.parent / "submission_metadata.yml").write_text(told)
    out = tmp_path / "reports"
    shutil.copytree(graded / "reports", out)
    autograder("grade", folder.parent, "--jobs", 1, "--out", out, cwd=graded)
    bob, theirs = ((out / who / "small.json").read_bytes() for who in ("bob", name))
    with grace_at(graded, out, "--submitted", folder.parent) as grace:
        grace.get(f"/small/student/{key_of(name)}")
        (graded / "typer.py").write_text("raise SystemExit('whoever grades has run what lies about')")
        try:
            assert grace.post(f"/small/student/{key_of(name)}/again") == 200, grace.page
        finally:
            (graded / "typer.py").unlink()
    assert (out / "bob/small.json").read_bytes() == bob
    again = read_report(out / name / "small.json")
    assert (again.who["id"], again.score) == ("9", json.loads(theirs)["score"])


def test_an_override_survives_a_regrade_and_everybody_says_the_same(graded, autograder):
    cy = f"/small/exercise/mean_of/{key_of('cy')}"
    with grace_at(graded) as grace:
        assert "1.5 of 2" in grace.get(cy)
        assert grace.give(cy, points="1.8", then=cy) == 400
        assert "need a reason" in grace.page
        check = "mean_of.is_zero_of_nothing"
        assert grace.give(cy, points="0.5", check=check, reason="shown in class", comment="Fine.", then=cy) == 200
        assert grace.give(cy, points="7", reason="too much", then=cy) == 400
        assert grace.post(f"/small/student/{key_of('cy')}/again") == 200, grace.page
    for _ in range(2):
        run = autograder("grade", "submitted", "--jobs", 1, "--regrade", "--yes", "--gradebook", cwd=graded)
    before = trail(graded)
    assert small.grades(graded)["cy"]["mean_of_check"][:2] == (1.5, 2.0)
    assert read_report(graded / "reports/cy/small.json").score == 2.5  # what the program found stays
    for command in (("report",), ("export", "csv"), ("export", "gradescope"), ("gradebook", "sync")):
        run = autograder(*command, cwd=graded)
    assert "0 written, 4 unchanged" in run.stdout
    assert trail(graded) == before
    page = (graded / "reports/cy/small.html").read_text(encoding="utf-8")
    assert "3 <small>of 5 points" in page
    assert "0.5 by Grace: shown in class" in page
    assert "There is no answer." in page
    rows = {row["student"]: row for row in csv.DictReader((graded / "scores.csv").open(encoding="utf-8", newline=""))}
    assert (rows["cy"]["raw_score"], rows["ada"]["raw_score"], rows["ada"]["waiting"]) == ("3", "4.75", "no")
    assert "shown in class" in rows["cy"]["feedback"]
    assert json.loads((graded / "gradescope/cy/results.json").read_text())["score"] == 3
    run = small.nbgrader(graded, "generate_feedback", "small", "--student", "cy")
    assert (graded / "feedback/cy/small/small.html").read_text(encoding="utf-8") == page
    assert small.ask(graded, "select 1 from comment where manual_comment = 'Fine.'")


def test_what_is_changed_in_nbgrader_s_formgrader_is_noticed(graded, autograder):
    small.give(graded, "bob", "q_outlier", 2)
    with grace_at(graded) as grace:
        assert "2 of 2" in grace.get(f"{QUESTION}/{key_of('bob')}")
    assert ("nbgrader", "bob", "points", "2.0") in trail(graded)
    run = autograder("gradebook", "sync", cwd=graded)
    assert "0 written" in run.stdout
    assert small.grades(graded)["bob"]["q_outlier"][1] == 2.0


def test_kill_loses_nothing_that_was_answered(graded):
    kept, ada = [], f"/small/exercise/draw/{key_of('ada')}"
    with desk(graded) as (address, process):
        grace = Ta(address, "Grace")
        grace.get(ada)
        killer = threading.Timer(1.0, process.send_signal, [signal.SIGKILL])
        killer.start()
        try:
            for number in range(10_000):
                grace.get(ada)
                if grace.give(ada, comment=f"comment {number}", then=ada) == 200:
                    kept.append(f"comment {number}")
        except (OSError, AssertionError):
            pass
        killer.join()
    assert kept, "nothing was given before the kill"
    there = [json.loads(value) for _, student, kind, value in trail(graded) if (student, kind) == ("ada", "comment")]
    assert [text for text in there if text.startswith("comment ")][: len(kept)] == kept
    with grace_at(graded) as grace:
        assert there[-1] in grace.get(ada)


def test_nobody_comes_in_without_the_token_or_from_elsewhere(graded):
    with desk(graded) as (address, _):
        base = address.partition("/enter")[0]

        def status(path, **headers):
            try:
                return urllib.request.urlopen(urllib.request.Request(base + path, headers=headers), timeout=20).status
            except urllib.error.HTTPError as error:
                return error.code

        assert status("/small") == status("/enter?token=guess") == 403
        grace = Ta(address, "Grace")
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in grace.jar)
        assert status("/small", Cookie=cookies) == 200
        assert status("/small", Cookie=cookies, Host="evil.example:80") == 403
        grace.page = ""
        assert grace.post(f"/small/student/{key_of('ada')}/extension", until="+48h", seen=0) == 403


@pytest.mark.parametrize("elsewhere", ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example"])
def test_a_form_leads_to_a_page_of_the_desk(elsewhere):
    went = []
    for address in (elsewhere, QUESTION):
        Page.go(SimpleNamespace(redirect=lambda to, status: went.append(to)), address)
    assert went == ["/", QUESTION]


def test_nobody_on_the_machine_reads_the_token_among_its_processes(graded, monkeypatch):
    address, opened = "http://127.0.0.1:1/enter?token=SECRET", []

    def launch(place):
        page = Path(place)
        opened.append((place, page.read_text(), page.parent.stat().st_mode & 0o077))

    monkeypatch.setattr("autograder.desk.server.serve", lambda *given: given[-1](address))
    monkeypatch.setattr("typer.launch", launch)
    here = courses.load(graded / courses.FILE)
    for screen in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(screen, raising=False)
    desks.desk(graded / "reports", None, None, 0, "full", True, here)
    assert not opened  # without a screen, trying would print seven lines of what is not there
    monkeypatch.setenv("DISPLAY", ":0")
    desks.desk(graded / "reports", None, None, 0, "full", True, here)
    ((place, page, others),) = opened
    assert ("SECRET" in place, address in page, others) == (False, True, 0)
    assert not Path(place).exists()


@pytest.fixture(scope="module")
def driver():
    with chromium() as window:
        yield window


@needs_browser
@needs_axe
def test_every_page_is_used_by_keyboard_and_calls_nobody(graded, driver, trap):
    from selenium.webdriver import ActionChains, Keys
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.expected_conditions import staleness_of
    from selenium.webdriver.support.wait import WebDriverWait

    def press(*keys):
        ActionChains(driver).send_keys(*keys).perform()

    def until(condition):
        """Wait for what a key set off: neither a page that loads nor the grade book answers at once."""
        WebDriverWait(driver, 30).until(lambda _: condition())

    def there(path):
        """Whether the page at this address is loaded and its script hears keys."""
        return path in driver.current_url and driver.execute_script("return document.readyState") == "complete"

    eve_s = next(student for student in small.grades(graded) if "eve" in student)
    eve = key_of(eve_s)
    with desk(graded) as (address, _):
        base = address.partition("/enter")[0]
        look(driver)
        driver.get(address)
        press("n")
        until(lambda: driver.find_elements(By.ID, "name"))
        driver.find_element(By.ID, "name").send_keys("Grace", Keys.ENTER)
        until(lambda: there("/small") and not driver.find_elements(By.ID, "name"))
        assert driver.find_element(By.TAG_NAME, "h1").text == "A mean, and its picture"
        press("3")
        until(lambda: there(QUESTION))
        assert driver.current_url.endswith(QUESTION)
        press(Keys.ENTER)
        until(lambda: there(f"{QUESTION}/"))
        press("x")
        driver.switch_to.active_element.send_keys("0.5")
        ActionChains(driver).key_down(Keys.CONTROL).send_keys(Keys.ENTER).key_up(Keys.CONTROL).perform()
        until(lambda: not small.grades(graded)[eve_s]["q_outlier"][2])
        assert small.grades(graded)[eve_s]["q_outlier"] == (None, 0.5, False)
        me = f"/small/student/{eve}"
        pages = ["/small", "/small/students", "/small/people", "/small/similar", "/small/trail", QUESTION,
                 f"{QUESTION}/{eve}", "/small/exercise/mean_of", f"/small/exercise/mean_of/{eve}", me,
                 f"{me}/notebook", f"{me}/page"]  # fmt: skip
        for path in pages:
            driver.get(base + path)
            for size, scheme in ((DESK, "light"), (PHONE, "dark")):
                look(driver, size, scheme)
                photograph(driver, f"desk{path.replace('/', '-').replace(eve, 'eve')}-{size[0]}-{scheme}")
                if not path.endswith("/page"):  # whose content runs no script of axe: tests/pages look at it
                    assert barriers(driver) == [], (path, size, scheme)
                assert driver.execute_script("return document.documentElement.scrollWidth") <= size[0], (path, size)
            look(driver, (320, 900))
            assert driver.execute_script("return document.documentElement.scrollWidth") <= 320, path
            assert complaints(driver) == [], path
            assert "55433" not in driver.find_element(By.TAG_NAME, "body").text.split()
        look(driver)
        for page in [*graded.glob("reports/*eve*/small.html"), graded / "reports/class-small.html"]:
            driver.get(f"file://{quote(str(page))}")
            assert complaints(driver) == [], page
        driver.get(base + me)
        assert "fetch(" in driver.find_element(By.TAG_NAME, "main").text  # it is there, as text
        named = driver.find_element(By.TAG_NAME, "html")
        driver.find_element(By.CSS_SELECTOR, "header [name=keys]").click()
        until(lambda: staleness_of(named)(driver) and driver.find_elements(By.TAG_NAME, "h1"))
        press("s")
        assert there(me)  # whoever speaks to the machine presses no keys
        named = driver.find_element(By.TAG_NAME, "html")
        driver.find_element(By.CSS_SELECTOR, "header [name=hide]").click()
        until(lambda: staleness_of(named)(driver) and driver.find_elements(By.TAG_NAME, "h1"))
        assert "eve" not in driver.find_element(By.TAG_NAME, "h1").text
    assert trap[1] == []


def test_a_changed_rule_changes_no_score_without_a_word(graded, autograder, tmp_path):
    root = copy_of(graded, tmp_path / "course")
    toml = root / "grading.toml"
    toml.write_text(
        toml.read_text(encoding="utf-8").replace("is_the_mean = 1.5", "is_the_mean = 2.5"), encoding="utf-8"
    )
    small.submit(root, "new", {"mean_of": small.RIGHT})
    old = (root / "reports/ada/small.json").read_bytes()
    run = autograder("grade", "submitted", "--jobs", 1, cwd=root, status=2)
    told = run.said
    assert "4 reports are from before a change of checks, points or limits; what was said of them stands" in told
    assert "--regrade" in told
    assert "--keep" in told
    assert read_report(root / "reports/new/small.json").score == 3
    autograder("grade", "submitted", "--jobs", 1, "--keep", cwd=root)
    assert (root / "reports/ada/small.json").read_bytes() == old


def test_a_class_elsewhere_gives_the_same_book(graded, autograder, tmp_path):
    """Whether a question was answered is known from the report, wherever the notebooks lie now."""
    url = f"sqlite:///{tmp_path}/other.db"
    run = autograder("gradebook", "sync", "--gradebook", url, cwd=graded)
    (graded / "submitted").rename(graded / "elsewhere")
    try:
        run = autograder("gradebook", "sync", "--gradebook", url, cwd=graded)
    finally:
        (graded / "elsewhere").rename(graded / "submitted")
    assert "0 written, 4 unchanged" in run.stdout


def test_questions_about_a_students_code_are_made_and_shown_at_the_desk(graded):
    eve = next(student for student in small.grades(graded) if "eve" in student)
    ada, eve = (f"/small/student/{key_of(name)}" for name in ("ada", eve))
    with grace_at(graded) as grace:
        assert "Make questions" in grace.get(ada)
        assert grace.post(f"{ada}/questions") == 200
        assert grace.page.count("<summary>The answer</summary>") >= 2
        assert "Make them again" in grace.page
        grace.get(eve)
        assert grace.post(f"{eve}/questions") == 200
        assert "No exercise passes; only what passes is asked about." in grace.page
        assert "<script src=" not in grace.page.replace('<script src="/desk.js"', "")


def test_two_thousand_students_stand_on_pages_and_are_filtered(graded, tmp_path):
    """Nobody waits for a page with everybody on it: each is as short as that of a small class."""
    one = json.loads((graded / "reports/ada/small.json").read_text(encoding="utf-8"))
    for n in range(2000):
        folder = tmp_path / "reports" / f"s{n:04d}"
        folder.mkdir(parents=True)
        (folder / "small.json").write_text(json.dumps({**one, "student": folder.name}), encoding="utf-8")
    with grace_at(graded, tmp_path / "reports", "--gradebook", f"sqlite:///{tmp_path}/book.db") as ta:
        page = ta.get("/small/students")
        assert "2000 shown, page 1 of" in page
        assert page.count('href="/small/student/') <= 200
        assert "s1999" not in page
        last = re.search(r"page 1 of (\d+)", page)
        assert last
        assert "s1999" in ta.get(f"/small/students?page={last[1]}")
        assert key_of("s1999") in ta.get("/small/students?name=s1999")
        assert ">1 shown<" in ta.page
        for path in ("/small", QUESTION, "/small/people", "/small/similar", "/small/trail"):
            assert len(ta.get(path)) < 100_000
