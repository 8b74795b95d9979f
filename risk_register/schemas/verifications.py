"""Asking what a file is; the file itself comes beside the form."""

from risk_register.schemas.base import FormSchema, Words


class VerificationSchema(FormSchema):
    """The SHA-256 of a file; empty if the file itself was chosen."""

    sha256 = Words(longest=200)
