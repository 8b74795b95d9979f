"""What is said of a body: what it is, and the rules by which its months go."""

import re
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate

from risk_register.domain.bodies import MOST_LINK_DAYS, BodyFacts, Dispatch
from risk_register.domain.calendars import MOST_DAYS, BoardRules, DaysCounted, IssueCount
from risk_register.domain.circulation import SendsBy, WhenUncertain
from risk_register.domain.holidays import HolidaySet
from risk_register.domain.packs import PackKind
from risk_register.schemas.assessments import STALE_FORM
from risk_register.schemas.base import FormSchema, TimeOfDay, Whole, Words

#: What becomes of a form: look at what follows, go back to it, or save what was looked at.
PREVIEW, EDIT, SAVE = "preview", "edit", "save"
LONGEST_MARK = 64

_RULES = (
    "call_days",
    "updates_due_days",
    "moderation_days",
    "lock_days",
    "circulate_days",
    "minutes_days",
    "lock_time",
    "counted",
    "issue_count",
    "issue_until",
)
_DISPATCH = ("sends_by", "link_days", "when_uncertain", "publishes", "publish_address")
_CHASING = ("remind_days", "late_days")
_FACTS = (
    "name",
    "kind",
    "is_public",
    "has_packs",
    "holidays",
    "reports_to_id",
    "quorum",
    "usual_time",
    "usual_place",
    "deputies_always",
    "escalate_days",
    "pack_kind",
)
_DAYS = re.compile(r"[0-9]{1,3}( *, *[0-9]{1,3})*")


class Stage(fields.String):
    """How far a form has come that is looked at before it is saved."""

    def __init__(self) -> None:
        super().__init__(
            load_default=PREVIEW, validate=validate.OneOf([PREVIEW, EDIT, SAVE], error=STALE_FORM)
        )


class DayCounts(fields.Field[tuple[int, ...]]):
    """Numbers of days as people type them: 2, 0; each once, none if nothing was typed."""

    def __init__(self) -> None:
        super().__init__(load_default=())

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> tuple[int, ...]:  # noqa: ARG002 - marshmallow's own signature
        text = str(value).strip()
        if not text:
            return ()
        if not _DAYS.fullmatch(text):
            raise ValidationError("Enter numbers of days with commas between them, like 2, 0.")
        return tuple(sorted({int(each) for each in text.split(",")}))


def _count_days() -> Whole:
    return Whole(
        empty="Enter a number of days.",
        wrong=f"Enter a number of days from 0 to {MOST_DAYS}.",
        highest=MOST_DAYS,
    )


class BodySchema(FormSchema):
    """Everything about a body; ``facts`` holds it once it is read."""

    name = Words(empty="Enter the name of the board or committee.", longest=200)
    kind = Words(empty="Say what kind of body it is.", longest=100)
    is_public = fields.Boolean(load_default=False)
    has_packs = fields.Boolean(load_default=False)
    pack_kind = fields.Enum(
        PackKind,
        by_value=True,
        load_default=PackKind.BOARD,
        error_messages={"unknown": "Choose whom its packs are for."},
    )
    reports_to_id = Whole(wrong="Choose a body.", lowest=1)
    quorum = Whole(wrong="Enter a whole number from 1 to 100.", lowest=1, highest=100)
    usual_time = TimeOfDay(empty=None)
    usual_place = Words(longest=200)
    deputies_always = fields.Boolean(load_default=False)
    counted = fields.Enum(
        DaysCounted,
        by_value=True,
        required=True,
        error_messages={
            "required": "Choose which days count.",
            "unknown": "Choose which days count.",
        },
    )
    holidays = fields.Enum(
        HolidaySet,
        by_value=True,
        required=True,
        error_messages={
            "required": "Choose whose bank holidays it keeps.",
            "unknown": "Choose whose bank holidays it keeps.",
        },
    )
    issue_count = fields.Enum(
        IssueCount,
        by_value=True,
        required=True,
        error_messages={
            "required": "Choose whether the days are clear.",
            "unknown": "Choose whether the days are clear.",
        },
    )
    issue_until = TimeOfDay(empty=None)
    lock_time = TimeOfDay(empty="Enter the time of the lock, like 06:00.")
    call_days = _count_days()
    updates_due_days = _count_days()
    moderation_days = _count_days()
    lock_days = _count_days()
    circulate_days = _count_days()
    minutes_days = _count_days()
    remind_days = DayCounts()
    late_days = DayCounts()
    escalate_days = _count_days()
    sends_by = fields.Enum(
        SendsBy,
        by_value=True,
        required=True,
        error_messages={
            "required": "Choose how packs reach their readers.",
            "unknown": "Choose how packs reach their readers.",
        },
    )
    link_days = Whole(
        empty="Enter a number of days.",
        wrong=f"Enter a number of days from 1 to {MOST_LINK_DAYS}.",
        lowest=1,
        highest=MOST_LINK_DAYS,
    )
    when_uncertain = fields.Enum(
        WhenUncertain,
        by_value=True,
        required=True,
        error_messages={
            "required": "Choose what becomes of such a letter.",
            "unknown": "Choose what becomes of such a letter.",
        },
    )
    publishes = fields.Boolean(load_default=False)
    publish_address = Words(longest=254)

    @post_load
    def gather(self, values: dict[str, Any], **_kwargs: object) -> dict[str, Any]:
        """Put the rules and the days of chasing together."""
        rules = BoardRules(**{name: values.pop(name) for name in _RULES})
        before, after = (values.pop(name) for name in _CHASING)
        named = {name: values.pop(name) for name in _FACTS}
        named["usual_place"] = named["usual_place"] or None
        sending = {name: values.pop(name) for name in _DISPATCH}
        sending["publish_address"] = sending["publish_address"] or None
        days = tuple(sorted({*(-day for day in before), *after}))
        dispatch = Dispatch(**sending)
        facts = BodyFacts(rules=rules, chase_days=days, dispatch=dispatch, **named)
        return values | {"facts": facts}


class RulesSchema(BodySchema):
    """Other rules for a body, and whether what follows from them has been read."""

    version = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=1)
    mark = Words(longest=LONGEST_MARK)
    stage = Stage()
