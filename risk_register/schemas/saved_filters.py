"""Keeping a filter of the list under a name."""

from marshmallow import fields

from risk_register.schemas.assessments import STALE_FORM
from risk_register.schemas.base import FormSchema, Whole, Words

NO_NAME = "Give it a name."
LONGEST_NAME = 60  # characters
LONGEST_QUERY = 2000  # characters


class NewFilterSchema(FormSchema):
    """A name for what the list shows now."""

    name = Words(empty=NO_NAME, longest=LONGEST_NAME)
    query = Words(longest=LONGEST_QUERY)
    is_shared = fields.Boolean(load_default=False)


class FilterSchema(FormSchema):
    """Another name for a kept filter, or who else sees it."""

    name = Words(empty=NO_NAME, longest=LONGEST_NAME)
    is_shared = fields.Boolean(load_default=False)
    version = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=1)


class RemovedFilterSchema(FormSchema):
    """Nothing but which one was meant."""

    version = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=1)
