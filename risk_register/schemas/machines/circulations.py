"""Circulations and their letters as programs get and send them."""

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from risk_register.schemas.base import Whole
from risk_register.schemas.circulations import (
    CirculationSchema,
    ResendSchema,
    SecondLetterSchema,
    SupplementSchema,
)
from risk_register.schemas.machines.base import FieldsAsked, Machine

_PAPERS = "Give ids of papers of the agenda."


class LetterOut(Schema):
    """A letter of a circulation."""

    id = fields.Integer()
    reader = fields.String(metadata={"description": "Title of the reader's post."})
    edition = fields.String(allow_none=True)
    state = fields.String()
    sent_at = fields.AwareDateTime(allow_none=True)
    by_link = fields.Boolean(metadata={"description": "Whether it brings a personal link."})


class OneLetterOut(LetterOut):
    """A letter of a circulation, and whether the personal link in it was stopped."""

    has_link = fields.Boolean(metadata={"description": "Whether it has one that was not stopped."})


class CirculationOut(Schema):
    """One decision to send a pack, or papers that go after it."""

    number = fields.Integer()
    supplement = fields.Integer(
        allow_none=True, metadata={"description": "Its number, if it brings papers alone."}
    )
    papers = fields.List(fields.Integer(), metadata={"description": "Ids of papers it brings."})
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


class SupplementIn(Machine, SupplementSchema):
    """Papers that go after a pack, and what is said with them.

    ``number`` is which circulation of the pack it is, as its outlook says.
    ``warned`` is "yes" if the words may repeat exempt matters.
    """

    class Meta(SupplementSchema.Meta):
        """A program reads the outlook instead."""

        exclude = ("stage",)

    papers = fields.List(  # type: ignore[assignment]  # a program sends no boxes that were ticked
        Whole(empty=_PAPERS, wrong=_PAPERS, lowest=1), load_default=list
    )


class SupplementAsked(FieldsAsked):
    """Of which papers it is asked who would get them; of all that are new if none is named."""

    papers = fields.String(
        load_default="",
        validate=validate.Regexp(r"^([1-9][0-9]{0,8}(,[1-9][0-9]{0,8})*)?$", error=_PAPERS),
        metadata={"description": "Ids with commas between."},
    )

    @post_load
    def _split(self, said: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
        return {**said, "papers": [int(each) for each in said["papers"].split(",") if each]}


class UnsentPaperOut(Schema):
    """A paper that has gone to nobody yet."""

    id = fields.Integer()
    item_id = fields.Integer()
    title = fields.String()
    name = fields.String()
    is_exempt = fields.Boolean()
    is_new = fields.Boolean(metadata={"description": "Added since the pack has first gone."})


class ShareOut(Schema):
    """What one reader would get."""

    reader = fields.String(metadata={"description": "Title of the seat."})
    edition = fields.String(metadata={"description": "Of the pack, as they have it."})
    papers = fields.List(fields.Integer())
    marking = fields.String()
    by_link = fields.Boolean()


class AgreeingOut(Schema):
    """A post at the table whose agreement to lateness can be noted."""

    id = fields.Integer()
    title = fields.String()


class SupplementOutlookOut(Schema):
    """What a supplement would be, before it is sent."""

    number = fields.Integer(metadata={"description": "What to send as number."})
    supplement = fields.Integer()
    is_late = fields.Boolean(metadata={"description": "Then a late_reason is needed."})
    papers = fields.List(fields.Nested(UnsentPaperOut))
    shares = fields.List(fields.Nested(ShareOut))
    agreeing = fields.List(fields.Nested(AgreeingOut))


class ResendIn(Machine, ResendSchema):
    """Where a letter that has not gone goes now."""


class SecondLetterIn(Machine, SecondLetterSchema):
    """Where one reader is sent a letter more, and why."""
