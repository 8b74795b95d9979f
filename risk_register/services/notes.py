"""Asking back about a risk, and answering: what was said before the pack was made."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from risk_register.database import db
from risk_register.domain.errors import AlreadyDoneError, NotFoundError, RuleError
from risk_register.domain.permissions import Permission
from risk_register.models import ModerationNote, Programme, Risk
from risk_register.services.events import record_event
from risk_register.services.programmes import Member
from risk_register.services.risks import SHORTEST_REASON, check_living


def ask_back(risk: Risk, *, question: str, by: Member, at: datetime) -> ModerationNote:
    """Ask a risk's owner about it.

    What was asked stays out of the event's reason, which everybody reads on the risk's page.

    :param question: at least 10 characters
    :raises NotAllowedError: if the member may not ask back
    :raises RuleError: if the risk has left the register, or the question is too short
    """
    by.check(Permission.ASK_BACK)
    check_living(risk)
    said = question.strip()
    if len(said) < SHORTEST_REASON:
        raise RuleError("Say what you want to know, in 10 characters or more.", field="question")
    note = ModerationNote(
        risk=risk, question=said, asked_by=by.person, asked_as=by.post, asked_at=at
    )
    db.session.add(note)
    record_event(
        "owner asked",
        subject=f"risk {risk.reference}",
        programme=by.programme,
        by=by.person,
        at=at,
        facts=by.authority,
    )
    return note


def list_asked(risk_ids: Collection[int], question: str) -> set[int]:
    """List the risks, by id, whose owners have this very question before them, unanswered."""
    rows = db.session.scalars(
        select(ModerationNote.risk_id).where(
            ModerationNote.risk_id.in_(risk_ids),
            ModerationNote.question == question.strip(),
            ModerationNote.answered_at.is_(None),
        )
    )
    return set(rows)


def answer_note(note: ModerationNote, *, answer: str, by: Member, at: datetime) -> None:
    """Answer a question; what has been answered stays as it was answered.

    :raises NotAllowedError: if the risk is not theirs to review
    :raises AlreadyDoneError: if somebody answered since the form was drawn
    :raises RuleError: if nothing is said
    """
    by.check(Permission.REVIEW_RISK, note.risk)
    if note.answered_at is not None:
        raise AlreadyDoneError("This has been answered meanwhile. The answer is below.")
    said = answer.strip()
    if not said:
        raise RuleError("Write your answer.", field="answer")
    note.answer, note.answered_at = said, at
    note.answered_by, note.answered_as = by.person, by.post
    record_event(
        "owner answered",
        subject=f"risk {note.risk.reference}",
        programme=by.programme,
        by=by.person,
        at=at,
    )


def may_read_notes(member: Member, risk: Risk) -> bool:
    """Say whether what was asked and answered about a risk is for the member's eyes."""
    return member.may(Permission.SEE_DESK) or member.owns(risk)


def get_note(member: Member, reference: str, note_id: int) -> ModerationNote:
    """Find a question about a risk of the member's programme.

    :raises NotFoundError: if there is none about this risk, or it is not for the member's eyes
    """
    note = db.session.scalar(
        select(ModerationNote)
        .join(ModerationNote.risk)
        .where(ModerationNote.id == note_id, Risk.programme_id == member.programme.id)
        .options(*_POSTS)
    )
    if note is None or note.risk.reference != reference or not may_read_notes(member, note.risk):
        raise NotFoundError("There is no such question.")
    return note


def list_notes(member: Member, risk: Risk) -> Sequence[ModerationNote]:
    """List what was asked about a risk, newest first; nothing if the member may not read it."""
    if not may_read_notes(member, risk):
        return ()
    return db.session.scalars(
        select(ModerationNote)
        .where(ModerationNote.risk_id == risk.id)
        .options(*_POSTS)
        .order_by(ModerationNote.id.desc())
    ).all()


def list_open_notes(member: Member) -> Sequence[ModerationNote]:
    """List the unanswered questions about risks the member's posts own, the oldest first."""
    return db.session.scalars(
        select(ModerationNote)
        .join(ModerationNote.risk)
        .where(
            Risk.programme_id == member.programme.id,
            Risk.owner_id.in_([post.id for post in member.posts]),
            ModerationNote.answered_at.is_(None),
        )
        .options(*_POSTS)
        .order_by(ModerationNote.id)
    ).all()


def list_notes_since(
    programme: Programme, *, asked_at: datetime | None
) -> Sequence[ModerationNote]:
    """List the questions that wait for their answer or were asked since a moment, oldest first.

    :param asked_at: None for all questions ever asked
    """
    query = select(ModerationNote).join(ModerationNote.risk)
    if asked_at is not None:
        query = query.where(
            or_(ModerationNote.answered_at.is_(None), ModerationNote.asked_at > asked_at)
        )
    return db.session.scalars(
        query.where(Risk.programme_id == programme.id).options(*_POSTS).order_by(ModerationNote.id)
    ).all()


_POSTS = (
    joinedload(ModerationNote.risk),
    joinedload(ModerationNote.asked_as),
    joinedload(ModerationNote.answered_as),
)
