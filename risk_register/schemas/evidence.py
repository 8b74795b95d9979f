"""Adding a file as evidence, and withdrawing one. The file itself is looked at by the ground."""

from marshmallow import fields

from risk_register.schemas.assessments import STALE_FORM
from risk_register.schemas.base import FormSchema, Words

LONGEST_SHOWN = 500  # characters


class EvidenceSchema(FormSchema):
    """What a file shows."""

    shows = Words(
        empty="Say what the file shows.",
        longest=LONGEST_SHOWN,
        shortest=10,
        too_short="Say what the file shows, in 10 characters or more.",
        example="Both contracts, signed",
    )


class WithdrawalSchema(FormSchema):
    """That a file is handed out no longer, and why; ``sha256`` names the file."""

    reason = Words(
        empty="Say why the file is withdrawn.",
        shortest=10,
        too_short="Say why, in 10 characters or more.",
    )
    sha256 = fields.String(required=True, error_messages={"required": STALE_FORM})
