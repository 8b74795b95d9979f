"""What a board decides, and taking a record of it back."""

from typing import ClassVar

from marshmallow import fields

from risk_register.domain.meetings import DecisionKind
from risk_register.schemas.assessments import STALE_FORM
from risk_register.schemas.base import Day, FormSchema, Whole, Words

UNCHOSEN = "Choose what was decided."


class Kind(fields.Enum[DecisionKind]):
    """What was decided; one of the kinds there are."""

    def __init__(self) -> None:
        """Set the sentence."""
        super().__init__(
            DecisionKind,
            by_value=True,
            required=True,
            error_messages={"required": UNCHOSEN, "unknown": UNCHOSEN},
        )


class DecisionSchema(FormSchema):
    """A decision about a risk; which fields it needs, its kind says in ``domain/decisions.py``."""

    dates: ClassVar[tuple[str, ...]] = ("expires_on", "due_on")

    kind = Kind()
    text = Words()
    likelihood = Whole(wrong="Choose how likely it is.", lowest=1)
    impact = Whole(wrong="Choose how hard it would hit.", lowest=1)
    expires_on = Day(empty=None)
    body_id = Whole(wrong="Choose a body.", lowest=1)
    lead_id = Whole(wrong="Choose who leads it.", lowest=1)
    due_on = Day(empty=None)
    item_id = Whole(wrong="Choose an item.", lowest=1)
    version = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=1)


class OtherDecisionSchema(FormSchema):
    """A decision about an item of the agenda, or about none of them."""

    kind = Kind()
    text = Words()
    item_id = Whole(wrong="Choose an item.", lowest=1)


class WithdrawalSchema(FormSchema):
    """Why a decision should not have been recorded."""

    reason = Words()
