#!/usr/bin/env bash
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
