"""Evidence of impact: stated, and taken back."""

from typing import ClassVar

from risk_register.schemas.base import Day, FormSchema, Words


class ImpactSchema(FormSchema):
    """What has become better, how that is known, and when it was seen."""

    dates: ClassVar[tuple[str, ...]] = ("seen_on",)

    text = Words(
        empty="Say what has become better.", longest=1000, shortest=10, too_short="Say more."
    )
    source = Words(empty="Say how that is known.", longest=500)
    seen_on = Day(empty="Enter the day on which it was seen.")


class ImpactWithdrawalSchema(FormSchema):
    """Why it is taken back."""

    reason = Words()
