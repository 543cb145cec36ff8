"""All checks and all alternatives on a GPU, beside the CPU: `make gpu`, under ten minutes on a machine that has one.

    python -m benchmarks.gpu                   # every lesson; writes benchmarks/gpu.json, which is to be committed
    python -m benchmarks.gpu lenet5_mnist      # only this one
    python -m benchmarks.gpu --rehearse        # the same with the CPU in the GPU's place: writes build/gpu.json

Says what failed, how much of the CPU's tolerance the GPU's numbers used, and which tolerances follow for grading.toml.
"""

import argparse
import json
import math
import platform
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch

from autograder.errors import KitError, UserError
from autograder.grading.checkrun import CheckRun, Finding, said_by
from autograder.grading.provenance import versions
from autograder.grading.recorded import RecordedAnswers
from autograder.grading.reference import put_cell
from autograder.grading.suite import CheckSuite
from autograder.model import course as courses
from autograder.model import lessonfile
from autograder.model.course import Assignment, Course, Tolerance
from autograder.publish.prove import alternatives
from autograder.runner.pool import Zygote
from autograder.runner.respondent import Question, StudentRaised
from autograder.runner.session import Session
from benchmarks.measure import ROOT

MARGIN = 10  # a tolerance is this many times what was seen
FIRST_CALL = """
from autograder.authoring import probe

@probe
def first_call(lesson):
    import torch
    torch.ones(1, device="cuda").item()
    return torch.cuda.get_device_name()
"""


def name_of_gpu(course: Course) -> str:
    """The GPU as a child sees it behind all layers: the first call of CUDA.

    Raises KitError with what CUDA said, UserError when there is no GPU.
    """
    limits = next(iter(course.assignments.values())).limits
    with Zygote(course, device="cuda") as zygote, Session(zygote, limits, [], FIRST_CALL) as session:
        try:
            return session.ask(Question("first_call", seconds=60))
        except StudentRaised as raised:
            raise KitError(f"A child sees the GPU, and CUDA cannot use it: {raised.facts['message']}") from None


def numbers(value: Any) -> Iterator[float]:
    """Every float of an answer, in order."""
    if isinstance(value, Mapping):
        for key in sorted(value, key=str):
            yield from numbers(value[key])
    elif isinstance(value, list | tuple):
        for entry in value:
            yield from numbers(entry)
    elif isinstance(value, torch.Tensor | np.ndarray):
        entries = value.detach().cpu().numpy() if isinstance(value, torch.Tensor) else value
        if entries.dtype.kind == "f":
            yield from entries.ravel().tolist()
    elif isinstance(value, float):
        yield value


def used(found: Any, wanted: Any, tolerance: Tolerance) -> float:
    """The largest difference of two answers, as a share of what the tolerance allows there."""
    pairs = zip(numbers(found), numbers(wanted), strict=False)
    shares = [abs(f - w) / (tolerance.atol + tolerance.rtol * abs(w)) for f, w in pairs if math.isfinite(f - w)]
    return max(shares, default=0.0)


def one_lesson(assignment: Assignment, device: str, others: bool) -> dict[str, Any]:
    """The reference, and with `others` every alternative, asked on `device`: findings, faults, seconds."""
    suite = CheckSuite(assignment, assignment.course.public_seed, device)
    cells = lessonfile.reference_cells(assignment)
    with Zygote(assignment.course, device=device) as zygote:
        began = time.perf_counter()
        with Session(zygote, assignment.limits, cells, suite.source) as session:
            right = said_by(session, assignment.limits.probe_seconds * 4)  # what the reference says is
            findings = CheckRun(suite, session, right).run(suite.checks)
            seconds = time.perf_counter() - began
            faults = [f"reference: {said}" for said in failed(findings)]
            tried = {"reference": findings}
            lookup = RecordedAnswers({}, {name: finding.expected for name, finding in findings.items()}, ()).lookup
            for exercise, sources in alternatives(assignment).items() if others else ():
                for name, source in sources.items():
                    session.renew()
                    given_up = put_cell(session, assignment, exercise, source)
                    run = CheckRun(suite, session, lookup, given_up=given_up)
                    tried[f"{exercise}/{name}"] = run.run(suite.of(exercise))
                    session.forget()
                    faults += [f"{exercise}/{name}: {said}" for said in failed(tried[f"{exercise}/{name}"])]
    return {"tried": tried, "faults": faults, "seconds": seconds}


def failed(findings: Mapping[str, Finding]) -> list[str]:
    return [f"{name}: {finding.sentence}" for name, finding in findings.items() if finding.outcome != "pass"]


def beside(assignment: Assignment, device: str) -> dict[str, Any]:
    """One lesson on `device` beside the CPU: what failed, seconds of both, the share of the CPU's tolerance by check."""
    here, cpu = one_lesson(assignment, device, True), one_lesson(assignment, "cpu", False)
    shares = dict.fromkeys(cpu["tried"]["reference"], 0.0)
    for variant, findings in here["tried"].items():
        for check, finding in findings.items():
            base = cpu["tried"]["reference"][check].expected if variant == "reference" else finding.expected
            tolerance = assignment.tolerance(assignment.exercise(check.partition(".")[0]), "cpu")
            shares[check] = max(shares[check], used(finding.answers, base, tolerance))
    return {
        "variants": len(here["tried"]), "faults": here["faults"],
        "seconds": {device: round(here["seconds"], 2), "cpu": round(cpu["seconds"], 2)},
        "used": {check: float(f"{share:.3g}") for check, share in shares.items()},
    }  # fmt: skip


def proposed(course: Course, lessons: Mapping[str, Any]) -> dict[str, float]:
    """The tolerances of grading.toml's [tolerances.cuda]: the CPU's, widened by MARGIN times what was used of them."""
    most = max((share for lesson in lessons.values() for share in lesson["used"].values()), default=0.0)
    factor = 10.0 ** math.ceil(math.log10(max(1.0, MARGIN * most)))
    base = next(iter(course.assignments.values())).tolerances["cpu"]
    return {"rtol": float(f"{base.rtol * factor:.6g}"), "atol": float(f"{base.atol * factor:.6g}")}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("assignments", nargs="*")
    parser.add_argument("--rehearse", action="store_true", help="with the CPU in the GPU's place")
    parser.add_argument("--course", type=Path, default=ROOT)
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    out = asked.out or ROOT / ("build/gpu.json" if asked.rehearse else "benchmarks/gpu.json")
    torch.set_num_threads(1)
    try:
        course = courses.load(asked.course / courses.FILE)
        device = "cpu" if asked.rehearse else "cuda"
        gpu = "none: a rehearsal" if asked.rehearse else name_of_gpu(course)
        lessons = {}
        for name in asked.assignments or course.assignments:
            lessons[name] = beside(course.assignment(name), device)
            seconds = ", ".join(f"{where} {took:.1f} s" for where, took in lessons[name]["seconds"].items())
            print(f"{name}: {lessons[name]['variants']} variants, {len(lessons[name]['faults'])} faults; {seconds}")
            print(*(f"  {fault}" for fault in lessons[name]["faults"]), sep="\n", flush=True)
    except (UserError, KitError) as error:
        print(f"make gpu: {error}", file=sys.stderr)
        return 2 if isinstance(error, UserError) else 1
    tolerances = proposed(course, lessons)
    facts = {"gpu": gpu, "system": platform.platform(), "when": time.strftime("%Y-%m-%d"), **versions()}
    out.parent.mkdir(parents=True, exist_ok=True)
    written = {**facts, "proposed": {"tolerances.cuda": tolerances}, "lessons": lessons}
    out.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
    print(f"For grading.toml, [tolerances.cuda]: rtol = {tolerances['rtol']:g}, atol = {tolerances['atol']:g}")
    print(f"Wrote {out}: please commit it.")
    return int(any(lesson["faults"] for lesson in lessons.values()))


if __name__ == "__main__":
    sys.exit(main())
