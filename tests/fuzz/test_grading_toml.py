"""grading.toml: whatever it says is a course, or one sentence that names the file."""

from pathlib import Path

import pytest
from hostile import course
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.errors import UserError
from autograder.model import course as courses

CORPUS = Path(__file__).parent / "corpus"
VALUES = st.sampled_from(
    ["true", "-1", "0", "1e400", "nan", "inf", "9" * 30, '""', '"x"', "[]", "{}", "[1, 'a']", "1979-05-27", "{ a = { b = 1 } }"]
)  # fmt: skip
LINES = course.GRADING.splitlines()


def load(path: Path, data: bytes) -> courses.Course | str:
    """The course that `data` describes, or the sentence that refuses it."""
    path.write_bytes(data)
    try:
        return courses.load(path)
    except UserError as refusal:
        assert str(path) in str(refusal)
        return str(refusal)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=300))
def test_any_bytes(tmp_path, data):
    load(tmp_path / "grading.toml", data)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(number=st.integers(0, len(LINES) - 1), value=VALUES)
def test_any_value_anywhere(tmp_path, number, value):
    lines = list(LINES)
    if "=" in lines[number]:
        lines[number] = f"{lines[number].partition('=')[0]}= {value}"
    else:
        lines[number] = f"{lines[number]}\nunknown = {value}"
    load(tmp_path / "grading.toml", "\n".join(lines).encode())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(start=st.integers(0, 1000), length=st.integers(1, 40), patch=st.text(max_size=20))
def test_any_damage(tmp_path, start, length, patch):
    text = course.GRADING[:start] + patch + course.GRADING[start + length :]
    load(tmp_path / "grading.toml", text.encode("utf-8", "replace"))


@pytest.mark.parametrize("path", sorted(CORPUS.glob("toml-*")), ids=lambda path: path.name)
def test_what_fuzzing_found_stays_handled(tmp_path, path):
    load(tmp_path / "grading.toml", path.read_bytes())
