"""Feedback as the platform takes it back: a zip whose names tell it whose each page is. Pure."""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence

from autograder.export.scores import of_report
from autograder.export.tables import written
from autograder.model.report import Report

PLATFORMS = ("moodle", "canvas", "gradescope")
COLUMNS = ("Name", "SID", "Email", "Submission ID", "Total Score", "Max Points")
_SEPARATORS = re.compile(r"[_/\\]")


def place(report: Report, platform: str) -> str:
    """The name of a report's page in the zip; empty for somebody whom the platform would not know by it."""
    who, page = report.who, f"{report.assignment}.html"
    if who.get("platform") != platform or not who.get("id"):
        return ""
    if platform == "moodle":  # any name will do: the number tells who it is
        return f"{_SEPARATORS.sub(' ', who['name'])}_{who['id']}_assignsubmission_file_/{page}"
    if not who.get("file"):
        return ""
    return who["file"] + page if platform == "canvas" else f"{who['file']}/{page}"


def packed(reports: Sequence[Report], pages: Mapping[tuple[str, str], bytes], platform: str) -> bytes:
    """The zip: a page each, for Gradescope a table of scores too."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, report in {place(report, platform): report for report in reversed(reports)}.items():
            if name:
                archive.writestr(zipfile.ZipInfo(name), pages[report.student, report.assignment], zipfile.ZIP_DEFLATED)
        if platform == "gradescope":
            table = written(COLUMNS, [_row(report) for report in reports if place(report, platform)])
            archive.writestr(zipfile.ZipInfo("scores.csv"), table.encode(), zipfile.ZIP_DEFLATED)
    return data.getvalue()


def _row(report: Report) -> dict[str, object]:
    who = report.who
    told = (who["name"], who["id"], who.get("email", ""), who["file"], of_report(report).final, report.max_score)
    return dict(zip(COLUMNS, told, strict=True))
