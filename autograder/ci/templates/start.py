"""Begin here. `python3 start.py` makes the environment (once) and opens the lesson; `python3 start.py check` checks it.

`python3 start.py LESSON` opens that lesson. Other words behind `start.py` go to the command `autograder`:
check, watch, reset EXERCISE, show LESSON.
"""

import hashlib
import importlib.util
import os
import platform
import shutil
import signal
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE / ".venv"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LISTED = [HERE / name for name in ("requirements.txt", "constraints.txt", "kit/pyproject.toml", "grading.toml")]
CPU_ONLY = HERE / "pytorch-cpu.txt"
INSTALL = "On Debian or Ubuntu: sudo apt-get install python{}.{}-venv".format(*sys.version_info[:2])
ME = "py start.py" if os.name == "nt" else "python3 start.py"


def in_the_way():
    """What stands in the way of making the environment here, and what to do about it; empty when nothing does."""
    lacking = ", ".join(path.name for path in LISTED if not path.is_file())
    if lacking:
        return f"Beside start.py {lacking} cannot be found: take the whole repository, as a clone or an unpacked zip."
    version = "{}.{}".format(*sys.version_info[:2])
    if sys.version_info < (3, 11):
        where = {"win32": "python.org", "darwin": "python.org"}.get(sys.platform, "your system's packages")
        return f"This is Python {version}; the lesson needs 3.11 or newer: install one from {where}, and start with it."
    if sys.platform == "darwin" and platform.machine() == "x86_64":
        return "PyTorch is no longer made for Macs with an Intel processor. Work in Colab: README.md says how."
    if not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        return f"This Python cannot make environments. {INSTALL}"
    if not os.access(HERE, os.W_OK):
        return f"Nothing can be written in {HERE}: copy the repository into a folder of your own, and start there."
    free, needed = shutil.disk_usage(HERE).free / 1e9, 2 if CPU_ONLY.is_file() else 9
    return f"{free:.1f} GB are free on this disk, and {needed} are needed: make room first." if free < needed else ""


def make_environment():
    """Make .venv and install what the lesson needs; whether that went well."""
    size = "300 MB are fetched, 1.5 GB" if CPU_ONLY.is_file() else "3 GB are fetched, 8 GB"
    print(f"Making the environment in .venv, this once: {size} on the disk. A few minutes.", flush=True)
    new = not ENVIRONMENT.exists()
    gone = PYTHON.is_symlink() and not PYTHON.exists()  # the Python that it was made with
    line = [sys.executable, "-m", "venv", *["--clear"] * gone, str(ENVIRONMENT)]
    if subprocess.run(line).returncode:
        print(f"{ENVIRONMENT} could not be made: see above. Is the folder yours, and on a disk of this machine?")
        print(f"Does it speak of ensurepip? {INSTALL}")
        if new:
            shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        return False
    # ready-made packages only: nothing is compiled
    line = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--only-binary", ":all:"]
    line += ["--progress-bar", "on", "-r", "requirements.txt", *["-r", CPU_ONLY.name] * CPU_ONLY.is_file()]
    if subprocess.run(line, cwd=HERE).returncode == 0:
        return True
    print("\nThe packages could not be installed: see the last lines above. What helps:")
    print(f"- no connection: mend it and say `{ME}` again; it goes on where it was.")
    print('- "No matching distribution": take Python 3.11 to 3.14, with 64 bits, from python.org.')
    if CPU_ONLY.is_file():
        print(f"- the address in {CPU_ONLY.name} cannot be reached: delete that file (3 GB instead of 300 MB), again.")
    return False


def lessons():
    """The lessons of this repository, in their order."""
    import tomllib

    return list(tomllib.loads((HERE / "grading.toml").read_text(encoding="utf-8"))["assignments"])


def state():
    """What the environment is made from: another kit, pulled or unpacked, is installed anew."""
    kit = sorted((HERE / "kit").rglob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in [*LISTED[:3], *kit] if path.is_file())).hexdigest()


def main():
    """Make the environment where it is not there yet, then open the lesson or run the command."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")  # a folder's name may hold letters that this terminal does not have
    signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C is for the program that is shown: it says what comes of it
    stamp, made_from = ENVIRONMENT / "ready", state()
    if not PYTHON.exists() or not stamp.is_file() or stamp.read_text() != made_from:
        problem = in_the_way()
        if problem:
            print(problem)
            return 2
        if not make_environment():
            return 1
        stamp.write_text(made_from)
    words = sys.argv[1:]
    run = [str(PYTHON), "-P", "-m"]  # not the scripts beside it, which stay behind when the folder is moved
    if words and words[0] not in lessons():
        return subprocess.run([*run, "autograder", *words]).returncode
    lesson = words[0] if words else lessons()[0]
    print(f"Opening {lesson}. In a browser, if none comes up: the address below.", flush=True)
    line = [*run, "jupyterlab", f"--ServerApp.root_dir={HERE}"]
    line.append(f"--LabApp.default_url=/lab/tree/{lesson}/{lesson}.ipynb")  # the lesson, not a launcher
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        line.append("--allow-root")  # it refuses to run as root otherwise
    return subprocess.run(line, cwd=HERE).returncode


if __name__ == "__main__":
    sys.exit(main())
