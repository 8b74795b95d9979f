"""Saying what a value is, for which period, and why it replaces another."""

from marshmallow import fields

from risk_register.schemas.assessments import STALE_FORM
from risk_register.schemas.base import FormSchema, Whole, Words
from risk_register.schemas.indicators import Number


class ReadingSchema(FormSchema):
    """The value of one period."""

    period = Words(empty="Say for which period this is.", longest=40)
    value = Number(empty="Enter the value.")
    is_provisional = fields.Boolean(load_default=False)
    commentary = Words()
    reason = Words()
    known = Whole(empty=STALE_FORM, wrong=STALE_FORM)
    back = Words(longest=20)
