"""A report is read back as it was written; one of schema 1 is read too, its sentences taken apart once and for all."""

import json

import pytest

from autograder.model.report import CheckReport, Diagnosis, ExerciseReport, Note, Report, as_sentence

FOUND = Diagnosis("mistake", "no_zero_grad", "gradients are never cleared", "What is in `.grad` at the second batch?")
CHECK = CheckReport(
    "f.sums", "it sums", "fail", 0, 1.5, "the loss is 3, expected 4.", "the loss", "3", "4", 7, (FOUND,), None
)
EXERCISE = ExerciseReport("f", "fail", 0, 1.5, (CHECK,), ("f.sums.png",), "code", ({"png": "", "found": "1"},))
REPORT = Report("zoë", "a", 0, 2, "graded", {"version": "0"}, {"wall": 1.5}, (EXERCISE,), "", (Note("person", "look"),))


def test_it_is_read_back_to_the_letter():
    text = REPORT.to_json()
    assert Report.from_json(text) == REPORT
    assert Report.from_json(text).to_json() == text


def test_readers_that_want_a_line_of_text_find_it():
    check = json.loads(REPORT.to_json())["exercises"][0]["checks"][0]
    assert check["message"] == "Gradients are never cleared. The loss is 3, expected 4."
    assert (check["mistake"], check["hint"], check["line"]) == ("no_zero_grad", FOUND.hint, 7)


def test_a_report_of_schema_1_is_understood():
    old = json.loads(REPORT.to_json())
    old |= {"schema": "autograder/report/1", "notes": ["`t` seems to cheat: this is for a person to look at.", "odd"]}
    old["exercises"][0]["checks"] = [
        {"id": "f.sums", "description": "it sums", "outcome": "fail", "points": 0, "max_points": 1.5,
         "message": "Gradients are never cleared. The loss is 3.", "mistake": "no_zero_grad", "hint": "?"}
    ]  # fmt: skip
    report = Report.from_json(json.dumps(old))
    (check,) = report.exercises[0].checks
    assert check.message == "Gradients are never cleared. The loss is 3."
    assert (check.mistake, check.hint, check.sentence) == ("no_zero_grad", "?", "The loss is 3.")
    assert [note.kind for note in report.notes] == ["person", "cell"]


@pytest.mark.parametrize("text", ["[]", "{}", '{"schema": "autograder/report/2"}', '{"schema": "autograder/report/9"}'])
def test_what_is_no_report_is_refused(text):
    with pytest.raises(ValueError, match="not a report"):
        Report.from_json(text)


@pytest.mark.parametrize(("text", "said"), [("the sum", "The sum."), ("why?", "Why?"), ("Done.", "Done."), ("", "")])
def test_a_sentence_has_a_capital_and_an_end(text, said):
    assert as_sentence(text) == said
