"""What the message of a check tells, in its parts: the mistake, and what was found beside what was expected. Pure."""

import re

from autograder.model.report import CheckReport, ExerciseReport

_APART = re.compile(r"^(?P<what>.+?) (?:is|has) (?P<found>.+?)[,;] expected (?P<wanted>.+?)\.?$", re.DOTALL)
NAMES = ("what", "found", "expected")


def parts(check: CheckReport) -> tuple[str, str]:
    """The mistake of a failed check as a sentence, if one was recognised, and what else its message says."""
    if check.mistake is None:
        return "", check.message
    sentence, _, rest = check.message.partition(". ")
    return f"{sentence.rstrip('.')}.", rest.strip()


def common(exercise: ExerciseReport) -> CheckReport | None:
    """One of an exercise's checks when all of them say the same and name the same mistake: it is said once, for all."""
    said = {(check.message, check.mistake) for check in exercise.checks if check.message}
    alike = len(exercise.checks) > 1 and len(said) == 1 and all(check.message for check in exercise.checks)
    return exercise.checks[0] if alike else None


def values(message: str) -> dict[str, str]:
    """`what`, `found` and `expected` of a message that compares two values; empty for any other."""
    match = _APART.match(message)
    if match is None or len(match["what"]) >= 160:
        return {}
    return dict(zip(NAMES, match.groups(), strict=True))
