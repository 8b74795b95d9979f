"""Rating the delivery of an action."""

from risk_register.schemas.base import FormSchema, Words


class RatingSchema(FormSchema):
    """A level, and why."""

    level = Words(empty="Choose a level.", longest=20)
    reason = Words()
