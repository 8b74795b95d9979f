"""Publications and their letters as programs get and send them."""

from marshmallow import Schema, fields, validate

from risk_register.domain.circulation import DeliveryState
from risk_register.domain.publications import Asking
from risk_register.schemas.machines.base import Machine
from risk_register.schemas.publications import (
    AskingAgainSchema,
    PublicationSchema,
    TakingBackSchema,
)


class PublicationLetterOut(Schema):
    """A letter to the address that publishes."""

    id = fields.Integer()
    asks = fields.String(validate=validate.OneOf([*Asking]))
    address = fields.String()
    state = fields.String(validate=validate.OneOf([*DeliveryState]))
    sent_at = fields.AwareDateTime(allow_none=True)
    repeat_reason = fields.String(allow_none=True)


class PublicationOut(Schema):
    """One decision to let everybody read a public edition."""

    id = fields.Integer()
    pack_id = fields.Integer(metadata={"description": "The public edition."})
    version = fields.Integer()
    sha256 = fields.String(metadata={"description": "Of its PDF."})
    is_standing = fields.Boolean(metadata={"description": "Whether everybody may read it now."})
    address = fields.String(allow_none=True, metadata={"description": "That is written to."})
    late_reason = fields.String(allow_none=True)
    decided_as = fields.String(allow_none=True, metadata={"description": "Title of the post."})
    decided_at = fields.AwareDateTime()
    withdrawn_as = fields.String(allow_none=True, metadata={"description": "Title of the post."})
    withdrawn_at = fields.AwareDateTime(allow_none=True)
    withdraw_reason = fields.String(allow_none=True)
    letters = fields.List(fields.Nested(PublicationLetterOut))


class PublicationsOut(Schema):
    """What was published for a meeting, taken back or not, the newest first."""

    items = fields.List(fields.Nested(PublicationOut))


class PublicationIn(Machine, PublicationSchema):
    """The public edition that was read, by the SHA-256 of its PDF; if it is late, why."""


class TakingBackIn(Machine, TakingBackSchema):
    """Why a publication is taken back."""


class AskingAgainIn(Machine, AskingAgainSchema):
    """Where a letter that has not gone goes now, and why."""
