"""A role in a programme that is given or taken back."""

from typing import Any

from marshmallow import ValidationError, fields

from risk_register.domain.permissions import Role
from risk_register.schemas.base import FormSchema, Words

LONGEST_REASON = 500  #: characters
CHOOSE = "Choose a role."


class PartField(fields.Field[tuple[int, Role]]):
    """A role in a programme, as its choice on a form: ``3-risk_owner``."""

    def _deserialize(
        self,
        value: Any,
        attr: str | None,  # noqa: ARG002 - marshmallow's own signature
        data: Any,  # noqa: ARG002 - marshmallow's own signature
        **_kwargs: Any,
    ) -> tuple[int, Role]:
        number, _, role = str(value).partition("-")
        if not (number.isascii() and number.isdigit() and len(number) < 10):
            raise ValidationError(CHOOSE)
        try:
            return int(number), Role(role)
        except ValueError:
            raise ValidationError(CHOOSE) from None


class GivenRoleSchema(FormSchema):
    """A role that somebody is to have."""

    part = PartField(required=True, error_messages={"required": CHOOSE, "null": CHOOSE})
    reason = Words(empty="Say why.", longest=LONGEST_REASON)


class WithdrawnRoleSchema(FormSchema):
    """Why somebody no longer has a role."""

    reason = Words(empty="Say why.", longest=LONGEST_REASON)
