"""What students do to notebooks costs nobody a point, and is said; `check` and `watch` agree with the class run."""

import io
import json
import os
import shutil
import time

import pytest
from rich.console import Console

from autograder.grading.bench import public_bench
from autograder.model.reports import read_report
from autograder.runner.pool import Zygote
from autograder.student import saved
from autograder.student.watch import Board, Watch
from tests.gradebook import small
from tests.intake import accidents, lesson

UNANSWERED = accidents.unanswered
ALL = {form.__name__: form for form in (*accidents.RIGHT, *accidents.WRONG, UNANSWERED)}
EXERCISES = ("evens", "halve", "history", "total")


class Noted:
    """A warm checker that keeps what it has found: of the exercise that `watch` shows, then of all."""

    def __init__(self, warm):
        self.warm, self.found = warm, []

    def check(self, path, wanted=None):
        self.found.append(self.warm.check(path, wanted))
        return self.found[-1]

    def cancel(self):
        self.warm.cancel()


def watched(folder, places, bench, warm):
    """What `watch` finds when one form of the notebook after the other is saved where it looks: by the form's name."""
    noted, found, waiting = Noted(warm), {}, list(places.items())
    watch = Watch(folder / f"{lesson.NAME}.ipynb", bench, noted, Console(file=io.StringIO()))
    now = []

    def key(seconds):
        if now and len(noted.found) == 2 and watch.board.doing.startswith("checked"):
            found[now.pop()] = noted.found[:], dict(watch.board.verdicts)
        if now:
            time.sleep(0.02)
            return ""
        if not waiting:
            return "q"
        name, place = waiting.pop(0)
        now.append(name)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(place, folder)
        os.utime(watch.path, (len(waiting) + 1, len(waiting) + 1))
        noted.found.clear()
        watch.board = Board(bench, current=EXERCISES[len(waiting) % len(EXERCISES)])
        return ""

    watch.loop(key)
    return found


@pytest.fixture(scope="module")
def graded(autograder, tmp_path_factory):
    """The short lesson, a class of accidents graded by the real command, and what `check` and `watch` say of each."""
    root = tmp_path_factory.mktemp("accidents")
    course = lesson.make(root)
    for name, form in ALL.items():
        notebook = lesson.filled(course)
        form(notebook)
        path = root / "submitted" / name / f"{lesson.NAME}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(notebook))
        for file, text in getattr(form, "files", {}).items():
            (path.parent / file).parent.mkdir(exist_ok=True)
            (path.parent / file).write_text(text)
    with Zygote(course) as zygote:
        lesson.record(course, zygote)
        bench = public_bench(course.assignment(lesson.NAME))
        places = {name: root / "submitted" / name for name in ALL}
        checked = watched(root / "watched", places, bench, saved.Warm(bench, zygote))
    options = ("--out", root / "reports", "--seed", course.public_seed, "--gradebook")
    env = {"PYTHONPATH": os.environ.get("PYTHONPATH", "")}
    autograder("grade", root / "submitted", *options, cwd=root, env=env)
    reports = {name: read_report(root / "reports" / name / f"{lesson.NAME}.json") for name in ALL}
    return reports, checked, small.grades(root, lesson.NAME)


@pytest.mark.parametrize("form", accidents.RIGHT, ids=lambda form: form.__name__)
def test_an_accident_costs_nothing_and_is_said(graded, form):
    report = graded[0][form.__name__]
    assert {e.name: (e.outcome, [c.message for c in e.checks]) for e in report.exercises if e.outcome != "pass"} == {
        "q_why": ("manual", [])
    }
    assert report.status == "graded"
    assert lesson.SOLUTIONS["q_why"] in report.exercises[-1].source
    told = "\n".join(note.text for note in report.notes)
    for line in (form.__doc__ or "").split("\n"):
        assert line.strip() in told if line != "()" else told == ""


@pytest.mark.parametrize("form", accidents.WRONG, ids=lambda form: form.__name__)
def test_what_is_wrong_is_told_as_it_is(graded, form):
    report = graded[0][form.__name__]
    failed = {e.name: e.checks[0].message for e in report.exercises if e.outcome not in ("pass", "manual")}
    assert list(failed) == ["halve"]
    assert form.__doc__ in failed["halve"]
    assert "EOFError" not in failed["halve"]
    assert "EOF when" not in failed["halve"]


@pytest.mark.parametrize("name", ALL)
def test_the_students_check_and_watch_agree_with_the_class_run(graded, name):
    reports, checked, _ = graded
    (one, every), shown = checked[name]
    theirs = {e.name: (e.outcome, e.points, [c.message for c in e.checks]) for e in reports[name].exercises}
    if name == "unanswered":  # a student still has to write what a person reads, or finds nothing there
        theirs["q_why"] = ("todo", *theirs["q_why"][1:])
    for verdicts in (every.verdicts, shown.values()):
        mine = {
            v.report.name: (v.report.outcome, v.report.points, [c.message for c in v.report.checks]) for v in verdicts
        }
        assert mine == theirs
    (alone,) = one.verdicts  # of the current exercise, at once
    assert (alone.report.outcome, alone.report.points) == theirs[alone.report.name][:2]
    assert set(every.notes) <= {note.text for note in reports[name].notes}


def test_an_answer_in_words_waits_for_a_person_wherever_it_stands(graded):
    book = graded[2]
    assert {name for name in ALL if not book[name]["q_why"][2]} == {"unanswered"}
    assert book["unanswered"]["q_why"][0] == 0
    assert {name: book[name]["evens_check"][0] for name in ("whole", "all_in_one")} == {"whole": 2, "all_in_one": 2}
