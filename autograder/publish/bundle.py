"""A Gradescope autograder as one zip: the kit, one assignment's public half, and the scripts that Gradescope runs.

It grades under seeds of its own, with the reference's answers to each: kept in the course's private folder, which no
student's process sees. Students never get the zip.
"""

import io
import re
import tempfile
import zipfile
from pathlib import Path

from autograder.batch.classrun import secret_of
from autograder.errors import UserError
from autograder.grading.bench import Secret, paper_path
from autograder.grading.recorded import RecordedAnswers
from autograder.grading.reference import Reference, Solved
from autograder.grading.suite import CheckSuite
from autograder.model.course import FILE, Assignment
from autograder.model.version import __version__
from autograder.runner.pool import Zygote

PAPERS = 32

SETUP = r"""#!/usr/bin/env bash
# Gradescope runs this once, when the image is built.
set -euo pipefail
root="${AUTOGRADER_ROOT:-/autograder}"
source="${AUTOGRADER_SOURCE:-$root/source}"
if [ -z "${PYTHON:-}" ]; then
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends python3 python3-venv bubblewrap libseccomp2
    PYTHON=python3
fi
"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "This image has $("$PYTHON" --version); the kit needs Python 3.11: choose a newer base image." >&2
    exit 1
}
"$PYTHON" -m venv "$root/venv"
"$root/venv/bin/pip" install --quiet "$source/kit"
chmod -R go= "$source/course/@PRIVATE@"
"""
RUN = r"""#!/usr/bin/env bash
# Gradescope runs this for every submission.
set -uo pipefail
root="${AUTOGRADER_ROOT:-/autograder}"
source="${AUTOGRADER_SOURCE:-$root/source}"
assignment="@ASSIGNMENT@"
handed_in="$root/class/submitted/student/$assignment"
rm -rf "$root/reports" "$root/class" "$root/results/results.json"
mkdir -p "$root/results" "$handed_in"
find "$root/submission" -maxdepth 2 -name '*.ipynb' -type f -not -path '*/.*' -exec cp {} "$handed_in/" \;
autograder() { "$root/venv/bin/autograder" "$@" --course "$source/course"; }
for sandbox in @LEVELS@; do
    autograder grade "$root/class" --assignment "$assignment" --sandbox "$sandbox" --jobs 1 \
        --out "$root/reports" 2> "$root/said" && break
done
cat "$root/said" >&2
autograder export gradescope --reports "$root/reports" --to "$root/results/all"
if [ -f "$root/results/all/student/results.json" ]; then
    mv "$root/results/all/student/results.json" "$root/results/results.json"
else
    "$root/venv/bin/python" -P - "$root/said" > "$root/results/results.json" <<'END'
import json, sys
said = " ".join(open(sys.argv[1], encoding="utf-8", errors="replace").read().split())[-1500:]
asked = "Nothing was graded. Hand in the notebook, one .ipynb file; if you did, show this to your instructor."
instructor = "Where the image has no sandbox, choose another, or make the bundle with --sandbox none."
print(json.dumps({"score": 0, "output": f"{asked}\n\n{said}\n\n{instructor}"}))
END
fi
rm -rf "$root/results/all"
"""
LEVELS = ("full", "reduced", "none")
_HEADER = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]\s*(?:#.*)?$")
KEPT_OUT = re.compile(r"(^|/)(__pycache__|\.ipynb_checkpoints|\.released)(/|$)")


def gradescope(assignment: Assignment, sandbox: str = "reduced") -> bytes:
    """The zip for `assignment`. It holds no reference, only answers to questions that nobody has seen.

    `sandbox` is the least that it grades with: it asks for `full` first, then for less, down to this one.
    Raises UserError when the assignment has not been released, or its reference is not here.
    """
    course = assignment.course
    needed = [assignment.release / name for name in (f"{assignment.name}.ipynb", "checks.py", "expected.safetensors")]
    for path in needed:
        if not path.is_file():
            raise UserError(f"{path} is not there. Make it with `autograder release {assignment.name}`.")
    package = Path(__file__).parents[1]
    files: dict[str, bytes] = {}
    for path in sorted(package.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            files[f"kit/autograder/{path.relative_to(package).as_posix()}"] = path.read_bytes()
    files["kit/pyproject.toml"] = project().encode()
    settings = (course.root / FILE).read_text(encoding="utf-8")  # without [policy]: Gradescope knows when work came in
    files[f"course/{FILE}"] = tables_of(settings, {assignment.name}, policy=False).encode()
    for path in sorted(assignment.release.rglob("*")):
        if path.is_file():
            place = path.relative_to(assignment.release).as_posix()
            files[f"course/{course.releases}/{assignment.name}/{place}"] = path.read_bytes()
    for path in sorted(course.data_root.rglob("*")):
        if path.is_file():
            files[f"course/{course.data}/{path.relative_to(course.data_root).as_posix()}"] = path.read_bytes()
    files["setup.sh"] = SETUP.replace("@PRIVATE@", course.private.name).encode()
    levels = " ".join(LEVELS[: LEVELS.index(sandbox) + 1])
    files["run_autograder"] = RUN.replace("@ASSIGNMENT@", assignment.name).replace("@LEVELS@", levels).encode()
    files |= {f"course/{course.private.name}/{name}": data for name, data in _secrets(assignment).items()}
    return _zip({name: data for name, data in files.items() if not KEPT_OUT.search(name)})


def _secrets(assignment: Assignment) -> dict[str, bytes]:
    """A seed of the bundle's own, drawn from the course's, and the reference's answers to papers drawn from that."""
    if not assignment.reference.is_dir():
        raise UserError(f"{assignment.reference} is not there: a bundle is made where the reference is.")
    secret = Secret(secret_of(assignment.course, "secret").of("bundle", assignment.name.encode()), "secret")
    suite = CheckSuite(assignment, 0)
    files = {"seed": str(secret.seed).encode()}
    with Zygote(assignment.course) as zygote, tempfile.TemporaryDirectory(prefix="autograder-bundle-") as folder:
        reference = Reference(suite, Solved.of(assignment), zygote)
        for number in range(PAPERS):
            under = suite.under(secret.of(assignment.name, f"paper {number}".encode()))
            checks = [check for check in under.checks if "expected" in check.arguments]
            place = paper_path(assignment, number)
            facts = {"assignment": assignment.name, "seed": str(under.seed)}
            RecordedAnswers(facts, reference.answers(under, checks), ()).save(Path(folder, place.name))
            files[place.relative_to(assignment.course.private).as_posix()] = Path(folder, place.name).read_bytes()
        reference.close()
    return files


def _zip(files: dict[str, bytes]) -> bytes:
    """The same files give the same bytes; scripts may be run."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o755 if name in ("setup.sh", "run_autograder") else 0o644) << 16
            archive.writestr(entry, data)
    return made.getvalue()


def project() -> str:
    """A pyproject.toml that installs the kit as it is installed here."""
    from importlib.metadata import requires

    lines = ",\n".join(f"    {_quoted(line)}" for line in requires("autograder-kit") or () if "extra ==" not in line)
    return (
        '[build-system]\nrequires = ["setuptools>=70"]\nbuild-backend = "setuptools.build_meta"\n\n'
        f'[project]\nname = "autograder-kit"\nversion = "{__version__}"\n'
        f'requires-python = ">=3.11"\ndependencies = [\n{lines},\n]\n\n'
        '[project.scripts]\nautograder = "autograder.cli.main:main"\n\n'
        '[tool.setuptools.packages.find]\ninclude = ["autograder*"]\n\n'
        '[tool.setuptools.package-data]\nautograder = ["**/*"]\n'
    )


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', "'") + '"'


def tables_of(text: str, assignments: set[str], policy: bool = True) -> str:
    """A grading.toml with the tables of some assignments only, with or without `[policy]`; comments and order stay."""
    kept: list[str] = []
    above: list[str] = []  # comments and empty lines, which belong to what comes next
    table = [""]
    for line in text.splitlines(keepends=True):
        if not line.strip() or line.lstrip().startswith("#"):
            above.append(line)
            continue
        if header := _HEADER.match(line):
            table = _parts(header[1])
        wanted = table[0] != "assignments" or len(table) == 1 or table[1] in assignments
        if table[0] == "policy":
            wanted = policy
        if table == ["policy", "deadlines"] and not header:
            wanted = wanted and _parts(line.partition("=")[0])[0] in assignments
        if wanted:
            kept += [*above, line]
        above = []
    return "".join(kept)


def _parts(key: str) -> list[str]:
    return [part.strip().strip("\"'") for part in key.split(".")]
