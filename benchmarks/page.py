"""docs/performance.md, written from the results alone."""

from collections.abc import Iterator, Mapping
from typing import Any

from benchmarks.targets import TARGETS, Outcome, outcomes

LIMITS = {
    "throughput, times that of nbgrader": "the student's own training: see “What is left” below",
    "throughput, times that of otter run": "the student's own training: see “What is left” below",
    "wall × cores ÷ CPU of the students' probes": (
        "the same, and starting up (torch, twice), which is spread over only forty submissions"
    ),
    "efficiency of two workers against one": "two workers, their judges and references have two cores between them",
    "a submission, beyond its own probes": (
        "the reference answers under the submission's own seed, for which 0.3 s more are allowed, and what failed is asked "
        "again, to say why; then forking, layers and pytest"
    ),
    "the same, one seed for all": "forking, layers and pytest; nine of ten are told why they failed",
    "first verdict from a cold shell ÷ import torch": "the command, torchvision, the layers and the first cells come on top of torch",
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
        ("growth", _growth), ("desk", _desk), ("cluster", _cluster),
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
Measured on {results["when"]}. Ratios are of medians of five runs or more; peers ran on the same machine on the same day.

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
scripted network, and only the tuned network is trained. **The ratio depends on what the notebooks train:** it is {peers["nbgrader"]["median"] / ours["per_submission"]:.0f} on the
published notebooks, and 8 where each student tunes for eight epochs, since that arithmetic is the same for both.
Scores of 19 that a program gives: nbgrader
{", ".join(f"{s:g}" for s in scores["nbgrader"])}; otter {", ".join(f"{s:g}" for s in scores["otter"])}.
"""
    left = ours["per_submission"] * ours["cores"]
    return f"""\
## A class of {ours["submissions"]}

`autograder grade` on {ours["submissions"]} submissions of `lenet5_mnist` (four styles, with and without nine mistakes): median
{shown(sorted(ours["seconds"])[len(ours["seconds"]) // 2], "s")} on {ours["cores"]} cores, {ours["per_submission"]:.2f} s a submission, start included.
{stock}
What is left: of {left:.2f} core-seconds a submission {ours["student_median"]:.2f} are the student's own process, nearly all of
it the training of `tuned_lenet` that the exercise asks for; {ours["beyond"]["all"]:.2f} s are ours. No grader that runs this training
on {ours["cores"]} cores can be faster than {ours["student_median"] / ours["cores"]:.2f} s a submission.

The reference is asked what a submission is asked, known mistakes what was failed. A first run with one submission, which makes
a mistake, took {ours["answers"]["first"]:.1f} s, the next {ours["answers"]["cached"]:.1f} s. A class that is graded already takes {ours["restart"]:.1f} s.
"""


def _assignments(results: Mapping[str, Any]) -> str:
    lines = "\n".join(
        f"| `{name}` | {found['cpu']:.2f} | {found['beyond']:.2f} |" for name, found in results["assignments"].items()
    )
    return f"""\
## Every assignment

Five right submissions of each, one at a time; CPU of the student's process, and the wall time beyond it.

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


def _desk(results: Mapping[str, Any]) -> str:
    found = results["desk"]
    pages = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in found["pages"].items())
    return f"""\
## The class page and the desk

The same 2,000 submissions in a browser on this machine, from the address to the page loaded and drawn: the class page
{found["class_page"]:.2f} s; at the desk, which looks at all reports anew: {pages}.
"""


def _cluster(results: Mapping[str, Any]) -> str:
    found = results["cluster"]
    return f"""\
## Many machines

`--cluster` with a real scheduler and worker processes on this machine's loopback, {found["submissions"]} submissions of
`lenet5_mnist`: {found["one"]:.2f} s a submission with one worker, {found["two"]:.2f} with two; efficiency {found["efficiency"]:.2f}. (Two
workers, their judges, the scheduler and the command share {results.get("growth", {}).get("cores", 2)} cores here.) How to run it: [cluster.md](cluster.md).

{_million(found, results.get("growth"))}"""


def _million(cluster: Mapping[str, Any], growth: Mapping[str, Any] | None) -> str:
    """A million submissions, from the figures of these two parts: what each step takes, and when it is the slowest."""
    one = cluster["one"]
    steps = [
        ("scheduler, with the submission aboard", cluster["message"], "a scheduler and a command for each part of the class"),
        (f"{cluster['files']} result files, each with fsync", cluster["file"], "the same: parts have writers of their own"),
    ]  # fmt: skip
    if growth:
        steps += [
            ("grade book, its one writer", growth["gradebook_each"],
             "entered once, after grading; a book for each part on PostgreSQL, or exported tables instead"),
            ("restart: is the report current?", growth["restart_each"], "the same parts; none asks for another's reports"),
        ]  # fmt: skip
    steps.sort(key=lambda step: -step[1])
    lines = "\n".join(
        f"| {what} | {seconds * 1000:.2f} | {MILLION * seconds / 3600:,.1f} | {one / seconds:,.0f} | {remedy} |"
        for what, seconds, remedy in steps
    )
    first, seconds, _ = steps[0]
    kept = ""
    if growth:
        small, large = growth["sizes"][0], growth["sizes"][-1]
        each = max(0, large["judge_mb"] - small["judge_mb"]) / (large["submissions"] - small["submissions"])
        kept = f"""
- **Memory.** The command keeps reports for its table: {each * 1000:.0f} kB each, {MILLION * each / 1000:,.1f} GB for a million. Parts of
  100,000 keep it below {(large["judge_mb"] + 100_000 * each) / 1000:.1f} GB."""
    return f"""\
### A million submissions, on paper

Reckoned from the figures above and these, none of it tried. A worker takes {one:.2f} s for a submission, so a million are
{MILLION * one / 86400:,.1f} days of one worker and {MILLION * one / 3.6e6:.1f} hours of 1,000. What is done by one process for all of them:

| step | ms each | hours for a million | slowest from … workers on | what is done about it |
|---|---:|---:|---:|---|
{lines}

- **Where it is tight.** Up to {one / seconds:,.0f} workers the students' own training decides; then “{first}” does. Units know
  nothing of each other, so a class is graded in parts (`grade submitted/a* …`), each with a scheduler and a command.
- **Bytes.** {MILLION * cluster["submission_kb"] / 1e6:,.0f} GB of notebooks go out and {MILLION * cluster["report_kb"] / 1e6:,.0f} GB of reports come back. No more than three
  submissions a worker are under way, so the scheduler's memory does not grow with the class. Reports lie in a folder for
  each student.{kept}
"""


GPU = """\
## GPUs

`--device cuda --jobs-per-gpu N` runs N workers for each GPU; each, and the children that it asks, sees one GPU alone. GPUs are
counted without opening CUDA, and a test asserts that neither the zygote nor a child has a CUDA context before cells run.

**Never run, for want of a GPU:** any lesson or class with `--device cuda`; a child that opens CUDA, and the processes it forks
after that; more than one worker on a GPU; `make gpu` beyond its first call of CUDA; the tolerances of `[tolerances.cuda]`, which
are ten times the CPU's because nobody has measured them. **Run with a device file that stands in for one**
(`tests/cluster/test_gpus.py`): the count, the spreading of workers, the layers that let the device through, `make gpu` up to
that first call.

Who has a GPU can close this in under ten minutes: `make gpu` puts all checks and all right alternatives of the five lessons to
the GPU, says what failed, takes the seconds beside the CPU's, proposes tolerances from the differences that it saw, and writes
`benchmarks/gpu.json` to commit. (`python -m benchmarks.gpu --rehearse` does all of it with the CPU in the GPU's place.)
"""
