"""Asking for a pack and approving one."""

from marshmallow import fields

from risk_register.schemas.base import FormSchema, Words


class PackSchema(FormSchema):
    """A meeting whose pack is wanted, and what a new version changes."""

    meeting = fields.Date(
        required=True, error_messages={"required": "Choose a meeting.", "invalid": "No meeting."}
    )
    correction = Words(longest=500)


class ApprovalSchema(FormSchema):
    """The pack that was read, by the fingerprint of its file."""

    sha256 = Words(empty="Load the page again before you approve.", longest=64)
