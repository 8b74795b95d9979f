"""What a program reads when something cannot be done."""

from typing import Any

from flask import Blueprint, Response

from risk_register.database import db
from risk_register.domain.errors import (
    ChangedMeanwhileError,
    RegisterError,
    RuleError,
    TooManyTriesError,
)
from risk_register.doors import answer_problem

WAIT_SECONDS = "60"


class UnknownKeyError(RegisterError):
    """Show a key that works, as Authorization: Bearer rrk_… does."""


class NoVersionError(RegisterError):
    """Say with If-Match which version you have read: its ETag."""


class BadVersionError(RegisterError):
    """If-Match is not an ETag as the register gives it."""


class FieldsError(RegisterError):
    """What was sent is not right."""

    def __init__(self, messages: Any) -> None:
        """Keep what is wrong with each field, as marshmallow says it."""
        super().__init__()
        self.fields = flatten(messages)


def flatten(messages: Any, path: str = "") -> dict[str, str]:
    """Say nested errors by path: ``owner_id``, ``area_ids.0``."""
    if isinstance(messages, str):
        return {path: messages}
    if isinstance(messages, list):
        return {path: " ".join(str(each) for each in messages)}
    found: dict[str, str] = {}
    for name, said in messages.items():
        is_own = name == "_schema"
        found |= flatten(said, path if is_own else f"{path}.{name}" if path else str(name))
    return found


def prepare_errors(room: Blueprint) -> None:
    """Answer what only a program can do wrong; the rest is answered where pages' errors are."""
    room.register_error_handler(UnknownKeyError, _answer_unknown)
    room.register_error_handler(NoVersionError, _answer_no_version)
    room.register_error_handler(BadVersionError, _answer_bad_version)
    room.register_error_handler(ChangedMeanwhileError, _answer_changed)
    room.register_error_handler(FieldsError, _answer_fields)
    room.register_error_handler(RuleError, _answer_rule)
    room.register_error_handler(TooManyTriesError, _answer_too_many)


def _answer_unknown(error: UnknownKeyError) -> Response:
    answer = answer_problem(401, "Who is asking?", str(error))
    for way in ("Bearer", "Basic"):  # a line each: Chromium reads the first way of a line alone
        answer.headers.add("WWW-Authenticate", f'{way} realm="register"')
    return answer


def _answer_no_version(error: NoVersionError) -> Response:
    return answer_problem(428, "Say which version you have read", str(error))


def _answer_bad_version(error: BadVersionError) -> Response:
    return answer_problem(400, "This request could not be read", str(error))


def _answer_changed(error: ChangedMeanwhileError) -> Response:
    db.session.rollback()
    return answer_problem(412, "This has changed meanwhile", str(error))


def _answer_fields(error: FieldsError) -> Response:
    return answer_problem(422, "This is not right", str(error), fields=error.fields)


def _answer_rule(error: RuleError) -> Response:
    db.session.rollback()
    fields = {error.field: str(error)} if error.field else None
    title = "The register's rules do not allow that"
    return answer_problem(422, title, str(error), fields=fields)


def _answer_too_many(error: TooManyTriesError) -> Response:
    wait = {"Retry-After": WAIT_SECONDS}
    return answer_problem(429, "Too many requests", str(error), headers=wait)
