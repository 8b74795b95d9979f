"""What an indicator aims at, and how a value stands against where it should be by now.

A value is judged against the trajectory, the straight way from the baseline to
the target, and not against the end of it.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import cached_property

from risk_register.domain.errors import RuleError


class Sector(StrEnum):
    """Whose work the indicator measures."""

    EDUCATION = "education"
    HEALTH = "health"
    CARE = "care"

    @property
    def label(self) -> str:
        """Say it in words."""
        return self.value.capitalize()


class Direction(StrEnum):
    """Which way is better."""

    HIGHER = "higher"
    LOWER = "lower"
    NEUTRAL = "neutral"

    @property
    def label(self) -> str:
        """Say it as a form does."""
        return _DIRECTIONS[self]


_DIRECTIONS = {
    Direction.HIGHER: "Higher is better",
    Direction.LOWER: "Lower is better",
    Direction.NEUTRAL: "Neither is better",
}


class Standing(StrEnum):
    """How a value stands against the trajectory."""

    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"
    UNJUDGED = "unjudged"

    @property
    def label(self) -> str:
        """Say it in words."""
        return _STANDINGS[self]

    @property
    def shape(self) -> str:
        """Give the sign that stands beside the word, so that colour never speaks alone."""
        return _SHAPES[self]


_STANDINGS = {
    Standing.ON_TRACK: "On track",
    Standing.AT_RISK: "At risk",
    Standing.OFF_TRACK: "Off track",
    Standing.UNJUDGED: "For information",
}
_SHAPES = {
    Standing.ON_TRACK: "●",
    Standing.AT_RISK: "▲",
    Standing.OFF_TRACK: "◆",
    Standing.UNJUDGED: "○",
}


@dataclass(frozen=True)
class Aim:
    """Where an indicator came from, where it should be by when, and how much it may lag.

    Without a baseline or a day for the target, the target counts at any time.
    """

    direction: Direction
    baseline: Decimal | None = None
    baseline_on: date | None = None
    target: Decimal | None = None
    target_on: date | None = None
    tolerance: Decimal = Decimal(0)  #: up to so much worse than the trajectory is not yet red

    def expect(self, on: date) -> Decimal | None:
        """Give where the trajectory stands on a day, as it is printed: one place more than given.

        None before the baseline's day, and without a target.
        """
        if self.target is None or self.direction is Direction.NEUTRAL:
            return None
        if self.baseline is None or self.baseline_on is None or self.target_on is None:
            return self.target
        if on < self.baseline_on:
            return None
        if on >= self.target_on:
            return self.target
        gone = Decimal((on - self.baseline_on).days)
        whole = Decimal((self.target_on - self.baseline_on).days)
        exact = self.baseline + (self.target - self.baseline) * gone / whole
        return exact.quantize(self._unit, rounding=ROUND_HALF_UP)

    @cached_property
    def _unit(self) -> Decimal:
        """Give the smallest step of the trajectory: one place more than its two ends have."""
        places = max(count_places(end) for end in (self.baseline, self.target) if end is not None)
        return Decimal(1).scaleb(-min(places + 1, 6))

    def judge(self, value: Decimal, on: date) -> Standing:
        """Judge a value that stands for the period ending on a day."""
        return self.judge_against(value, self.expect(on))

    def judge_against(self, value: Decimal, expected: Decimal | None) -> Standing:
        """Judge a value by where the trajectory stands, as :meth:`expect` gives it."""
        if expected is None:
            return Standing.UNJUDGED
        lag = expected - value if self.direction is Direction.HIGHER else value - expected
        if lag <= 0:
            return Standing.ON_TRACK
        return Standing.AT_RISK if lag <= self.tolerance else Standing.OFF_TRACK

    def check(self) -> None:
        """Refuse an aim that cannot be judged as it says.

        :raises RuleError: naming the field
        """
        if self.direction is Direction.NEUTRAL and self.target is not None:
            raise RuleError(
                "Where neither way is better there is no target. Leave it empty.", field="target"
            )
        if self.baseline is not None and self.baseline_on is None:
            raise RuleError("Enter the day of the baseline.", field="baseline_on")
        if self.baseline_on and self.target_on and self.target_on <= self.baseline_on:
            raise RuleError("The target's day comes after the baseline's.", field="target_on")
        self._check_way()

    def _check_way(self) -> None:
        if self.baseline is None or self.target is None:
            return
        falls = self.target < self.baseline
        if falls and self.direction is Direction.HIGHER:
            raise RuleError("Higher is better, but the target lies below.", field="target")
        if self.target > self.baseline and self.direction is Direction.LOWER:
            raise RuleError("Lower is better, but the target lies above.", field="target")


def count_places(value: Decimal) -> int:
    """Count the decimal places a number is written with."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def say_reference(number: int) -> str:
    """Write an indicator's reference: I-01."""
    return f"I-{number:02}"
