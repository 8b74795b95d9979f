"""Kept filters of the list and agencies' own columns, as programs get and send them."""

from marshmallow import Schema, fields

from risk_register.schemas.machines.base import Machine
from risk_register.schemas.register_layouts import LayoutSchema, NewLayoutSchema
from risk_register.schemas.saved_filters import FilterSchema, NewFilterSchema


class FilterOut(Schema):
    """A filter of the list of risks under a name."""

    id = fields.Integer()
    name = fields.String()
    query = fields.String(metadata={"description": "As behind the question mark of the list."})
    is_shared = fields.Boolean()
    is_own = fields.Boolean()
    version = fields.Integer()


class FiltersOut(Schema):
    """Filters, by name."""

    items = fields.List(fields.Nested(FilterOut))


class NewFilterIn(Machine, NewFilterSchema):
    """A name for what a list is narrowed to."""


class FilterIn(Machine, FilterSchema):
    """What a filter is called, and whether everybody sees it."""

    class Meta(FilterSchema.Meta):
        """The version comes as If-Match."""

        exclude = ("version",)


class LayoutOut(Schema):
    """How an agency lays its own register out."""

    id = fields.Integer()
    agency_id = fields.Integer()
    name = fields.String()
    lines = fields.String(metadata={"description": "A line for each column: Risk ID = Reference."})
    version = fields.Integer()


class LayoutsOut(Schema):
    """Layouts, by agency and name."""

    items = fields.List(fields.Nested(LayoutOut))


class NewLayoutIn(Machine, NewLayoutSchema):
    """Whose layout it is, what it is called, and a line for each column."""


class LayoutIn(Machine, LayoutSchema):
    """What a layout is called, and its columns."""

    class Meta(LayoutSchema.Meta):
        """The version comes as If-Match."""

        exclude = ("version",)
