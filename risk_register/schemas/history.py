"""What a page of the record is narrowed to, and where it begins."""

from datetime import date
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_load

from risk_register.clock import london_day
from risk_register.domain.matters import Matter
from risk_register.schemas.base import Whole, Words
from risk_register.schemas.moments import PastMoment

#: Stands for the service among those who did something.
BY_SERVICE = "service"
NO_SUCH_PAGE = "There is no such page."
_NO_SUCH_CHOICE = "Choose one from the list."
_NO_SUCH_RISK = "Enter a reference like R-007."


class PastDay(PastMoment):
    """A London date that has begun: ``10 5 2018``, ``10 May 2018``, ISO 8601."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        found: date = london_day(super()._deserialize(value, attr, data, **kwargs))
        return found


class RiskHistorySchema(Schema):
    """The history of one risk: about what, and from which line on."""

    class Meta:
        """An address may carry more than a filter."""

        unknown = EXCLUDE

    what = fields.Enum(
        Matter,
        by_value=True,
        load_default=None,
        error_messages={"unknown": _NO_SUCH_CHOICE},
    )
    before = Whole(wrong=NO_SUCH_PAGE, lowest=1)
    after = Whole(wrong=NO_SUCH_PAGE)


class HistorySchema(RiskHistorySchema):
    """The history of a programme, narrowed further: to a risk, to who did it, to days."""

    risk = Words(longest=20)
    subject = Words(longest=80)
    who = Words(longest=20)
    since = PastDay(load_default=None, data_key="from")
    until = PastDay(load_default=None, data_key="to")

    @post_load
    def _as_filter(self, said: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
        said["subject"] = _read_subject(said.pop("risk"), said["subject"])
        said["by_service"] = said["who"] == BY_SERVICE
        said["post_id"] = _read_post(said.pop("who"))
        if said["since"] and said["until"] and said["since"] > said["until"]:
            raise ValidationError("The last day must not come before the first.", "to")
        return said


def _read_subject(reference: str, subject: str) -> str | None:
    if not reference:
        return subject or None
    number = reference.upper().removeprefix("R-")
    if not (number.isascii() and number.isdecimal()):
        raise ValidationError(_NO_SUCH_RISK, "risk")
    return f"risk R-{int(number):03}"


def _read_post(who: str) -> int | None:
    if who in {"", BY_SERVICE}:
        return None
    if not (who.isascii() and who.isdecimal() and len(who) < 10):
        raise ValidationError(_NO_SUCH_CHOICE, "who")
    return int(who)
