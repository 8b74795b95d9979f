"""Who may read a restricted risk, as programs get and send it."""

from marshmallow import Schema, fields

from risk_register.schemas.base import Words
from risk_register.schemas.machines.base import Machine
from risk_register.schemas.machines.risks import PostOut
from risk_register.schemas.restrictions import RestrictionSchema


class ReaderOut(Schema):
    """An agency or a person who can be named as a reader."""

    id = fields.Integer()
    title = fields.String()


class RestrictionOut(Schema):
    """Who may read a risk besides its owner and those who always may."""

    restricted_at = fields.AwareDateTime(allow_none=True, metadata={"description": "null: all."})
    reason = fields.String(allow_none=True)
    agency_ids = fields.List(fields.Integer())
    person_ids = fields.List(fields.Integer())
    agencies = fields.List(
        fields.Nested(ReaderOut), metadata={"description": "Those that can be named."}
    )
    people = fields.List(
        fields.Nested(ReaderOut), metadata={"description": "Those who can be named."}
    )
    unaware_leads = fields.List(
        fields.Nested(PostOut),
        metadata={"description": "They lead unfinished actions for it; the owner's is left out."},
    )


class RestrictionIn(Machine, RestrictionSchema):
    """Who alone may read a risk, and why, in 10 characters or more."""

    class Meta(RestrictionSchema.Meta):
        """The version comes as If-Match; a restriction ends by its own door."""

        exclude = ("version", "readership")


class RestrictionEndIn(Machine, RestrictionSchema):
    """Why everybody who reads the register may read a risk again."""

    class Meta(RestrictionSchema.Meta):
        """Nobody is named."""

        exclude = ("version", "readership", "agency_ids", "person_ids")

    reason = Words(empty="Say why.")
