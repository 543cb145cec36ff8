"""Coverage-guided fuzzing of the readers of untrusted bytes, by atheris; what it finds worth keeping goes to corpus/.

    python tests/fuzz/coverage_guided.py notebook|wire|toml SECONDS

An exception that is not a refusal ends the run with a file `crash-…`, which becomes `corpus/<target>-crash-…`.
"""

import contextlib
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["autograder", "tomllib", "json"]):
    from autograder.errors import UserError
    from autograder.model import course as courses
    from autograder.model import notebook, wire

HERE = Path(__file__).parent
TOML = Path(tempfile.mkdtemp(prefix="fuzz-")) / "grading.toml"


def read_notebook(data: bytes) -> None:
    with contextlib.suppress(notebook.Unreadable):
        for cell in notebook.read(data, 1):
            notebook.same_code(cell.source, "x = 1")
            notebook.bound_names(cell.source)


def read_answer(data: bytes) -> None:
    with contextlib.suppress(wire.Malformed):
        wire.decode(data)


def read_toml(data: bytes) -> None:
    TOML.write_bytes(data)
    with contextlib.suppress(UserError):
        courses.load(TOML)


TARGETS = {"notebook": read_notebook, "wire": read_answer, "toml": read_toml}


def main() -> None:
    name, seconds = sys.argv[1], sys.argv[2]
    work = Path(tempfile.mkdtemp(prefix=f"fuzz-{name}-"))
    for seed in (HERE / "corpus").glob(f"{name}-*"):
        (work / seed.name).write_bytes(seed.read_bytes())
    print(f"corpus: {work}")
    options = [
        f"-max_total_time={seconds}",
        "-max_len=4096",
        "-timeout=20",
        f"-artifact_prefix={work}/",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *options, str(work)], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
