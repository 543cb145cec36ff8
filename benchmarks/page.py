"""docs/performance.md, written from the results alone."""

from collections.abc import Iterator, Mapping
from typing import Any

from benchmarks.targets import TARGETS, Outcome, outcomes

LIMITS = {
    "throughput, times that of nbgrader": "the student's own training: see “What is left” below",
    "throughput, times that of otter run": "the student's own training: see “What is left” below",
    "wall × cores ÷ CPU of the students' probes": "starting up (torch, twice) is spread over only forty submissions",
    "a submission, beyond its own probes": "forking, walls and pytest for each submission",
    "CPU of the dearest assignment, median": "its training exercise, which is the student's own arithmetic",
    "first verdict from a cold shell ÷ import torch": "torchvision, Matplotlib and IPython come on top of torch",
    "a worker more, with its child": "a child that trains makes its own buffers and images, and reference counts unshare pages of both",
}
MILLION = 1_000_000


def shown(value: float, unit: str) -> str:
    """A figure with its unit, as exact as it is of use."""
    number = f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
    return number + (unit if unit in ("×", "") else f" {unit}")


def rows(results: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """What, target, found, verdict: a row for each target."""
    for outcome in outcomes(results):
        target = outcome.target
        sign = "≥" if target.at_least else "≤"
        yield (
            target.what,
            f"{sign} {shown(target.limit, target.unit)}",
            shown(outcome.value, target.unit),
            _said(outcome),
        )


def _said(outcome: Outcome) -> str:
    return "met" if outcome.met else f"**missed by {outcome.missed_by}**"


def page(results: Mapping[str, Any]) -> str:
    """The whole page; a part that was not measured is left out."""
    parts = [_head(results)]
    for name, write in (
        ("class", _class), ("assignments", _assignments), ("verdict", _verdict), ("memory", _memory),
        ("growth", _growth), ("cluster", _cluster),
    ):  # fmt: skip
        if name in results:
            parts.append(write(results))
    return "\n".join([*parts, GPU])


def _head(results: Mapping[str, Any]) -> str:
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows(results))
    missed = [outcome for outcome in outcomes(results) if not outcome.met]
    why = "\n".join(
        f"- {o.target.what}: {shown(o.value, o.target.unit)}, missed by {o.missed_by}. "
        f"{LIMITS.get(o.target.what, 'No single cause was found')}."
        for o in missed
    )
    return f"""\
# Performance, measured

Written by `make bench` from [benchmarks/results.json](../benchmarks/results.json); one part alone: `make bench PART=class`.
Measured on {results["when"]}. Ratios are of medians of five runs or more; peers ran on the same machine in the same run.
{results.get("note", "")}

| what | target | found | |
|---|---:|---:|---|
{table}

{"What was missed, and why:" if missed else "Every target was met."}

{why}
{_unmeasured(results)}"""


def _unmeasured(results: Mapping[str, Any]) -> str:
    """A sentence on the parts that these results lack."""
    parts = dict.fromkeys(target.part for target in TARGETS)
    lacking = [f"`{part}`" for part in parts if part not in results]
    return f"\n**Not measured yet:** {', '.join(lacking)}. `make bench` measures all.\n" if lacking else ""


def _class(results: Mapping[str, Any]) -> str:
    ours, peers = results["class"], results.get("peers")
    stock = ""
    if peers:
        scores = {name: sorted(peers[name]["scores"].values()) for name in ("nbgrader", "otter")}
        stock = f"""
![Seconds a submission](images/performance.svg)

nbgrader {peers["nbgrader"]["version"]} took {peers["nbgrader"]["median"]:.1f} s a submission (one `nbgrader autograde` of
{len(peers["students"])} submissions, one after the other, its own start left out), `otter run` {peers["otter"]["version"]}
{peers["otter"]["median"]:.1f} s (a process for each, as it is used without containers). Both with one
thread. They got five of the same forty submissions: the lesson as handed in, explorations
and five epochs included, which is what they have to run; with asserts, check by check, in place of our checks and
equal to them in points (`benchmarks/peers/`). Here cells for exploration are not run, the five epochs are asked with a
scripted network, and only the tuned network is trained. Scores of 19 that a program gives: nbgrader
{", ".join(f"{s:g}" for s in scores["nbgrader"])}; otter {", ".join(f"{s:g}" for s in scores["otter"])}.
"""
    left = ours["per_submission"] * ours["cores"]
    return f"""\
## A class of {ours["submissions"]}

`autograder grade` on {ours["submissions"]} submissions of `lenet5_mnist` (four styles, with and without nine mistakes): median
{shown(sorted(ours["seconds"])[len(ours["seconds"]) // 2], "s")} on {ours["cores"]} cores, {ours["per_submission"]:.2f} s a submission, start included.
{stock}
What is left: of {left:.2f} core-seconds a submission {ours["student_median"]:.2f} are the student's own process, nearly all of
it the training of `tuned_lenet` that the exercise asks for; {ours["beyond"]:.2f} s are ours. No grader that runs this training
on {ours["cores"]} cores can be faster than {ours["student_median"] / ours["cores"]:.2f} s a submission.

The reference's answers and those of every known mistake are asked once a class and kept: a first run with one submission took
{ours["answers"]["first"]:.0f} s, the next {ours["answers"]["cached"]:.0f} s. A class that is graded already takes {ours["restart"]:.1f} s.
"""


def _assignments(results: Mapping[str, Any]) -> str:
    lines = "\n".join(
        f"| `{name}` | {found['cpu']:.2f} | {found['beyond']:.2f} |" for name, found in results["assignments"].items()
    )
    return f"""\
## Every assignment

Five right submissions of each, two at a time; CPU of the student's process, and the wall time beyond it.

| assignment | CPU s, median | beyond, s |
|---|---:|---:|
{lines}
"""


def _verdict(results: Mapping[str, Any]) -> str:
    found = results["verdict"]
    return f"""\
## The first verdict

`import torch` takes {found["import_torch"]["median"]:.2f} s here, `autograder check --exercise LeNet` from a cold shell
{found["cold"]["median"]:.2f} s. From a process that is warm, as under `autograder watch`: {found["warm_shapes"]["median"]:.2f} s for
`LeNet`, {found["warm_training"]["median"]:.2f} s for `train_one_epoch`, {found["warm_all"]["median"]:.2f} s for the whole lesson.
"""


def _memory(results: Mapping[str, Any]) -> str:
    found = results["memory"]
    return f"""\
## Memory

Proportional set sizes with {found["jobs"]} workers, at the worst moment: judge {found["judge"]} MB, zygote {found["zygote"]} MB; a
worker up to {found["worker"]} MB and the child it asks up to {found["child"]} MB, shares of common pages included. The
whole run grows by {found["a_worker_more"]} MB with each worker and its child.
"""


def _growth(results: Mapping[str, Any]) -> str:
    found = results["growth"]
    lines = "\n".join(
        f"| {s['submissions']:,} | {s['seconds']:.0f} | {s['each'] * 1000:.0f} | {s['judge_mb']} | {s['workers_mb']} |"
        for s in found["sizes"]
    )
    size = f", {found['page_mb']} MB of HTML"
    return f"""\
## Growth

Submissions that cost next to nothing, so that what grows is ours.

| submissions | seconds | ms for each | judge, MB | workers and children, MB |
|---:|---:|---:|---:|---:|
{lines}

![Time and memory](images/performance-growth.svg)

With {found["sizes"][-1]["submissions"]:,} reports there: a second run takes {found["restart"]:.1f} s, `autograder report` writes all
pages in {found["page"]:.1f} s (the class page{size}), nbgrader's grade book takes {found["gradebook_each"] * 1000:.0f} ms for each.
"""


def _cluster(results: Mapping[str, Any]) -> str:
    found = results["cluster"]
    each = found["one"]
    book = results.get("growth", {}).get("gradebook_each", 0)
    workers = round(each / found["message"])
    return f"""\
## Many machines

`--cluster` with a real scheduler and worker processes on this machine's loopback, {found["submissions"]} submissions of
`lenet5_mnist`: {found["one"]:.2f} s a submission with one worker, {found["two"]:.2f} with two; efficiency {found["efficiency"]:.2f}. (Two
workers, their judges, the scheduler and the command share two cores here.) How to run it: [cluster.md](cluster.md).

### A million submissions, on paper

From the figures above, none of it tried:

- Arithmetic: {MILLION * each / 86400:,.1f} days of one worker; {MILLION * each / 3600 / 1000:.1f} hours of 1,000 workers.
- Scheduler: a task costs {found["message"] * 1000:.2f} ms there and back, {MILLION * found["message"] / 60:.0f} minutes in all. It becomes the
  bottleneck at about {workers:,} workers; the command keeps only three submissions a worker under way, so its memory
  and the scheduler's do not grow with the class. Beyond that: one scheduler and one command for each part of the class
  (`submitted/a*`, …), since units know nothing of each other.
- Submissions through the command: {MILLION * found["submission_kb"] / 1e6:,.0f} GB of notebooks out, {MILLION * found["report_kb"] / 1e6:,.0f} GB of reports back.
- Result files: {found["file"] * 1000:.1f} ms each with fsync, {MILLION * found["file"] / 3600:.1f} hours for one writer: it bounds a command to
  {1 / found["file"]:,.0f} reports a second. Splitting the class splits this too; a folder for each student keeps folders small.
- Grade book: {book * 1000:.0f} ms for each report, {MILLION * book / 3600:.0f} hours for its one writer: the true bottleneck. `--gradebook` runs
  after grading and once; for a million use PostgreSQL with a grade book a course, or export CSV, which reads reports only.
- Restart: every report is read once to see that it is current: {results["growth"]["restart"] / results["growth"]["sizes"][-1]["submissions"] * MILLION / 60 if "growth" in results else 0:.0f} minutes.
"""


GPU = """\
## GPUs

`--device cuda --jobs-per-gpu N` runs N workers for each GPU. **Not measured here: this machine has none.** GPUs are counted
without opening CUDA, and a test asserts that neither the zygote nor a child has a CUDA context before cells run
(`tests/cluster/test_gpus.py`).
"""
