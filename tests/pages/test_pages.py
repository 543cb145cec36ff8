"""The student's page and the class page: what they say, that they need nothing else, and that they stay quick."""

import html
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.feedback import charts, pages, statistics
from autograder.model.marks import merge
from autograder.model.report import CheckReport, Diagnosis, ExerciseReport, Note, Report
from autograder.model.reports import read_report, write_report
from autograder.model.training import Training
from tests.conftest import ROOT
from tests.pages import made_up as many
from tests.student.test_terminal import Terminal


@pytest.fixture(scope="module")
def written(graded_class: Path, autograder, tmp_path_factory) -> Path:
    """The sample class with its pages."""
    names = tmp_path_factory.mktemp("names") / "names.csv"
    names.write_text("student,pseudonym\nAda Lovelace,Countess <b>\n", encoding="utf-8")
    reports = shutil.copytree(graded_class, names.parent / "reports")
    run = autograder("report", reports, "--pseudonyms", names)
    assert f"class page: {reports / 'class-lenet5_mnist.html'}" in run.stdout
    return reports


def test_every_student_has_a_page_with_score_message_mistake_and_hint(written):
    for path in written.glob("*/lenet5_mnist.json"):
        report = read_report(path)
        page = html.unescape(path.with_suffix(".html").read_text(encoding="utf-8"))
        result = merge(report)
        assert f"{result.score:g} <small>of {result.decided:g} points" in page
        for exercise in report.exercises:
            for check in exercise.checks:
                if check.mistake:
                    sentence = re.sub(r"`(.+?)`", r"<code>\1</code>", check.reasons)
                    assert f'<p class="message mistake">{sentence}</p>' in page
                    assert "<b>Hint.</b>" in page


def test_what_is_to_be_mended_stands_first_and_what_passes_is_folded(written):
    page = (written / "O'Brien, Siobhán" / "lenet5_mnist.html").read_text(encoding="utf-8")
    order = re.findall(r'<h2 id="e\d+" tabindex="-1"><code>(\w+)</code>', page)
    assert order[0] == "evaluate"
    assert page.count("<details><summary>What was checked</summary>") == len(order) - 2  # all but it and the question
    assert "The training loss falls" in page or "A person reads this answer" in page
    assert "mean_of_batch_means" not in page


def test_why_nothing_could_be_read_is_said_once(written):
    for path in written.glob("*/lenet5_mnist.json"):
        if (report := read_report(path)).status == "unreadable":
            page = html.unescape(path.with_suffix(".html").read_text(encoding="utf-8"))
            assert page.count(report.message) == 1
            break
    else:
        raise AssertionError


def test_what_was_found_stands_beside_what_was_expected(written):
    page = (written / "Søren Åkesson" / "lenet5_mnist.html").read_text(encoding="utf-8")
    found, expected = (re.search(rf"<dt>{word}</dt><dd>(-?[\d.]+)", page) for word in ("found", "expected"))
    assert found
    assert expected
    assert found[1] != expected[1]
    assert "Gradients are never cleared, or not this network" in page


def test_pages_fetch_nothing_and_run_nothing_from_elsewhere(written):
    for path in [*written.glob("*/*.html"), *written.glob("*.html")]:
        page = path.read_text(encoding="utf-8")
        assert not re.search(r'(src|href)="(https?:)?//', page)
        assert "default-src 'none'" in page


def test_figures_are_shown(written):
    page = (written / "Ada Lovelace" / "lenet5_mnist.html").read_text(encoding="utf-8")
    assert 'src="data:image/png;base64,' in page


def test_a_training_is_shown_with_what_it_reached_and_what_the_network_said(written):
    page = html.unescape((written / "Ada Lovelace" / "lenet5_mnist.html").read_text(encoding="utf-8"))
    assert re.search(r"Your loss over [\d,]+ steps", page)
    assert re.search(r"You reached 0\.9\d\d; 0\.9 is needed; each stroke is one of the reference's \d+ seeds", page)
    assert "What your network said of 12 images" in page
    assert page.count('<li class="wrong">') == 6
    assert page.count("<svg xmlns:xlink") == 2


def test_the_class_page_counts_mistakes_and_links_to_students(written):
    page = (written / "class-lenet5_mnist.html").read_text(encoding="utf-8")
    assert "Gradients are never cleared" in page
    assert 'href="Ada%20Lovelace/lenet5_mnist.html"' in page
    assert "Countess &lt;b&gt;" in page
    assert page.count("<li>Countess") == 1
    assert re.search("needs? a person first", page)


def test_who_needs_a_person_first_is_named_with_the_reason(written):
    page = html.unescape((written / "class-lenet5_mnist.html").read_text(encoding="utf-8"))
    section = re.search(r'<h2 id="people">(.*?)<h2>', page, re.DOTALL)[1]
    assert re.search(r"Jean-Luc Moreau</a>: cannot be read: The file is ", section)
    assert re.search(r"Łukasz Wójcik</a>: ran out of time", section)
    assert re.search(r"Bjarne Hansen</a>: It was killed for memory", section)
    assert re.search(r"Çağla Öztürk</a>: Its process ended by itself", section)
    assert re.search(r"Eve Mallory</a>: .*answers of a forged object", section)
    mistakes = re.search(r"<h2>Which mistakes(.*?)<h2>", page, re.DOTALL)[1]
    assert "Eve Mallory" not in mistakes
    assert "Ada Lovelace" not in section
    times = re.search(r"<h2>Time and limits</h2>(.*?)</p>", page, re.DOTALL)[1]
    assert "1 unreadable" in times
    assert re.search(r"Longest: <a href", times)


def made_up(student: str, points: float, mistake: str | None = None, message: str = "") -> Report:
    named = (Diagnosis("mistake", mistake, message, "why?"),) if mistake else ()
    check = CheckReport("a.b", "it <works>", "fail" if mistake else "pass", points, 2, message, diagnoses=named)
    kit = {
        "version": "0", "torch": "0", "device": "cpu", "seed": "secret", "sandbox": "full", "submission_sha256": "",
    }  # fmt: skip
    exercise = ExerciseReport("a", check.outcome, points, 2, (check,))
    return Report(student, "lenet5_mnist", points, 2, "graded", kit, {"wall": 1.0}, (exercise,))


def test_what_students_wrote_is_text_and_never_markup(course):
    hostile = "<script>alert(1)</script>` onmouseover=`<img src=x>"
    report = made_up(hostile, 0, "m", hostile)
    report = replace(report, notes=(Note("cell", hostile),), exercises=(replace(report.exercises[0], source=hostile),))
    for page in (
        pages.feedback_page(merge(report), course.assignment("lenet5_mnist"), {}),
        pages.class_page([merge(report)], course.assignment("lenet5_mnist"), {hostile: hostile}),
    ):
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_mistakes_are_counted_once_a_student_and_most_frequent_first():
    reports = [made_up("a", 0, "x", "X."), made_up("b", 0, "x", "X."), made_up("c", 0, "y", "Y."), made_up("d", 2)]
    rows = statistics.mistakes(list(map(merge, reports)))
    assert [(row["name"], row["students"]) for row in rows] == [("x", ["a", "b"]), ("y", ["c"])]


def test_discrimination_tells_when_strong_work_passes_and_weak_fails():
    assert statistics.correlation([0, 1, 2], [0, 5, 10]) == pytest.approx(1)
    assert statistics.correlation([1, 1, 1], [0, 5, 10]) is None


def test_an_exercise_is_counted_by_who_tried_passed_and_how_hard_it_was():
    outcomes = [("pass", 2), ("fail", 1), ("todo", 0), ("fail", 0)]
    reports = [
        replace(made_up(f"s{n}", 0), score=points + n, exercises=(ExerciseReport("a", outcome, points, 2),))
        for n, (outcome, points) in enumerate(outcomes)
    ]
    (row,) = statistics.exercises(list(map(merge, reports)))
    assert (row["tried"], row["passed"], row["share"]) == (3 / 4, 1 / 4, 3 / 8)
    assert row["discrimination"] == pytest.approx(-0.9439, abs=1e-3)  # here the weaker work earns the points


def test_two_thousand_students_are_one_page(course):
    reports = [made_up(f"student {n}", n % 3) for n in range(2000)]
    page = pages.class_page(list(map(merge, reports)), course.assignment("lenet5_mnist"), {})
    assert page.count("<tr data-made=") == 2000
    assert len(page) < 5_000_000


def test_many_pages_share_their_axes_and_each_has_its_own_curve(course):
    """What costs is drawing axes: they are drawn once for all students to whom they are common."""
    assignment = course.assignment("lenet5_mnist")
    frames = (charts._loss_frame, charts._reached_frame)
    for frame in frames:
        frame.cache_clear()
    made = [many.report(assignment, f"student {n}", n) for n in range(40)]
    written = [pages.feedback_page(merge(report), assignment, {}) for report in made]
    assert sum(frame.cache_info().misses for frame in frames) <= 8
    assert sum(frame.cache_info().hits for frame in frames) >= 72
    values = [check.measured for report in made for e in report.exercises for check in e.checks if check.measured]
    drawn = [re.search(r'<circle cx="([\d.]+)" cy="[\d.]+" r="4.5"', page)[1] for page in written]
    assert len(set(drawn)) > 20  # each at its own place
    assert len(drawn) == len(values)
    assert all("var(--ag-accent)" in page for page in written)


def test_a_curve_stands_where_its_numbers_say():
    svg = charts.loss_curve(Training(100, (1.0, 3.0, 2.0, 2.0)), None)
    path = re.search(r'<path d="M([^"]+)" style="fill:none;stroke:var\(--ag-accent\)', svg)[1]
    points = [tuple(map(float, point.split())) for point in path.split("L")]
    across, down = zip(*points, strict=True)
    assert list(across) == sorted(across)
    assert down[1] < down[2] == down[3] < down[0]  # in SVG, up is less
    assert (down[0] - down[2]) == pytest.approx(down[2] - down[1], abs=0.02)


def test_whoever_has_settings_for_matplotlib_gets_the_same_pages(graded_class, tmp_path):
    """A `matplotlibrc` may lie in the folder of a submission, and many people have one that asks for TeX."""
    alike = []
    for name, settings in ("plain", ""), ("own", "text.usetex: True\naxes.grid: True\nsvg.fonttype: path\n"):
        folder = tmp_path / name
        shutil.copytree(graded_class, folder / "reports", ignore=shutil.ignore_patterns("*.html"))
        (folder / "matplotlibrc").write_text(settings, encoding="utf-8")
        line = [sys.executable, "-m", "autograder", "report", "reports", "--course", str(ROOT)]
        done = subprocess.run(line, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
        assert (done.returncode, done.stderr.strip()) == (0, "")
        alike.append((folder / "reports" / "class-lenet5_mnist.html").read_text(encoding="utf-8"))
    assert alike[0] == alike[1]


def test_a_bar_is_shown_while_pages_are_written(course, tmp_path):
    for n in range(3):
        write_report(many.report(course.assignment("lenet5_mnist"), f"student {n}", n), tmp_path)
    running = Terminal([sys.executable, "-m", "autograder", "report", str(tmp_path)], ROOT)
    try:
        assert "pages of lenet5_mnist" in running.until("class page:")
        assert running.process.wait(60) == 0
    finally:
        running.process.kill()
        os.close(running.master)
    assert len(list(tmp_path.glob("*/lenet5_mnist.html"))) == 3


def test_a_folder_without_reports_is_answered_with_the_remedy(autograder, tmp_path):
    run = autograder("report", tmp_path / "none", status=2)
    assert "Grade first: autograder grade" in run.stderr
