"""Changing several risks at once."""

from typing import Any, ClassVar

from marshmallow import ValidationError, fields, validate

from risk_register.domain.batches import BatchAct
from risk_register.schemas.assessments import STALE_FORM
from risk_register.schemas.base import Day, FormSchema, Whole, Words

STAGES = ("preview", "apply")


class Version(fields.Field[tuple[str, int]]):
    """A risk's reference and the version that was shown: ``R-014:3``."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> tuple[str, int]:  # noqa: ARG002 - marshmallow's own signature
        reference, _, version = str(value).partition(":")
        if not (version.isascii() and version.isdigit() and len(version) < 10):
            raise ValidationError(STALE_FORM)
        return reference, int(version)


class BatchSchema(FormSchema):
    """One change, the risks it is for, and as which versions they were shown."""

    dates: ClassVar[tuple[str, ...]] = ("target_on",)
    lists: ClassVar[tuple[str, ...]] = ("references", "versions")

    act = fields.Enum(
        BatchAct,
        by_value=True,
        required=True,
        error_messages={
            "required": "Choose what becomes of them.",
            "unknown": "Choose what becomes of them.",
        },
    )
    stage = fields.String(required=True, validate=validate.OneOf(STAGES))
    references = fields.List(Words(longest=20), load_default=list)
    versions = fields.List(Version(), load_default=list)
    owner_id = Whole(wrong="Choose a post.", lowest=1)
    agency_id = Whole(wrong="Choose an agency.", lowest=1)
    category = Words(longest=60)
    target_on = Day(empty=None)
    words = Words()
