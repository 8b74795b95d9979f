"""How somebody gets in, as programs get and send it."""

from marshmallow import Schema, fields

from risk_register.schemas.base import FormSchema
from risk_register.schemas.machines.base import Machine
from risk_register.schemas.ways_in import BarSchema


class SessionOut(Schema):
    """A browser in which somebody is signed in for everything."""

    browser = fields.String(allow_none=True)
    started_at = fields.AwareDateTime()
    seen_at = fields.AwareDateTime()


class WaysInOut(Schema):
    """How somebody signs in."""

    person_id = fields.Integer()
    is_active = fields.Boolean(metadata={"description": "Whether they may sign in."})
    left_on = fields.Date(allow_none=True)
    signed_in_at = fields.AwareDateTime(allow_none=True)
    sessions = fields.List(fields.Nested(SessionOut))
    factor_since = fields.AwareDateTime(
        allow_none=True, metadata={"description": "When a second factor was set up."}
    )
    is_factor_demanded = fields.Boolean()
    is_factor_required = fields.Boolean()
    passkeys = fields.Integer()
    devices = fields.Integer(metadata={"description": "Browsers not asked for a code."})


class BarIn(Machine, BarSchema):
    """Why somebody may no longer sign in, or may again."""


class KeepingIn(Machine, FormSchema):
    """Whether somebody looks after the people of their agency."""

    keeps = fields.Boolean(required=True, error_messages={"required": "Give true or false."})
