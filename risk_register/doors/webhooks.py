"""Handing signed messages to the addresses of programs, as the settings allow it."""

import secrets
from datetime import datetime

from flask import current_app

from risk_register.domain.errors import RuleError
from risk_register.domain.webhooks import derive_secret, read_address, sign_message
from risk_register.mail.webhooks import Answer, post_message
from risk_register.services.webhooks import Test


def is_production() -> bool:
    """Say whether only public addresses may be told, over https."""
    return bool(current_app.config["ENVIRONMENT"] == "production")


def find_secret(nonce: str) -> str:
    """Derive the secret of a webhook."""
    return derive_secret(nonce, secret_key=str(current_app.config["SECRET_KEY"]))


def send_test(test: Test, *, at: datetime) -> Answer:
    """Send a message without events; must run outside any transaction."""
    name = f"test.{secrets.token_hex(8)}"
    return send_message(test.address, test.body, name=name, nonce=test.nonce, at=at)


def send_message(address: str, body: bytes, *, name: str, nonce: str, at: datetime) -> Answer:
    """Sign a message and hand it over; must run outside any transaction.

    :param name: of the message; one that is sent again has the same
    :param nonce: the webhook's
    :param at: with a time zone; it is signed with the message
    """
    strictly = is_production()
    try:
        where = read_address(address, is_production=strictly)
    except RuleError as error:  # kept before the service was in production
        return Answer(is_taken=False, words=str(error))
    headers = sign_message(body, name=name, at=at, secret=find_secret(nonce))
    return post_message(where, body, headers, is_production=strictly)
