"""Feedback as the platform takes it back: a zip whose names tell it whose each page is. Pure."""

import re
from collections.abc import Mapping, Sequence

from autograder.export.tables import written_rows
from autograder.model.files import zipped
from autograder.model.marks import Result
from autograder.model.report import Report

PLATFORMS = ("moodle", "canvas", "gradescope")
COLUMNS = ("Name", "SID", "Email", "Submission ID", "Total Score", "Max Points")
_SEPARATORS, _SEPARATORS_OF_PATHS = re.compile(r"[_/\\]"), re.compile(r"[/\\]")


def place(report: Report, platform: str) -> str:
    """The name of a report's page in the zip; empty for somebody whom the platform would not know by it."""
    who, page = report.who, f"{report.assignment}.html"
    if who.get("platform") != platform or not who.get("id"):
        return ""
    if platform == "moodle":  # any name will do: the number tells who it is
        return f"{_SEPARATORS.sub(' ', who['name'])}_{who['id']}_assignsubmission_file_/{page}"
    if not who.get("file"):
        return ""
    return _SEPARATORS_OF_PATHS.sub("_", who["file"]) + page if platform == "canvas" else f"{who['file']}/{page}"


def packed(results: Sequence[Result], pages: Mapping[tuple[str, str], bytes], platform: str) -> bytes:
    """The zip: a page each, for Gradescope a table of scores too."""
    known = [one for one in results if place(one.report, platform)]
    files = {place(one.report, platform): pages[one.student, one.assignment] for one in reversed(known)}
    if platform == "gradescope":
        files["scores.csv"] = written_rows([COLUMNS, *map(_row, known)]).encode()
    return zipped(files)


def _row(result: Result) -> tuple[object, ...]:
    who = result.report.who
    email, file = who.get("email", ""), who["file"]
    sid = "" if who["id"] in (email, file) else who["id"]  # what stands in for one is none
    return who["name"], sid, email, file, result.final, result.max_score
