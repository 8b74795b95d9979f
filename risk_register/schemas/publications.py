"""Publishing a pack's public edition, and taking it back."""

from risk_register.schemas.base import FormSchema, Words
from risk_register.schemas.circulations import ResendSchema

LONGEST_REASON = 500  # characters


class PublicationSchema(FormSchema):
    """The file that was looked at, and why it is published late if it is."""

    sha256 = Words(empty="Load the page again.", longest=64)
    late_reason = Words(longest=LONGEST_REASON)


class TakingBackSchema(FormSchema):
    """Why it is taken back."""

    reason = Words(empty="Say why it is taken back.", longest=LONGEST_REASON)


class AskingAgainSchema(ResendSchema):
    """Where a letter to the address that publishes goes now, and why it goes again."""

    reason = Words(empty="Say why it is sent again.", longest=LONGEST_REASON)
