"""The scheme a programme scores by: scales, grid, bands, appetite, intervals of review.

A scheme is data and lives in ``config/schemes/``. A version is never rewritten:
judgements keep the version they were given under, and its words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, Self

from risk_register.domain.errors import OffScaleError, SettingsError

#: How a band may be coloured and shaped, the mildest first.
TONES = ("low", "medium", "high", "very-high")


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
class Appetite:
    """How much of one category of risk the board bears without asking.

    ``most`` is the highest current score it bears; ``level`` names it as the
    Orange Book (HM Treasury) does: averse, minimal, cautious, open or eager.
    """

    category: str
    most: int
    level: str = ""


class Judged(Protocol):
    """A judgement as it is stored: what it gave, and under which scheme."""

    @property
    def score(self) -> int:
        """Give the score."""

    @property
    def band(self) -> str:
        """Give the key of the band."""

    @property
    def scheme_id(self) -> int:
        """Say which stored scheme it was given under."""


@dataclass(frozen=True)
class Scheme:
    """Scales, grid, bands, appetite and intervals of one version.

    Points on both scales count from 1, as people say them; ``grid`` counts
    from 0, as Python does. Only this class crosses between the two.
    ``band_grid`` names the band of each cell where a score alone does not
    decide it; it is empty where it does.
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
    band_grid: tuple[tuple[str, ...], ...] = ()
    appetite: Mapping[str, Appetite] = field(default_factory=dict)
    #: Days between two looks at a risk of a category, where its band alone would allow more.
    review_days: Mapping[str, int] = field(default_factory=dict)
    #: The other schemes of the programme, by the id that judgements carry.
    others: Mapping[int, "Scheme"] = field(default_factory=dict)

    @classmethod
    def from_mapping(cls, source: Mapping[str, Any]) -> Self:
        """Build a scheme from a parsed TOML or JSON document.

        :raises SettingsError: if a part is missing or does not fit the others
        """
        try:
            scheme = cls._read(source)
        except (KeyError, TypeError, ValueError) as error:
            key = source.get("key", "without a key")
            raise SettingsError(f"Scheme {key}: cannot read {error}.") from error
        _check_complete(scheme)
        return scheme

    @classmethod
    def _read(cls, source: Mapping[str, Any]) -> Self:
        return cls(
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
            band_grid=tuple(tuple(row) for row in source.get("band_grid", ())),
            appetite={each["category"]: _appetite(each) for each in source.get("appetite", ())},
            review_days={
                category: int(days) for category, days in source.get("review_days", {}).items()
            },
        )

    def score(self, likelihood: int, impact: int) -> int:
        """Look up the score of a judgement.

        :param likelihood: point on the likelihood scale, 1 to ``len(self.likelihood)``
        :param impact: point on the impact scale, 1 to ``len(self.impact)``
        :raises OffScaleError: if either point is not on its scale
        """
        if not self.has_cell(likelihood, impact):
            raise OffScaleError
        return self.grid[likelihood - 1][impact - 1]

    def has_cell(self, likelihood: int, impact: int) -> bool:
        """Say whether both points are on their scales."""
        return 1 <= likelihood <= len(self.likelihood) and 1 <= impact <= len(self.impact)

    def band_at(self, likelihood: int, impact: int) -> Band:
        """Find the band of a judgement's cell; points count from 1.

        :raises OffScaleError: if either point is not on its scale
        """
        score = self.score(likelihood, impact)
        if not self.band_grid:
            return self.band(score)
        key = self.band_grid[likelihood - 1][impact - 1]
        return next(band for band in self.bands if band.key == key)

    def band(self, score: int) -> Band:
        """Find the band a score falls into; where cells decide, the first that reaches it.

        :raises OffScaleError: if no band covers the score
        """
        for band in self.bands:
            if band.lowest <= score <= band.highest:
                return band
        raise OffScaleError

    def find_band(self, key: str | None, scheme_id: int | None = None) -> Band | None:
        """Find a band by its key.

        :param scheme_id: the stored scheme it belongs to; this one if it is none of the others
        """
        scheme = self._then(scheme_id)
        return next((band for band in scheme.bands if band.key == key), None)

    def band_of(self, judged: Judged) -> Band:
        """Give the band a judgement was given, in the words of its own scheme."""
        band = self.find_band(judged.band, judged.scheme_id)
        return band or self._then(judged.scheme_id).band(judged.score)

    def gives(self, likelihood: int, impact: int, score: int, band: str) -> bool:
        """Say whether this scheme gives these points that score and the band of that key.

        Only then can a judgement of another scheme stand on this one's map, or be set against
        a judgement by this one.
        """
        if not self.has_cell(likelihood, impact) or self.score(likelihood, impact) != score:
            return False
        return self.band_at(likelihood, impact).key == band

    def measures_alike(self, one: int | None, other: int | None) -> bool:
        """Say whether scores of two stored schemes of the programme can be set against each other.

        They can if grid and bands are the same, as when only an interval of review was changed.
        """
        first, second = self._then(one), self._then(other)
        return first is second or _scale_of(first) == _scale_of(second)

    def like(self, scheme_id: int | None) -> "Scheme":
        """Give the scheme whose limits hold for a score of a stored scheme: this one if it fits."""
        return self if self.measures_alike(None, scheme_id) else self._then(scheme_id)

    def rank(self, judged: Judged) -> int:
        """Count the place of a judgement's band in its own scheme, from 0, the mildest first."""
        return self._then(judged.scheme_id).bands.index(self.band_of(judged))

    def days_between_reviews(self, band: Band | None, category: str) -> int:
        """Say how long a risk may go without a look: what band or category asks, the shorter.

        :param band: None for a risk without a score, which is looked at as often as the worst
        """
        days = band.review_days if band else min(band.review_days for band in self.bands)
        return min(days, self.review_days.get(category, days))

    def most_borne(self, category: str) -> int | None:
        """Give the highest score the board bears in a category; None if it has not said."""
        appetite = self.appetite.get(category)
        return appetite.most if appetite else None

    def beside(self, others: Mapping[int, "Scheme"]) -> "Scheme":
        """Give this scheme, knowing the others that judgements may have been given under."""
        return replace(self, others=dict(others))

    def _then(self, scheme_id: int | None) -> "Scheme":
        return self.others.get(scheme_id, self) if scheme_id is not None else self


def _scale_of(scheme: Scheme) -> tuple[object, ...]:
    bands = tuple((band.key, band.lowest, band.highest) for band in scheme.bands)
    return (scheme.grid, scheme.band_grid, bands)


def _check_complete(scheme: Scheme) -> None:
    _check_scales(scheme)
    _check_bands(scheme)
    _check_intervals(scheme)


def _check_scales(scheme: Scheme) -> None:
    for scale, points in (("likelihood", scheme.likelihood), ("impact", scheme.impact)):
        if [point.point for point in points] != list(range(1, len(points) + 1)) or not points:
            raise _refusal(scheme, f"the points of {scale} have to count 1, 2, 3 …")
    _check_shape(scheme, scheme.grid, "a score")
    for domain in scheme.domains:
        if len(domain.meanings) != len(scheme.impact):
            raise _refusal(scheme, f"{domain.name} needs a meaning for each impact")


def _check_bands(scheme: Scheme) -> None:
    keys = [band.key for band in scheme.bands]
    if len(set(keys)) != len(keys) or not keys:
        raise _refusal(scheme, "each band needs a key of its own")
    for band in scheme.bands:
        if band.tone not in TONES:
            raise _refusal(scheme, f"the tone of {band.name} is one of {', '.join(TONES)}")
    if scheme.band_grid:
        _check_shape(scheme, scheme.band_grid, "a band")
        for key in {key for row in scheme.band_grid for key in row} - set(keys):
            raise _refusal(scheme, f"there is no band {key}")
        return
    for score in (score for row in scheme.grid for score in row):
        if not any(band.lowest <= score <= band.highest for band in scheme.bands):
            raise _refusal(scheme, f"no band covers the score {score}")


def _check_intervals(scheme: Scheme) -> None:
    if any(band.review_days < 1 for band in scheme.bands) or any(
        days < 1 for days in scheme.review_days.values()
    ):
        raise _refusal(scheme, "a review comes after a day or more")
    for category in {*scheme.appetite, *scheme.review_days} - set(scheme.categories):
        raise _refusal(scheme, f"there is no category {category}")


def _check_shape(scheme: Scheme, rows: Sequence[Sequence[object]], what: str) -> None:
    if len(rows) != len(scheme.likelihood):
        raise _refusal(scheme, "the grid needs a row for each likelihood")
    if any(len(row) != len(scheme.impact) for row in rows):
        raise _refusal(scheme, f"each row needs {what} for each impact")


def _refusal(scheme: Scheme, sentence: str) -> SettingsError:
    return SettingsError(f"Scheme {scheme.key}: {sentence}.")


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


def _appetite(source: Mapping[str, Any]) -> Appetite:
    return Appetite(source["category"], int(source["most"]), source.get("level", ""))
