"""Passkeys: a code and a name before one is made, and what a browser answers."""

from marshmallow import fields, validate

from risk_register.schemas.base import FormSchema, Words
from risk_register.schemas.second_factors import CodeSchema
from risk_register.schemas.sessions import MOST_KEPT

#: What a browser answers takes at most so many characters.
MOST_ANSWERED = 20_000


def _name() -> Words:
    return Words(empty="Enter a name for the passkey.", longest=60)


def _credential() -> fields.String:
    nothing = "Your browser has shown no passkey."
    return fields.String(
        required=True,
        validate=validate.Length(min=1, max=MOST_ANSWERED, error=nothing),
        error_messages={"required": nothing},
    )


class NewPasskeySchema(CodeSchema):
    """What is asked before a device makes a passkey."""

    name = _name()


class PasskeySchema(FormSchema):
    """A passkey that a device has made."""

    name = _name()
    credential = _credential()


class SignInPasskeySchema(FormSchema):
    """A passkey after the password; the rest is as in the form before."""

    credential = _credential()
    next = Words(longest=500)
    kept = fields.String(load_default="", validate=validate.Length(max=MOST_KEPT))
