"""The fixed files of a student repository: workflows, the script that starts everything, README."""

CLASSROOM = """\
# Grades every push. What it says is advice: the class is graded apart, with other numbers.
name: Autograding
on:
  push:
  workflow_dispatch:
permissions:
  contents: read
concurrency:
  group: ${{ github.workflow }}-${{ github.ref }}
  cancel-in-progress: true
jobs:
  run-autograding-tests:
    if: github.actor != 'github-classroom[bot]'
    runs-on: ubuntu-latest
    timeout-minutes: 15
    env:
      # Set the repository or organisation variable to PyTorch's index of CPU-only wheels: 200 MB instead of 3 GB.
      PIP_EXTRA_INDEX_URL: ${{ vars.PIP_EXTRA_INDEX_URL }}
    steps:
      - uses: actions/checkout@v4
        with:
          persist-credentials: false
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
          cache: pip
          cache-dependency-path: |
            requirements.txt
            constraints.txt
            kit/pyproject.toml
      - name: Let the sandbox make its layers
        run: |
          sudo sysctl -q -w kernel.apparmor_restrict_unprivileged_userns=0 || true
          sudo apt-get install -y -q --no-install-recommends libseccomp2 || true
      - name: Install
        run: python -P -m pip install -q -r requirements.txt
      - name: Grade
        id: autograder
        run: autograder ci
      - name: Keep the feedback page
        if: always()
        uses: actions/upload-artifact@v4
        with:
          name: feedback
          path: classroom50-release-assets/
          if-no-files-found: ignore
      - name: Report points
        uses: classroom-resources/autograding-grading-reporter@v1
        env:
          AUTOGRADER_RESULTS: ${{ steps.autograder.outputs.result }}
        with:
          runners: autograder
"""

GPU = """\
# The same checks on a GPU: started by hand, on a runner of the course with the labels self-hosted and gpu.
# The runner keeps its environment between runs; PyTorch is installed there once, by whoever keeps the machine.
name: Autograding on a GPU
on:
  workflow_dispatch:
permissions:
  contents: read
jobs:
  run-autograding-tests-gpu:
    runs-on: [self-hosted, linux, gpu]
    timeout-minutes: 15
    steps:
      - uses: actions/checkout@v4
        with:
          persist-credentials: false
          clean: true
      - name: Install
        run: |
          python3 -m venv "$HOME/autograder-venv"
          "$HOME/autograder-venv/bin/python" -P -m pip install -q -r requirements.txt
      - name: Grade
        id: autograder
        run: '"$HOME/autograder-venv/bin/autograder" ci --device cuda'
"""

START = '''\
"""Begin here. `python3 start.py` makes the environment (once) and opens JupyterLab; `python3 start.py check` checks.

What stands behind `start.py` goes to the command `autograder`: check, watch, reset EXERCISE, show ASSIGNMENT.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE / ".venv"
BIN = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")


def main() -> int:
    if sys.version_info < (3, 11):
        print(f"This is Python {sys.version.split()[0]}; the lesson needs 3.11 or newer. Start it with a newer one.")
        return 2
    listed = b"".join((HERE / name).read_bytes() for name in ("requirements.txt", "kit/pyproject.toml"))
    stamp, state = ENVIRONMENT / "ready", hashlib.sha256(listed).hexdigest()
    if not stamp.is_file() or stamp.read_text() != state:
        print("Making the environment in .venv: a few minutes, this once.", flush=True)
        try:
            venv.create(ENVIRONMENT, clear=True, with_pip=True, system_site_packages="--system" in sys.argv)
        except (subprocess.CalledProcessError, ImportError):
            print("This Python cannot make environments. On Debian and Ubuntu: apt-get install python3-venv")
            shutil.rmtree(ENVIRONMENT, ignore_errors=True)
            return 2
        line = [BIN / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        if subprocess.run([*line, "-r", "requirements.txt"], cwd=HERE).returncode:
            print("The packages could not be installed: see above. Is there a connection? Then start again.")
            return 1
        stamp.write_text(state)
    words = [word for word in sys.argv[1:] if word != "--system"]
    line = [BIN / "autograder", *words] if words else [BIN / "jupyter", "lab"]
    return subprocess.run(line, cwd=os.getcwd() if words else HERE).returncode


if __name__ == "__main__":
    sys.exit(main())
'''

README = """\
# {title}

{list}

**Begin:** `python3 start.py` makes the environment and opens JupyterLab. You need Python 3.11 or newer.

- Write your answers in the cells that say `YOUR CODE HERE`. Run a cell, then the cell `check("…")` below it:
  it says what passes, what was found and expected, and which mistake it looks like.
- `check("NAME", hint=True)` opens one hint; once more opens the next. `check()` shows where you stand.
- In a terminal: `python3 start.py check` checks the saved notebook, `python3 start.py watch` checks on every save,
  `python3 start.py reset NAME` puts one exercise back to its stub and keeps your code below it.
- `git commit` and `git push`: the same checks run on the course's machine, and their summary stands beside the commit.

What you see here is advice: the class is graded with other numbers on the same sentences, and a person reads your
written answers. There is nothing to gain from changing the files beside the notebook.
"""

IGNORED = """\
.venv/
__pycache__/
.ipynb_checkpoints/
.autograder/
classroom50-release-assets/
release-body.md
result.json
"""
ATTRIBUTES = "*.safetensors binary\n*-ubyte binary\n"

BUNDLE = '''\
"""Run by Classroom 50 in a student's checkout: installs the kit of this bundle, grades with its files alone."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

BUNDLE = Path(os.environ.get("CLASSROOM50_BUNDLE_DIR") or Path(__file__).parent).resolve()

for name in ("result.json", "release-body.md", "classroom50-release-assets"):
    path = Path(name)  # whatever the student committed under our names goes first
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
# -P: nothing in the checkout is imported; the working folder for pip is the bundle
install = [sys.executable, "-P", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
if not os.environ.get("AUTOGRADER_INSTALLED"):
    subprocess.run([*install, "-r", "requirements.txt"], cwd=BUNDLE, check=True)
line = [sys.executable, "-P", "-m", "autograder", "ci", "--course", str(BUNDLE), "--as", "classroom50"]
sys.exit(subprocess.run(line).returncode)
'''
