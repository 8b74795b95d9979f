"""What an agency is called."""

from typing import Any

from marshmallow import post_load

from risk_register.schemas.assessments import STALE_FORM
from risk_register.schemas.base import FormSchema, Words
from risk_register.services.agency_names import AgencyNames


class AgencyNamesSchema(FormSchema):
    """An agency's names; ``names`` holds them once they are read."""

    name = Words(empty="Enter the name of the agency.", longest=200)
    short = Words(empty="Enter the short name that tables print.", longest=40)
    kind = Words(empty="Say what kind of agency it is, like local authority.", longest=60)

    @post_load
    def gather(self, values: dict[str, Any], **_kwargs: object) -> dict[str, Any]:
        """Put the names together."""
        seen = values.pop("seen", None)
        return {"names": AgencyNames(**values), "seen": seen}


class RenamedAgencySchema(AgencyNamesSchema):
    """Other names for an agency, with the mark of those that stood there."""

    seen = Words(empty=STALE_FORM, longest=16)
