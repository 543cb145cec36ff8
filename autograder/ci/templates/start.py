"""Begin here. `python3 start.py` makes the environment (once) and opens JupyterLab; `python3 start.py check` checks.

What stands behind `start.py` goes to the command `autograder`: check, watch, reset EXERCISE, show ASSIGNMENT.
"""

import hashlib
import os
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
        venv.create(ENVIRONMENT, with_pip=True, system_site_packages="--system" in sys.argv)
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
