"""Reports of letters that came back, as programs send them."""

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from risk_register.schemas.base import FormSchema
from risk_register.schemas.bounces import LONGEST_REPORT
from risk_register.schemas.machines.base import Machine, clean

_LONG = f"Use {LONGEST_REPORT:,} characters or fewer."
_PASTE = "Give the report's source, with all headers."


class BounceOut(Schema):
    """A report that was kept, and the letter that it is about."""

    is_permanent = fields.Boolean(metadata={"description": "False if the letter is delayed."})
    status = fields.String(allow_none=True, metadata={"description": "As in RFC 3463."})
    answer = fields.String(allow_none=True, metadata={"description": "The mail server's words."})
    reported_at = fields.AwareDateTime(allow_none=True)
    letter = fields.String(
        validate=validate.OneOf(["circulation", "publication", "notice"]),
        metadata={"description": "Of what kind it is."},
    )
    letter_id = fields.Integer()
    pack_id = fields.Integer(allow_none=True, metadata={"description": "If it is about one."})
    state = fields.String(metadata={"description": "Of the letter now."})


class BounceIn(Machine, FormSchema):
    """The report as it came, headers and all; its line ends may be those of mail."""

    report = fields.String(
        required=True,
        validate=[
            validate.Length(min=1, error=_PASTE),
            validate.Length(
                max=LONGEST_REPORT, error=f"Use {LONGEST_REPORT:,} characters or fewer."
            ),
        ],
        error_messages={"required": _PASTE},
    )

    @post_load
    def _clean(self, said: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
        """Read it as a form does; nothing of the text itself is kept."""
        return {"report": clean(said["report"])}
