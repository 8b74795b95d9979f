"""What somebody says who has looked at who has what part."""

from risk_register.schemas.base import FormSchema, Words

LONGEST_NOTE = 2000  #: characters


class AccessReviewSchema(FormSchema):
    """What was looked at, and what was changed."""

    note = Words(empty="Say what you looked at and what you changed.", longest=LONGEST_NOTE)
