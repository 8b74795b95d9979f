"""A risk's life: proposed, admitted, reworded, merged, closed, opened again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.errors import RuleError
from risk_register.domain.exemptions import order_parts
from risk_register.domain.permissions import Permission
from risk_register.domain.risks import (
    Move,
    Proximity,
    Publication,
    RiskKind,
    RiskStatus,
    Treatment,
    after_move,
    check_treatment,
)
from risk_register.models import (
    AffectedAgency,
    Agency,
    Assessment,
    ImprovementArea,
    Mitigation,
    Post,
    Risk,
    Threat,
)
from risk_register.services.events import record_event
from risk_register.services.programmes import Member
from risk_register.services.risks import (
    SHORTEST_REASON,
    check_reason,
    check_version,
    get_other,
    next_number,
)


@dataclass(frozen=True)
class RiskWords:
    """What a risk says, as a form gives it; ids are checked against the programme."""

    title: str
    category: str
    cause: str
    event: str
    consequence: str
    owner_id: int
    carrying_agency_id: int
    treatment: Treatment
    proximity: Proximity
    target_on: date | None
    area_ids: frozenset[int]
    publication: Publication = Publication.OPEN
    exempt_paragraph: int | None = None
    exempt_reason: str = ""
    exempt_reviewer_id: int | None = None
    exempt_review_on: date | None = None
    exempt_fields: tuple[str, ...] = ()  #: parts that are withheld; none means the whole risk
    kind: RiskKind = RiskKind.THREAT
    affected_ids: frozenset[int] = frozenset()  #: agencies, besides the one that carries it


def propose_risk(words: RiskWords, *, by: Member, at: datetime) -> Risk:
    """Put a proposal before the programme manager, under a reference it keeps for good.

    :raises NotAllowedError: if the member may not propose risks
    :raises RuleError: if something it names is not in the programme, the treatment answers the
        other kind of risk, or an exemption lacks its reason, reviewer or date
    """
    by.check(Permission.PROPOSE_RISK)
    _check_words(words, by)
    check_treatment(words.kind, words.treatment)
    _check_exemption(words, None, at)
    risk = Risk(
        programme=by.programme,
        number=next_number(by.programme),
        status=RiskStatus.DRAFT,
        opened_at=at,
        proposed_as=by.post,
        version=1,
        **_columns(words),
    )
    db.session.add(risk)
    db.session.add_all(Threat(risk=risk, area=area) for area in _find_areas(words.area_ids, by))
    db.session.add_all(
        AffectedAgency(risk=risk, agency=agency) for agency in _find_agencies(words.affected_ids)
    )
    record_event(
        "risk proposed",
        subject=f"risk {risk.reference}",
        programme=by.programme,
        by=by.person,
        at=at,
    )
    return risk


def edit_risk(
    risk: Risk, words: RiskWords, *, reason: str, by: Member, at: datetime, version: int
) -> None:
    """Reword a risk; the wording before stays in the record.

    Whether it is a threat, who owns and carries it, and whether it is published, only the
    programme manager changes.

    :param reason: why, if there is more to say than the words themselves
    :raises NotAllowedError: if the risk is not theirs to edit
    :raises ChangedMeanwhileError: if somebody saved since the form was drawn
    :raises RuleError: if something it names is not in the programme, the treatment answers the
        other kind of risk, the kind of a scored risk would change, or an exemption lacks its
        reason, reviewer or date
    """
    by.check(Permission.EDIT_RISK, risk)
    check_version(risk, version)
    _check_words(words, by)
    decides = by.may(Permission.MOVE_RISK)
    if decides:
        _check_kind(risk, words.kind)
        _check_exemption(words, risk, at)
    check_treatment(words.kind if decides else risk.kind, words.treatment)
    columns = _columns(words)
    kept = () if decides else _MANAGERS_OWN
    for name, value in columns.items():
        if name not in kept and getattr(risk, name) != value:
            setattr(risk, name, value)
    _change_areas(risk, words.area_ids, by)
    _change_affected(risk, words.affected_ids)
    _finish_edit(risk, reason, by, at)


def change_columns(
    risk: Risk,
    columns: Mapping[str, object],
    *,
    reason: str,
    by: Member,
    at: datetime,
    version: int,
) -> None:
    """Change single columns of a risk, as when several risks are handed over at once.

    :param columns: new values by column; they are checked by whoever read them
    :raises NotAllowedError: if the member may not move risks
    :raises ChangedMeanwhileError: if somebody saved since the form was drawn
    """
    by.check(Permission.MOVE_RISK)
    check_version(risk, version)
    for name, value in columns.items():
        setattr(risk, name, value)
    _finish_edit(risk, reason, by, at)


def move_risk(
    risk: Risk,
    move: Move,
    *,
    reason: str,
    into: str | None = None,
    by: Member,
    at: datetime,
    version: int,
) -> None:
    """Take a risk one step further in its life.

    :param reason: at least 10 characters; the next pack prints why a risk was closed
    :param into: reference of the risk that stands for it from now on; for merging only
    :raises NotAllowedError: if the member may not move risks
    :raises ChangedMeanwhileError: if somebody saved since the form was drawn
    :raises RuleError: if the step cannot be taken from here, or the reason is missing
    """
    by.check(Permission.MOVE_RISK)
    check_version(risk, version)
    status = after_move(risk.status, move)
    said = check_reason(reason)
    target = None
    if move is Move.MERGE:
        itself = "A risk cannot be merged into itself."
        target = get_other(risk, into or "", by=by, field="into", itself=itself)
    if target is not None:
        _hand_over(risk, target)
    risk.status, risk.merged_into = status, target
    risk.version += 1
    if status.is_live:
        risk.closed_at = risk.close_reason = None
        risk.opened_at = at if move is Move.ADMIT else risk.opened_at
        risk.occurred_at = at if move is Move.OCCUR else risk.occurred_at
    else:
        risk.closed_at, risk.close_reason = at, said
    record_event(
        move.event,
        subject=f"risk {risk.reference}",
        programme=by.programme,
        by=by.person,
        at=at,
        reason=said,
        facts={**({"into": target.reference} if target else {}), **by.authority},
    )


def list_proposals(member: Member) -> Sequence[Risk]:
    """List what was proposed and waits for the programme manager, the oldest first.

    :raises NotAllowedError: if the member may not read the register
    """
    member.check(Permission.READ_REGISTER)
    return db.session.scalars(
        select(Risk)
        .where(Risk.programme_id == member.programme.id, Risk.status == RiskStatus.DRAFT)
        .options(joinedload(Risk.proposed_as))
        .order_by(Risk.opened_at, Risk.number)
    ).all()


def list_carrying_agencies() -> Sequence[Agency]:
    """List the agencies that can carry a risk, by short name."""
    return db.session.scalars(select(Agency).order_by(Agency.short)).all()


def list_all_areas(member: Member) -> Sequence[ImprovementArea]:
    """List the programme's improvement areas, by key."""
    return db.session.scalars(
        select(ImprovementArea)
        .where(ImprovementArea.programme_id == member.programme.id)
        .order_by(ImprovementArea.key)
    ).all()


def is_scored(risk: Risk) -> bool:
    """Say whether anybody has judged a risk, on whatever basis; its kind then stays."""
    judged = select(Assessment.id).where(Assessment.risk_id == risk.id).limit(1)
    return db.session.scalar(judged) is not None


#: Columns that an owner's edit leaves as they are.
_MANAGERS_OWN = (
    "kind",
    "owner_id",
    "carrying_agency_id",
    "publication",
    "exempt_paragraph",
    "exempt_reason",
    "exempt_reviewer_id",
    "exempt_review_on",
    "exempt_fields",
)


def _columns(words: RiskWords) -> dict[str, object]:
    exempt = words.publication is Publication.EXEMPT
    return {
        "kind": words.kind,
        "title": words.title,
        "category": words.category,
        "cause": words.cause,
        "event": words.event,
        "consequence": words.consequence,
        "owner_id": words.owner_id,
        "carrying_agency_id": words.carrying_agency_id,
        "treatment": words.treatment,
        "proximity": words.proximity,
        "target_on": words.target_on,
        "publication": words.publication,
        "exempt_paragraph": words.exempt_paragraph if exempt else None,
        "exempt_reason": words.exempt_reason.strip() if exempt else None,
        "exempt_reviewer_id": words.exempt_reviewer_id if exempt else None,
        "exempt_review_on": words.exempt_review_on if exempt else None,
        "exempt_fields": order_parts(words.exempt_fields) if exempt else [],
    }


def _finish_edit(risk: Risk, reason: str, by: Member, at: datetime) -> None:
    risk.version += 1
    record_event(
        "risk edited",
        subject=f"risk {risk.reference}",
        programme=by.programme,
        by=by.person,
        at=at,
        reason=reason.strip() or None,
    )


def _check_words(words: RiskWords, by: Member) -> None:
    if words.category not in by.scheme.categories:
        raise RuleError("Choose a category of the programme.", field="category")
    if db.session.get(Post, words.owner_id) is None:
        raise RuleError("Choose who owns it.", field="owner_id")
    if db.session.get(Agency, words.carrying_agency_id) is None:
        raise RuleError("Choose who carries it.", field="carrying_agency_id")


def _check_kind(risk: Risk, kind: RiskKind) -> None:
    if kind is not risk.kind and is_scored(risk):
        raise RuleError(
            f"It was scored as {_a(risk.kind)}, so it stays one. Close it and propose it anew.",
            field="kind",
        )


def _a(kind: RiskKind) -> str:
    return "an opportunity" if kind is RiskKind.OPPORTUNITY else "a threat"


def _check_exemption(words: RiskWords, risk: Risk | None, at: datetime) -> None:
    if words.publication is not Publication.EXEMPT:
        return
    if words.exempt_paragraph is None:
        raise RuleError("Choose the paragraph it is exempt under.", field="exempt_paragraph")
    if len(words.exempt_reason.strip()) < SHORTEST_REASON:
        raise RuleError("Say why it is exempt.", field="exempt_reason")
    if words.exempt_reviewer_id is None or db.session.get(Post, words.exempt_reviewer_id) is None:
        raise RuleError("Choose who looks at the exemption again.", field="exempt_reviewer_id")
    if words.exempt_review_on is None:
        raise RuleError(
            "Enter when the exemption is to be looked at again.", field="exempt_review_on"
        )
    known = risk.exempt_review_on if risk is not None else None
    if words.exempt_review_on != known and words.exempt_review_on < london_day(at):
        raise RuleError("Enter a day that is still to come.", field="exempt_review_on")


def _find_areas(area_ids: frozenset[int], by: Member) -> Sequence[ImprovementArea]:
    areas = [area for area in list_all_areas(by) if area.id in area_ids]
    if len(areas) != len(area_ids):
        raise RuleError("Choose improvement areas of the programme.", field="area_ids")
    return areas


def _change_areas(risk: Risk, area_ids: frozenset[int], by: Member) -> None:
    wanted = {area.id: area for area in _find_areas(area_ids, by)}
    threats = db.session.scalars(select(Threat).where(Threat.risk_id == risk.id)).all()
    for threat in threats:
        if threat.area_id not in wanted:
            db.session.delete(threat)
    known = {threat.area_id for threat in threats}
    db.session.add_all(
        Threat(risk=risk, area=area) for area_id, area in wanted.items() if area_id not in known
    )


def _find_agencies(agency_ids: frozenset[int]) -> Sequence[Agency]:
    agencies = [agency for agency in list_carrying_agencies() if agency.id in agency_ids]
    if len(agencies) != len(agency_ids):
        raise RuleError("Choose agencies from the list.", field="affected_ids")
    return agencies


def _change_affected(risk: Risk, agency_ids: frozenset[int]) -> None:
    wanted = _find_agencies(agency_ids)
    rows = db.session.scalars(select(AffectedAgency).where(AffectedAgency.risk_id == risk.id)).all()
    for row in rows:
        if row.agency_id not in agency_ids:
            db.session.delete(row)
    known = {row.agency_id for row in rows}
    db.session.add_all(
        AffectedAgency(risk=risk, agency=agency) for agency in wanted if agency.id not in known
    )


def _hand_over(risk: Risk, target: Risk) -> None:
    """Let the actions against a merged risk count for the one that stands for it."""
    served = select(Mitigation.action_id).where(Mitigation.risk_id == target.id)
    for mitigation in db.session.scalars(
        select(Mitigation)
        .where(Mitigation.risk_id == risk.id, Mitigation.action_id.not_in(served))
        .order_by(Mitigation.id)
    ):
        db.session.add(Mitigation(risk_id=target.id, action_id=mitigation.action_id))
    target.version += 1
