"""Late work: what [policy] says, reckoned alike in our reports and by nbgrader's late-penalty plugin."""

from dataclasses import replace
from datetime import datetime

import pytest

from autograder.batch import late
from autograder.errors import UserError
from autograder.model import course as courses
from autograder.model.policy import Policy

DAY = 86400


@pytest.mark.parametrize(
    ("policy", "seconds", "percent"),
    [
        (Policy(per_day=10), 0, 0),
        (Policy(per_day=10), 1, 10),
        (Policy(per_day=10), DAY, 10),
        (Policy(per_day=10), DAY + 1, 20),
        (Policy(per_day=10, grace_minutes=15), 900, 0),
        (Policy(per_day=10, grace_minutes=15), 901, 10),
        (Policy(per_day=10, cap=25), 9 * DAY, 25),
        (Policy(steps={"0": 5, "24": 50, "72": 100}), 60, 5),
        (Policy(steps={"0": 5, "24": 50, "72": 100}), DAY + 1, 50),
        (Policy(steps={"24": 50}), 60, 0),
        (Policy(steps={"0": 5, "24": 50, "72": 100}, cap=60), 9 * DAY, 60),
        (Policy(), 9 * DAY, 0),
    ],
)
def test_percentages(policy, seconds, percent):
    assert policy.percent(seconds) == percent
    assert policy.penalty(8, seconds) == 8 * percent / 100


def test_deadlines_are_read_in_the_zone_of_the_course():
    winter = Policy(timezone="Europe/Vienna", deadlines={"a": datetime(2027, 1, 31, 23, 59)})
    summer = Policy(timezone="Europe/Vienna", deadlines={"a": datetime(2027, 6, 30, 23, 59)})
    assert winter.deadline("a").isoformat() == "2027-01-31T22:59:00+00:00"
    assert summer.deadline("a").isoformat() == "2027-06-30T21:59:00+00:00"
    assert winter.deadline("b") is None


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ('timezone = "Vienna"', "not a zone like `Europe/Vienna`"),
        ("per_day = 10\nsteps = { 0 = 1 }", "either `per_day` or `steps`"),
        ("cap = 101", "expected from 0 to 100"),
        ("steps = { noon = 5 }", "expected a number of hours"),
        ("per_dya = 10", "Did you mean `per_day`"),
        ("[policy.deadlines]\nsmal = 2027-01-01T00:00:00", "Did you mean `small`"),
        (
            "[policy.deadlines]\nsmall = 3",
            "Expected a date with its time, such as 2027-01-31T23:59:00",
        ),
        ("[policy.deadlines]\nsmall = 2027-01-31", "got a date without a time"),
    ],
)
def test_a_wrong_policy_is_named(released, tmp_path, table, told):
    path = tmp_path / "grading.toml"
    path.write_text((released / "grading.toml").read_text() + f"\n[policy]\n{table}\n")
    with pytest.raises(UserError, match=told):
        courses.load(path)


def test_no_policy_takes_nothing(course):
    assert course.policy == Policy()


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (None, "is not there. grading.toml names it"),
        ("student,until\nada,+2d\n", "the column `assignment` is missing"),
        ("student,assignment,until\nada,*,soon\n", "line 2: `until` is 'soon'"),
        ("student,assignment,until\nada,*,+2w\n", "line 2: `until` is '\\+2w'"),
        ("student,assignment,until\nada,*,+99999999999h\n", "line 2: `until` is '\\+99999999999h'"),
        ("student,assignment,until\nada,*,9999-12-31T23:59:59-12:00\n", "line 2: `until` is '9999"),
        ("student,assignment,until\nada,training_lop,+2d\n", "line 2: unknown assignment `training_lop`"),
    ],
)
def test_a_wrong_extension_is_named(tmp_path, course, table, told):
    with pytest.raises(UserError, match=told):
        late.due(with_extensions(course, tmp_path, table), "training_loop", "ada")


def with_extensions(course, folder, table):
    """The course with a deadline for one assignment, and `table` as its extensions."""
    policy = Policy(
        timezone="Europe/Vienna", extensions="more.csv", deadlines={"training_loop": datetime(2027, 1, 31, 23, 59)}
    )
    if table is not None:
        (folder / "more.csv").write_bytes(table if isinstance(table, bytes) else table.encode())
    return replace(course, root=folder, policy=policy)


@pytest.mark.parametrize(
    ("row", "until"),
    [
        ("ada,training_loop,+48h", "2027-02-02T22:59"),
        ("ada,*,+1.5d", "2027-02-02T10:59"),
        ("ada,*,2027-02-05T12:00", "2027-02-05T11:00"),
        ("ada,*,2027-02-05T12:00Z", "2027-02-05T12:00"),
        ("ada,*,2027-01-01", "2027-01-31T22:59"),  # before the deadline: no extension makes it earlier
        ("ada,lenet_fashion,+2d", "2027-01-31T22:59"),
        ("grace,*,+2d", "2027-01-31T22:59"),
        ('"ada","training_loop","+2 d"', "2027-02-02T22:59"),
    ],
)
def test_extensions_move_the_deadline_of_one_student(tmp_path, course, row, until):
    text = f"\ufeffstudent,assignment,until\n{row}\n"
    mine = with_extensions(course, tmp_path, text)
    assert late.due(mine, "training_loop", "ada").isoformat().startswith(until)
    assert late.due(mine, "lenet_fashion", "ada") is None
    saved = with_extensions(
        course, tmp_path, text[1:].replace(",", ";").encode("utf-16")
    )  # as some spreadsheets save it
    assert late.due(saved, "training_loop", "ada").isoformat().startswith(until)
