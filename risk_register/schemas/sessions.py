"""Signing in."""

from risk_register.schemas.base import FormSchema, Words


class SessionSchema(FormSchema):
    """An e-mail address and a password; ``next`` is where the person wanted to go."""

    email = Words(empty="Enter your e-mail address.", longest=254)
    password = Words(empty="Enter your password.", longest=500)
    next = Words(longest=500)
