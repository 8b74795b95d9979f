"""Bodies, their seats and the rules of their months as programs get and send them."""

from typing import Any

from marshmallow import Schema, fields, validate

from risk_register.domain.calendars import MOST_DAYS, DaysCounted, IssueCount
from risk_register.domain.circulation import Capacity, SendsBy, WhenUncertain
from risk_register.domain.holidays import HolidayKind, HolidaySet
from risk_register.domain.packs import PackKind
from risk_register.domain.recurrences import Ordinal
from risk_register.schemas.base import Day, Whole, Words
from risk_register.schemas.bodies import LONGEST_MARK, BodySchema
from risk_register.schemas.holidays import HolidaySchema, RemovalSchema
from risk_register.schemas.machines.base import Machine
from risk_register.schemas.machines.meetings import BodyOut
from risk_register.schemas.recurrences import PlanSchema, RuleSchema
from risk_register.schemas.seats import NewSeatSchema, SeatEndSchema, SeatSchema

_MARK = "Send the mark of the outlook that you have read."
_TIME = {"description": "London time, like 06:00."}


def _list_of(inner: Any) -> Any:
    """Make a list of a form's field, empty if it is left out."""
    return fields.List(inner, load_default=list)


def _list_days() -> Any:
    """Make a list of numbers of days, as a chase counts them."""
    wrong = f"Give numbers of days from 0 to {MOST_DAYS}."
    return _list_of(Whole(empty=wrong, wrong=wrong, highest=MOST_DAYS))


def _list_months() -> Any:
    return _list_of(Whole(empty="Choose a month.", wrong="Choose a month.", lowest=1, highest=12))


class OneBodyOut(BodyOut):
    """A body with the rules of its months; days are counted as ``counted`` says."""

    reports_to_id = fields.Integer(allow_none=True)
    quorum = fields.Integer(allow_none=True)
    usual_time = fields.String(allow_none=True, metadata=_TIME)
    usual_place = fields.String()
    deputies_always = fields.Boolean()
    pack_kind = fields.String(validate=validate.OneOf([*PackKind]))
    counted = fields.String(validate=validate.OneOf([*DaysCounted]))
    holidays = fields.String(validate=validate.OneOf([*HolidaySet]))
    issue_count = fields.String(validate=validate.OneOf([*IssueCount]))
    issue_until = fields.String(allow_none=True, metadata=_TIME)
    lock_time = fields.String(metadata=_TIME)
    call_days = fields.Integer()
    updates_due_days = fields.Integer()
    moderation_days = fields.Integer()
    lock_days = fields.Integer()
    circulate_days = fields.Integer()
    minutes_days = fields.Integer()
    remind_days = fields.List(fields.Integer())
    late_days = fields.List(fields.Integer())
    escalate_days = fields.Integer()
    sends_by = fields.String(validate=validate.OneOf([*SendsBy]))
    link_days = fields.Integer()
    when_uncertain = fields.String(validate=validate.OneOf([*WhenUncertain]))
    publishes = fields.Boolean()
    publish_address = fields.String()
    version = fields.Integer()


class BodyIn(Machine, BodySchema):
    """Everything about a body; days of chasing are lists of numbers."""

    remind_days = _list_days()
    late_days = _list_days()


class BodyRulesIn(BodyIn):
    """Other rules for a body, with the mark of what was said to follow."""

    mark = Words(empty=_MARK, longest=LONGEST_MARK)


class FollowingOut(Schema):
    """What follows for one meeting."""

    meeting_id = fields.Integer()
    body = fields.String(metadata={"description": "Key of the body."})
    held_on = fields.Date()
    sentences = fields.List(fields.String())


class BodyOutlookOut(Schema):
    """What would follow for meetings; those for which nothing follows are left out."""

    items = fields.List(fields.Nested(FollowingOut))
    looked_at = fields.Integer(metadata={"description": "Meetings in all."})
    mark = fields.String(metadata={"description": "To be sent with the act: it has been read."})


class BodySeatOut(Schema):
    """A seat on a body; both dates are included."""

    id = fields.Integer()
    state = fields.String(validate=validate.OneOf(["present", "coming", "past"]))
    title = fields.String(metadata={"description": "The post's title, or a person's name."})
    post_id = fields.Integer(allow_none=True)
    person_id = fields.Integer(allow_none=True)
    holder = fields.String(
        allow_none=True, metadata={"description": "Who holds it today; null if nobody does."}
    )
    capacity = fields.String(validate=validate.OneOf([*Capacity]))
    deputy_for_id = fields.Integer(allow_none=True)
    is_entitled_to_exempt = fields.Boolean()
    wants_paper = fields.Boolean()
    from_on = fields.Date()
    until_on = fields.Date(allow_none=True)
    version = fields.Integer()


class BodySeatsOut(Schema):
    """All seats a body ever had: today's, those to come, and those that ended."""

    items = fields.List(fields.Nested(BodySeatOut))


class NewSeatIn(Machine, NewSeatSchema):
    """A new seat, of a post or of a person."""


class SeatIn(Machine, SeatSchema):
    """What is said of a seat besides whose it is."""

    class Meta(SeatSchema.Meta):
        """The version comes as If-Match."""

        exclude = ("version",)


class SeatEndIn(Machine, SeatEndSchema):
    """The last day of a seat."""

    class Meta(SeatEndSchema.Meta):
        """The version comes as If-Match."""

        exclude = ("version",)


class RuleOut(Schema):
    """One weekday in some months of each year."""

    ordinal = fields.String(validate=validate.OneOf([*Ordinal]))
    weekday = fields.Integer(metadata={"description": "0 is Monday, 6 is Sunday."})
    months_left_out = fields.List(fields.Integer())
    every_months = fields.Integer()
    from_month = fields.Integer()


class RecurrenceOut(Schema):
    """By which rule a body's meetings plan themselves."""

    rule = fields.Nested(RuleOut, allow_none=True)
    words = fields.String(allow_none=True)
    planned_until = fields.Date(allow_none=True)


class DateOut(Schema):
    """A date that a rule gives, or one that is offered for a closed day."""

    held_on = fields.Date()
    clash = fields.String(allow_none=True, metadata={"description": "Why offices are shut."})
    instead_of = fields.Date(allow_none=True)
    is_known = fields.Boolean()
    is_wanted = fields.Boolean()
    updates_due_on = fields.Date()
    lock_on = fields.Date()
    circulate_by = fields.Date()


class DatesOut(Schema):
    """The dates that a rule gives."""

    words = fields.String()
    items = fields.List(fields.Nested(DateOut))


class RuleIn(Machine, RuleSchema):
    """A rule, and how far it is looked at: until a day, or so many meetings, or a year."""

    months_left_out = _list_months()


class DatesIn(Machine, PlanSchema):
    """The dates that are wanted, the rule they come from, and whether it is kept."""

    class Meta(PlanSchema.Meta):
        """The version comes as If-Match."""

        exclude = ("version",)

    months_left_out = _list_months()
    chosen = _list_of(Day(empty="Choose from the dates."))


class OwnDayOut(Schema):
    """A day on which a programme, or one body, differs from what is published."""

    id = fields.Integer()
    day = fields.Date()
    name = fields.String()
    kind = fields.String(validate=validate.OneOf([*HolidayKind]))
    body = fields.String(allow_none=True, metadata={"description": "Key; null: all bodies."})
    added_at = fields.AwareDateTime()
    removed_at = fields.AwareDateTime(allow_none=True)
    remove_reason = fields.String(allow_none=True)


class PublishedDayOut(Schema):
    """A bank holiday as GOV.UK publishes it."""

    holidays = fields.String(validate=validate.OneOf([*HolidaySet]))
    day = fields.Date()
    name = fields.String()


class HolidaysOut(Schema):
    """The own days that stand, and what is published for 18 months, the earliest first."""

    items = fields.List(fields.Nested(OwnDayOut))
    published = fields.List(fields.Nested(PublishedDayOut))


class OwnDayIn(Machine, HolidaySchema):
    """A day that is shut or open."""

    class Meta(HolidaySchema.Meta):
        """A program asks for the outlook by its own door."""

        exclude = ("stage", "mark")


class AddedDayIn(Machine, HolidaySchema):
    """A day that is shut or open, with the mark of what was said to follow."""

    class Meta(HolidaySchema.Meta):
        """A program asks for the outlook by its own door."""

        exclude = ("stage",)

    mark = Words(empty=_MARK, longest=LONGEST_MARK)


class OwnDayRemovalIn(Machine, RemovalSchema):
    """Why a day is as it is published again, with the mark of what was said to follow."""
