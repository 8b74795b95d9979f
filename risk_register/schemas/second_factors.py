"""Codes of a second factor."""

from marshmallow import fields, validate

from risk_register.schemas.base import FormSchema, Words
from risk_register.schemas.sessions import MOST_KEPT


class CodeSchema(FormSchema):
    """A code from a phone or from paper."""

    code = Words(empty="Enter a code.", longest=40)


class SignInCodeSchema(CodeSchema):
    """A code after the password; the rest is as in the form before."""

    remember = fields.Boolean(load_default=False)
    next = Words(longest=500)
    kept = fields.String(load_default="", validate=validate.Length(max=MOST_KEPT))
