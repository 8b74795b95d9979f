"""Sending a pack, and one letter again."""

from typing import Any, ClassVar

from marshmallow import ValidationError, fields, validate

from risk_register.schemas.base import FormSchema, Whole, Words

WRONG_ADDRESS = "Enter an e-mail address in the right form, like name@example.org."
#: That the form was drawn with a warning about its words.
WARNED = "yes"
#: What becomes of the form: read the letters with what was typed, or send them.
PREVIEW, SEND = "preview", "send"
_LOAD_AGAIN = "Load the page again before you send."
_CHOOSE_PAPERS = "Choose papers of the agenda."


class PaperIds(fields.Field[tuple[int, ...]]):
    """The papers whose boxes were ticked."""

    def __init__(self) -> None:
        super().__init__(load_default=())

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> tuple[int, ...]:  # noqa: ARG002 - marshmallow's own signature
        said = [str(each) for each in value]
        if not all(each.isascii() and each.isdigit() and len(each) < 10 for each in said):
            raise ValidationError(_CHOOSE_PAPERS)
        return tuple(sorted({int(each) for each in said}))


def was_warned() -> fields.String:
    """Give the field that says that the sender has read a warning about the words."""
    return fields.String(load_default="", validate=validate.OneOf(["", WARNED], error=_LOAD_AGAIN))


class CirculationSchema(FormSchema):
    """What the secretary says with the pack; ``number`` keeps a double click from sending twice."""

    lists: ClassVar[tuple[str, ...]] = ("papers",)

    number = Whole(empty=_LOAD_AGAIN, wrong=_LOAD_AGAIN, lowest=1)
    stage = fields.String(
        load_default=SEND, validate=validate.OneOf([PREVIEW, SEND], error=_LOAD_AGAIN)
    )
    note = Words(longest=1000)
    late_reason = Words(longest=500)
    late_agreed_by_id = Whole(wrong="Choose a post at the table.", lowest=1)
    warned = was_warned()
    repeat_reason = Words(longest=500)
    papers = PaperIds()


class ResendSchema(FormSchema):
    """Where one letter goes now."""

    address = fields.String(
        required=True,
        validate=[
            validate.Email(error=WRONG_ADDRESS),
            validate.Length(max=254, error=WRONG_ADDRESS),
        ],
        error_messages={"required": WRONG_ADDRESS},
    )


class SecondLetterSchema(ResendSchema):
    """Where one reader is sent a letter more, and why; ``number`` keeps out a double click."""

    number = Whole(empty=_LOAD_AGAIN, wrong=_LOAD_AGAIN, lowest=1)
    reason = Words(longest=500)
    warned = was_warned()


class SupplementSchema(FormSchema):
    """What the secretary says with papers that go afterwards, and which those are."""

    lists: ClassVar[tuple[str, ...]] = ("papers",)

    number = Whole(empty=_LOAD_AGAIN, wrong=_LOAD_AGAIN, lowest=1)
    stage = fields.String(
        load_default=SEND, validate=validate.OneOf([PREVIEW, SEND], error=_LOAD_AGAIN)
    )
    papers = PaperIds()
    note = Words(longest=1000)
    late_reason = Words(longest=500)
    late_agreed_by_id = Whole(wrong="Choose a post at the table.", lowest=1)
    warned = was_warned()
