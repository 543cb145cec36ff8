"""What lateness costs: the table [policy] of grading.toml as a frozen value, and the arithmetic on it."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from autograder.errors import UserError

DAY = 86400.0


@dataclass(frozen=True)
class Policy:
    """Rules for late work. Percentages are of the score that was earned; the raw score is always kept beside it.

    `per_day` is charged for every day begun after the deadline; `steps` instead says, by hours, what it costs to be
    later than that: `{0 = 10, 24 = 50}`. Within the grace nothing is charged; beyond it lateness counts from the
    deadline.
    """

    timezone: str = "UTC"
    grace_minutes: float = 0.0
    per_day: float = 0.0
    steps: Mapping[str, float] = field(default_factory=dict)
    cap: float = 100.0
    extensions: str = ""
    deadlines: Mapping[str, datetime] = field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        """The zone of dates that name none."""
        return ZoneInfo(self.timezone)

    def deadline(self, assignment: str) -> datetime | None:
        """The moment that an assignment is due, with its zone; None when it never is."""
        due = self.deadlines.get(assignment)
        return None if due is None else self.aware(due)

    def aware(self, moment: datetime) -> datetime:
        """`moment` in UTC; one without a zone is read in the course's."""
        return (moment if moment.tzinfo else moment.replace(tzinfo=self.zone)).astimezone(UTC)

    def percent(self, seconds_late: float) -> float:
        """How much of a score is lost, from 0 to 100, when it comes `seconds_late` after the deadline."""
        if seconds_late <= self.grace_minutes * 60 or seconds_late <= 0:
            return 0.0
        if self.steps:
            reached = [(float(hours), percent) for hours, percent in self.steps.items()]
            percent = max((step for step in reached if seconds_late > step[0] * 3600), default=(0.0, 0.0))[1]
        else:
            percent = self.per_day * math.ceil(seconds_late / DAY)
        return min(percent, self.cap)

    def penalty(self, score: float, seconds_late: float) -> float:
        """Points lost of `score`, never more than it."""
        return round(max(score, 0.0) * self.percent(seconds_late) / 100, 4)

    def late(self, score: float, seconds_late: float) -> Mapping[str, float]:
        """What lateness makes of `score`, as a report tells it."""
        penalty = self.penalty(score, seconds_late)
        return {"seconds": round(seconds_late, 3), "penalty": penalty, "score": round(score - penalty, 4)}

    def checked(self, where: str) -> "Policy":
        """This policy.

        Raises UserError naming the key of grading.toml that makes no sense.
        """
        try:
            _ = self.zone
        except (KeyError, ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError
            raise UserError(
                f"{where}: `timezone` is {self.timezone!r}, which is not a zone like `Europe/Vienna`."
            ) from None
        if self.per_day and self.steps:
            raise UserError(f"{where}: give either `per_day` or `steps`, not both.")
        for name, value, most in (
            ("grace_minutes", self.grace_minutes, math.inf),
            ("per_day", self.per_day, 100.0),
            ("cap", self.cap, 100.0),
        ):
            if not 0 <= value <= most or not math.isfinite(value):
                raise UserError(f"{where}: `{name}` is {value:g}, expected from 0 to {most:g}.")
        for hours, percent in self.steps.items():
            if not re.fullmatch(r"\d+(\.\d+)?", hours):
                raise UserError(f"{where}: `steps` has the key {hours!r}, expected a number of hours.")
            if not 0 <= percent <= 100:
                raise UserError(f"{where}: `steps` after {hours} hours is {percent!r}, expected a percentage.")
        return self
