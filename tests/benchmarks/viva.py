"""What docs/viva.md says of questions about one's own code: how many cells yield them, and whether the keys hold.

    python -m tests.benchmarks.viva [ID …] [--show FILE]

Every right way of every lesson is asked: the reference, all alternatives, and the sample class's passing exercises.
Each question is computed again under a fourth seed, from which it was not made.
"""

import argparse
import resource
import time
from collections import Counter
from pathlib import Path
from random import Random

from autograder.batch.classrun import one_thread
from autograder.grading.suite import CheckSuite
from autograder.model import course as courses
from autograder.model import lessonfile
from autograder.publish.prove import alternatives
from autograder.runner.pool import Zygote
from autograder.runner.session import Session
from autograder.viva import sheet
from autograder.viva.study import Study

SEEDS = (101, 102, 103, 104)
ENOUGH = 3


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


def asked(assignment: courses.Assignment, zygote: Zygote, show: list[str]) -> Counter:
    """Count cells, those that yield enough, questions, and keys that are others under the last seed."""
    count: Counter = Counter()
    first, second, third, last = (CheckSuite(assignment, seed) for seed in SEEDS)
    cells = lessonfile.reference_cells(assignment)
    trained = {e.name for e in assignment.exercises if e.threshold is not None}
    with Session(zygote, assignment.limits, [c for c in cells if c.label not in trained], first.source) as session:
        for name, style, source in cells_of(assignment):
            session.renew()
            study = Study(assignment.exercise(name), source, first, session)
            found = sheet.candidates(study, Random(f"{name}/{style}"))
            by_question = {id(one.question): one for one in found}
            made = []
            for question in sheet.confirmed(study, [second, third], found):
                made.append(question)
                if len(made) >= ENOUGH:
                    break
            again = study.under(last)
            kinds = {one.kind for one in made}
            count["cells"] += 1
            count["enough"] += len(made) >= ENOUGH and len(kinds) > 1
            count["questions"] += len(made)
            wrong = [one for one in made if not by_question[id(one)].confirmed(again)]
            count["other keys"] += len(wrong)
            for one in made:
                count[one.kind] += 1
                mark = "" if one not in wrong else "OTHER KEY "
                options = (
                    " | ".join(("*" if o == one.answer else "") + o for o in one.options) or f"(open) {one.answer}"
                )
                show.append(
                    f"{assignment.name} {name} {style} [{one.kind}] {mark}{one.setting}\n   {one.text}\n      {options}"
                )
            if len(made) < ENOUGH or len(kinds) < 2:
                show.append(f"{assignment.name} {name} {style}: only {len(made)} of {sorted(kinds)}")
    return count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ids", nargs="*")
    parser.add_argument("--show", type=Path)
    options = parser.parse_args()
    course = courses.find()
    one_thread()
    total: Counter = Counter()
    show: list[str] = []
    began = time.monotonic()
    with Zygote(course) as zygote:
        for name in options.ids or course.assignments:
            count = asked(course.assignment(name), zygote, show)
            print(name, dict(count), flush=True)
            total += count
    share, judge = total["enough"] / total["cells"], resource.getrusage(resource.RUSAGE_SELF).ru_utime
    print(
        "all",
        dict(total),
        f"{share:.1%} yield three of two kinds, {time.monotonic() - began:.0f} s, judge {judge:.0f} s",
    )
    if options.show:
        options.show.write_text("\n".join(show), encoding="utf-8")


if __name__ == "__main__":
    main()
