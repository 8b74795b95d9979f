"""Webhooks of a programme: added, listed, stopped; what each is to be told next."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from risk_register.clock import LONDON
from risk_register.database import db
from risk_register.domain.chases import NoticeKind
from risk_register.domain.errors import AlreadyDoneError, NotFoundError, RuleError
from risk_register.domain.matters import Matter
from risk_register.domain.permissions import Permission, Role
from risk_register.domain.tellings import list_kinds
from risk_register.domain.values import canonical_json
from risk_register.domain.webhooks import (
    GIVEN_UP_AFTER,
    MOST_EVENTS,
    MOST_WEBHOOKS,
    TOLD,
    find_next_try,
    read_address,
)
from risk_register.mail.webhooks import Answer
from risk_register.models import Event, Membership, Person, Programme, Webhook
from risk_register.services.events import get_head, record_event
from risk_register.services.notices import queue_notice
from risk_register.services.programmes import Member
from risk_register.services.sights import without_restricted
from risk_register.services.tries import count_webhook_test

GIVEN_UP = "It has given no good answer for 24 hours."


class Message:
    """What a webhook is to be told: the lines that follow ``after``, up to one."""

    def __init__(self, webhook: Webhook, events: Sequence[Event], up_to: int) -> None:
        """Write it; nothing of it asks the database again."""
        self.webhook_id, self.address, self.nonce = webhook.id, webhook.address, webhook.nonce
        self.after, self.up_to = webhook.told_up_to, up_to
        self.name = f"{webhook.id}.{self.after}.{up_to}"
        self.has_more = len(events) == MOST_EVENTS
        self.body = (
            write_body(webhook.programme.key, [_tell(event) for event in events])
            if events
            else None
        )


@dataclass(frozen=True)
class Test:
    """What is to be sent to see whether an address answers; it has no events."""

    address: str
    nonce: str
    body: bytes


def begin_test(webhook_id: int, *, by: Member, at: datetime) -> Test:
    """Count a test of a webhook, and say what is to be sent.

    :raises NotAllowedError: if the member may not keep webhooks
    :raises NotFoundError: if there is no such webhook
    :raises TooManyTriesError: if the programme has used up its tests
    """
    webhook = get_webhook(by, webhook_id)
    count_webhook_test(by.programme.id, at=at)
    return Test(webhook.address, webhook.nonce, write_body(by.programme.key, []))


def write_body(programme_key: str, events: Sequence[dict[str, Any]]) -> bytes:
    """Write what is sent; without events, it is a test."""
    return canonical_json({"programme": programme_key, "events": list(events)}).encode()


def add_webhook(
    programme: Programme,
    *,
    address: str,
    matters: Collection[Matter],
    is_production: bool,
    by: Member | None,
    at: datetime,
) -> Webhook:
    """Tell an address from now on what happens.

    :param by: None for somebody who runs the service
    :raises NotAllowedError: if the member may not keep webhooks
    :raises RuleError: if the address may not be told, nothing was chosen or there are too many
    """
    if by is not None:
        by.check(Permission.KEEP_WEBHOOKS)
    read_address(address, is_production=is_production)
    chosen = [each for each in TOLD if each in matters]
    if not chosen:
        raise RuleError("Choose what it is told.", field="matters")
    if len([each for each in _list(programme) if not each.stopped_at]) >= MOST_WEBHOOKS:
        raise RuleError("Stop a webhook first: the programme has many.")
    webhook = Webhook(
        programme=programme,
        address=address,
        matters=[each.value for each in chosen],
        nonce=secrets.token_hex(16),
        added_at=at,
        told_up_to=0,
        attempts=0,
        next_at=at,
    )
    db.session.add(webhook)
    webhook.told_up_to = _record("webhook added", webhook, by=by.person if by else None, at=at)
    db.session.flush()
    return webhook


def list_webhooks(member: Member) -> Sequence[Webhook]:
    """List the webhooks of the member's programme, the newest first, stopped ones too.

    :raises NotAllowedError: if the member may not keep webhooks
    """
    member.check(Permission.KEEP_WEBHOOKS)
    return _list(member.programme)


def list_all_webhooks() -> Sequence[Webhook]:
    """List every webhook of the service, by programme; for the command line."""
    return db.session.scalars(select(Webhook).order_by(Webhook.programme_id, Webhook.id)).all()


def get_webhook(by: Member | None, webhook_id: int) -> Webhook:
    """Find a webhook that has not been stopped.

    :param by: in whose programme; None for any, for somebody who runs the service
    :raises NotAllowedError: if the member may not keep webhooks
    :raises NotFoundError: if there is none
    """
    if by is not None:
        by.check(Permission.KEEP_WEBHOOKS)
    webhook = db.session.get(Webhook, webhook_id)
    is_theirs = webhook is not None and (by is None or webhook.programme == by.programme)
    if webhook is None or webhook.stopped_at or not is_theirs:
        raise NotFoundError("There is no such webhook.")
    return webhook


def stop_webhook(webhook: Webhook, *, by: Person | None, at: datetime, why: str = "") -> None:
    """Tell an address nothing more, for good.

    :param by: None for the clock, and for somebody who runs the service
    :raises AlreadyDoneError: if it was stopped before
    """
    if webhook.stopped_at is not None:
        raise AlreadyDoneError("This webhook was stopped already.")
    webhook.stopped_at = at
    _record("webhook stopped", webhook, by=by, at=at, why=why)


def list_due(*, at: datetime) -> Sequence[int]:
    """List the webhooks that may be told something now, those that have waited longest first."""
    return db.session.scalars(
        select(Webhook.id)
        .where(Webhook.stopped_at.is_(None), Webhook.next_at <= at)
        .order_by(Webhook.next_at, Webhook.id)
    ).all()


def read_message(webhook_id: int) -> Message | None:
    """Read what a webhook is to be told next; must run inside ``read_moment``.

    A message that was not taken is written again to the same line, so that it has the same name
    and a receiver that had taken it can drop it.

    No line about a restricted risk is among it, whoever added the webhook. What is restricted
    later, or was before it was told, is not made up for.

    :returns: None if nothing has happened; a message without a body if nothing that it is told of
    """
    webhook = db.session.get(Webhook, webhook_id)
    if webhook is None or webhook.stopped_at:
        return None
    programme = webhook.programme
    newest = webhook.trying_up_to or get_head(programme.key).sequence
    if newest <= webhook.told_up_to:
        return None
    kinds = [kind for each in webhook.matters for kind in list_kinds(Matter(each))]
    with without_restricted(programme):
        events = db.session.scalars(
            select(Event)
            .where(
                Event.chain == programme.key,
                Event.sequence > webhook.told_up_to,
                Event.sequence <= newest,
                Event.kind.in_(kinds),
            )
            .order_by(Event.sequence)
            .limit(MOST_EVENTS)
        ).all()
    is_full = len(events) == MOST_EVENTS
    return Message(webhook, events, events[-1].sequence if is_full else newest)


def settle_message(message: Message, answer: Answer | None, *, domain: str, at: datetime) -> None:
    """Note what became of a message; what was settled meanwhile stays as it is.

    :param answer: None if there was nothing to be sent
    :param domain: the part of the letters' Message-IDs after the ``@``
    """
    webhook = db.session.get(Webhook, message.webhook_id)
    if webhook is None or webhook.stopped_at or webhook.told_up_to != message.after:
        return
    if answer is None:
        webhook.told_up_to, webhook.trying_up_to = message.up_to, None
        return
    note_answer(webhook, answer, at=at)
    if answer.is_taken:
        webhook.told_up_to, webhook.trying_up_to, webhook.attempts = message.up_to, None, 0
        webhook.failing_since, webhook.next_at = None, at
        return
    webhook.trying_up_to = message.up_to
    webhook.attempts += 1
    webhook.failing_since = webhook.failing_since or at
    webhook.next_at = find_next_try(webhook.attempts, at=at)
    if at - webhook.failing_since >= GIVEN_UP_AFTER:
        stop_webhook(webhook, by=None, at=at, why=GIVEN_UP)
        _tell_managers(webhook, domain=domain, at=at)


def note_answer(webhook: Webhook, answer: Answer, *, at: datetime) -> None:
    """Keep the last answer of an address, for its page."""
    webhook.answered_at, webhook.answer = at, answer.words


def _list(programme: Programme) -> Sequence[Webhook]:
    return db.session.scalars(
        select(Webhook)
        .where(Webhook.programme_id == programme.id)
        .order_by(Webhook.stopped_at.is_not(None), Webhook.id.desc())
    ).all()


def _tell(event: Event) -> dict[str, Any]:
    """Say that something happened, and where to read it: no text of the register leaves here."""
    return {
        "sequence": event.sequence,
        "hash": event.hash,
        "at": event.at,
        "kind": event.kind,
        "subject": event.subject,
    }


def _tell_managers(webhook: Webhook, *, domain: str, at: datetime) -> None:
    programme, since = webhook.programme, (webhook.failing_since or at).astimezone(LONDON)
    when = f"{since.day} {since:%B %Y at %H:%M}"
    managers = select(Membership.person_id).where(
        Membership.programme_id == programme.id, Membership.role == Role.PROGRAMME_MANAGER
    )
    people = select(Person).where(Person.id.in_(managers), Person.is_active).order_by(Person.id)
    lines = [
        f"The program at {webhook.host} has given no good answer since {when}.",
        "Nothing more is sent to it.",
        f"Its last answer: {webhook.answer}",
        "When the program is mended, add its address anew.",
        "What it has missed stands in the changes feed of the API.",
    ]
    for person in db.session.scalars(people):
        queue_notice(
            person,
            kind=NoticeKind.WEBHOOK,
            subject=f"{programme.name}: a program is told nothing any more",
            content={"lines": lines},
            programme=programme,
            link=None,
            domain=domain,
            at=at,
        )


def _record(kind: str, webhook: Webhook, *, by: Person | None, at: datetime, why: str = "") -> int:
    db.session.flush()
    head = record_event(
        kind,
        subject=f"webhook {webhook.id}",
        programme=webhook.programme,
        by=by,
        at=at,
        reason=why or None,
        facts={"host": webhook.host},
    )
    return head.sequence
