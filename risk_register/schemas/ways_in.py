"""Why somebody may no longer sign in, or may again."""

from risk_register.schemas.base import FormSchema, Words
from risk_register.schemas.memberships import LONGEST_REASON


class BarSchema(FormSchema):
    """The reason, which stands in the record."""

    reason = Words(empty="Say why.", longest=LONGEST_REASON)
