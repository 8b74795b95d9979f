"""What the record tells of risks since an earlier pack: who closed, reopened or reworded them."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Self

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.risks import LIVE, Publication, RiskStatus
from risk_register.models import Event, Programme, Risk
from risk_register.services.snapshot_standing import UNNAMED
from risk_register.services.titles import Titles

#: What a risk says, in the order of its sentence.
WORDS = ("title", "cause", "event", "consequence")
_EDITED, _REOPENED = "risk edited", "risk reopened"
_LEFT = ("risk closed", "risk merged")


@dataclass(frozen=True)
class Edit:
    """Somebody reworded a risk."""

    columns: frozenset[str]
    by: str
    at: datetime
    reason: str | None


@dataclass(frozen=True)
class Changes:
    """What was done since the earlier pack was frozen, by the risks' subjects."""

    reopened: Mapping[str, date] = field(default_factory=dict)  #: London date, the last one
    left: Mapping[str, str] = field(default_factory=dict)  #: title of the post that saw to it
    edits: Mapping[str, Sequence[Edit]] = field(default_factory=dict)  #: the oldest first
    #: When risks were last opened again, however long ago.
    back_at: Mapping[str, datetime] = field(default_factory=dict)

    @classmethod
    def read(cls, programme: Programme, before: Mapping[str, Any] | None) -> Self:
        """Read them; asks three times.

        :param before: the earlier pack's snapshot; nothing was done since if there is none
        """
        if before is None:
            return cls()
        lines, back_at = _read_lines(programme, before["record"]["sequence"])
        titles = Titles.read({line.person_id for line in lines if line.person_id})
        reopened, left = {}, {}
        edits: dict[str, list[Edit]] = defaultdict(list)
        for line in lines:
            by = titles.find_post(line.person_id, line.at) or UNNAMED
            if line.kind == _EDITED:
                edits[line.subject].append(_read_edit(line, by))
            elif line.kind == _REOPENED:
                reopened[line.subject] = london_day(line.at)
            else:
                left[line.subject] = by
        return cls(reopened, left, edits, back_at)

    def find_reopening(self, risk: Risk) -> date | None:
        """Find the London date on which a risk was opened again."""
        return self.reopened.get(f"risk {risk.reference}")

    def find_return(self, risk: Risk) -> datetime | None:
        """Find when a risk was last opened again, be it before the earlier pack."""
        return self.back_at.get(f"risk {risk.reference}")

    def find_edit(self, reference: str, columns: Iterable[str]) -> Edit | None:
        """Find the newest edit of a risk that touched any of some columns."""
        edits = self.edits.get(f"risk {reference}", ())
        return next((edit for edit in reversed(edits) if edit.columns.intersection(columns)), None)


def gather_closed(
    programme: Programme, changes: Changes, *, before: Mapping[str, Any] | None
) -> list[dict[str, Any]]:
    """Gather the risks that stood in the last circulated pack and do not stand in this one."""
    known = {risk["reference"] for risk in before["risks"]} if before else set()
    closed = db.session.scalars(
        select(Risk)
        .where(Risk.programme_id == programme.id, Risk.status.not_in(LIVE))
        .options(joinedload(Risk.merged_into))
        .order_by(Risk.number)
    ).all()
    return [_describe_closed(risk, changes) for risk in closed if risk.reference in known]


def list_reworded(
    lines: Iterable[Mapping[str, Any]], before: Mapping[str, Mapping[str, Any]], changes: Changes
) -> Iterator[dict[str, Any]]:
    """List the risks that say something else than in the earlier pack and score the same.

    :param lines: of the risks, in the order in which they are listed
    :param before: the lines of the earlier pack by reference
    """
    for line in lines:
        reference = line["reference"]
        earlier = before.get(reference)
        if earlier is None or line["movement"]["kind"] not in {"same", "unscored"}:
            continue
        fields = [name for name in WORDS if line[name] != earlier[name]]
        if not fields:
            continue
        edit = changes.find_edit(reference, fields)
        yield {
            "reference": reference,
            "title": line["title"],
            "fields": fields,
            "by": edit.by if edit else UNNAMED,
            "at": edit.at.isoformat() if edit else None,
            "reason": edit.reason if edit else None,
            "exempt": line["exempt"],
        }


def _read_lines(programme: Programme, seen_up_to: int) -> tuple[Sequence[Any], dict[str, datetime]]:
    """Read the lines after the one of a sequence, and when risks were last opened again."""
    rows = db.session.execute(
        select(Event.sequence, Event.subject, Event.kind, Event.at, Event.person_id, Event.body)
        .where(
            Event.chain == programme.key,
            Event.kind.in_((_EDITED, _REOPENED, *_LEFT)),
            or_(Event.sequence > seen_up_to, Event.kind == _REOPENED),
        )
        .order_by(Event.sequence)
    ).all()
    back_at = {row.subject: row.at for row in rows if row.kind == _REOPENED}
    return [row for row in rows if row.sequence > seen_up_to], back_at


def _read_edit(line: Any, by: str) -> Edit:
    told = json.loads(line.body)
    columns = frozenset(
        name
        for change in told["changes"]
        if change["table"] == "risk" and change["after"]
        for name in change["after"]
    )
    return Edit(columns, by, line.at, told["reason"])


def _describe_closed(risk: Risk, changes: Changes) -> dict[str, Any]:
    return {
        "reference": risk.reference,
        "title": risk.title,
        "how": "merged" if risk.status is RiskStatus.MERGED else "closed",
        "merged_into": risk.merged_into.reference if risk.merged_into else None,
        "reason": risk.close_reason,
        "by": changes.left.get(f"risk {risk.reference}"),
        "closed_at": risk.closed_at.isoformat() if risk.closed_at else None,
        "exempt": risk.publication is Publication.EXEMPT,
        "exempt_paragraph": risk.exempt_paragraph,
    }
