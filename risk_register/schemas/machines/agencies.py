"""Agencies, and where the letters of their people may go, as programs get and send them."""

from marshmallow import Schema, fields, validate

from risk_register.domain.mail_domains import MOST_DOMAINS
from risk_register.schemas.agency_names import AgencyNamesSchema
from risk_register.schemas.base import FormSchema, Words
from risk_register.schemas.circulations import was_warned
from risk_register.schemas.machines.base import Machine
from risk_register.schemas.machines.risks import PostOut

LONGEST_DOMAIN = 253  # characters


class NamedAgencyOut(Schema):
    """What an agency is called."""

    id = fields.Integer()
    key = fields.String()
    name = fields.String()
    short = fields.String()
    kind = fields.String()


class AgencyLineOut(NamedAgencyOut):
    """An agency with who looks after its people, and which posts lead it."""

    people = fields.Integer(metadata={"description": "Who may sign in."})
    keeper_ids = fields.List(fields.Integer())
    leaders = fields.List(fields.Nested(PostOut))


class AgenciesOut(Schema):
    """Agencies, by name."""

    items = fields.List(fields.Nested(AgencyLineOut))


class AgencyIn(Machine, AgencyNamesSchema):
    """What an agency is called."""


class MailDomainsOut(NamedAgencyOut):
    """Where the letters of an agency's people may go."""

    domains = fields.List(
        fields.String(), allow_none=True, metadata={"description": "null: anywhere."}
    )
    people = fields.Integer(metadata={"description": "Who have not left."})


class ProgrammeAgenciesOut(Schema):
    """The agencies of a programme, by name."""

    items = fields.List(fields.Nested(MailDomainsOut))


def _list_domains() -> fields.List[str]:
    return fields.List(
        Words(empty="Give a domain.", longest=LONGEST_DOMAIN),
        required=True,
        allow_none=True,
        validate=validate.Length(max=MOST_DOMAINS),
        error_messages={"required": "Give domains, or null for any."},
    )


class MailDomainsIn(Machine, FormSchema):
    """The domains, null for any; ``replaces`` says which ones have been read."""

    domains = _list_domains()
    replaces = _list_domains()
    warned = was_warned()
