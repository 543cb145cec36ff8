"""What stands for a failure that nothing explains: the same for all who fail in the same way, in every run. Pure.

Seeds differ between submissions, so it is made of the answers under the seed that all share; where those are too few to
tell (a count, nothing at all), of where the values leave those of a right solution.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence

from autograder.grading import fingerprint
from autograder.grading.checkrun import Finding
from autograder.grading.fingerprint import Fingerprint
from autograder.model.report import Diagnosis

LOCATES = "departure"  # says where, not what
_NUMBER = re.compile(r"\d+")
_PLACE = re.compile(r"(?: in)? line \d+")


def group(
    exercise: str, findings: Sequence[Finding], shared: Mapping[str, Finding],
    diagnoses: Mapping[str, tuple[Diagnosis, ...]],
) -> str:  # fmt: skip
    """Twelve hexadecimal digits for what nothing explains of an exercise; empty where everything is explained.

    `shared` are the findings under the seed that all share, by check, as far as it was asked again under it.
    """
    parts = [exercise]
    for finding in findings:
        told = diagnoses.get(finding.check.id, ())
        if finding.outcome != "fail" or finding.cause:
            continue
        if all(one.kind == LOCATES for one in told):
            same = shared.get(finding.check.id)
            answers = fingerprint.of(same.answers if same else ())
            signature = same.signature if same else _NUMBER.sub("", finding.signature)
            parts += [finding.check.id, signature, *_in_short(answers)]
            by_chance = not answers.telling(fingerprint.of(same.expected if same else ()))
            parts += [_PLACE.sub("", one.step) for one in told if by_chance]
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:12] if parts[1:] else ""


def _in_short(answers: Fingerprint) -> list[str]:
    """A few numbers that differ where answers do, cut off where rounding begins."""
    import numpy as np

    values = np.array(answers.numbers, dtype=np.float64)
    finite = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)
    most = float(np.abs(finite).max(initial=0.0))
    apart = np.abs(finite - 0.37 * most)  # sign and place count: no two answers cancel out
    weights = np.modf(np.arange(1, len(values) + 1) * 0.6180339887)[0]
    shown = (most, float(apart.mean()), float((apart * weights).mean())) if len(values) else ()
    odd = int((~np.isfinite(values)).sum())
    return [answers.form, str(odd), *(f"{1.0000137 * number:.2e}" for number in shown)]  # no round number lies at a cut
