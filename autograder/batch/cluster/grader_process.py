"""Where a submission is graded on another machine: a judge and its zygote, in a process beside a Dask worker.

    python -m autograder.batch.cluster.grader_process      # frames of JSON on stdin and stdout; started by task.py

It needs this package and the course's folder with grading.toml and `assignments/`; no grade book, and no reference on
its disk: the command sends it. A submission that ends its judge ends no Dask worker, and is tried again as on one
machine: that is `workers.grade_all`.
"""

import base64
import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from autograder.batch.classrun import check_layers
from autograder.batch.workers import grade_all
from autograder.errors import KitError, UserError
from autograder.grading.bench import Bench, secret_bench
from autograder.grading.provenance import engine_sha256, versions
from autograder.grading.reference import Solved
from autograder.grading.secret import Secret
from autograder.intake import modules
from autograder.intake.find import SubmittedFile
from autograder.model import course as courses
from autograder.model import wire
from autograder.model.course import FILE, Assignment, Course
from autograder.model.files import write_whole
from autograder.runner.pool import Zygote
from autograder.runner.zygote import one_thread
from autograder.sandbox import left_out, namespaces

COURSE = "AUTOGRADER_COURSE"
MOST = 1 << 30


def facts(assignment: Assignment) -> dict[str, str]:
    """What must be the same wherever a class is graded: versions, the engine, and the released assignment."""
    digest = hashlib.sha256()
    for path in (assignment.release / "checks.py", assignment.released):
        digest.update(path.read_bytes() if path.is_file() else b"")
    digest.update(repr((assignment.exercises, assignment.limits, sorted(assignment.tolerances.items()))).encode())
    return {**versions(), "engine": engine_sha256()[:12], assignment.name: digest.hexdigest()[:12]}


def setup_of(bench: Bench, sandbox: str) -> bytes:
    """All that a grader process must be told before it can grade with `bench`, as JSON."""
    told = {
        "assignment": bench.assignment.name, "secret": bench.secret, "device": bench.suite.device,
        "solved": bench.reference.solved if bench.reference else None, "sandbox": sandbox,
        "facts": facts(bench.assignment), "assignment_sha256": bench.assignment_sha256,
        "course": str(bench.assignment.course.root),
    }  # fmt: skip
    return json.dumps(msgspec.to_builtins(told)).encode()


class GraderProcess:
    """Benches by setup, and the zygotes that they share. Known mistakes are kept as long as it runs."""

    def __init__(self) -> None:
        self._kept = tempfile.TemporaryDirectory(prefix="autograder-mistakes-")
        self._benches: dict[str, tuple[Bench, Zygote]] = {}
        self._zygotes: dict[tuple, Zygote] = {}

    def prepare(self, key: str, told: Mapping[str, Any]) -> None:
        """Make ready what `setup_of` told.

        Raises UserError, with the reason, when this machine must not grade with it.
        """
        course = _course(told["course"])
        assignment = course.assignment(told["assignment"])
        _compare(told["facts"], facts(assignment))
        kind = (course.root, left_out(told["sandbox"]), told["device"])
        if kind not in self._zygotes:
            begun = Zygote(course, without=left_out(told["sandbox"]), device=told["device"]).start()
            self._zygotes[kind] = begun.wait()
        zygote = self._zygotes[kind]
        check_layers(zygote, told["sandbox"])
        secret, solved = msgspec.convert(told["secret"], Secret), msgspec.convert(told["solved"], Solved | None)
        bench = secret_bench(
            assignment, secret, told["device"], zygote, solved, Path(self._kept.name), told["assignment_sha256"]
        )
        self._benches[key] = bench, zygote

    def grade(self, key: str, student: str, content: bytes, texts: Mapping[str, str]) -> dict:
        """The report of one submission, and its pictures: {"report": JSON, "figures": {name: base64}}."""
        bench, zygote = self._benches[key]
        if bench.reference is not None:
            bench.reference.lend()
        with tempfile.TemporaryDirectory(prefix="autograder-submitted-") as folder:
            path = Path(folder, "submitted.ipynb")
            path.write_bytes(content)
            for name, text in texts.items():
                write_whole(Path(folder, name), text.encode())
            submitted = SubmittedFile(student, bench.assignment.name, path, modules=modules.beside(path))
            ((_, graded),) = grade_all([submitted], {submitted.assignment: bench}, zygote, Path(folder, "out"), 1)
        figures = {name: base64.b64encode(data).decode() for name, data in graded.figures.items()}
        return {"report": graded.report.to_json(), "figures": figures}

    def stop(self) -> None:
        for zygote in self._zygotes.values():
            zygote.stop()
        self._kept.cleanup()


def _course(there: str) -> Course:
    """The course on this machine: where the environment says, where it lies for the command, or around this folder."""
    named = os.environ.get(COURSE)
    if named or Path(there, FILE).is_file():
        return courses.load(Path(named or there, FILE))
    return courses.find()


def _compare(wanted: Mapping[str, str], found: Mapping[str, str]) -> None:
    """Raises UserError when the two differ in anything."""
    differing = [
        f"{name} is {found.get(name)} there and {wanted[name]} here"
        for name in wanted
        if found.get(name) != wanted[name]
    ]
    if differing:
        raise UserError(
            f"{'; '.join(differing)}. Install the same versions and copy grading.toml and assignments/ there anew."
        )


def answer(process: GraderProcess, request: Mapping[str, Any]) -> dict:
    """What one request gives; a refusal or a failure of ours is an answer too."""
    try:
        if "setup" in request:
            process.prepare(request["key"], request["setup"])
            return {"ready": True}
        content = base64.b64decode(request["notebook"])
        return process.grade(request["key"], request["student"], content, request["modules"])
    except UserError as error:
        return {"refused": str(error)}
    except KitError as error:
        return {"failed": str(error)}


def main() -> None:
    """Answer requests until the Dask worker hangs up; what libraries print goes to stderr."""
    namespaces.die_with_parent()
    replies = os.dup(1)
    os.dup2(2, 1)
    one_thread()
    process = GraderProcess()
    try:
        while True:
            request = json.loads(wire.receive(0, MOST))
            wire.send(replies, json.dumps(answer(process, request)).encode())
    except EOFError:
        pass
    finally:
        process.stop()


if __name__ == "__main__":
    main()
