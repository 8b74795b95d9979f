"""Planning a meeting, changing when and where it is held, moving and cancelling it."""

from typing import Any, ClassVar

from marshmallow import post_load

from risk_register.schemas.assessments import STALE_FORM
from risk_register.schemas.base import Day, FormSchema, TimeOfDay, Whole, Words
from risk_register.services.meetings import Details

LONGEST_REASON = 500  #: characters
_DETAILS = ("starts_at", "ends_at", "place", "quorum")


class DetailsSchema(FormSchema):
    """When on its day and where a meeting is held; ``details`` holds all of it once it is read."""

    starts_at = TimeOfDay(empty="Enter when it starts, like 14:00.")
    ends_at = TimeOfDay(empty=None)
    place = Words(empty="Say where it is held.", longest=200)
    quorum = Whole(wrong="Enter a whole number from 1 to 100.", lowest=1, highest=100)

    @post_load
    def gather(self, values: dict[str, Any], **_kwargs: object) -> dict[str, Any]:
        """Put the details together."""
        details = Details(**{name: values.pop(name) for name in _DETAILS})
        return values | {"details": details}


class MeetingSchema(DetailsSchema):
    """A new meeting of a body."""

    dates: ClassVar[tuple[str, ...]] = ("held_on",)

    body_id = Whole(empty="Choose a body.", wrong="Choose a body.", lowest=1)
    held_on = Day(empty="Enter the date of the meeting.")


class ChangeSchema(DetailsSchema):
    """What changes about a meeting on its day."""

    version = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=1)


class MoveDaySchema(FormSchema):
    """The day to which somebody thinks of moving a meeting."""

    dates: ClassVar[tuple[str, ...]] = ("to_on",)

    to_on = Day(empty="Enter the new date.")


class MoveSchema(MoveDaySchema):
    """A move, with the mark of what its form said would follow."""

    reason = Words(empty="Say why.", longest=LONGEST_REASON)
    version = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=1)
    mark = Words(empty=STALE_FORM, longest=64)


class CancellationSchema(FormSchema):
    """Why a meeting does not take place, with the mark of what its form said would follow."""

    reason = Words(empty="Say why.", longest=LONGEST_REASON)
    version = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=1)
    mark = Words(empty=STALE_FORM, longest=64)


class ReinstatementSchema(FormSchema):
    """Why a cancelled meeting takes place after all."""

    reason = Words(empty="Say why.", longest=LONGEST_REASON)
    version = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=1)
