"""A new calendar address."""

from risk_register.schemas.base import FormSchema, Whole


class FeedSchema(FormSchema):
    """Whose meetings it shows; nothing for all of them."""

    body_id = Whole(wrong="Choose from the list.", lowest=1)
