"""Small made-up downloads of each platform, as files by name; the notebooks are of a tiny course."""

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

from hostile import course

METADATA = """\
submission_101:
  :submitters:
  - :name: Ada Lovelace
    :sid: '900'
    :email: ada@school.edu
  :created_at: 2027-01-30 10:00:00 -0800
  :score: 0.0
submission_102:
  :submitters:
  - :name: Bob Hope
    :sid: '901'
    :email: bob@school.edu
  - :name: Zoë Krüger
    :sid: '902'
    :email: zoe@school.edu
"""


def notebook(**cells: str) -> bytes:
    """A notebook of the tiny course with these answers, the right ones by default."""
    marks = {"solution": True, "grade": False, "locked": False, "schema_version": 3}
    made = [
        {"cell_type": "code", "metadata": {"nbgrader": {"grade_id": name, **marks}}, "source": source, "outputs": []}
        for name, source in {**course.SOLUTIONS, **cells}.items()
    ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made}).encode()


MOODLE = {
    "Ada Lovelace_11_assignsubmission_file_/tiny.ipynb": notebook(),
    "Jean-Luc Moreau_12_assignsubmission_file/mine/TINY.IPYNB": notebook(),
    "Zoë Krüger_13_assignsubmission_file_/essay.html": b"<html>",
    "Zoë Krüger_13_assignsubmission_onlinetext_/onlinetext.html": b"<html>",
}
MOODLE_FLAT = {
    "Ada Lovelace_11_assignsubmission_file_tiny.ipynb": notebook(),
    "Ada Lovelace_14_assignsubmission_file_tiny (1).ipynb": notebook(),
}
CANVAS = {
    "lovelaceada_LATE_21_3001_tiny.ipynb": notebook(),
    "hopebob_22_3002_tiny.ipynb": notebook(double="x = 1"),
    "hopebob_22_3009_tiny-2.ipynb": notebook(),
    "anon_k3Xy9_3004_tiny.ipynb": notebook(),
    "krugerzoe_23_3005_answers.pdf": b"%PDF",
    "doejane_LATE_24_text.html": b"<html>",
}
BLACKBOARD = {
    "Tiny Lesson_alove_attempt_2027-01-30-09-05-00.txt": b"Name: Ada Lovelace (alove)",
    "Tiny Lesson_alove_attempt_2027-01-30-09-05-00_tiny.ipynb": notebook(double="x = 1"),
    "Tiny Lesson_alove_attempt_2027-01-31-23-05-00_a first try.ipynb": notebook(),
    "Tiny Lesson_b_hope_attempt_2027-01-30-10-00-00_tiny.ipynb": notebook(),
    "Tiny Lesson_c_hope_attempt_2027-01-30-10-00-01_tiny.ipynb": notebook(),
    "Tiny Lesson_zoe_attempt_2027-01-30-10-00-02.txt": b"Name: Zoe (zoe)",
}
BRIGHTSPACE = {
    "index.html": b"<html>",
    "397-25 - Ada Lovelace - Jan 30, 2027 905 AM/tiny.ipynb": notebook(double="x = 1"),
    "397-25 - Ada Lovelace - Feb 1, 2027 1205 AM/tiny.ipynb": notebook(),
    "398-25 - Jean-Luc Moreau - Jan 31, 2027 1159 PM/mine/tiny.ipynb": notebook(),
    "399-25 - Ada Lovelace - Jan 31, 2027 112 PM/tiny.ipynb": notebook(),
}
GRADESCOPE = {
    "assignment_7_export/submission_metadata.yml": METADATA.encode(),
    "assignment_7_export/submission_101/tiny.ipynb": notebook(),
    "assignment_7_export/submission_102/my work.ipynb": notebook(),
}
CLONES = {
    "tiny-ada/.git/HEAD": b"ref",
    "tiny-ada/tiny.ipynb": notebook(),
    "tiny-bob/.git/HEAD": b"ref",
    "tiny-bob/tiny/tiny.ipynb": notebook(),
    "tiny-bob/README.md": b"# tiny",
}
TREE = {
    "submitted/ada/tiny/tiny.ipynb": notebook(),
    "submitted/bob/Tiny/solution.ipynb": notebook(),
    "submitted/carol/tiny/carol.py": b"x",
    "submitted/carol/tiny/timestamp.txt": b"2027-01-30 10:00:00 UTC",
    "submitted/eve/tiny/timestamp.txt": b"2027-01-30 10:00:00 UTC",
    "submitted/dora/tiny/deep/er/x.ipynb": notebook(),
}
LOOSE = {
    "ada/x.ipynb": notebook(),
    "bob/a.ipynb": notebook(),
    "bob/.ipynb_checkpoints/a.ipynb": b"{}",
    "notes.pdf": b"",
}
FLAT = {"ada.ipynb": notebook(), "bob.ipynb": notebook(), "bob (2).ipynb": notebook(), "carol.html": b"<html>"}


def lay(folder: Path, files: Mapping[str, bytes]) -> Path:
    """The files in a folder."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def pack(path: Path, files: Mapping[str, bytes]) -> Path:
    """The files in a zip."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path
