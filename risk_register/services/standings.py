"""Who stood in the register at a moment, in the order of the list: the least there is to read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, String, func, select, type_coerce

from risk_register.database import db
from risk_register.domain.moments import Standing, rank
from risk_register.domain.risks import LIVE, RiskStatus
from risk_register.domain.scoring import Basis
from risk_register.models import Assessment, Programme, Risk
from risk_register.services.moment_lines import LIFE_KINDS, find_last_line, list_changes_by

_GONE = (RiskStatus.CLOSED, RiskStatus.DECLINED, RiskStatus.MERGED)


@dataclass(frozen=True, slots=True)
class Standings:
    """The risks in the register at a moment, by rank, and those that had left it, by number."""

    at: datetime
    live: list[Standing]
    gone: list[Standing]


def list_standings(programme: Programme, at: datetime) -> Standings:
    """Say which risks stood in the register when everything up to a moment was done.

    :param at: with a time zone
    """
    last = find_last_line(programme.key, at)
    changes = (change for _, change in list_changes_by(LIFE_KINDS, programme.key, after=last))
    return read_standings(programme, at, take_back_statuses(changes))


def read_standings(programme: Programme, at: datetime, statuses: Mapping[int, str]) -> Standings:
    """Say the same, if it is known already whose status changed after the moment.

    A risk whose ``opened_at`` lies later had not entered the register: it was not there, or only
    proposed, since being admitted moves that moment and comes before every other step.

    :param statuses: by risk id, what it was at the moment
    """
    by_word = {status.value: status for status in RiskStatus}
    standings = [
        Standing(row[0], row[1], by_word[statuses.get(row[0], row[2])], row[3], row[4], row[5])
        for row in _read(programme, at)
    ]
    return Standings(
        at,
        sorted((one for one in standings if one.status in LIVE), key=rank),
        sorted((one for one in standings if one.status in _GONE), key=_number),
    )


def take_back_statuses(changes: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    """Give the status that each risk had before the first of some changes to it.

    :param changes: the oldest first
    """
    found: dict[int, str] = {}
    for change in changes:
        if change["table"] == "risk" and change["before"] and "status" in change["before"]:
            found.setdefault(change["id"], change["before"]["status"])
    return found


def _read(
    programme: Programme, at: datetime
) -> Sequence[Row[int, int, str, int | None, int | None, int | None]]:
    """Read the risks that had been opened, with their points at the moment."""
    own = (Risk.id, Risk.number, type_coerce(Risk.status, String))
    is_current = Assessment.basis == Basis.CURRENT
    later = select(Assessment.id).where(is_current, Assessment.assessed_at > at).limit(1)
    if db.session.scalar(later) is None:  # what the risks repeat of their newest judgement holds
        query = select(*own, Risk.current_likelihood, Risk.current_impact, Risk.current_score)
    else:
        newest = (
            select(Assessment.risk_id, func.max(Assessment.id).label("id"))
            .where(is_current, Assessment.assessed_at <= at)
            .group_by(Assessment.risk_id)
            .subquery()
        )
        query = (
            select(*own, Assessment.likelihood, Assessment.impact, Assessment.score)
            .outerjoin(newest, newest.c.risk_id == Risk.id)
            .outerjoin(Assessment, Assessment.id == newest.c.id)
        )
    query = query.where(Risk.programme_id == programme.id, Risk.opened_at <= at)
    return db.session.execute(query).all()


def _number(standing: Standing) -> int:
    return standing.number
