"""Relating risks to each other, and taking that back."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased, joinedload

from risk_register.database import db
from risk_register.domain.errors import AlreadyDoneError, NotFoundError, RuleError
from risk_register.domain.permissions import Permission
from risk_register.domain.relations import RelationKind, find_loop
from risk_register.domain.risks import LIVE, RiskStatus
from risk_register.models import Programme, Relation, Risk
from risk_register.services.events import record_event
from risk_register.services.programmes import Member
from risk_register.services.risks import check_living, check_reason, check_version, get_other

# Made once: to find out which columns an alias has takes longer than to ask by it.
_First, _Second = aliased(Risk), aliased(Risk)


@dataclass(frozen=True)
class Related:
    """A relation as one of its two risks sees it."""

    relation: Relation
    other: Risk
    says: str  #: "causes", "is fed by"

    @property
    def may_be_one(self) -> bool:
        """Say whether the two may have to be merged."""
        return self.relation.kind is RelationKind.DUPLICATES and self.other.status in LIVE


@dataclass(frozen=True)
class Drive:
    """What a pack prints of a relation: how a risk bears on which other one."""

    says: str
    number: int


def relate_risks(
    risk: Risk,
    kind: RelationKind,
    other: str,
    *,
    note: str,
    by: Member,
    at: datetime,
    version: int,
) -> Relation:
    """Say that a risk causes, feeds or duplicates another one.

    Both risks get a line in the record, and a form about either that was drawn before is stale.

    :param other: reference of the other risk, like ``R-006``
    :param note: how, in a few words; may be empty
    :raises NotAllowedError: if the risk is not theirs to relate
    :raises ChangedMeanwhileError: if somebody saved since the form was drawn
    :raises RuleError: if the other risk is none, the same one or has left the register, or if
        the two are related so already
    """
    by.check(Permission.RELATE_RISK, risk)
    check_version(risk, version)
    check_living(risk)
    second = get_other(
        risk,
        other,
        by=by,
        field="other",
        itself="A risk cannot be related to itself.",
        standing=(*LIVE, RiskStatus.DRAFT),
    )
    _check_new(risk, kind, second)
    relation = Relation(
        risk=risk,
        other=second,
        kind=kind,
        note=note.strip() or None,
        added_by=by.person,
        added_as=by.post,
        added_at=at,
    )
    db.session.add(relation)
    _tell("risks related", relation, reason=relation.note, by=by, at=at)
    return relation


def part_risks(
    relation: Relation, risk: Risk, *, reason: str, by: Member, at: datetime, version: int
) -> None:
    """Take a relation back; that it was there stays in the history of both risks.

    :param risk: the one of the two from which it is taken back; its version is compared
    :param reason: at least 10 characters
    :raises NotAllowedError: if the risk is not theirs to relate
    :raises ChangedMeanwhileError: if somebody saved since the form was drawn
    :raises AlreadyDoneError: if it has been taken back already
    :raises RuleError: if the reason is missing
    """
    by.check(Permission.RELATE_RISK, risk)
    check_version(risk, version)
    if relation.removed_at is not None:
        raise AlreadyDoneError("This relation has been taken back already.")
    relation.removed_at, relation.remove_reason = at, check_reason(reason)
    _tell("relation taken back", relation, reason=relation.remove_reason, by=by, at=at)


def list_related(risk: Risk) -> list[Related]:
    """List how a risk bears on others and they on it, in the order in which it was said."""
    rows = db.session.scalars(
        select(Relation)
        .where(
            or_(Relation.risk_id == risk.id, Relation.other_id == risk.id),
            Relation.removed_at.is_(None),
        )
        .options(
            joinedload(Relation.risk).joinedload(Risk.merged_into),
            joinedload(Relation.other).joinedload(Risk.merged_into),
        )
        .order_by(Relation.id)
    )
    return [_as_seen(row, risk) for row in rows]


def find_way_round(risk: Risk) -> list[str]:
    """Find the loop of causes and feeds a risk stands in, as references; empty if in none."""
    links = db.session.execute(
        select(_First.number, _Second.number)
        .select_from(Relation)
        .join(_First, _First.id == Relation.risk_id)
        .join(_Second, _Second.id == Relation.other_id)
        .where(
            _First.programme_id == risk.programme_id,
            Relation.kind != RelationKind.DUPLICATES,
            Relation.removed_at.is_(None),
            _First.status.in_(LIVE),
            _Second.status.in_(LIVE),
        )
    )
    way = find_loop([(row[0], row[1]) for row in links], risk.number)
    return [f"R-{number:03}" for number in way]


def get_relation(risk: Risk, relation_id: int) -> Related:
    """Give a relation of a risk, as this risk sees it.

    :raises NotFoundError: if it has none such, or it was taken back
    """
    for related in list_related(risk):
        if related.relation.id == relation_id:
            return related
    raise NotFoundError("This risk has no such relation.")


def list_drives(programme: Programme) -> Mapping[int, Sequence[Drive]]:
    """List the relations between the live risks of a programme, by risk id, each from both ends."""
    rows = db.session.execute(
        select(Relation.kind, _First.id, _First.number, _Second.id, _Second.number)
        .join(_First, _First.id == Relation.risk_id)
        .join(_Second, _Second.id == Relation.other_id)
        .where(
            _First.programme_id == programme.id,
            Relation.removed_at.is_(None),
            _First.status.in_(LIVE),
            _Second.status.in_(LIVE),
        )
        .order_by(Relation.id)
    )
    found: dict[int, list[Drive]] = defaultdict(list)
    for kind, first_id, first_number, second_id, second_number in rows:
        found[first_id].append(Drive(kind.says(from_second=False), second_number))
        found[second_id].append(Drive(kind.says(from_second=True), first_number))
    return found


def _as_seen(relation: Relation, risk: Risk) -> Related:
    from_second = relation.other_id == risk.id
    other = relation.risk if from_second else relation.other
    return Related(relation, other, relation.kind.says(from_second=from_second))


def _check_new(risk: Risk, kind: RelationKind, other: Risk) -> None:
    for related in list_related(risk):
        same = related.other.id == other.id and related.relation.kind is kind
        if same and (kind.is_mutual or related.relation.risk_id == risk.id):
            raise RuleError(
                f"{risk.reference} {related.says} {other.reference} already.", field="other"
            )


def _tell(kind: str, relation: Relation, *, reason: str | None, by: Member, at: datetime) -> None:
    """Raise both versions and write the line of each risk; the first holds the rows."""
    for risk in (relation.risk, relation.other):
        risk.version += 1
    for risk in (relation.risk, relation.other):
        seen = _as_seen(relation, risk)
        record_event(
            kind,
            subject=f"risk {risk.reference}",
            programme=by.programme,
            by=by.person,
            at=at,
            reason=reason,
            facts={"relation": f"{seen.says} {seen.other.reference}"},
        )
