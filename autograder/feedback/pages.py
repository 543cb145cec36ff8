"""Self-contained HTML pages made of reports: one for each student, one for the class. They fetch nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from autograder.feedback import message, palette
from autograder.feedback.statistics import class_facts
from autograder.feedback.student_page import feedback_facts
from autograder.model.course import Assignment
from autograder.model.files import write_whole
from autograder.model.marks import Result, merge
from autograder.model.number import counted
from autograder.model.report import Report
from autograder.model.reports import figures_of, read_report

CLASS_PAGE = "class-{}.html"
Progress = Callable[[str, int, int], None]


@lru_cache
def environment(*packages: str) -> Any:
    """The templates of our packages, by default of this one, earlier ones before later ones of the same name.

    What they are given is escaped, a name that they lack is an error.
    """
    from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=ChoiceLoader([PackageLoader(one) for one in packages or ("autograder.feedback",)]), autoescape=True,
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.globals.update(
        icon=palette.icon, words=palette.WORDS, signs=palette.SIGNS,
        light=palette.variables(palette.LIGHT), dark=palette.variables(palette.DARK),
    )  # fmt: skip
    environment.filters.update(common=message.common, compared=message.compared)
    environment.filters["prose"] = lambda text: Markup(message.prose(text))
    environment.filters["counted"] = counted
    environment.filters["points"] = lambda value: f"{value:g}"
    environment.filters["percent"] = lambda value: f"{100 * value:.0f} %"
    return environment


def feedback_page(result: Result, assignment: Assignment, figures: Mapping[str, bytes]) -> str:
    """The page of one student; `figures` are the pictures that the report names."""
    return environment().get_template("feedback.html.j2").render(**feedback_facts(result, assignment, figures))


def class_page(results: Sequence[Result], assignment: Assignment, pseudonyms: dict[str, str]) -> str:
    """The page of a class. `pseudonyms` holds, by student, the names of those who want to stand on the leaderboard."""
    return environment().get_template("class.html.j2").render(**class_facts(results, assignment, pseudonyms))


def proof_page(proofs: Sequence[Any]) -> str:
    """The matrices of `autograder prove`: a row a variant, a column an exercise."""
    return environment().get_template("proof.html.j2").render(proofs=proofs)


def write_pages(
    out: Path, assignments: Sequence[Assignment], pseudonyms: dict[str, str] | None = None,
    progress: Progress = lambda *_: None, graded: Callable[[Report], Result] = merge,
) -> list[Path]:  # fmt: skip
    """Write every student's page and the class pages from the reports below `out`; returns the class pages.

    `graded` puts a report together with what people gave.
    """
    written: list[Path] = []
    for assignment in assignments:
        paths = sorted(out.glob(f"*/{assignment.name}.json"))
        results = []
        for done, path in enumerate(paths, 1):
            report = read_report(path)
            if report is not None:
                result = graded(report)
                page = feedback_page(result, assignment, figures_of(report, path.parent))
                write_whole(path.with_suffix(".html"), page.encode())
                results.append(_for_the_class(result))
            progress(assignment.name, done, len(paths))
        if results:
            path = out / CLASS_PAGE.format(assignment.name)
            write_whole(path, class_page(results, assignment, pseudonyms or {}).encode())
            written.append(path)
    return written


def _for_the_class(result: Result) -> Result:
    """A grade without code that is explained, pictures and curves: thousands are held at once for the class page."""
    light = tuple(
        replace(e, source=e.source if e.group else "", shown=(), training=None) for e in result.report.exercises
    )
    judged = (
        replace(one, found=e, given=replace(one.given, answer=""))
        for one, e in zip(result.exercises, light, strict=True)
    )
    return replace(result, report=replace(result.report, exercises=light), exercises=tuple(judged))
