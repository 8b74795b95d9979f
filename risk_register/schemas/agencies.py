"""Where the letters of an agency's people may go."""

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from risk_register.domain.errors import RuleError
from risk_register.domain.mail_domains import read_domains
from risk_register.schemas.base import FormSchema
from risk_register.schemas.circulations import was_warned

#: Letters may go anywhere, or to the domains that are listed.
ANY, LISTED = "any", "listed"


class DomainsField(fields.Field[list[str]]):
    """Domains, one on each line."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> list[str]:  # noqa: ARG002 - marshmallow's own signature
        try:
            return read_domains(str(value).split())
        except RuleError as error:
            raise ValidationError(str(error)) from None


class MailDomainsSchema(FormSchema):
    """The domains, those that the form showed before, and whether a warning was read."""

    where = fields.String(
        required=True,
        validate=validate.OneOf([ANY, LISTED], error="Choose where letters may go."),
        error_messages={"required": "Choose where letters may go."},
    )
    domains = DomainsField(load_default=list)
    before = fields.String(load_default="")
    warned = was_warned()

    @validates_schema
    def check_listed(self, data: dict[str, Any], **_kwargs: Any) -> None:
        """Ask for a domain if only listed ones are allowed.

        :raises ValidationError: at the field of the domains
        """
        if data.get("where") == LISTED and not data.get("domains"):
            raise ValidationError("Enter at least one domain.", "domains")
