"""Webhooks: addresses of programs that are told what happens in the programme."""

from collections.abc import Callable
from typing import Any

from flask import request

from risk_register import clock
from risk_register.api.errors import FieldsError
from risk_register.api.rooms import Room
from risk_register.database import write_transaction
from risk_register.domain.api_keys import Group
from risk_register.domain.permissions import Permission
from risk_register.doors.webhooks import find_secret, is_production, send_test
from risk_register.models import Webhook
from risk_register.schemas.machines.agendas import NoWordsIn
from risk_register.schemas.machines.oversight import (
    NewWebhookOut,
    TriedOut,
    WebhookIn,
    WebhookOut,
    WebhooksOut,
)
from risk_register.services.programmes import Member
from risk_register.services.webhooks import (
    add_webhook,
    begin_test,
    get_webhook,
    list_webhooks,
    note_answer,
    stop_webhook,
)

room = Room("webhooks", Group.OVERSIGHT, "Addresses that are told what happens.")

WEBHOOKS = "/programmes/<programme_key>/webhooks"
WEBHOOK = f"{WEBHOOKS}/<int:webhook_id>"
_SHOWN_ONCE = "The answer holds a secret, which is not kept. Send it without."
_KNOCKS = "Each test knocks, whatever was answered before. Send it without."


@room.reads(WEBHOOKS, Permission.KEEP_WEBHOOKS, WebhooksOut)
def list_programme_webhooks(member: Member) -> Any:
    """List what is told to whom, and what they answered last."""
    return {"items": [_tell(webhook) for webhook in list_webhooks(member)]}


@room.adds(
    WEBHOOKS,
    Permission.KEEP_WEBHOOKS,
    WebhookIn,
    NewWebhookOut,
    example={"address": "https://program.example/told", "matters": ["scores"]},
)
def add_one_webhook(member: Member, said: dict[str, Any]) -> Any:
    """Tell an address from now on what happens; its secret is in this answer alone.

    It takes no Idempotency-Key: the answer would be kept, and the secret with it.
    """
    _refuse_repeats(_SHOWN_ONCE)
    webhook = add_webhook(
        member.programme, is_production=is_production(), by=member, at=clock.now(), **said
    )
    return {**_tell(webhook), "secret": find_secret(webhook.nonce)}


@room.adds(
    f"{WEBHOOK}/tests",
    Permission.KEEP_WEBHOOKS,
    NoWordsIn,
    TriedOut,
    is_prepared=True,
    example={},
)
def try_one_webhook(member: Member, _said: dict[str, Any], webhook_id: int) -> Callable[[], Any]:
    """Send a message without events, and say what came back; ten in five minutes at most.

    It takes no Idempotency-Key: the message is gone before a first answer is looked for.
    """
    _refuse_repeats(_KNOCKS)
    now = clock.now()
    with write_transaction():  # nothing may stay open while the other side thinks
        test = begin_test(webhook_id, by=member, at=now)
    answer = send_test(test, at=now)

    def note() -> Any:
        note_answer(get_webhook(member, webhook_id), answer, at=now)
        return {"is_taken": answer.is_taken, "answer": answer.words}

    return note


@room.adds(f"{WEBHOOK}/end", Permission.KEEP_WEBHOOKS, NoWordsIn, WebhookOut, example={})
def stop_one_webhook(member: Member, _said: dict[str, Any], webhook_id: int) -> Any:
    """Tell the address nothing more, for good."""
    webhook = get_webhook(member, webhook_id)
    stop_webhook(webhook, by=member.person, at=clock.now())
    return _tell(webhook)


def _refuse_repeats(why: str) -> None:
    if "Idempotency-Key" in request.headers:
        raise FieldsError({"Idempotency-Key": [why]})


def _tell(webhook: Webhook) -> dict[str, Any]:
    names = ("id", "address", "matters", "added_at", "stopped_at", "failing_since")
    return {name: getattr(webhook, name) for name in (*names, "answered_at", "answer")}
