"""Packs as programs get and ask for them."""

from marshmallow import Schema, fields, validate

from risk_register.domain.packs import Edition, Standing
from risk_register.schemas.machines.base import ListAsked, Machine
from risk_register.schemas.packs import (
    ApprovalSchema,
    CorrectionSchema,
    PackSchema,
    ReasonSchema,
    WithdrawalSchema,
)


class PackOut(Schema):
    """An edition and version of a meeting's pack."""

    id = fields.Integer()
    meeting_id = fields.Integer()
    body = fields.String(metadata={"description": "Key of the body."})
    held_on = fields.Date()
    edition = fields.String()
    version = fields.Integer()
    state = fields.String()
    made_at = fields.AwareDateTime(allow_none=True)
    approved_at = fields.AwareDateTime(allow_none=True)
    withdrawn_at = fields.AwareDateTime(allow_none=True)
    sha256 = fields.String(allow_none=True, metadata={"description": "Of the PDF."})


class FileOut(Schema):
    """A file of a pack, the same bytes for everybody."""

    name = fields.String(metadata={"description": "Where it stands beneath the pack's address."})
    sha256 = fields.String()
    size = fields.Integer(metadata={"description": "In bytes."})


class OnePackOut(PackOut):
    """An edition of a pack with where it stands in its life, and its files."""

    standing = fields.String(
        validate=validate.OneOf([each.name.lower() for each in Standing]),
        metadata={"description": "Of the version, all editions alike."},
    )
    correction = fields.String(allow_none=True, metadata={"description": "What it changes."})
    return_reason = fields.String(allow_none=True)
    withdraw_reason = fields.String(allow_none=True)
    circulations = fields.Integer(metadata={"description": "How often it went out."})
    files = fields.List(fields.Nested(FileOut))


class PacksOut(Schema):
    """Packs, the newest meeting and version first."""

    items = fields.List(fields.Nested(PackOut))


class PacksAsked(ListAsked):
    """Which editions, and which of their fields."""

    edition = fields.Enum(
        Edition,
        by_value=True,
        load_default=Edition.FULL,
        error_messages={"unknown": "There is no such."},
    )


class PackIn(Machine, PackSchema):
    """A meeting whose pack is wanted, and what a new version changes."""


class CorrectionIn(Machine, CorrectionSchema):
    """What a new version changes; ``version`` is the newest one that was looked at."""


class ApprovalIn(Machine, ApprovalSchema):
    """The pack that was read, by the SHA-256 of its PDF."""


class ReturnIn(Machine, ReasonSchema):
    """Why a pack is returned, and the SHA-256 of the PDF that was read."""


class PackWithdrawalIn(Machine, WithdrawalSchema):
    """Why a pack is withdrawn; ``warned`` is "yes" if its words may repeat exempt matters."""
