"""How the delivery of an action is rated, by levels that a programme chooses: RAG, BRAG.

Levels are data and live in ``config/ratings/``. A version is never rewritten: ratings keep the
version they were given under. They speak of delivery; how great a risk is, bands say, and the two
never stand in one column.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from risk_register.domain.errors import SettingsError

#: How a level may be coloured.
TONES = ("blue", "green", "grey", "yellow", "orange", "red", "purple")
#: What may stand beside the letter; every font of the packs has them.
SHAPES = ("◆", "●", "○", "■", "×")
#: After so many days without a word, an action at the worst level is asked about.
SILENT_DAYS = 31


@dataclass(frozen=True)
class Level:
    """One level: its letter and shape say in black and white what the colour says."""

    key: str
    name: str
    letter: str
    shape: str
    tone: str
    meaning: str
    needs_reason: bool = False
    needs_evidence: bool = False  #: whether the action must be done, with a file that shows it


@dataclass(frozen=True)
class RatingScale:
    """The levels of one version, the best first."""

    key: str
    version: str
    name: str
    levels: tuple[Level, ...]

    @classmethod
    def from_mapping(cls, source: Mapping[str, Any]) -> Self:
        """Build a scale from a parsed TOML or JSON document.

        :raises SettingsError: if nothing could be rated by it
        """
        try:
            levels = tuple(Level(**level) for level in source["levels"])
            scale = cls(source["key"], source["version"], source["name"], levels)
        except (KeyError, TypeError) as error:
            key = source.get("key", "without a key")
            raise SettingsError(f"Ratings {key}: cannot read {error}.") from error
        _check_levels(scale)
        return scale

    @property
    def worst(self) -> Level:
        """Give the level that needs attention first."""
        return self.levels[-1]

    def find(self, key: str) -> Level | None:
        """Find a level by its key."""
        return next((level for level in self.levels if level.key == key), None)


@dataclass(frozen=True)
class AreaRating:
    """Where an area stands by the ratings of its unfinished actions, and why."""

    level: Level | None  #: None if none of them is rated
    reckoning: str


def find_area_rating(scale: RatingScale, rated: Iterable[tuple[str, Level | None]]) -> AreaRating:
    """Find where an area stands: where the worst of its unfinished actions does.

    :param rated: the number of each unfinished action, and its level if it is rated
    """
    every = list(rated)
    known = [(number, level) for number, level in every if level is not None]
    if not known:
        return AreaRating(None, "No unfinished action is rated.")
    places = {level.key: place for place, level in enumerate(scale.levels)}
    worst = max((level for _, level in known), key=lambda level: places.get(level.key, -1))
    numbers = [number for number, level in known if level.key == worst.key]
    stands = "stands" if len(numbers) == 1 else "stand"
    unrated = len(every) - len(known)
    missing = f" {unrated} of {len(every)} not rated yet." if unrated else ""
    return AreaRating(
        worst, f"The worst of its unfinished actions: {', '.join(numbers)} {stands} there.{missing}"
    )


def _check_levels(scale: RatingScale) -> None:
    name = f"Ratings {scale.key} {scale.version}"
    if len(scale.levels) < 2:
        raise SettingsError(f"{name}: there must be two levels or more.")
    for attribute in ("key", "name", "letter", "shape"):
        values = [getattr(level, attribute) for level in scale.levels]
        if len(set(values)) < len(values) or not all(values):
            raise SettingsError(f"{name}: each level needs a {attribute} of its own.")
    for level in scale.levels:
        if level.tone not in TONES:
            raise SettingsError(f"{name}: {level.tone!r} is no tone.")
        if level.shape not in SHAPES:
            raise SettingsError(f"{name}: {level.shape!r} is no shape.")
        if len(level.letter) > 2 or not level.meaning.strip():
            raise SettingsError(f"{name}: {level.name} needs a letter and a meaning.")
