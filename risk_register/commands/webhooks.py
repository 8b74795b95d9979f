"""Commands about addresses of programs that are told what happens."""

import argparse
import json
import secrets

from flask import Flask

from risk_register import clock
from risk_register.commands.parsing import behind, enter, name_only_programme
from risk_register.database import db, write_transaction
from risk_register.domain.matters import Matter
from risk_register.domain.webhooks import TOLD
from risk_register.doors.webhooks import find_secret, is_production, send_message
from risk_register.models import Webhook
from risk_register.services.programmes import get_programme
from risk_register.services.webhooks import (
    add_webhook,
    get_webhook,
    list_all_webhooks,
    note_answer,
    stop_webhook,
    write_body,
)


def add_webhooks(word: argparse.ArgumentParser) -> None:
    """Enter the commands about webhooks."""
    webhooks = behind(word)
    listed = enter(webhooks, "list", _list, "List every webhook, with its last answer.")
    listed.add_argument("--json", action="store_true")
    added = enter(webhooks, "add", _add, "Tell an address what happens, and print its secret once.")
    added.add_argument("address")
    added.add_argument("--programme", help="its key; not needed if there is only one")
    added.add_argument(
        "--matter",
        action="append",
        choices=[each.value for each in TOLD],
        help="what it is told of; may be repeated, everything by default",
    )
    tested = enter(webhooks, "test", _test, "Send a test, and say what came back.")
    stopped = enter(webhooks, "stop", _stop, "Tell a program nothing more.")
    for command in (tested, stopped):
        command.add_argument("number", type=int, help="as the list prints it")


def _list(_app: Flask, options: argparse.Namespace) -> int:
    found = [_describe(webhook) for webhook in list_all_webhooks()]
    if options.json:
        print(json.dumps(found, indent=2))
    for each in () if options.json else found:
        print(f"{each['number']:>6} {each['programme']:24} {each['state']:8} {each['host']}")
        print(f"       {each['answer'] or 'No answer yet.'}")
    return 0


def _describe(webhook: Webhook) -> dict[str, object]:
    state = "failing" if webhook.failing_since else "on"
    return {
        "number": webhook.id,
        "programme": webhook.programme.key,
        "host": webhook.host,
        "matters": webhook.matters,
        "state": "stopped" if webhook.stopped_at else state,
        "told_up_to": webhook.told_up_to,
        "next_at": webhook.next_at.isoformat(),
        "answer": webhook.answer,
    }


def _add(_app: Flask, options: argparse.Namespace) -> int:
    with write_transaction():
        webhook = add_webhook(
            get_programme(options.programme or name_only_programme()),
            address=options.address,
            matters=[Matter(each) for each in options.matter or TOLD],
            is_production=is_production(),
            by=None,
            at=clock.now(),
        )
    print(find_secret(webhook.nonce))
    return 0


def _test(_app: Flask, options: argparse.Namespace) -> int:
    webhook, now = get_webhook(None, options.number), clock.now()
    address, nonce, body = webhook.address, webhook.nonce, write_body(webhook.programme.key, [])
    db.session.rollback()  # nothing may stay open while the other side thinks
    name = f"test.{secrets.token_hex(8)}"
    answer = send_message(address, body, name=name, nonce=nonce, at=now)
    with write_transaction():
        note_answer(get_webhook(None, options.number), answer, at=now)
    print(answer.words)
    return 0 if answer.is_taken else 1


def _stop(_app: Flask, options: argparse.Namespace) -> int:
    with write_transaction():
        stop_webhook(get_webhook(None, options.number), by=None, at=clock.now())
    print(f"Webhook {options.number} is stopped.")
    return 0
