"""Changing several risks at once: shown first, then done all together or not at all."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from risk_register.database import db
from risk_register.domain.batches import MOST_RISKS, BatchAct
from risk_register.domain.errors import ChangedMeanwhileError, RuleError
from risk_register.domain.permissions import Permission
from risk_register.domain.risks import PATHS, Move, RiskStatus
from risk_register.models import Agency, Post, Risk
from risk_register.services.lives import change_columns, move_risk
from risk_register.services.notes import ask_back, list_asked
from risk_register.services.programmes import Member, list_posts
from risk_register.services.risks import SHORTEST_REASON, check_reason

_REFERENCE = re.compile(r"R-([0-9]{1,9})")
_MOVES = {BatchAct.CLOSE: Move.CLOSE, BatchAct.REOPEN: Move.REOPEN}


@dataclass(frozen=True)
class Batch:
    """One change for several risks; only the value its act needs is looked at."""

    act: BatchAct
    references: tuple[str, ...]
    owner_id: int | None = None
    agency_id: int | None = None
    category: str = ""
    target_on: date | None = None
    words: str = ""  #: the reason, or the question


@dataclass(frozen=True)
class BatchLine:
    """What a batch would do to one risk."""

    risk: Risk
    before: str
    after: str
    refusal: str | None = None  #: why the risk stays as it is

    @property
    def is_changed(self) -> bool:
        """Say whether the batch does anything to the risk."""
        return self.refusal is None


def list_chosen(member: Member, references: Sequence[str]) -> Sequence[Risk]:
    """List the risks with these references, by reference; strange ones are left out.

    :raises NotAllowedError: if the member may not change several risks at once
    """
    member.check(Permission.MOVE_RISK)
    found = [_REFERENCE.fullmatch(reference) for reference in references]
    numbers = [int(each[1]) for each in found if each]
    return db.session.scalars(
        select(Risk)
        .where(Risk.programme_id == member.programme.id, Risk.number.in_(numbers))
        .options(joinedload(Risk.owner).joinedload(Post.agency), joinedload(Risk.carrying_agency))
        .order_by(Risk.number)
    ).all()


def list_missing(member: Member, references: Sequence[str]) -> list[str]:
    """List the references that are of no risk the member can see, each once, as they were given.

    :raises NotAllowedError: if the member may not change several risks at once
    """
    known = {risk.number for risk in list_chosen(member, references)}
    return [
        reference
        for reference in dict.fromkeys(references)
        if not (found := _REFERENCE.fullmatch(reference)) or int(found[1]) not in known
    ]


def preview_batch(batch: Batch, *, by: Member) -> list[BatchLine]:
    """Say what a batch would do to each risk, without doing it.

    :raises NotAllowedError: if the member may not change several risks at once
    :raises RuleError: if no risk or too many are chosen, or the act lacks its value
    """
    risks = list_chosen(by, batch.references)
    if not risks:
        raise RuleError("Choose the risks first.", field="references")
    if len(risks) > MOST_RISKS:
        raise RuleError(f"Choose {MOST_RISKS} risks or fewer.", field="references")
    after = _read_value(batch, by)
    is_asking = batch.act is BatchAct.ASK
    asked = list_asked([risk.id for risk in risks], batch.words) if is_asking else set()
    return [_line(risk, batch, after, is_so=risk.id in asked) for risk in risks]


def apply_batch(
    batch: Batch, *, versions: Mapping[str, int], by: Member, at: datetime
) -> list[BatchLine]:
    """Do what the preview said, to all the risks it said it of, each with its line in the record.

    :param versions: the version of each risk that the preview showed, by reference
    :returns: the lines of the risks that were changed
    :raises NotAllowedError: if the member may not change several risks at once
    :raises ChangedMeanwhileError: if somebody saved one of them since the preview was drawn
    :raises RuleError: if no risk or too many are chosen, or the act lacks its value
    """
    lines = [line for line in preview_batch(batch, by=by) if line.is_changed]
    if any(versions.get(line.risk.reference) != line.risk.version for line in lines):
        raise ChangedMeanwhileError
    for line in lines:
        _do(line.risk, batch, by, at)
    return lines


def _read_value(batch: Batch, by: Member) -> str:
    """Say in words what the risks are to get."""
    readers: dict[BatchAct, Callable[[Batch, Member], str]] = {
        BatchAct.HAND_OVER: _read_owner,
        BatchAct.CARRY: _read_agency,
        BatchAct.CATEGORISE: _read_category,
        BatchAct.AIM: _read_day,
        BatchAct.ASK: _read_question,
    }
    return readers.get(batch.act, _read_move)(batch, by)


def _read_owner(batch: Batch, by: Member) -> str:
    for post in list_posts(by.programme):
        if post.id == batch.owner_id:
            return post.title
    raise RuleError("Choose who owns them from now on.", field="owner_id")


def _read_agency(batch: Batch, _by: Member) -> str:
    agency = db.session.get(Agency, batch.agency_id) if batch.agency_id else None
    if agency is None:
        raise RuleError("Choose who carries them from now on.", field="agency_id")
    return agency.short


def _read_category(batch: Batch, by: Member) -> str:
    if batch.category not in by.scheme.categories:
        raise RuleError("Choose a category of the programme.", field="category")
    return batch.category


def _read_day(batch: Batch, _by: Member) -> str:
    if batch.target_on is None:
        raise RuleError("Enter the target date.", field="target_on")
    return batch.target_on.isoformat()


def _read_question(batch: Batch, _by: Member) -> str:
    if len(batch.words.strip()) < SHORTEST_REASON:
        raise RuleError("Say what you want to know, in 10 characters or more.", field="words")
    return "asked"


def _read_move(batch: Batch, _by: Member) -> str:
    try:
        check_reason(batch.words)
    except RuleError as error:
        raise RuleError(str(error), field="words") from None
    return PATHS[_MOVES[batch.act]][1].label


def _line(risk: Risk, batch: Batch, after: str, *, is_so: bool) -> BatchLine:
    before = _now(risk, batch.act)
    refusal = None
    if not _is_open_to(batch.act, risk.status):
        refusal = f"It is {risk.status.label.lower()}."
    elif is_so or before == after:
        refusal = "It is so already."
    return BatchLine(risk, before, after, refusal)


def _is_open_to(act: BatchAct, status: RiskStatus) -> bool:
    if act in _MOVES:
        return status in PATHS[_MOVES[act]][0]
    return status.is_live or status is RiskStatus.DRAFT


def _now(risk: Risk, act: BatchAct) -> str:
    if act is BatchAct.HAND_OVER:
        return risk.owner.title
    if act is BatchAct.CARRY:
        return risk.carrying_agency.short
    if act is BatchAct.CATEGORISE:
        return risk.category
    if act is BatchAct.AIM:
        return risk.target_on.isoformat() if risk.target_on else "none"
    return risk.owner.title if act is BatchAct.ASK else risk.status.label


def _do(risk: Risk, batch: Batch, by: Member, at: datetime) -> None:
    if batch.act in _MOVES:
        move = _MOVES[batch.act]
        move_risk(risk, move, reason=batch.words, by=by, at=at, version=risk.version)
    elif batch.act is BatchAct.ASK:
        ask_back(risk, question=batch.words, by=by, at=at)
    else:
        columns = _columns(batch)
        change_columns(risk, columns, reason=batch.words, by=by, at=at, version=risk.version)


def _columns(batch: Batch) -> dict[str, object]:
    columns: dict[BatchAct, dict[str, object]] = {
        BatchAct.HAND_OVER: {"owner_id": batch.owner_id},
        BatchAct.CARRY: {"carrying_agency_id": batch.agency_id},
        BatchAct.CATEGORISE: {"category": batch.category},
        BatchAct.AIM: {"target_on": batch.target_on},
    }
    return columns[batch.act]
