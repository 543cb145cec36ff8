"""What a check's report tells, as renderers show it. Pure."""

import html
import re

from autograder.model.report import CheckReport, ExerciseReport


def prose(text: str) -> str:
    """Text as HTML: escaped, `code` in backticks as code."""
    return re.sub(r"`([^`\n]+)`", r"<code>\1</code>", html.escape(text))


def common(exercise: ExerciseReport) -> CheckReport | None:
    """One of an exercise's checks when all of them say the same: it is said once, for all."""
    said = {(check.sentence, check.diagnoses) for check in exercise.checks if check.message}
    alike = len(exercise.checks) > 1 and len(said) == 1 and all(check.message for check in exercise.checks)
    return exercise.checks[0] if alike else None


def compared(check: CheckReport) -> dict[str, str]:
    """`what`, `found` and `expected` of a check that compared two values; empty for any other."""
    return {name: getattr(check, name) for name in ("what", "found", "expected")} if check.found else {}
