"""Indicators and their values as programs get and send them."""

from marshmallow import Schema, fields

from risk_register.schemas.indicators import ChangedIndicatorSchema, EndSchema, IndicatorSchema
from risk_register.schemas.machines.base import ListAsked, Machine
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
    retired_at = fields.AwareDateTime(allow_none=True)
    retire_reason = fields.String(allow_none=True)
    version = fields.Integer()


class IndicatorsOut(Schema):
    """Indicators, by reference."""

    items = fields.List(fields.Nested(IndicatorOut))


class OneIndicatorOut(IndicatorOut):
    """An indicator with all that is said about it, and its values, the oldest first."""

    denominator = fields.String()
    attribution = fields.String()
    due_days = fields.Integer(metadata={"description": "After a period's end."})
    counts_people = fields.Boolean()
    baseline = fields.String(allow_none=True)
    baseline_on = fields.Date(allow_none=True)
    tolerance = fields.String()
    area_ids = fields.List(fields.Integer())
    risks = fields.List(fields.String(), metadata={"description": "References."})
    readings = fields.List(fields.Nested(ReadingOut))


class IndicatorsAsked(ListAsked):
    """Which indicators, and which of their fields."""

    retired = fields.Boolean(load_default=False)


class ChangedIndicatorIn(Machine, ChangedIndicatorSchema):
    """What is said about an indicator; another trajectory needs a ``reason``."""

    class Meta(ChangedIndicatorSchema.Meta):
        """The version comes as If-Match, and programs know risks by their references."""

        exclude: tuple[str, ...] = ("version", "risk_ids")

    risks = fields.List(
        fields.String(), load_default=[], metadata={"description": "References of risks."}
    )


class IndicatorIn(ChangedIndicatorIn, IndicatorSchema):
    """A new indicator, with what never changes about it."""

    class Meta(ChangedIndicatorIn.Meta):
        """It replaces nothing, so there is no reason to give."""

        exclude = ("version", "risk_ids", "reason")


class EndIn(Machine, EndSchema):
    """That an indicator is measured no longer, and why."""

    class Meta(EndSchema.Meta):
        """The version comes as If-Match."""

        exclude = ("version",)


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
