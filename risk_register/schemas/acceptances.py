"""Bearing a risk knowingly, until a date."""

from typing import ClassVar

from risk_register.schemas.assessments import STALE_FORM
from risk_register.schemas.base import Day, FormSchema, Whole, Words


class AcceptanceSchema(FormSchema):
    """Why a risk is borne, and how long."""

    dates: ClassVar[tuple[str, ...]] = ("expires_on",)

    reason = Words()
    expires_on = Day(empty="Enter the last day it is borne.")
    version = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=1)
