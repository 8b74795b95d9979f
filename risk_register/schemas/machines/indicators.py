"""Indicators and their values as programs get and send them."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, pre_load

from risk_register.schemas.machines.base import Machine
from risk_register.schemas.machines.risks import PostOut
from risk_register.schemas.readings import ReadingSchema


class ReadingOut(Schema):
    """The value of one period as it is known now."""

    period = fields.String(metadata={"description": "As it is said and sent: May 2018."})
    starts_on = fields.Date()
    ends_on = fields.Date()
    value = fields.String(metadata={"description": "The digits that were given."})
    is_provisional = fields.Boolean()
    commentary = fields.String(allow_none=True)
    reason = fields.String(
        allow_none=True, metadata={"description": "Why it replaced an earlier value."}
    )
    recorded_at = fields.AwareDateTime()


class IndicatorOut(Schema):
    """Something that is measured again and again."""

    reference = fields.String()
    title = fields.String()
    definition = fields.String()
    sector = fields.String()
    unit = fields.String()
    direction = fields.String()
    period_kind = fields.String()
    source = fields.String()
    owner_id = fields.Integer()
    owner = fields.Nested(PostOut)
    target = fields.String(allow_none=True)
    target_on = fields.Date(allow_none=True)
    standing = fields.String(metadata={"description": "Of the newest value."})
    currency = fields.String()
    missing = fields.String(
        allow_none=True, metadata={"description": "Period whose value should be there."}
    )
    newest = fields.Nested(ReadingOut, allow_none=True)


class IndicatorsOut(Schema):
    """Indicators, by reference."""

    items = fields.List(fields.Nested(IndicatorOut))


class OneIndicatorOut(IndicatorOut):
    """An indicator with the value of every period, the oldest first."""

    readings = fields.List(fields.Nested(ReadingOut))


class ReadingIn(Machine, ReadingSchema):
    """The value of one period.

    A period that has a value already takes another one with ``replaces``, the value
    that is known, so that nobody replaces what they have not read.
    """

    class Meta(ReadingSchema.Meta):
        """What was known is said in ``replaces``."""

        exclude = ("known", "back")

    replaces = fields.String(
        load_default=None,
        allow_none=True,
        metadata={"description": "The value that is known of this period; null if none is."},
    )

    @pre_load
    def _read_number(self, given: Any, **_kwargs: Any) -> Any:
        value = given.get("value") if isinstance(given, dict) else None
        if isinstance(value, bool | list | dict):
            raise ValidationError("Give a number, as 36.0 or as text.", "value")
        return given
