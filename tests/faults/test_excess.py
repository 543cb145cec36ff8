"""Answers that take more memory to judge than there is, and notebooks of which there would be too much to say."""

import json

from autograder.model.reports import read_report
from benchmarks import handed_in

COMPARES_ALL_WITH_ALL = '''

@check("double")
def has_two_alike(student, values):
    """two of the numbers are alike"""
    numbers = student(doubled, values)["result"]
    require((numbers[:, None] == numbers[None, :]).any(), "No two are alike")
'''


def test_what_is_too_much_costs_nobody_else_anything(autograder, tmp_path):
    course = handed_in.tiny_course(tmp_path / "course")
    with (course / "reference" / "tiny" / "checks.py").open("a") as checks:
        checks.write(COMPARES_ALL_WITH_ALL)
    table = course / "grading.toml"
    table.write_text(table.read_text().replace("keeps_its_argument = 1", "keeps_its_argument = 1, has_two_alike = 1"))
    autograder("release", "tiny", cwd=course)
    folder = handed_in.tiny_class(course, 3)
    greedy = folder / "submitted" / "student-0001" / "tiny" / "tiny.ipynb"
    handed_in.change(greedy, "def double(values):\n    return torch.zeros(60_000)")
    noisy = folder / "submitted" / "student-0002" / "tiny" / "tiny.ipynb"
    notebook = json.loads(noisy.read_text())
    notebook["cells"] += [
        {"cell_type": "code", "id": f"own-{number}", "metadata": {}, "outputs": [], "source": f"1 / 0  # {number}"}
        for number in range(100)
    ]
    noisy.write_text(json.dumps(notebook))
    autograder("grade", folder, "--out", "reports", cwd=course)
    reports = [read_report(course / "reports" / f"student-000{number}" / "tiny.json") for number in range(3)]
    assert [report.score for report in reports] == [2, 1, 3]
    assert [report.status for report in reports] == ["graded"] * 3
    said = {check.id: check.message for check in reports[1].exercises[0].checks}
    assert "of a form that cannot be read" in said["double.has_two_alike"]
    assert "memory" in said["double.has_two_alike"]
    assert len(reports[2].notes) == 41
    assert reports[2].notes[-1].text == "There is as much to say of 60 more cells."
