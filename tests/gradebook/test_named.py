"""At the desk: a failure that nothing explains is named; pictures in answers; answers that changed after a mark."""

import re

import pytest

from autograder.desk.room import key_of
from autograder.model.reports import read_report
from tests.gradebook import small
from tests.gradebook.conftest import copy_of
from tests.gradebook.desk import grace_at
from tests.gradebook.test_beside import HUGE, data, png
from tests.sample_class import place

QUESTION = "/small/exercise/q_outlier"
MEDIAN = "def mean_of(values):\n    {}\n    return values.median().item() if len(values) else 0.0\n"


def pasted(notebook):
    """An answer with a picture from the clipboard, one in the text itself, and one that would fill a machine."""
    cell = notebook["cells"][place(notebook, "q_outlier")]
    cell["attachments"] = {"fine.png": {"image/png": data(png(8))}, "bomb.png": {"image/png": data(png(HUGE))}}
    cell["source"] = f"""Look: ![a](attachment:fine.png) ![b](data:image/png;base64,{data(png(9))})
![c](attachment:bomb.png) ![d](data:image/svg+xml;base64,{data(b"<svg onload=alert(1)>")}) ![e](attachment:gone.png)"""


@pytest.fixture(scope="module")
def graded(released, tmp_path_factory, autograder):
    """A class in which two take the median, each in their own way."""
    root = copy_of(released, tmp_path_factory.mktemp("named") / "course")
    small.submit(root, "ada", {"mean_of": MEDIAN.format("# by ada"), "q_outlier": small.ANSWER})
    small.submit(root, "bob", {"mean_of": MEDIAN.format("bob = 1; del bob")})
    small.submit(root, "cy", {"mean_of": small.RIGHT}, change=pasted)
    autograder("grade", "submitted", "--jobs", 1, "--gradebook", cwd=root)
    return root


def report(root, student):
    return read_report(root / f"reports/{student}/small.json")


def test_a_group_is_named_at_the_desk_and_the_next_run_tells_all_of_it(graded, autograder):
    key = report(graded, "ada").exercises[0].group
    assert key
    assert report(graded, "bob").exercises[0].group == key
    path = graded / "reference/small/mistakes.py"
    with grace_at(graded) as grace:
        place = f"/small/exercise/mean_of/{key}"
        assert place in grace.get("/small/people")
        assert "wrong numbers under the same seed" in grace.get("/small/similar")
        assert "return values.median().item()" in grace.get(place)
        assert "by ada" not in grace.page.partition("What is it?")[2].partition("</pre>")[0]
        before = path.read_text(encoding="utf-8")
        assert grace.post(f"{place}/name", sentence="The median is returned", hint="no question") == 400
        assert "with a question" in grace.page
        assert path.read_text(encoding="utf-8") == before
        grace.get(place)
        assert grace.post(f"{place}/name", sentence="The median is returned.", hint="Is it the mean?") == 200, (
            grace.page
        )
        assert f'row("group_{key}", "the median is returned",' in path.read_text(encoding="utf-8")
        assert "the median is returned" in grace.get("/small/trail").lower()
    autograder("grade", "submitted", "--jobs", 1, cwd=graded)
    for student in ("ada", "bob"):
        assert report(graded, student).exercises[0].checks[0].reasons == "The median is returned."
        assert report(graded, student).exercises[0].group == ""
    query = "select count(*) from autograder_event where kind = 'attempt' and student = 'cy'"
    assert small.ask(graded, query) == [(1,)]  # nothing of it changed


def test_pictures_in_an_answer_are_shown_and_nothing_else_is(graded, autograder):
    exercise = report(graded, "cy").exercises[2]
    assert exercise.figures == ("q_outlier.1.png", "q_outlier.2.png")
    assert exercise.source.startswith("Look: [picture 1] [picture 2]\n[a picture that is not shown] ![d](data:")
    assert exercise.source.endswith("[a picture that is not shown]")
    cy = f"/small/student/{key_of('cy')}"
    with grace_at(graded) as grace:
        for page in (cy, f"{QUESTION}/{key_of('cy')}"):
            assert re.findall(rf'<img[^>]* src="({cy}/figure/q_outlier\.\d\.png)"', grace.get(page))[1:]
        with grace._open(f"{grace.base}{cy}/figure/q_outlier.1.png", timeout=20) as answer:
            assert (answer.headers["Content-Type"], answer.read()) == ("image/png", png(8))
    autograder("report", cwd=graded)
    page = (graded / "reports/cy/small.html").read_text(encoding="utf-8")
    assert f'src="data:image/png;base64,{data(png(8))}" alt="Picture 1 of the answer to q_outlier"' in page
    assert data(png(9)) in page
    assert data(png(HUGE)) not in page
    assert 'src="data:image/svg' not in page


def test_an_answer_that_changed_after_it_was_marked_is_said_to(graded, autograder):
    ada, said = f"{QUESTION}/{key_of('ada')}", "The answer was changed after it was marked."
    with grace_at(graded) as grace:
        grace.get(ada)
        assert grace.give(ada, points="1.5", then=ada) == 200
        assert said not in grace.page
        small.submit(graded, "ada", {"mean_of": MEDIAN.format("# by ada"), "q_outlier": "Something else altogether."})
        autograder("grade", "submitted", "--jobs", 1, cwd=graded)
    with grace_at(graded) as grace:
        assert said in grace.get(ada)
        assert small.ANSWER in grace.page
        assert "Something else altogether." in grace.page
        assert "`q_outlier` was changed" in grace.get("/small/people").replace("<code>", "`").replace("</code>", "`")
        autograder("report", cwd=graded)
        assert "given for an earlier text" in (graded / "reports/ada/small.html").read_text(encoding="utf-8")
        assert "changed after it was marked" in (graded / "reports/class-small.html").read_text(encoding="utf-8")
        grace.get(ada)
        assert grace.give(ada, holds="1", then=ada) == 200
        assert said not in grace.page
        assert "1.5 of 2" in grace.page
    query = "select count(*) from autograder_event where kind = 'attempt' and student = 'ada'"
    assert small.ask(graded, query)[0][0] >= 2  # by `grade` alone


def test_a_book_of_the_kit_before_is_taken_further(graded, autograder, tmp_path):
    root = copy_of(graded, tmp_path / "course")
    small.ask(root, "drop table autograder_answer")
    small.ask(root, "delete from autograder_version where version > 1")
    autograder("export", "csv", cwd=root)
    with grace_at(root) as grace:
        assert "1.5 of 2" in grace.get(f"{QUESTION}/{key_of('ada')}")
