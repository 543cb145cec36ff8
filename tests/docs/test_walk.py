"""docs/instructors.md typed from top to bottom, in one shell that begins in an empty folder."""

import shutil
from pathlib import Path

from tests import warm
from tests.conftest import CLASS, ROOT
from tests.docs.test_commands import blocks

NAME = "lenet5_mnist"


def test_from_an_empty_folder_to_the_last_grade(tmp_path: Path) -> None:
    script = ["set -ex"]
    for language, text in blocks(ROOT / "docs/instructors.md"):
        assert language == "sh"
        if "autograder grade submitted  " in text:  # “Put what comes back into submitted/”
            script.append('cp -r "$CAME_BACK"/. submitted/')
        script.append(text)
    came_back = tmp_path / "came back"
    for student in ("Bjarne Hansen", "Chidi Okonkwo"):
        shutil.copytree(CLASS / "submitted" / student, came_back / student)
    (tmp_path / "bin").mkdir()
    path = warm.on_path(tmp_path / "bin")
    environment = {"PATH": path, "CAME_BACK": str(came_back), "COLUMNS": "80", "NO_COLOR": "1"}
    folder = tmp_path / "empty"
    folder.mkdir()
    done = warm.run(["bash", "-c", "\n".join(script)], folder, environment, timeout=900)
    course = folder / "ml-2027"
    for name in (
        "README.md", "requirements.txt", ".gitignore", "student-repo/start.py", "assignments/means/means.ipynb",
        f"reports/class-{NAME}.html", f"reports/Bjarne Hansen/{NAME}.html", "gradebook.db", "scores.csv",
    ):  # fmt: skip
        assert (course / name).is_file(), name
    assert "0 faults." in done.stdout
    assert "2 reports in reports/" in done.stdout
    assert "Chidi Okonkwo" in (course / "scores.csv").read_text()
    rows = [line for line in done.stdout.splitlines() if line.endswith(" ")]  # of tables; sentences are whole lines
    assert len(rows) > 20
    assert max(map(len, rows)) <= 80
