"""What is written into a meeting's pack, as programs get and write it."""

from marshmallow import Schema, ValidationError, fields, validate

from risk_register.domain.briefings import LONGEST_ASK, LONGEST_COMMENTARY, MOST_ASKS, split_asks
from risk_register.schemas.base import FormSchema, Words
from risk_register.schemas.machines.base import Machine

_EMPTY_ASK = "Say what is asked, or leave it out."


class BriefingOut(Schema):
    """The commentary and the asks for a meeting's pack; version 0 if nothing is written yet."""

    commentary = fields.String()
    asks = fields.List(fields.String())
    written_as = fields.String(allow_none=True, metadata={"description": "Title of the post."})
    written_at = fields.AwareDateTime(allow_none=True)
    exempt_named = fields.List(
        fields.String(), metadata={"description": "References of exempt risks that it names."}
    )
    version = fields.Integer()


class OwnAsksOut(Schema):
    """What a pack would ask by itself; null if the register has too many risks to wait for it."""

    asks = fields.List(fields.String(), allow_none=True)


def _check_lines(asks: list[str]) -> None:
    """Refuse asks that a form would read as others: it has each on a line of its own."""
    if split_asks("\n".join(asks)) != asks:
        raise ValidationError("Say each ask in one line, with no bullet before it.")


class BriefingIn(Machine, FormSchema):
    """What is written for the pack, in place of what was."""

    commentary = Words(longest=LONGEST_COMMENTARY)
    asks = fields.List(
        Words(empty=_EMPTY_ASK, longest=LONGEST_ASK),
        load_default=list,
        validate=[
            validate.Length(max=MOST_ASKS, error=f"Ask for {MOST_ASKS} things or fewer."),
            _check_lines,
        ],
    )
