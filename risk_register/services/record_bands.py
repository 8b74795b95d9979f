"""Which band a line of the record meant: schemes use the same short keys for other bands.

A judgement is recorded with the scheme by which it was made. What a risk repeats of its newest
judgement is not, so its scheme is found beside it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.scoring import Basis
from risk_register.models import Assessment, Programme, SchemeVersion
from risk_register.services.schemes import find_version, read_scheme

#: Columns that hold the key of a band.
BANDS = frozenset({"band", "current_band"})

# Made once: to find out which columns an alias has takes longer than to ask by it.
_Own, _Other = aliased(Assessment), aliased(Assessment)


@dataclass(frozen=True)
class Ends:
    """By which stored schemes the band before and after a change was given."""

    before: int
    after: int
    key: Any = None  #: of the band that the line's judgement gave, if it holds one


@dataclass(frozen=True)
class RecordBands:
    """The names of bands, by stored scheme and key, and which scheme came before a judgement's."""

    programme: Programme
    names: Mapping[int, Mapping[str, str]]  #: the programme's newest scheme first
    earlier: Mapping[int, int]  #: by judgement: scheme of the one before it, of the same basis

    def say(self, key: Any, scheme_id: int) -> str:
        """Name a band; in the words of another scheme if its own does not know it."""
        if not isinstance(key, str):
            return "" if key is None else str(key)
        schemes = (self.names.get(scheme_id, {}), *self.names.values())
        return next((names[key] for names in schemes if key in names), key)

    def find_ends(
        self, change: Mapping[str, Any], line: Sequence[Mapping[str, Any]], at: datetime
    ) -> Ends:
        """Find the schemes of a change from what else stands in its line.

        :param line: all changes of the line
        :param at: the line's moment: without a judgement, the scheme then in force counts
        """
        judged = change if change["table"] == "assessment" else _find_judgement(change["id"], line)
        row = (judged["after"] if judged else None) or {}
        own = _find_scheme(row)
        if judged is None or own is None:
            in_force = find_version(self.programme, on=london_day(at)).id
            return Ends(in_force, in_force)
        return Ends(self.earlier.get(judged["id"], own), own, row.get("band"))


def find_bands(programme: Programme, changes: Iterable[Mapping[str, Any]]) -> RecordBands:
    """Find the bands of every scheme that some changes speak of, in two queries at most."""
    judged = {
        each["id"]: scheme_id
        for each in changes
        if each["table"] == "assessment" and (scheme_id := _find_scheme(each["after"]))
    }
    earlier = _find_earlier(judged) if judged else {}
    newest_first = [programme.scheme, *(each.scheme for each in programme.adoptions)][::-1]
    ids = {*judged.values(), *earlier.values()} - {version.id for version in newest_first}
    others = db.session.scalars(
        select(SchemeVersion).where(SchemeVersion.id.in_(ids)).order_by(SchemeVersion.id)
    )
    return RecordBands(
        programme,
        names={
            version.id: {band.key: band.name for band in read_scheme(version).bands}
            for version in (*newest_first, *others)
        },
        earlier=earlier,
    )


def _find_judgement(risk_id: int, line: Iterable[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    for change in line:
        row = change["after"] if change["table"] == "assessment" else None
        if row and (row.get("risk_id"), row.get("basis")) == (risk_id, Basis.CURRENT.value):
            return change
    return None


def _find_scheme(row: Mapping[str, Any] | None) -> int | None:
    found = row.get("scheme_id") if row else None
    return found if isinstance(found, int) else None


def _find_earlier(assessment_ids: Iterable[int]) -> dict[int, int]:
    before = (
        select(_Other.scheme_id)
        .where(_Other.risk_id == _Own.risk_id, _Other.basis == _Own.basis, _Other.id < _Own.id)
        .order_by(_Other.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = db.session.execute(select(_Own.id, before).where(_Own.id.in_(assessment_ids)))
    return {row[0]: row[1] for row in rows if row[1] is not None}
