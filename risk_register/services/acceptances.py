"""Bearing a risk knowingly, for a while; after it the risk is back by itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.acceptances import AcceptanceState, find_state, latest_expiry
from risk_register.domain.errors import RuleError
from risk_register.domain.permissions import Permission
from risk_register.domain.risks import Publication
from risk_register.models import Acceptance, Programme, Risk
from risk_register.services.courses import LiveRisk, choose_live
from risk_register.services.events import record_event
from risk_register.services.programmes import Member
from risk_register.services.risks import check_living, check_reason, check_version


@dataclass(frozen=True)
class Borne:
    """The newest acceptance of a risk, and where it stands on a day."""

    acceptance: Acceptance
    state: AcceptanceState

    @property
    def holds(self) -> bool:
        """Say whether the risk is borne knowingly, so that nobody need ask why."""
        return self.state is AcceptanceState.HOLDS


@dataclass(frozen=True)
class Ending:
    """An acceptance that ends soon, or has ended while nobody has looked at its risk since."""

    acceptance_id: int
    expires_on: date  #: the last London date it holds on
    risk_id: int
    owner_id: int
    reference: str
    title: str | None  #: None if the risk is exempt from publication
    has_ended: bool
    is_back: bool  #: the risk is due from its owner because of it

    @property
    def matter(self) -> str:
        """Name it as the ledger of chases does."""
        return f"acceptance {self.acceptance_id}"

    @property
    def name(self) -> str:
        """Name the risk as it may be named in a letter."""
        return f"{self.reference} {self.title}" if self.title else self.reference


def accept_risk(
    risk: Risk, *, reason: str, expires_on: date, by: Member, at: datetime, version: int
) -> Acceptance:
    """Bear a risk at its present score until a date; after it the risk is back by itself.

    :param expires_on: London date, the last one it holds on; at most a year ahead
    :raises NotAllowedError: if the member may not accept risks
    :raises ChangedMeanwhileError: if somebody saved since the form was drawn
    :raises RuleError: if it has no score, or the reason or the date cannot stand
    """
    by.check(Permission.ACCEPT_RISK)
    check_version(risk, version)
    check_living(risk)
    said = check_reason(reason)
    if risk.current_score is None:
        raise RuleError("Score the risk first: what is accepted is its score.")
    if not london_day(at) < expires_on <= latest_expiry(london_day(at)):
        raise RuleError("Enter a date from tomorrow to a year from today.", field="expires_on")
    acceptance = Acceptance(
        risk=risk,
        score=risk.current_score,
        reason=said,
        expires_on=expires_on,
        accepted_by=by.person,
        accepted_as=by.post,
        accepted_at=at,
    )
    db.session.add(acceptance)
    risk.version += 1
    record_event(
        "risk accepted",
        subject=f"risk {risk.reference}",
        programme=by.programme,
        by=by.person,
        at=at,
        reason=said,
        facts={"score": risk.current_score, "until": expires_on.isoformat(), **by.authority},
    )
    return acceptance


def withdraw_acceptance(risk: Risk, *, reason: str, by: Member, at: datetime, version: int) -> None:
    """Bear the risk no longer.

    :raises NotAllowedError: if the member may not accept risks
    :raises ChangedMeanwhileError: if somebody saved since the form was drawn
    :raises RuleError: if it is not accepted, or the reason is missing
    """
    by.check(Permission.ACCEPT_RISK)
    check_version(risk, version)
    newest = _find_acceptance(risk)
    if newest is None or newest.withdrawn_at is not None:
        raise RuleError("This risk is not accepted.")
    said = check_reason(reason)
    newest.withdrawn_at, newest.withdraw_reason = at, said
    risk.version += 1
    record_event(
        "acceptance withdrawn",
        subject=f"risk {risk.reference}",
        programme=by.programme,
        by=by.person,
        at=at,
        reason=said,
    )


def find_borne(risk: Risk, *, on: date) -> Borne | None:
    """Find the newest acceptance of a risk and where it stands on a London date."""
    newest = _find_acceptance(risk)
    return _stand(newest, risk, on) if newest else None


def list_acceptances(risk: Risk, *, on: date) -> list[Borne]:
    """List every acceptance of a risk and where it stands on a London date, the newest first."""
    rows = db.session.scalars(_select_acceptances(risk))
    return [_stand(row, risk, on) for row in rows]


def list_borne(risks: Sequence[Risk], *, on: date) -> dict[int, Borne]:
    """List the newest acceptance of each risk that has one, by risk id.

    :param on: the London date on which it stands somewhere
    """
    ids = [risk.id for risk in risks]
    newest = (
        select(func.max(Acceptance.id))
        .where(Acceptance.risk_id.in_(ids))
        .group_by(Acceptance.risk_id)
    )
    found = {
        row.risk_id: row
        for row in db.session.scalars(
            select(Acceptance)
            .where(Acceptance.id.in_(newest))
            .options(joinedload(Acceptance.accepted_as))
        )
    }
    return {risk.id: _stand(found[risk.id], risk, on) for risk in risks if risk.id in found}


def list_borne_live(programme: Programme, risks: Iterable[LiveRisk], *, on: date) -> set[int]:
    """List which of a programme's live risks are borne knowingly, by id.

    :param on: the London date
    """
    newest = _select_newest(programme)
    columns = (
        Acceptance.risk_id,
        Acceptance.score,
        Acceptance.expires_on,
        Acceptance.withdrawn_at,
    )
    rows = db.session.execute(select(*columns).where(Acceptance.id.in_(newest)))
    accepted = {row.risk_id: row for row in rows}
    return {
        risk.id
        for risk in risks
        if risk.id in accepted and _state(accepted[risk.id], risk, on) is AcceptanceState.HOLDS
    }


def list_ending(
    programme: Programme, *, on: date, ahead: timedelta, back: timedelta
) -> Sequence[Ending]:
    """List the newest acceptances of live risks that end about a London date, the earliest first.

    One that ended and whose risk its owner has looked at since is not among them.

    :param ahead: how long before its last day one counts
    :param back: how long after its last day
    """
    newest = _select_newest(programme)
    rows = db.session.execute(
        select(Acceptance.id, Acceptance.expires_on, Risk)
        .join(Acceptance.risk)
        .where(
            Acceptance.id.in_(newest),
            Acceptance.withdrawn_at.is_(None),
            Acceptance.expires_on.between(on - back, on + ahead),
        )
        .order_by(Acceptance.expires_on, Risk.number)
    )
    return [
        Ending(
            acceptance_id,
            expires_on,
            risk.id,
            risk.owner_id,
            risk.reference,
            _find_open_title(risk),
            has_ended=expires_on < on,
            is_back=_is_back(risk, expires_on),
        )
        for acceptance_id, expires_on, risk in rows
        if on <= expires_on or _is_unseen(risk, expires_on)
    ]


def _find_open_title(risk: Risk) -> str | None:
    is_open = risk.publication is Publication.OPEN and risk.restricted_at is None
    return risk.title if is_open else None


def bring_back_expired(programme: Programme, *, at: datetime) -> int:
    """Put every risk whose acceptance has ended back under review, due from its owner.

    Safe to run late and twice: a risk that was looked at since, or is due already, stays as it is.

    :returns: how many risks came back
    """
    rows = db.session.execute(
        select(Acceptance.expires_on, Risk)
        .join(Acceptance.risk)
        .where(
            Acceptance.id.in_(_select_newest(programme)),
            Acceptance.withdrawn_at.is_(None),
            Acceptance.expires_on < london_day(at),
        )
        .order_by(Risk.number)
    ).all()
    back = 0
    for expires_on, risk in rows:
        if _is_back(risk, expires_on) or not _is_unseen(risk, expires_on):
            continue
        risk.review_due_on = expires_on + timedelta(days=1)
        risk.version += 1
        record_event(
            "acceptance expired",
            subject=f"risk {risk.reference}",
            programme=programme,
            by=None,
            at=at,
            facts={"until": expires_on.isoformat()},
        )
        back += 1
    return back


def _select_newest(programme: Programme) -> Select[Any]:
    return (
        select(func.max(Acceptance.id))
        .where(Acceptance.risk_id.in_(choose_live(programme)))
        .group_by(Acceptance.risk_id)
    )


def _is_back(risk: Risk, expires_on: date) -> bool:
    """Say whether a risk is due by the day after its acceptance anyhow."""
    due_on = risk.review_due_on
    return due_on is not None and due_on <= expires_on + timedelta(days=1)


def _is_unseen(risk: Risk, expires_on: date) -> bool:
    """Say whether nobody has looked at a risk since its acceptance ended."""
    return risk.reviewed_at is None or london_day(risk.reviewed_at) <= expires_on


def _stand(acceptance: Acceptance, risk: Risk, on: date) -> Borne:
    return Borne(acceptance, _state(acceptance, risk, on))


def _state(acceptance: Any, risk: Risk | LiveRisk, on: date) -> AcceptanceState:
    """Say where an acceptance stands; it may be a row or only the columns that are needed."""
    return find_state(
        accepted=acceptance.score,
        score=risk.current_score,
        kind=risk.kind,
        expires_on=acceptance.expires_on,
        is_withdrawn=acceptance.withdrawn_at is not None,
        on=on,
    )


def _find_acceptance(risk: Risk) -> Acceptance | None:
    return db.session.scalar(_select_acceptances(risk).limit(1))


def _select_acceptances(risk: Risk) -> Select[Acceptance]:
    return (
        select(Acceptance)
        .where(Acceptance.risk_id == risk.id)
        .options(joinedload(Acceptance.accepted_as))
        .order_by(Acceptance.id.desc())
    )
