"""The commentary and the asks for a meeting's pack."""

from marshmallow import ValidationError, post_load, validates

from risk_register.domain.briefings import (
    LONGEST_ASK,
    LONGEST_ASKS,
    LONGEST_COMMENTARY,
    MOST_ASKS,
    split_asks,
)
from risk_register.schemas.assessments import STALE_FORM
from risk_register.schemas.base import FormSchema, Whole, Words


class BriefingSchema(FormSchema):
    """What the programme manager writes; asks are typed one on a line."""

    commentary = Words(longest=LONGEST_COMMENTARY)
    asks = Words(longest=LONGEST_ASKS)
    version = Whole(empty=STALE_FORM, wrong=STALE_FORM)

    @validates("asks")
    def check_asks(self, text: str, **_kwargs: object) -> None:
        """Refuse too many asks, and too long ones."""
        asks = split_asks(text)
        if len(asks) > MOST_ASKS:
            raise ValidationError(f"Ask for {MOST_ASKS} things or fewer; these are {len(asks)}.")
        for number, ask in enumerate(asks, 1):
            if len(ask) > LONGEST_ASK:
                raise ValidationError(
                    f"Ask {number} has {len(ask)} characters. Use {LONGEST_ASK} or fewer."
                )

    @post_load
    def take_apart(self, values: dict[str, object], **_kwargs: object) -> dict[str, object]:
        """Give the asks as a list."""
        return values | {"asks": split_asks(str(values["asks"]))}
