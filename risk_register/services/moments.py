"""The register as it stood at any moment since its first line.

First it is found out who stood in it and in which order; then only the risks that are shown are
read and taken back. Scores, escalations and acceptances carry their own dates; everything else
comes from the rows of today and the record (``moment_rows.py``).
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.acceptances import find_state
from risk_register.domain.errors import NotFoundError
from risk_register.domain.moments import (
    AcceptanceAt,
    ActionAt,
    ControlAt,
    Departure,
    EscalationAt,
    JudgementAt,
    RegisterAt,
    RiskAt,
    Standing,
)
from risk_register.domain.permissions import Permission
from risk_register.domain.risks import RiskKind
from risk_register.domain.schemes import Scheme
from risk_register.domain.scoring import Basis
from risk_register.models import (
    Acceptance,
    Action,
    AffectedAgency,
    Assessment,
    Body,
    Control,
    Escalation,
    Mitigation,
    Programme,
    Risk,
    SchemeVersion,
    Threat,
)
from risk_register.services.moment_lines import MOST_SUBJECTS
from risk_register.services.moment_rows import RowsAt, Told, read_rows_at
from risk_register.services.programmes import Member
from risk_register.services.risks import PAGE_SIZE
from risk_register.services.schemes import read_scheme
from risk_register.services.standings import list_standings


def get_register_at(member: Member, at: datetime) -> RegisterAt:
    """Give the whole register as it stood when everything recorded up to a moment was done.

    Long registers and moments long ago take seconds: a page wants ``get_page_at``.

    :param at: with a time zone
    :raises NotAllowedError: if the member may not read the register
    """
    member.check(Permission.READ_REGISTER)
    standings = list_standings(member.programme, at)
    rows = read_rows_at(
        member.programme, [one.risk_id for one in (*standings.live, *standings.gone)], at
    )
    return RegisterAt(
        at,
        build_risks(member.programme, standings.live, rows, at),
        len(standings.live),
        build_departures(standings.gone, rows),
    )


def get_page_at(member: Member, at: datetime, *, page: int) -> RegisterAt:
    """Give a page of the register as it stood at a moment, highest score first; see above.

    :param page: from 1; there is nothing on one beyond the last
    :raises NotAllowedError: if the member may not read the register
    """
    member.check(Permission.READ_REGISTER)
    live = list_standings(member.programme, at).live
    shown = live[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return RegisterAt(at, read_risks_at(member.programme, shown, at), len(live))


def get_risk_at(member: Member, reference: str, at: datetime) -> RiskAt:
    """Give one risk as it stood in the register at a moment.

    :param at: with a time zone
    :raises NotFoundError: if it did not stand in it then
    :raises NotAllowedError: if the member may not read the register
    """
    member.check(Permission.READ_REGISTER)
    live = list_standings(member.programme, at).live
    shown = [one for one in live if one.reference == reference]
    if not shown:
        raise NotFoundError(f"No risk {reference} stood in the register then.")
    (risk,) = read_risks_at(member.programme, shown, at)
    return risk


def read_risks_at(
    programme: Programme, standings: Sequence[Standing], at: datetime
) -> tuple[RiskAt, ...]:
    """Read what some risks said at a moment, in the order they are given."""
    rows = read_rows_at(programme, [one.risk_id for one in standings], at)
    return build_risks(programme, standings, rows, at)


def build_risks(
    programme: Programme, standings: Sequence[Standing], rows: RowsAt, at: datetime
) -> tuple[RiskAt, ...]:
    """Put together what some risks said from their rows at the moment."""
    ids = [one.risk_id for one in standings]
    matter = _Matter(
        rows,
        at,
        judgements=_read_judgements(programme, ids, rows, at),
        controls=rows.of_risks(Control),
        threats=rows.of_risks(Threat),
        affected=rows.of_risks(AffectedAgency),
        mitigations=rows.of_risks(Mitigation),
        escalations=_read_escalations(programme, at),
        acceptances=_read_acceptances(programme, ids, at),
    )
    return tuple(_risk(one, matter) for one in standings)


def build_departures(gone: Sequence[Standing], rows: RowsAt) -> tuple[Departure, ...]:
    """Say how some risks had left the register."""
    into = [rows.rows[Risk][one.risk_id]["merged_into_id"] for one in gone]
    numbers = _read_numbers([risk_id for risk_id in into if risk_id])
    departures = []
    for one, target in zip(gone, into, strict=True):
        row = rows.rows[Risk][one.risk_id]
        departures.append(
            Departure(
                reference=one.reference,
                status=one.status,
                left_at=row["closed_at"],
                reason=row["close_reason"],
                into=f"R-{numbers[target]:03}" if target else None,
            )
        )
    return tuple(departures)


@dataclass(frozen=True)
class _Matter:
    """What the queries brought back, by risk id."""

    rows: RowsAt
    at: datetime
    judgements: Mapping[tuple[int, Basis], JudgementAt]
    controls: Mapping[int, Sequence[Told]]
    threats: Mapping[int, Sequence[Told]]
    affected: Mapping[int, Sequence[Told]]
    mitigations: Mapping[int, Sequence[Told]]
    escalations: Mapping[int, Sequence[EscalationAt]]
    acceptances: Mapping[int, Acceptance]


def judgement(row: Assessment, schemes: Mapping[int, Scheme], by: str | None) -> JudgementAt:
    """Say a judgement with the band of the scheme it was made by."""
    scheme = schemes[row.scheme_id]
    band = scheme.find_band(row.band) or scheme.band(row.score)
    return JudgementAt(
        likelihood=row.likelihood,
        impact=row.impact,
        score=row.score,
        scheme_id=row.scheme_id,
        band=band.key,
        band_name=band.name,
        tone=band.tone,
        judged_at=row.assessed_at,
        by=by,
        reason=row.reason,
    )


def read_schemes() -> dict[int, Scheme]:
    """Read all versions of all schemes, by id."""
    return {row.id: read_scheme(row) for row in db.session.scalars(select(SchemeVersion))}


def _read_judgements(
    programme: Programme, risk_ids: Collection[int], rows: RowsAt, at: datetime
) -> dict[tuple[int, Basis], JudgementAt]:
    newest = (
        select(func.max(Assessment.id))
        .where(Assessment.assessed_at <= at)
        .group_by(Assessment.risk_id, Assessment.basis)
    )
    if len(risk_ids) <= MOST_SUBJECTS:
        newest = newest.where(Assessment.risk_id.in_(risk_ids))
    else:
        newest = newest.join(Risk).where(Risk.programme_id == programme.id)
    schemes = read_schemes()
    columns = (getattr(Assessment, column.key) for column in Assessment.__table__.columns)
    judged = db.session.execute(select(*columns).where(Assessment.id.in_(newest)))
    return {
        (row.risk_id, row.basis): judgement(row, schemes, rows.judge(row.assessed_as_id))  # type: ignore[arg-type]
        for row in judged
    }


def _read_escalations(programme: Programme, at: datetime) -> dict[int, list[EscalationAt]]:
    """Read what bodies had before them; never many."""
    found: dict[int, list[EscalationAt]] = defaultdict(list)
    rows = db.session.execute(
        select(Escalation.risk_id, Body.name, Escalation.escalated_at, Escalation.reason)
        .join(Escalation.body)
        .where(
            Body.programme_id == programme.id,
            Escalation.escalated_at <= at,
            or_(Escalation.returned_at.is_(None), Escalation.returned_at > at),
        )
        .order_by(Escalation.id)
    )
    for risk_id, name, escalated_at, reason in rows:
        found[risk_id].append(EscalationAt(name, escalated_at, reason))
    return found


def _read_acceptances(
    programme: Programme, risk_ids: Collection[int], at: datetime
) -> dict[int, Acceptance]:
    query = select(Acceptance).where(Acceptance.accepted_at <= at).order_by(Acceptance.id)
    if len(risk_ids) <= MOST_SUBJECTS:
        query = query.where(Acceptance.risk_id.in_(risk_ids))
    else:
        query = query.join(Risk).where(Risk.programme_id == programme.id)
    return {row.risk_id: row for row in db.session.scalars(query)}


def _read_numbers(risk_ids: Collection[int]) -> dict[int, int]:
    rows = db.session.execute(select(Risk.id, Risk.number).where(Risk.id.in_(risk_ids)))
    return {row.id: row.number for row in rows}


def _risk(standing: Standing, matter: _Matter) -> RiskAt:
    risk_id, rows = standing.risk_id, matter.rows
    row = rows.rows[Risk][risk_id]
    same = ("kind", "title", "category", "cause", "event", "consequence", "treatment", "proximity")
    more = ("publication", "exempt_paragraph", "exempt_reason", "target_on", "review_due_on")
    return RiskAt(
        reference=standing.reference,
        owner=rows.title(row["owner_id"]),
        agency=rows.agency_of(row["owner_id"]),
        carrying_agency=rows.agency(row["carrying_agency_id"]),
        affects=tuple(
            sorted(rows.agency(each["agency_id"]) for each in matter.affected.get(risk_id, ()))
        ),
        status=standing.status,
        areas=tuple(sorted(rows.area(each["area_id"]) for each in matter.threats.get(risk_id, ()))),
        inherent=matter.judgements.get((risk_id, Basis.INHERENT)),
        current=matter.judgements.get((risk_id, Basis.CURRENT)),
        target=matter.judgements.get((risk_id, Basis.TARGET)),
        controls=tuple(
            ControlAt(each["text"], each["state"], rows.assurance(each), each["gaps"])
            for each in matter.controls.get(risk_id, ())
            if each["retired_at"] is None
        ),
        actions=tuple(
            _action(rows.rows[Action][each["action_id"]], rows)
            for each in matter.mitigations.get(risk_id, ())
        ),
        escalations=tuple(matter.escalations.get(risk_id, ())),
        acceptance=_acceptance(matter.acceptances.get(risk_id), standing, row["kind"], matter.at),
        exempt_fields=tuple(row["exempt_fields"]),
        **{name: row[name] for name in (*same, *more)},
    )


def _action(row: Told, rows: RowsAt) -> ActionAt:
    own = ("reference", "text", "status", "progress", "due_on", "original_due_on", "slips", "note")
    return ActionAt(lead=rows.title(row["lead_id"]), **{name: row[name] for name in own})


def _acceptance(
    row: Acceptance | None, standing: Standing, kind: RiskKind, at: datetime
) -> AcceptanceAt | None:
    if row is None:
        return None
    state = find_state(
        accepted=row.score,
        score=standing.score,
        kind=kind,
        expires_on=row.expires_on,
        is_withdrawn=row.withdrawn_at is not None and row.withdrawn_at <= at,
        on=london_day(at),
    )
    return AcceptanceAt(row.score, row.expires_on, state, row.reason)
