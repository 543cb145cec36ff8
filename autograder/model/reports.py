"""A folder of reports: where each lies with its pictures, written and read."""

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from autograder.model import names
from autograder.model.files import write_whole
from autograder.model.report import Report


def path_in(out: Path, student: str, assignment: str) -> Path:
    """Where the report of a submission lies in a folder of reports; a folder called like it has its pictures."""
    return out / names.folder(student) / f"{assignment}.json"


def write_report(report: Report, out: Path, figures: Mapping[str, bytes] = MappingProxyType({})) -> None:
    """Write a report into a folder of reports, and its pictures first."""
    path = path_in(out, report.student, report.assignment)
    for name, data in figures.items():
        write_whole(path.with_suffix("") / name, data)
    write_whole(path, report.to_json().encode())


def figures_of(report: Report, folder: Path) -> dict[str, bytes]:
    """The pictures that lie beside `report` in `folder`, by name."""
    found = {}
    for name in (name for exercise in report.exercises for name in exercise.figures):
        with contextlib.suppress(OSError):
            found[name] = (folder / report.assignment / Path(name).name).read_bytes()
    return found


def reports_in(out: Path) -> Iterator[Report]:
    """The reports in a folder that can be read, in the order of students."""
    return filter(None, map(read_report, sorted(out.glob("*/*.json"))))


def read_report(path: Path) -> Report | None:
    """The report at `path`; None when there is none that can be read."""
    try:
        return Report.from_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
