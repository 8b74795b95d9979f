"""Who came to a meeting, seat by seat, and apologies sent by whoever holds a seat."""

import re
from typing import Any

from marshmallow import ValidationError, fields, post_load, pre_load

from risk_register.domain.meetings import Presence
from risk_register.schemas.assessments import STALE_FORM
from risk_register.schemas.base import FormSchema, Whole, Words

_FIELD = re.compile(r"(presence|deputy|was)-([1-9][0-9]{0,8})")
CHOOSE_DEPUTY = "Choose a deputy from the list."


class SeatNoteSchema(FormSchema):
    """What is noted for one seat, and what the form showed before."""

    seat_id = fields.Integer(required=True)
    presence = fields.Enum(Presence, by_value=True, load_default=None)
    deputy_id = Whole(wrong=CHOOSE_DEPUTY, lowest=1)
    was = Words(longest=40)


class AttendanceSchema(FormSchema):
    """One form with a row for each seat: ``presence-12``, ``deputy-12`` and ``was-12``."""

    rows = fields.List(fields.Nested(SeatNoteSchema), required=True)

    @pre_load
    def gather(self, values: dict[str, Any], **_kwargs: object) -> dict[str, Any]:
        """Put the fields of each seat together."""
        rows: dict[str, dict[str, Any]] = {}
        left: dict[str, Any] = {}
        for name, value in values.items():
            found = _FIELD.fullmatch(name)
            if found is None:
                left[name] = value
                continue
            field = "deputy_id" if found[1] == "deputy" else found[1]
            rows.setdefault(found[2], {"seat_id": int(found[2])})[field] = value
        return left | {"rows": list(rows.values())}

    @post_load
    def leave_out(self, values: dict[str, Any], **_kwargs: object) -> dict[str, Any]:
        """Leave out seats about which nothing is said.

        :raises ValidationError: naming the deputy of somebody who may yet come
        """
        for row in values["rows"]:
            if row["presence"] is None and row["deputy_id"] is not None:
                raise ValidationError(
                    "Say that the member sent apologies or is absent, if a deputy comes instead.",
                    f"deputy-{row['seat_id']}",
                )
        return {"rows": [row for row in values["rows"] if row["presence"] is not None]}


class ApologiesSchema(FormSchema):
    """Apologies for one seat, or that they are taken back."""

    seat_id = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=1)
    deputy_id = Whole(wrong=CHOOSE_DEPUTY, lowest=1)
    comes = fields.Boolean(load_default=False)
    was = Words(longest=40)
