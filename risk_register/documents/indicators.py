"""What a pack says of its indicators: which are off track, which bear on a risk or an area."""

from collections.abc import Mapping, Sequence
from typing import Any

from risk_register.domain.indicators import Standing

Placed = tuple[int, Mapping[str, Any]]  #: the place of a line in the pack, from 1, and the line

MOST_NAMED = 3  #: with name and value on a risk's page; of more, only what is off track
_STATES = (Standing.OFF_TRACK.label, Standing.AT_RISK.label, Standing.ON_TRACK.label)


def list_off_track(indicators: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """List the indicators that are not where they should be by now."""
    return [indicator for indicator in indicators if indicator["off_track"]]


def has_series(indicator: Mapping[str, Any]) -> bool:
    """Tell whether an indicator has anything that can be drawn over time."""
    return bool(indicator["series"]["rows"])


def list_for(snapshot: Mapping[str, Any], name: str, key: str) -> list[Placed]:
    """List the indicators that warn of a risk or show an area, with their places from 1.

    :param name: ``risks`` or ``areas``
    :param key: the risk's reference or the area's key
    """
    lines = enumerate(snapshot["indicators"], start=1)
    return [(place, line) for place, line in lines if key in line[name]]


def group_by_state(placed: Sequence[Placed]) -> list[tuple[str, list[Placed]]]:
    """Group indicators by how they stand, in words: what is off track first, then at risk."""
    found: dict[str, list[Placed]] = {}
    for place, line in placed:
        state = line["state"] or _STATES[0 if line["off_track"] else -1]
        found.setdefault(state, []).append((place, line))
    ranks = {state: rank for rank, state in enumerate(_STATES)}
    return sorted(found.items(), key=lambda group: ranks.get(group[0], len(ranks)))
