"""What answers were made with: no change of the engine goes unseen."""

import shutil

import pytest

from autograder.grading import provenance


@pytest.mark.parametrize("name", ["grading/checkrun.py", "grading/diagnosis/ladder.py", "runner/kernel.py"])
def test_a_change_in_any_folder_is_another_engine(name, tmp_path, monkeypatch):
    copy = tmp_path / "autograder"
    shutil.copytree(provenance.PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(provenance, "PACKAGE", copy)
    before = provenance.engine_sha256()
    with (copy / name).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    assert provenance.engine_sha256() != before
