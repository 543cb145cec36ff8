"""What breaks while a failure is explained costs nobody a verdict."""

from hostile import course

from autograder.model.reports import read_report

LOSES_ONE = """

@mistake("double", hint="How many rows are there?")
def loses_one(cell):
    \"\"\"the last row is left out\"\"\"
    return cell.change("2 * numbers", "2 * numbers[:-1]")
"""


UNANSWERED = """\
    if len(student(doubled, numbers)) == 3:
        expected(counted, "no labels")
"""


def test_a_mistake_that_breaks_a_check_leaves_the_verdict_of_who_failed(autograder, tmp_path):
    made = course.make(tmp_path)
    checks = made.root / "reference" / "tiny" / "checks.py"
    checks.write_text(checks.read_text().replace("    agree(student(doubled", f"{UNANSWERED}    agree(student(doubled"))
    with (made.root / "reference" / "tiny" / "mistakes.py").open("a") as mistakes:
        mistakes.write(LOSES_ONE)
    release = course.released(made)
    course.hand_in(made, "ada", course.filled(release, {**course.SOLUTIONS, "double": course.WRONG["double"]}))
    autograder("grade", "submitted", "--seed", "5", "--out", tmp_path, cwd=made.root)
    report = read_report(tmp_path / "ada" / "tiny.json")
    assert (report.status, report.score) == ("graded", 2)
    assert [exercise.outcome for exercise in report.exercises] == ["fail", "pass"]
    (note,) = report.notes
    assert note.kind == "person"
    assert "Why `double` failed could not be told through a fault of ours, the points stand" in note.text
    assert "The recorded answers lack question 2 of `double.doubles_every_number`" in note.text
