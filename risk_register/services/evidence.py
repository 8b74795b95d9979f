"""Keeping files that show what became of an action, and withdrawing them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload

from risk_register.database import db
from risk_register.domain.errors import (
    AlreadyDoneError,
    ChangedMeanwhileError,
    NotFoundError,
    RuleError,
)
from risk_register.domain.evidence import InspectedFile
from risk_register.domain.permissions import Permission
from risk_register.models import Action, Evidence
from risk_register.services.actions import get_action
from risk_register.services.events import record_event
from risk_register.services.kept_files import check_room, read_content, read_unchanged
from risk_register.services.programmes import Member
from risk_register.services.risks import SHORTEST_REASON, check_reason


class ShownFile(NamedTuple):
    """What a file that stands with an action is told as."""

    name: str
    shows: str
    added_at: datetime


def list_shown(actions: Sequence[Action]) -> dict[int, list[ShownFile]]:
    """List the files that stand with some actions now, by the action's id, the oldest first."""
    found: dict[int, list[ShownFile]] = defaultdict(list)
    rows = db.session.execute(
        select(Evidence.action_id, Evidence.name, Evidence.shows, Evidence.added_at)
        .where(
            Evidence.action_id.in_([action.id for action in actions]),
            Evidence.withdrawn_at.is_(None),
        )
        .order_by(Evidence.id)
    )
    for action_id, name, shows, added_at in rows:
        found[action_id].append(ShownFile(name, shows, added_at))
    return found


def add_evidence(
    action: Action, file: InspectedFile, *, shows: str, by: Member, at: datetime
) -> Evidence:
    """Keep a file as evidence of an action; also of one that is done or dropped.

    It needs no version of the action: it takes nothing away that somebody else has said.

    :param file: what ``inspect_file`` let through, outside any transaction
    :param shows: what the file shows, at least 10 characters
    :raises NotAllowedError: if the action is neither theirs nor serves a risk of theirs
    :raises RuleError: if the same file stands there already, there are 20, or nothing is said
    """
    by.check(Permission.ADD_EVIDENCE, action)
    said = shows.strip()
    if len(said) < SHORTEST_REASON:
        raise RuleError("Say what the file shows, in 10 characters or more.", field="shows")
    check_room("An action", list_evidence(action), file)
    evidence = Evidence(
        action=action,
        name=file.name,
        kind=file.kind,
        size=file.size,
        sha256=file.sha256,
        content=file.content,
        shows=said,
        added_by=by.person,
        added_as=by.post,
        added_at=at,
    )
    db.session.add(evidence)
    _record("evidence added", evidence, by=by, at=at)
    return evidence


def withdraw_evidence(
    evidence: Evidence, *, reason: str, sha256: str, by: Member, at: datetime
) -> None:
    """Hand a file out no longer; the file, its hash and what was said about it stay.

    :param reason: at least 10 characters
    :param sha256: of the file the form was drawn for; another one is not withdrawn
    :raises NotAllowedError: if the action is neither theirs nor serves a risk of theirs
    :raises ChangedMeanwhileError: if it is not the file that was looked at
    :raises AlreadyDoneError: if somebody withdrew it since the form was drawn
    :raises RuleError: if the reason says nothing
    """
    by.check(Permission.ADD_EVIDENCE, evidence.action)
    if evidence.sha256 != sha256:
        raise ChangedMeanwhileError
    if evidence.withdrawn_at is not None:
        raise AlreadyDoneError("This file has been withdrawn meanwhile.")
    said = check_reason(reason)
    evidence.withdrawn_at, evidence.withdraw_reason = at, said
    evidence.withdrawn_by, evidence.withdrawn_as = by.person, by.post
    _record("evidence withdrawn", evidence, by=by, at=at, reason=said)


def get_evidence(member: Member, reference: str, evidence_id: int) -> Evidence:
    """Find what the register says about a file of an action, withdrawn or not.

    :raises NotFoundError: if the action has no such file, or there is no such action
    :raises NotAllowedError: if the member may not read the register
    """
    action = get_action(member, reference)
    evidence = db.session.scalar(
        _chosen(Evidence.id == evidence_id, Evidence.action_id == action.id)
    )
    if evidence is None:
        raise NotFoundError("There is no such file.")
    return evidence


def get_file(member: Member, reference: str, evidence_id: int) -> tuple[Evidence, bytes]:
    """Give a file as it was added, after comparing it with its recorded hash.

    :raises NotFoundError: if there is none, or it was withdrawn
    :raises NotAllowedError: if the member may not read the register
    :raises ChangedFileError: if it is not the file that was added
    """
    evidence = get_evidence(member, reference, evidence_id)
    if evidence.withdrawn_at is not None:
        raise NotFoundError("This file was withdrawn. The action's page says when and why.")
    return evidence, read_unchanged(evidence, reference)


def list_evidence(action: Action) -> Sequence[Evidence]:
    """List every file of an action, withdrawn ones too, in the order they were added in."""
    return db.session.scalars(_chosen(Evidence.action_id == action.id).order_by(Evidence.id)).all()


def count_evidence(actions: Sequence[Action]) -> dict[int, int]:
    """Count the files that stand as evidence of each action, by its id; none is left out as 0."""
    counts = dict.fromkeys((action.id for action in actions), 0)
    rows = db.session.execute(
        select(Evidence.action_id, func.count())
        .where(Evidence.action_id.in_(counts), Evidence.withdrawn_at.is_(None))
        .group_by(Evidence.action_id)
    )
    for action_id, count in rows:
        counts[action_id] = count
    return counts


def list_files() -> Iterator[tuple[Evidence, bytes]]:
    """Give every file with its bytes, one at a time, the oldest first; for checking them."""
    for evidence_id in db.session.scalars(select(Evidence.id).order_by(Evidence.id)).all():
        evidence = db.session.scalar(_chosen(Evidence.id == evidence_id))
        if evidence is not None:
            yield evidence, read_content(evidence)


def _chosen(*conditions: ColumnElement[bool]) -> Select[Evidence]:
    return (
        select(Evidence)
        .where(*conditions)
        .options(
            joinedload(Evidence.action),
            joinedload(Evidence.added_by),
            joinedload(Evidence.added_as),
            joinedload(Evidence.withdrawn_by),
            joinedload(Evidence.withdrawn_as),
        )
    )


def _record(
    kind: str, evidence: Evidence, *, by: Member, at: datetime, reason: str | None = None
) -> None:
    action = evidence.action
    record_event(
        kind,
        subject=action.subject,
        programme=by.programme,
        by=by.person,
        at=at,
        reason=reason,
        facts={
            "action": action.reference,
            "name": evidence.name,
            "size": evidence.size,
            "sha256": evidence.sha256,
        },
    )
