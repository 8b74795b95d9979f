"""Moments in the past, as people write them into an address or a field."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_load

from risk_register import clock

BAD_DAY = "Enter a date like 10 5 2018 or 10 May 2018."
BAD_TIME = "Enter a time like 09:00."
NOT_YET = "Enter a moment that has passed; the register does not know the future."
LONGEST = 60  # characters

_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_DAY = re.compile(r"(\d{1,2})[ ./-]+(\d{1,2}|[a-z]+)[ ,./-]+(\d{4})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?")
_WITH_TIME = re.compile(r"(.+?)(?:\s*,\s*|\s+at\s+|\s+|(?<=\d)t)(\d{1,2}:\d\S*)", re.IGNORECASE)


class PastMoment(fields.Field[datetime]):
    """A London date, with or without a time: ``10 5 2018``, ``10 May 2018, 09:00``, ISO 8601.

    What is not said is meant to its end: a date alone takes in the whole day, and
    ``09:00`` the whole minute, because pages show moments to the minute.
    """

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> datetime:  # noqa: ARG002 - marshmallow's own signature
        day, at = _split(str(value))
        return _end_of(_read_day(day), at)


class AsAtSchema(Schema):
    """One moment: a date, and the time in a field of its own or behind the date."""

    class Meta:
        """An address may carry more than a moment."""

        unknown = EXCLUDE

    on = fields.String(required=True, error_messages={"required": BAD_DAY})
    at = fields.String(load_default="")

    @post_load
    def _as_moment(self, said: dict[str, Any], **_kwargs: Any) -> dict[str, datetime]:
        day, behind = _split(said["on"])
        try:
            found = _read_day(day)
        except ValidationError as error:
            raise ValidationError(error.messages, "on") from None
        try:
            return {"moment": _end_of(found, said["at"].strip() or behind)}
        except ValidationError as error:
            raise ValidationError(error.messages, "at" if said["at"].strip() else "on") from None


class CompareSchema(Schema):
    """Two moments; the second may be left out and is then the present one."""

    class Meta:
        """An address may carry more than two moments."""

        unknown = EXCLUDE

    since = PastMoment(required=True, data_key="from", error_messages={"required": BAD_DAY})
    until = PastMoment(load_default=None, data_key="to")


def say_moment(moment: datetime) -> dict[str, str]:
    """Write a moment as ``AsAtSchema`` reads it back, to the microsecond."""
    local = moment.astimezone(clock.LONDON)
    return {"on": local.date().isoformat(), "at": f"{local:%H:%M:%S}.{_fraction(local)}"}


def write_moment(moment: datetime) -> str:
    """Write a moment in one piece, as ``PastMoment`` reads it back, to the microsecond."""
    said = say_moment(moment)
    return f"{said['on']}T{said['at']}"


def _fraction(moment: datetime) -> str:
    return f"{moment:%f}".rstrip("0") or "0"


def _split(text: str) -> tuple[str, str]:
    found = _WITH_TIME.fullmatch(text.strip()[:LONGEST])
    return (found[1], found[2]) if found else (text.strip()[:LONGEST], "")


def _read_day(text: str) -> date:
    iso = _ISO_DAY.fullmatch(text)
    said = _DAY.fullmatch(text.lower())
    if iso:
        parts = iso.groups()
    elif said:
        parts = (said[3], said[2], said[1])
    else:
        raise ValidationError(BAD_DAY)
    try:
        return date(int(parts[0]), _read_month(parts[1]), int(parts[2]))
    except ValueError:
        raise ValidationError("Enter a real date, like 10 5 2018.") from None


def _read_month(text: str) -> int:
    if text.isdigit():
        return int(text)
    wanted = [name for name in _MONTHS if text in {name, name[:3]}]
    return _MONTHS.index(wanted[0] if wanted else text) + 1


def _end_of(day: date, text: str) -> datetime:
    said = _TIME.fullmatch(text) if text else None
    if text and not said:
        raise ValidationError(BAD_TIME)
    try:
        start, span = _read_time(said) if said else (time.min, None)
    except ValueError:
        raise ValidationError(BAD_TIME) from None
    begun = datetime.combine(day, start, clock.LONDON).astimezone(UTC)
    if begun > clock.now():
        raise ValidationError(NOT_YET)
    if span is None:  # a day may have 23 hours or 25
        ended = datetime.combine(day + timedelta(days=1), start, clock.LONDON).astimezone(UTC)
    else:
        ended = begun + span
    return min(ended - timedelta(microseconds=1), clock.now())


def _read_time(said: "re.Match[str]") -> tuple[time, timedelta]:
    hour, minute, second, fraction = said.groups()
    start = time(int(hour), int(minute), int(second or 0), int((fraction or "0").ljust(6, "0")))
    if fraction:
        return start, timedelta(microseconds=1)
    return start, timedelta(seconds=1) if second else timedelta(minutes=1)
