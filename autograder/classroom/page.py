"""The notebook's cards as one page without a network: what a push leaves to be looked at. Pure."""

from collections.abc import Callable, Mapping
from html import escape

from autograder import palette
from autograder.grade import Graded
from autograder.report import Report
from autograder.student.card import ExerciseCard, LessonCard

_BODY = "body{margin:0;padding:1rem;display:grid;justify-content:center;grid-template-columns:minmax(0,46rem)}"


Sentence = Callable[[str, str | None], str]


def page(graded: Graded, title: str, sentence: Sentence) -> str:
    """The page of one submission; `sentence(exercise, mistake)` says what a known mistake is."""
    report = graded.report
    cards = [_card(report, index, graded.figures, sentence) for index in range(len(report.exercises))]
    inner = LessonCard(title, cards)._repr_html_() + "".join(card._repr_html_() for card in cards)
    light, dark = palette.LIGHT, palette.DARK
    style = (
        f"{_BODY}body{{background:{light['paper']}}}@media(prefers-color-scheme:dark){{body{{background:{dark['paper']}}}}}"
        "@media print{.ag-card{break-inside:avoid}}"
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        '<meta http-equiv="Content-Security-Policy" content="'
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'\">"
        f"<title>{escape(report.assignment)}: {escape(report.student)}</title><style>{style}</style></head>"
        f"<body><main>{inner}</main></body></html>\n"
    )


def _card(report: Report, index: int, figures: Mapping[str, bytes], sentence: Sentence) -> ExerciseCard:
    exercise = report.exercises[index]
    mine = {name: figures[name] for name in exercise.figures if name in figures}
    sentences = {check.mistake: sentence(exercise.name, check.mistake) for check in exercise.checks if check.mistake}
    return ExerciseCard(exercise, sentences, mine)
