"""The writer: reports into nbgrader's grade book, twice the same, whatever stops it; and regrades."""

import os
import shutil
import signal
import sqlite3
from dataclasses import replace

import pytest

from autograder.batch import store
from autograder.model import course as courses
from autograder.model.marks import Event
from autograder.model.reports import read_report
from tests import warm
from tests.gradebook import postgres, small
from tests.gradebook.conftest import copy_of

POLICY = """
[policy]
timezone = "Europe/Vienna"
grace_minutes = 10
per_day = 25
extensions = "extensions.csv"
[policy.deadlines]
small = 2026-12-01T12:00:00
"""
ALL = {"mean_of": small.RIGHT, "draw": small.DRAW, "q_outlier": small.ANSWER}


@pytest.fixture(scope="module")
def graded(released, tmp_path_factory, autograder):
    """A class with a deadline, graded by `autograder grade --gradebook`; the run's output beside it."""
    root = copy_of(released, tmp_path_factory.mktemp("book") / "course")
    (root / "gradebook.db").unlink()
    with (root / "grading.toml").open("a", encoding="utf-8") as file:
        file.write(POLICY)
    (root / "extensions.csv").write_text("student,assignment,until\nsick,small,+48h\nlaet,*,+2d\n", encoding="utf-8")
    small.submit(root, "ada", ALL, "2026-12-01 10:59:00 UTC")
    small.submit(root, "grace", ALL, "2026-12-01 11:05:00 UTC")
    small.submit(root, "late", ALL, "2026-12-02 12:00:00 UTC")
    small.submit(root, "sick", ALL, "2026-12-03 10:00:00 UTC")
    small.submit(root, "half", {"mean_of": small.HALF, "draw": small.DRAW}, "2026-11-30 10:00:00 UTC")
    small.submit(root, "王小明", {"mean_of": small.WRONG}, "2026-11-30 10:00:00 UTC")
    run = autograder("grade", "submitted", "--jobs", 1, "--gradebook", cwd=root)
    assert "extensions.csv has laet: nobody handed in under that name." in run.said
    (root / "printed").write_text(run.stdout, encoding="utf-8")
    return root


def dump(path):
    """Everything that the grade book says, without the numbers that it gives its own rows."""
    with sqlite3.connect(path) as book:
        comments = "select b.name, c.auto_comment, c.manual_comment from comment c join base_cell b on b.id = c.cell_id"
        late = "select a.student_id, a.timestamp, a.extension, n.late_submission_penalty from submitted_assignment a join submitted_notebook n on n.assignment_id = a.id"  # noqa: E501
        return [sorted(map(repr, book.execute(query))) for query in (small.QUERY, comments, late)]


def penalties(root):
    columns = "a.student_id, n.late_submission_penalty"
    joined = "submitted_assignment a join submitted_notebook n on n.assignment_id = a.id"
    return dict(small.ask(root, f"select {columns} from {joined}"))


def test_scores_are_in_the_book_and_the_formgrader_has_its_notebooks(graded):
    book = small.grades(graded)
    assert book["ada"]["mean_of_check"] == (2.0, None, False)
    assert book["ada"]["q_outlier"] == (None, None, True)
    assert book["王小明"]["mean_of_check"] == (0.5, None, False)
    assert book["王小明"]["q_outlier"] == (0.0, None, False)
    assert "6 written, 0 unchanged, 4 wait for a person" in (graded / "printed").read_text(encoding="utf-8")
    small.nbgrader(graded, "generate_feedback", "small", "--student", "王小明")
    assert (graded / "feedback/王小明/small/mean.svg").is_file()
    assert "The sum is returned" in (graded / "feedback/王小明/small/small.html").read_text(encoding="utf-8")


def test_late_work_costs_the_same_in_reports_and_in_nbgrader(graded, autograder):
    late = read_report(graded / "reports/late/small.json")
    assert (late.score, late.late) == (3, {"seconds": 90000.0, "penalty": 1.5, "score": 1.5})
    assert "25.0 h: 1.5 off, 1.5 left" in (graded / "printed").read_text(encoding="utf-8")
    for student in ("ada", "sick"):
        assert read_report(graded / f"reports/{student}/small.json").late is None
    assert read_report(graded / "reports/grace/small.json").late["penalty"] == 0
    assert penalties(graded) == {"ada": None, "grace": None, "half": None, "late": 1.5, "sick": None, "王小明": None}
    before = dump(graded / "gradebook.db")
    shutil.rmtree(graded / "autograded/late")
    small.ask(graded, "update submitted_notebook set late_submission_penalty = 9")
    small.nbgrader(graded, "autograde", "small", "--student", "late")
    assert penalties(graded)["late"] == 1.5
    autograder("gradebook", "sync", cwd=graded)
    assert dump(graded / "gradebook.db") == before


def test_twice_gives_the_same_book(graded, autograder):
    before = dump(graded / "gradebook.db")
    run = autograder("gradebook", "sync", cwd=graded)
    assert "0 written, 6 unchanged" in run.stdout
    assert dump(graded / "gradebook.db") == before


KILLED = """
import os, signal
from autograder.cli import main
from autograder.nbgrader import writer
fill, seen = writer.fill, []
def dies(url, reports, course, notebooks, folder, done):
    def die(report):
        seen.append(report)
        if len(seen) == 2:
            os.kill(os.getpid(), signal.SIGKILL)
    return fill(url, reports, course, notebooks, folder, die)
writer.fill = dies
main.main()
"""


def test_a_writer_killed_half_way_is_completed_by_the_next(graded, tmp_path, autograder):
    url = f"sqlite:///{tmp_path / 'other.db'}"
    (graded / "dies.py").write_text(KILLED)
    run = warm.run(warm.command("dies", "gradebook", "sync", "--gradebook", url), graded, status=-signal.SIGKILL)
    half = dump(tmp_path / "other.db")
    run = autograder("gradebook", "sync", "--gradebook", url, cwd=graded)
    assert "4 written, 2 unchanged" in run.stdout
    assert half != dump(tmp_path / "other.db") == dump(graded / "gradebook.db")


def test_a_person_s_points_stay_and_are_looked_at_again_when_the_machine_s_change(graded, autograder, tmp_path):
    root = tmp_path / "course"
    shutil.copytree(graded, root, symlinks=True)
    small.ask(root, "update grade set manual_score = 1.25, needs_manual_grade = 0 where auto_score is null")
    small.ask(root, "update comment set manual_comment = 'well said' where auto_comment is null")
    before = dump(root / "gradebook.db")
    autograder("gradebook", "sync", cwd=root)
    after = dump(root / "gradebook.db")
    assert after[:2] == before[:2]
    assert penalties(root)["late"] == pytest.approx(0.5 * (3 + 1.25))
    autograder("export", "csv", "--gradebook", "--assignment", "small", cwd=root)
    assert "late,small,4.25,2.125,2.125,5,graded,no" in (root / "scores.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        ("locked", "Another program is writing to it"),
        ("read-only", "It may be read, not written"),
        ("no database", "It is no SQLite file"),
        ("no folder", "is not there"),
        ("no server", "See that the server runs"),
    ],
)
def test_a_database_that_cannot_be_used_is_a_sentence_and_reports_stay(trouble, told, graded, tmp_path, autograder):
    path = tmp_path / "book.db"
    shutil.copy(graded / "gradebook.db", path)
    url = f"sqlite:///{path}"
    holder = None
    if trouble == "locked":
        holder = sqlite3.connect(path)
        holder.execute("begin exclusive")
    elif trouble == "read-only":
        with sqlite3.connect(path) as book:
            book.execute("delete from submitted_assignment")
        url = f"sqlite:///file:{path}?mode=ro&uri=true"
    elif trouble == "no database":
        path.write_bytes(b"no SQLite file at all" * 100)
    elif trouble == "no folder":
        url = f"sqlite:///{tmp_path}/nowhere/book.db"
    else:
        url = "postgresql://me:secret@127.0.0.1:9/grades"
    run = autograder("gradebook", "sync", "--gradebook", url, cwd=graded, status=2)
    if holder is not None:
        holder.close()
    assert told in run.said
    assert "The reports are kept in reports/" in run.said
    assert "Warning" not in run.stderr
    assert "secret" not in run.stderr


def test_postgresql_gives_the_same_book_and_sync_catches_up(graded, autograder):
    import psycopg

    with postgres.server() as server:
        server.stop()
        run = autograder("gradebook", "sync", "--gradebook", server.url, cwd=graded, status=2)
        assert "cannot be written" in run.stderr
        server.start()
        for said in ("6 written, 0 unchanged", "0 written, 6 unchanged"):
            run = autograder("gradebook", "sync", "--gradebook", server.url, cwd=graded)
            assert said in run.stdout
        with psycopg.connect(server.url) as book:
            rows = sorted((s, c, a, m, bool(w)) for s, c, a, m, w, _ in book.execute(small.QUERY))
        assert rows == sorted((s, c, a, m, bool(w)) for s, c, a, m, w, _ in small.ask(graded, small.QUERY))
        mine = store.opened(courses.load(graded / "grading.toml"), server.url)
        ada = {("ada", "small"): read_report(graded / "reports/ada/small.json")}
        given = [Event("points", "Grace", "ada", "small", "q_outlier", value=1.5)]
        assert mine.give(given, ada, 0).given["ada", "small"]["q_outlier"].points.who == "Grace"
        with pytest.raises(store.Conflict, match=r"Grace set the points to 1\.5"):
            mine.give([replace(given[0], who="Alan", value=2.0)], ada, 0)
        with psycopg.connect(server.url) as book:
            assert (1.5,) in book.execute("select manual_score from grade").fetchall()
        os.environ["AUTOGRADER_GRADEBOOK"] = server.url
        try:
            small.nbgrader(graded, "export", "--to", "pg.csv")
        finally:
            del os.environ["AUTOGRADER_GRADEBOOK"]
        assert "王小明" in (graded / "pg.csv").read_text(encoding="utf-8")


def test_a_regrade_says_what_changes_before_it_writes_and_keeps_both_runs(graded, tmp_path, autograder):
    root = tmp_path / "course"
    shutil.copytree(graded, root, symlinks=True)
    small.ask(root, "update grade set manual_score = 2, needs_manual_grade = 0 where auto_score is null")
    checks = root / "reference/small/checks.py"
    checks.write_text(checks.read_text().replace("values[:0]", "values[:1]"), encoding="utf-8")
    run = autograder("grade", "submitted", "--jobs", 1, "--regrade", cwd=root, status=1)
    assert "Nothing was written" in run.stderr
    told = " ".join(run.stdout.split())
    assert "1 of 6 submissions changes" in told
    assert "2.5 → 3 +0.5 the checks or points were changed" in told
    assert "mean_of.is_zero_of_nothing: fail 0 → pass 0.5" in told
    assert read_report(root / "reports/half/small.json").score == 2.5
    run = autograder("grade", "submitted", "--jobs", 1, "--regrade", "--yes", "--gradebook", cwd=root)
    kept = next((root / ".autograder/runs").iterdir())
    assert read_report(kept / "before/half/small.json").score == 2.5
    assert read_report(kept / "after/half/small.json").score == 3
    assert read_report(root / "reports/half/small.json").score == 3
    assert small.grades(root)["half"]["mean_of_check"] == (2.0, None, False)
    assert small.grades(root)["ada"]["q_outlier"][:2] == (None, 2.0)
