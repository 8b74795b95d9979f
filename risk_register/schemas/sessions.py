"""Signing in."""

from marshmallow import fields, validate

from risk_register.schemas.base import FormSchema, Words

#: Characters of a form that was posted after its session had ended.
MOST_KEPT = 200_000


class SessionSchema(FormSchema):
    """An e-mail address and a password.

    ``next`` is where the person wanted to go; ``kept`` is what they had typed there, as JSON.
    """

    email = Words(empty="Enter your e-mail address.", longest=254)
    password = Words(empty="Enter your password.", longest=500)
    next = Words(longest=500)
    kept = fields.String(load_default="", validate=validate.Length(max=MOST_KEPT))
