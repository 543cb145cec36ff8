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
    cpu_only = ["-r", "pytorch-cpu.txt"] * (BUNDLE / "pytorch-cpu.txt").is_file()
    subprocess.run([*install, "-r", "requirements.txt", *cpu_only], cwd=BUNDLE, check=True)
line = [sys.executable, "-P", "-m", "autograder", "ci", "--course", str(BUNDLE), "--as", "classroom50"]
sys.exit(subprocess.run(line).returncode)
