"""How risks bear on each other, as programs get and send it."""

from marshmallow import Schema, fields, validate

from risk_register.domain.relations import RelationKind
from risk_register.schemas.machines.base import Machine
from risk_register.schemas.relations import PartingSchema, RelationSchema


class RelationOut(Schema):
    """A relation as one of its two risks sees it."""

    id = fields.Integer()
    kind = fields.String(validate=validate.OneOf([*RelationKind]))
    says = fields.String(metadata={"description": "From this risk to the other: is fed by."})
    other = fields.String(metadata={"description": "Reference of the other risk."})
    note = fields.String(allow_none=True)
    added_at = fields.AwareDateTime()


class RelationsOut(Schema):
    """Relations of a risk, in the order in which they were said."""

    items = fields.List(fields.Nested(RelationOut))


class RelationIn(Machine, RelationSchema):
    """How this risk bears on which other one."""

    class Meta(RelationSchema.Meta):
        """The version comes as If-Match."""

        exclude = ("version",)


class PartingIn(Machine, PartingSchema):
    """Why the two are not related any more."""

    class Meta(PartingSchema.Meta):
        """The version comes as If-Match."""

        exclude = ("version",)
