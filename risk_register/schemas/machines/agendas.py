"""Agendas as programs get and send them."""

from typing import ClassVar

from marshmallow import Schema, fields, validate

from risk_register.domain.evidence import FileKind
from risk_register.schemas.agendas import ItemSchema, MoveSchema, NewItemSchema, RemovalSchema
from risk_register.schemas.base import FormSchema
from risk_register.schemas.machines.base import Conditions, Machine


class PaperOut(Schema):
    """A paper under an item."""

    id = fields.Integer()
    title = fields.String()
    name = fields.String(metadata={"description": "Of the file."})
    kind = fields.String(validate=validate.OneOf([*FileKind]))
    size = fields.Integer(metadata={"description": "In bytes."})
    sha256 = fields.String()


class ItemOut(Schema):
    """An item of an agenda; of one that is withheld only its number, time and paragraph."""

    id = fields.Integer(allow_none=True)
    number = fields.Integer()
    starts_at = fields.Time(format="%H:%M", allow_none=True)
    title = fields.String(allow_none=True)
    purpose = fields.String(allow_none=True)
    presenter_id = fields.Integer(allow_none=True)
    minutes_long = fields.Integer(allow_none=True)
    reference = fields.String(allow_none=True, metadata={"description": "Of its paper."})
    is_exempt = fields.Boolean()
    exempt_paragraph = fields.Integer(allow_none=True)
    late_reason = fields.String(allow_none=True)
    agreed_by_id = fields.Integer(allow_none=True, metadata={"description": "Post of the chair."})
    papers = fields.List(fields.Nested(PaperOut))
    version = fields.Integer(allow_none=True)


class AgendaOut(Schema):
    """An agenda, in its order."""

    items = fields.List(fields.Nested(ItemOut))


class NoWordsIn(Machine, FormSchema):
    """An act that needs no words: an empty object."""


_EXEMPT: Conditions = {"exempt_paragraph": ("is_exempt", True)}


class NewItemIn(Machine, NewItemSchema):
    """An item; a ``late_reason`` is needed once the agenda has gone out."""

    counts_with: ClassVar[Conditions] = _EXEMPT


class ItemIn(Machine, ItemSchema):
    """An item that is changed."""

    class Meta(ItemSchema.Meta):
        """The version comes as If-Match."""

        exclude = ("version",)

    counts_with: ClassVar[Conditions] = _EXEMPT


class ItemMoveIn(Machine, MoveSchema):
    """Where an item goes: ``number`` is the place that has been read."""


class ItemRemovalIn(Machine, RemovalSchema):
    """Why an item is taken off; needed once the agenda has gone out."""

    class Meta(RemovalSchema.Meta):
        """The version comes as If-Match."""

        exclude = ("version",)
