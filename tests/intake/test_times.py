"""When work came in, in whatever form a time stamp has; what is no time is said."""

from pathlib import Path

import pytest

from autograder.batch import late
from autograder.intake.find import SubmittedFile
from autograder.model.policy import Policy

VIENNA = Policy(timezone="Europe/Vienna")
TEN = "2027-02-03T09:00:00+00:00"  # ten o'clock in Vienna


@pytest.mark.parametrize(
    "text",
    [
        "2027-02-03 10:00:00", "2027-02-03T10:00", "2027-02-03 10:00:00.000000", "2027-02-03 09:00:00 UTC",
        "2027-02-03T09:00:00Z", "2027-02-03 10:00:00 CET", "2027-02-03 11:00:00 EEST".replace("EEST", "EET"),
        "2027-02-03 01:00:00 America/Los_Angeles", "2027-02-03 01:00:00 -0800", "3.2.2027 10:00", "03.02.2027, 10:00",
        "3/2/2027 10:00", "Wed, 3 Feb 2027 10:00:00 +0100", "3 February 2027 10:00 AM", "20270203T090000Z",
        "\ufeff2027-02-03 10:00:00\r\n", '"2027-02-03 10:00"', "1801645200",
    ],
)  # fmt: skip
def test_any_common_form_is_read(tmp_path, text):
    (tmp_path / "timestamp.txt").write_text(text, encoding="utf-8")
    assert when(tmp_path)[0].isoformat() == TEN


@pytest.mark.parametrize(
    "text", ["soon", "10:00", "Feb 2027", "2027-02-31 10:00", "2027-02-03 10:00 Mars/Base", "3 Feb 2027 10:00 XYZ"]
)
def test_what_is_no_time_is_said_and_is_not_in_time(tmp_path, text):
    (tmp_path / "timestamp.txt").write_text(text)
    moment, odd = when(tmp_path)
    assert moment is None
    assert "no time that can be read" in odd
    assert text in odd


@pytest.mark.parametrize(
    "text",
    ["0001-01-01 00:00:00+14:00", "9999-12-31 23:59:59 -1200", "0001-01-01 00:00 Europe/Vienna",
     "9999-12-31 23:59 America/Los_Angeles", "2027-02-03 10:00 +2400", "2027-02-03 10:00 UTC+99",
     "Jan10:00999999999999999999999999999999"],
)  # fmt: skip
def test_a_time_that_no_calendar_has_stops_nobody(tmp_path, text):
    """Whoever writes it into their own folder would end the class with it."""
    (tmp_path / "timestamp.txt").write_text(text)
    assert when(tmp_path)[0] is None


def test_none_at_all_is_nothing_to_say(tmp_path):
    assert when(tmp_path) == (None, "")


def when(folder: Path):
    class Here:
        policy = VIENNA

    return late.time_of(SubmittedFile("ada", "tiny", folder / "tiny.ipynb"), Here)
