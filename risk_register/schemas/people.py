"""People: how a list of them is narrowed, who is invited, and who leaves."""

from typing import ClassVar

from marshmallow import fields, validate

from risk_register.domain.people import PersonState
from risk_register.domain.permissions import Role
from risk_register.schemas.assessments import STALE_FORM
from risk_register.schemas.base import Day, FormSchema, Whole, Words
from risk_register.schemas.memberships import PartField


def _choice(*values: str) -> fields.String:
    return fields.String(
        load_default="", validate=validate.OneOf(["", *values], error="Choose one of the list.")
    )


class RosterSchema(FormSchema):
    """What an address narrows the list of people to."""

    words = Words(longest=100)
    agency = Words(longest=40)
    programme = Words(longest=40)
    role = _choice(*Role)
    state = _choice(*PersonState)


class PersonSchema(FormSchema):
    """What somebody is called, and where their letters go."""

    version = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=1)
    name = Words(empty="Enter the name.", longest=200)
    email = Words(empty="Enter the e-mail address.", longest=254)


class InviteeSchema(FormSchema):
    """Somebody who is asked in."""

    lists: ClassVar[tuple[str, ...]] = ("parts",)

    name = Words(empty="Enter the name.", longest=200)
    email = Words(empty="Enter the e-mail address.", longest=254)

    agency_id = Whole(empty="Choose an agency.", wrong="Choose an agency.", lowest=1)
    post = Words(longest=200)
    parts = fields.List(PartField(), load_default=list)


class LeavingSchema(FormSchema):
    """Somebody's last day."""

    dates: ClassVar[tuple[str, ...]] = ("last_on",)

    last_on = Day(empty="Enter their last day.")
    at_once = fields.Boolean(load_default=False)
