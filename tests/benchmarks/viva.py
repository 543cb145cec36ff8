"""What docs/viva.md says of questions about one's own code: how many cells yield them, if keys hold, what they cost.

    python -m tests.benchmarks.viva [ID …] [--show FILE] [--pages FOLDER]

Every right way of every lesson is asked: the reference, all alternatives, and the sample class's passing exercises.
Each question is computed again under a fourth seed, from which it was not made. Then sheets of three are made for
students each of whom writes every exercise in one of these ways, and the CPU time of each is measured.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections import Counter
from itertools import islice
from pathlib import Path
from random import Random

from autograder.feedback.viva import choosing, page
from autograder.feedback.viva.asking import Asker
from autograder.feedback.viva.cell import Cell
from autograder.feedback.viva.sheet import Sheet
from autograder.feedback.viva.study import Study
from autograder.grading.suite import CheckSuite
from autograder.intake.find import SubmittedFile
from autograder.model import course as courses
from autograder.model import lessonfile, notebook
from autograder.model.arrange import arrange
from autograder.model.report import ExerciseReport, Report
from autograder.publish.prove import alternatives
from autograder.runner.pool import Zygote
from autograder.runner.session import Session
from autograder.runner.zygote import one_thread
from tests import sample_class

SEEDS = (101, 102, 103, 104)
ENOUGH = 3
STUDENTS = 12  # of each lesson, whose sheets are timed


def cells_of(assignment: courses.Assignment) -> list[tuple[str, str, str]]:
    """Exercise, style and source of every right cell."""
    right = [
        (e.name, "reference", lessonfile.solution(assignment, e.name)) for e in assignment.exercises if e.manual is None
    ]
    right += [
        (name, style, source) for name, styles in alternatives(assignment).items() for style, source in styles.items()
    ]
    return [(name, style, "\n".join(line for line in source.split("\n") if line.strip()[:4] != "### ").strip("\n"))
            for name, style, source in right]  # fmt: skip


def handed_in(assignment: courses.Assignment) -> list[tuple[str, str, str]]:
    """Exercise, student and source of what passes in the sample class, where an assignment has one."""
    folder = assignment.course.root / "tests" / "classes" / assignment.name
    if not folder.is_dir():
        return []
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    released, found = notebook.release_cells(assignment), []
    for student, told in expected.items():
        (path,) = (folder / "submitted" / student).rglob("*.ipynb")
        try:
            cells = notebook.read(path.read_bytes(), 20)
        except notebook.Unreadable:
            continue
        for cell in arrange(cells, released, assignment).cells:
            if cell.defines and told["outcomes"].get(cell.label) == "pass":
                found.append((cell.label, student, cell.source.strip("\n")))
    return found


def asked(assignment: courses.Assignment, zygote: Zygote, show: list[str]) -> Counter:
    """Count cells, those that yield enough, questions, and keys that are others under the last seed."""
    count: Counter = Counter()
    first, second, third, last = (CheckSuite(assignment, seed) for seed in SEEDS)
    cells = lessonfile.reference_cells(assignment)
    trained = {e.name for e in assignment.exercises if e.threshold is not None}
    known: dict[tuple[str, str], bool] = {}
    with Session(zygote, assignment.limits, [c for c in cells if c.label not in trained], first.source) as session:
        ways = [("cells", *one) for one in cells_of(assignment)] + [("class", *one) for one in handed_in(assignment)]
        for group, name, style, source in ways:
            count[group] += 1
            if (name, source) in known:
                count[f"{group} enough"] += known[name, source]
                continue
            session.renew()
            study = Study(Cell(assignment.exercise(name), source), first, session)
            found = choosing.candidates(study, Random(f"{name}/{style}"))
            by_question = {id(one.question): one for one in found}
            made = list(islice(choosing.confirmed(study, [second, third], found), ENOUGH))
            again = study.under(last)
            kinds = {one.kind for one in made}
            known[name, source] = len(made) >= ENOUGH and len(kinds) > 1
            count[f"{group} enough"] += known[name, source]
            count["questions"] += len(made)
            wrong = [one for one in made if not by_question[id(one)].confirmed(again)]
            count["other keys"] += len(wrong)
            for one in wrong:
                print(f"another key: {name} {style} {one.text} {one.answer}", flush=True)
            for one in made:
                count[one.kind] += 1
                mark = "OTHER KEY " if one in wrong else ""
                options = " | ".join(("*" if o == one.answer else "") + o for o in one.options) or one.answer
                where = f"{assignment.name} {name} {style} [{one.kind}] {mark}{one.setting}"
                show.append(f"{where}\n   {one.text}\n      {options}")
            if not known[name, source]:
                show.append(f"{assignment.name} {name} {style}: only {len(made)} of {sorted(kinds)}")
    return count


def sheets(assignment: courses.Assignment, zygote: Zygote, folder: Path) -> list[tuple[float, Sheet]]:
    """Sheets of three for made-up students, each with the seconds of CPU that it took, in the child and out of it."""
    kit = sample_class.kit(assignment)
    asker = Asker(assignment, zygote, SEEDS[0], ENOUGH)
    for suite in asker.suites:  # once for a class
        suite.make_inputs()
    made = []
    for number in range(STUDENTS):
        ways = {name: [right, *kit.alternatives.get(name, {}).values()] for name, right in kit.solutions.items()}
        answers = {name: sample_class.without_markers(one[number % len(one)]) for name, one in ways.items()}
        data = json.dumps(sample_class.hand_in(kit, answers)).encode()
        path = folder / f"student {number + 1}.ipynb"
        path.write_bytes(data)
        graded = tuple(
            ExerciseReport(e.name, "manual" if e.manual else "pass", 0, e.points) for e in assignment.exercises
        )
        known = {"submission_sha256": notebook.sha256(data)}
        began = time.process_time()
        one = asker.sheet(
            Report(path.stem, assignment.name, 0, 0, "graded", known, {}, graded),
            SubmittedFile(path.stem, assignment.name, path),
        )
        made.append((time.process_time() - began + asker.cpu, one))
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ids", nargs="*")
    parser.add_argument("--show", type=Path, help="where all questions are written")
    parser.add_argument("--pages", type=Path, help="where the pages of the made-up students are written")
    options = parser.parse_args()
    course = courses.find()
    one_thread()
    total: Counter = Counter()
    show: list[str] = []
    seconds: list[float] = []
    with Zygote(course) as zygote, tempfile.TemporaryDirectory() as folder:
        for name in options.ids or course.assignments:
            count = asked(course.assignment(name), zygote, show)
            timed = sheets(course.assignment(name), zygote, Path(folder))
            of_each = [cpu for cpu, _ in timed]
            print(name, dict(count), f"CPU of a sheet: {spread(of_each)}", flush=True)
            total += count
            seconds += of_each
            if options.pages:
                page.write(options.pages, course.assignment(name), [one for _, one in timed])
    share = (total["cells enough"] + total["class enough"]) / (total["cells"] + total["class"])
    print("all", dict(total), f"{share:.1%} yield three of two kinds; CPU of a sheet: {spread(seconds)}")
    if options.show:
        options.show.write_text("\n".join(show), encoding="utf-8")


def spread(seconds: list[float]) -> str:
    return f"{statistics.median(seconds):.1f} s, at most {max(seconds):.1f} s"


if __name__ == "__main__":
    main()
