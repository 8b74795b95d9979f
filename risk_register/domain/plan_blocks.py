"""The plan in a pack: how far an area is by the lines that an edition tells, and how it goes.

Both are reckoned anew for each edition, so that a public one never counts what it leaves out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from risk_register.domain.actions import ActionStatus
from risk_register.domain.plan import Work, find_progress
from risk_register.domain.ratings import Level, RatingScale, find_area_rating

Line = Mapping[str, Any]

#: What a pack prints of a level.
_PRINTED = ("key", "name", "letter", "shape", "tone", "meaning")


def describe_level(level: Level) -> dict[str, Any]:
    """Say a level as a snapshot holds it."""
    return {name: getattr(level, name) for name in _PRINTED}


def describe_scale(scale: RatingScale) -> dict[str, Any]:
    """Say the levels in force as a snapshot holds them, for the key of a pack."""
    levels = [describe_level(level) for level in scale.levels]
    return {"key": scale.key, "version": scale.version, "name": scale.name, "levels": levels}


def reckon_area(lines: Iterable[Line], ratings: Line | None) -> dict[str, Any]:
    """Reckon an area's progress and rating from the lines of its plan.

    :param ratings: the levels in force as the snapshot holds them; None if there are none
    """
    every = list(lines)
    progress = find_progress(_work(line) for line in every)
    rating = None
    if ratings is not None:
        found = find_area_rating(_read_scale(ratings), _list_rated(every))
        level = describe_level(found.level) if found.level else None
        rating = {"level": level, "reckoning": found.reckoning}
    return {"progress": asdict(progress) | {"words": progress.words}, "rating": rating}


def _work(line: Line) -> Work:
    status = ActionStatus(line["status"])
    return Work(line["number"], status, line["progress"], line["overdue_days"] > 0)


def _list_rated(lines: Iterable[Line]) -> list[tuple[str, Level | None]]:
    return [
        (line["number"], Level(**line["rating"]) if line["rating"] else None)
        for line in lines
        if not ActionStatus(line["status"]).is_finished
    ]


def _read_scale(ratings: Line) -> RatingScale:
    levels = tuple(Level(**level) for level in ratings["levels"])
    return RatingScale(ratings["key"], ratings["version"], ratings["name"], levels)
