"""Keeping how an agency wants its risks laid out."""

from risk_register.domain.register_layouts import LONGEST_NAME
from risk_register.schemas.assessments import STALE_FORM
from risk_register.schemas.base import FormSchema, Whole, Words

NO_NAME = "Give it a name."
NO_LINES = "Name at least one column."
LONGEST_LINES = 15_000  # characters


class NewLayoutSchema(FormSchema):
    """Whose layout it is, what it is called, and a line for each column."""

    agency_id = Whole(empty="Choose an agency.", wrong="Choose an agency.", lowest=1)
    name = Words(empty=NO_NAME, longest=LONGEST_NAME)
    lines = Words(empty=NO_LINES, longest=LONGEST_LINES)


class LayoutSchema(FormSchema):
    """The same of a layout that is there already, whose agency stays."""

    name = Words(empty=NO_NAME, longest=LONGEST_NAME)
    lines = Words(empty=NO_LINES, longest=LONGEST_LINES)
    version = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=1)


class RemovedLayoutSchema(FormSchema):
    """Nothing but which one was meant."""

    version = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=1)
