"""Posts: their titles, and how they change hands."""

from typing import ClassVar

from marshmallow import fields

from risk_register.schemas.assessments import STALE_FORM
from risk_register.schemas.base import Day, FormSchema, Whole, Words

HOLDING = "The page does not say who holds the post. Open it again."


class PostSchema(FormSchema):
    """A post's title, and whether its holder hears when the agency's people stay silent."""

    version = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=1)
    title = Words(empty="Enter the title of the post.", longest=200)
    leads_agency = fields.Boolean(load_default=False)


class RetirementSchema(FormSchema):
    """Whether a post is in use."""

    version = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=1)
    retires = fields.Boolean(required=True)


class NewPostSchema(FormSchema):
    """A post that is added to an agency."""

    title = Words(empty="Enter the title of the post.", longest=200)
    agency_id = Whole(empty="Choose an agency.", wrong="Choose an agency.", lowest=1)


class HandoverSchema(FormSchema):
    """Who holds a post from when on."""

    dates: ClassVar[tuple[str, ...]] = ("from_on",)

    holding_id = Whole(wrong=HOLDING, lowest=0)  #: that the page named; 0: nobody's
    person_id = Whole(empty="Choose a person.", wrong="Choose a person.", lowest=1)
    from_on = Day(empty="Enter the first day.")


class GivingUpSchema(FormSchema):
    """The last day on which somebody holds a post."""

    dates: ClassVar[tuple[str, ...]] = ("until_on",)

    holding_id = Whole(wrong=HOLDING, lowest=0)  #: that the page named; 0: nobody's
    until_on = Day(empty="Enter the last day.")
