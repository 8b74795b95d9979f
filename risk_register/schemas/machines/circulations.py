"""Circulations and their letters as programs get and send them."""

from marshmallow import Schema, fields

from risk_register.schemas.base import Whole
from risk_register.schemas.circulations import (
    CirculationSchema,
    ResendSchema,
    SecondLetterSchema,
)
from risk_register.schemas.machines.base import Machine

_PAPERS = "Give ids of papers of the agenda."


class LetterOut(Schema):
    """A letter of a circulation."""

    id = fields.Integer()
    reader = fields.String(metadata={"description": "Title of the reader's post."})
    edition = fields.String(allow_none=True)
    state = fields.String()
    sent_at = fields.AwareDateTime(allow_none=True)


class CirculationOut(Schema):
    """One decision to send a pack."""

    number = fields.Integer()
    decided_as = fields.String(allow_none=True)
    decided_at = fields.AwareDateTime()
    late_reason = fields.String(allow_none=True)
    head = fields.String(allow_none=True, metadata={"description": "Of the record."})
    letters = fields.List(fields.Nested(LetterOut))


class CirculationsOut(Schema):
    """Circulations of a pack, the newest first."""

    items = fields.List(fields.Nested(CirculationOut))


class CirculationIn(Machine, CirculationSchema):
    """What is said with a pack.

    ``number`` is which circulation of the pack it is, so that a request sent twice sends once.
    ``warned`` is "yes" if the words may repeat exempt matters.
    """

    class Meta(CirculationSchema.Meta):
        """A program has nothing to preview."""

        exclude = ("stage",)

    papers = fields.List(  # type: ignore[assignment]  # a program sends no boxes that were ticked
        Whole(empty=_PAPERS, wrong=_PAPERS, lowest=1), load_default=list
    )


class ResendIn(Machine, ResendSchema):
    """Where a letter that has not gone goes now."""


class SecondLetterIn(Machine, SecondLetterSchema):
    """Where one reader is sent a letter more, and why."""
