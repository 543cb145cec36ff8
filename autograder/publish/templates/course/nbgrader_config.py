"""Makes this folder a course of nbgrader whose submissions are graded by the kit's engine."""

from pathlib import Path

from autograder.nbgrader.configure import configure

configure(get_config(), Path(__file__).parent)  # type: ignore[name-defined]  # noqa: F821
