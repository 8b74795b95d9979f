"""How somebody signs in: passwords and keys in letters."""

from typing import Any

from marshmallow import ValidationError, validates_schema

from risk_register.domain.sign_ins import LONGEST_PASSWORD
from risk_register.schemas.base import FormSchema, Words

#: More than any password, so that the sentence about its length is ours.
MOST_TYPED = 500


class AddressSchema(FormSchema):
    """The address to which a letter is to go."""

    email = Words(empty="Enter your e-mail address.", longest=254)


class NewPasswordSchema(FormSchema):
    """A new password, twice, because nobody sees what they type."""

    password = Words(
        empty=f"Enter a new password, up to {LONGEST_PASSWORD} characters.", longest=MOST_TYPED
    )
    again = Words(empty="Enter the new password again.", longest=MOST_TYPED)

    @validates_schema
    def _same(self, data: dict[str, Any], **_rest: Any) -> None:
        if data["password"] != data["again"]:
            raise ValidationError("This is not the same as the new password.", "again")


class PasswordChangeSchema(NewPasswordSchema):
    """A new password in the place of the present one."""

    current = Words(empty="Enter your present password.", longest=MOST_TYPED)
