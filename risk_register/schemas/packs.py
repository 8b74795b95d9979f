"""Asking for a pack, and what is said at each step of its life."""

from risk_register.schemas.base import FormSchema, Whole, Words
from risk_register.schemas.circulations import was_warned

LONGEST_REASON = 500  #: characters; it may become what the next version changes


class PackSchema(FormSchema):
    """A meeting whose pack is wanted, and what a new version changes."""

    meeting = Whole(empty="Choose a meeting.", wrong="No meeting.", lowest=1)
    correction = Words(longest=LONGEST_REASON)


class CorrectionSchema(FormSchema):
    """What a new version changes, and which version it is to follow."""

    version = Whole(empty="Load the page again.", wrong="Load the page again.", lowest=1)
    correction = Words(empty="Say what the new version changes.", longest=LONGEST_REASON)


class ApprovalSchema(FormSchema):
    """The pack that was read, by the SHA-256 of its file."""

    sha256 = Words(empty="Load the page again before you approve.", longest=64)


class ReasonSchema(FormSchema):
    """Why a pack is returned or withdrawn, and the SHA-256 of the file that was read."""

    sha256 = Words(empty="Load the page again.", longest=64)
    reason = Words(empty="Say why.", longest=LONGEST_REASON)


class WithdrawalSchema(ReasonSchema):
    """Why a pack is withdrawn, and whether its words were warned about."""

    warned = was_warned()
