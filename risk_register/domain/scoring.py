"""From a judgement (likelihood, impact) to a score and a band.

The scheme itself is data and lives in ``config/schemes/``. Terms follow ISO
31073:2022, as the Orange Book (HM Treasury) uses them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from risk_register.domain.errors import OffScaleError, SettingsError


class Basis(StrEnum):
    """What a judgement assumes about the controls around a risk."""

    INHERENT = "inherent"  #: without any controls
    CURRENT = "current"  #: with today's controls
    TARGET = "target"  #: after the planned actions


class Method(StrEnum):
    """How a judgement came about."""

    OWNER = "owner"
    MODERATION = "moderation"
    BOARD_DECISION = "board_decision"


class Confidence(StrEnum):
    """How sure the person judging was."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True)
class Point:
    """One point on a scale; points count from 1, as people say them."""

    point: int
    name: str
    meaning: str = ""


@dataclass(frozen=True)
class ImpactDomain:
    """What each point on the impact scale means for one kind of harm."""

    key: str
    name: str
    meanings: tuple[str, ...]


@dataclass(frozen=True)
class Band:
    """A named stretch of scores, both ends included.

    ``tone`` chooses the colour and shape: low, medium, high or very-high.
    """

    key: str
    name: str
    lowest: int
    highest: int
    review_days: int
    tone: str


@dataclass(frozen=True)
class Scheme:
    """Scales, grid and bands in force from a date.

    Points on both scales count from 1, as people say them; ``grid`` counts
    from 0, as Python does. Only this class crosses between the two.
    """

    key: str
    version: str
    name: str
    likelihood: tuple[Point, ...]
    impact: tuple[Point, ...]
    domains: tuple[ImpactDomain, ...]
    grid: tuple[tuple[int, ...], ...]
    bands: tuple[Band, ...]
    categories: tuple[str, ...]

    @classmethod
    def from_mapping(cls, source: Mapping[str, Any]) -> Self:
        """Build a scheme from a parsed TOML or JSON document.

        :raises SettingsError: if the grid does not fit the scales or a score has no band
        """
        scheme = cls(
            key=source["key"],
            version=str(source["version"]),
            name=source["name"],
            likelihood=tuple(_point(point) for point in source["likelihood"]),
            impact=tuple(_point(point) for point in source["impact"]),
            domains=tuple(
                ImpactDomain(domain["key"], domain["name"], tuple(domain["meanings"]))
                for domain in source["domains"]
            ),
            grid=tuple(tuple(row) for row in source["grid"]),
            bands=tuple(_band(band) for band in source["bands"]),
            categories=tuple(source["categories"]),
        )
        scheme._check_complete()
        return scheme

    def score(self, likelihood: int, impact: int) -> int:
        """Look up the score of a judgement.

        :param likelihood: point on the likelihood scale, 1 to ``len(self.likelihood)``
        :param impact: point on the impact scale, 1 to ``len(self.impact)``
        :raises OffScaleError: if either point is not on its scale
        """
        if not (1 <= likelihood <= len(self.likelihood) and 1 <= impact <= len(self.impact)):
            raise OffScaleError
        return self.grid[likelihood - 1][impact - 1]

    def band(self, score: int) -> Band:
        """Find the band a score falls into.

        :raises OffScaleError: if no band covers the score
        """
        for band in self.bands:
            if band.lowest <= score <= band.highest:
                return band
        raise OffScaleError

    def find_band(self, key: str) -> Band | None:
        """Find a band by its key."""
        return next((band for band in self.bands if band.key == key), None)

    def _check_complete(self) -> None:
        if len(self.grid) != len(self.likelihood):
            raise SettingsError(f"Scheme {self.key}: the grid needs a row for each likelihood.")
        for row in self.grid:
            if len(row) != len(self.impact):
                raise SettingsError(f"Scheme {self.key}: each row needs a score for each impact.")
            for score in row:
                try:
                    self.band(score)
                except OffScaleError:
                    raise SettingsError(
                        f"Scheme {self.key}: no band covers the score {score}."
                    ) from None


def movement(now: int | None, before: int | None) -> int | None:
    """Count how far a score has moved; positive is worse, None if there is nothing to compare."""
    if now is None or before is None:
        return None
    return now - before


def _point(source: Mapping[str, Any]) -> Point:
    return Point(int(source["point"]), source["name"], source.get("meaning", ""))


def _band(source: Mapping[str, Any]) -> Band:
    return Band(
        key=source["key"],
        name=source["name"],
        lowest=int(source["lowest"]),
        highest=int(source["highest"]),
        review_days=int(source["review_days"]),
        tone=source["tone"],
    )
