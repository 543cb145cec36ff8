"""Which known mistake a failed check looks like: the one that fails the same checks in the same way."""

from collections.abc import Mapping, Sequence

from autograder.grading import fingerprint
from autograder.grading.checkrun import Finding
from autograder.grading.recorded import Known, KnownMistake

SAME_NUMBERS, SAME_WAY, BOTH_PASS, DIFFERENT = 3, 2, 1, -2


def nearest(findings: Sequence[Finding], mistakes: Sequence[KnownMistake]) -> Mapping[str, KnownMistake]:
    """For each failed check, by id, the mistake of the same exercise that explains it; checks without one are left out.

    `findings` and `mistakes` are those of one exercise. Where several fit a check, the one that agrees best over all
    checks of the exercise is named, of equals the one that fails fewer checks itself; one that disagrees more than it
    agrees is not.
    """
    closeness: dict[str, dict[str, int]] = {}
    for mistake in mistakes:
        closeness[mistake.name] = {f.check.id: _closeness(f, mistake.results.get(f.check.id)) for f in findings}
    overall = {name: sum(values.values()) for name, values in closeness.items()}
    named = {}
    for finding in findings:
        if finding.outcome != "fail":
            continue
        fitting = [m for m in mistakes if closeness[m.name][finding.check.id] >= SAME_WAY and overall[m.name] > 0]
        if fitting:
            named[finding.check.id] = max(fitting, key=lambda m: (overall[m.name], -_failures(m)))
    return named


def _failures(mistake: KnownMistake) -> int:
    return sum(known.outcome == "fail" for known in mistake.results.values())


def _closeness(finding: Finding, known: Known | None) -> int:
    if known is None or finding.outcome == "blocked":
        return 0
    if known.outcome == "pass" and finding.outcome == "pass":
        return BOTH_PASS
    if known.outcome != finding.outcome:
        return DIFFERENT
    if finding.signature == known.signature and fingerprint.of(finding.answers).matches(known.trace):
        return SAME_NUMBERS
    if finding.signature == known.signature and not finding.exact:
        return SAME_WAY
    return DIFFERENT
