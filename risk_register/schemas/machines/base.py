"""The forms' schemas for programs: the same fields and sentences, as JSON has them.

A form is read kindly, because people type. A program is read to the letter: what
was stored has to be what was sent.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar

from marshmallow import RAISE, Schema, ValidationError, fields, post_load, pre_load, validate

from risk_register.schemas.base import Day, TimeOfDay, Whole, Words
from risk_register.schemas.indicators import Number

#: Which fields of each item an answer has; all of them if a program does not say.
FIELDS = "fields"
#: In which order a list that comes whole is, and which of its items.
SORT, FILTER = "sort", "filter"
MOST_ITEMS = 200  #: on a page
USUAL_ITEMS = 50
LONGEST_CURSOR = 60  # characters

#: By field: another one, and what that has to say.
Conditions = dict[str, tuple[str, Any]]

_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ISO_TIME = re.compile(r"[0-9]{2}:[0-9]{2}")
_DAY = "Give a date like 2018-06-14."
_WHOLE = "Give a whole number."
_TEXT = "Give a text."
_UNCLEAN = (
    "Give the text without control characters, with \\n alone between lines and no space around it."
)


def pasted(most: int) -> fields.String:
    """Take lines as they would be pasted, so many characters at most."""
    return fields.String(
        required=True,
        validate=validate.Length(min=1, max=most, error=f"Give 1 to {most:,} characters."),
        error_messages={"required": "Give the lines."},
    )


class Machine(Schema):
    """Stands before a form's schema and reads JSON for it.

    A schema that is built on it leaves out, in ``Meta.exclude``, what only a form
    has: its version, which a program sends as ``If-Match``, and where to go back to.
    """

    #: Which fields count only with what another one says. A form forgets them without it, as
    #: people choose something else than before; a program is told.
    counts_with: ClassVar[Conditions] = {}

    def on_bind_field(self, field_name: str, field_obj: Any) -> None:  # noqa: ARG002 - marshmallow's own signature
        """Let a date that may be empty be left out, too."""
        if isinstance(field_obj, Day) and field_obj.empty is None:
            field_obj.required, field_obj.load_default = False, None

    @pre_load
    def _read_json(self, given: Any, **_kwargs: Any) -> Any:
        if not isinstance(given, Mapping):
            return given
        read, wrong = dict(given), {}
        for name, value in given.items():
            found = self.fields.get(name)
            if found is None:
                continue  # it is refused as unknown
            try:
                read[name] = _as_typed(found, value)
            except ValidationError as error:
                wrong[name] = error.messages
        idle = {name: [f"This counts only with {how}."] for name, how in self._list_idle(given)}
        if wrong or idle:
            raise ValidationError(idle | wrong)
        return read

    def _list_idle(self, given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """List the fields that say something and do not count here, and with what they would."""
        for name, (other, value) in self.counts_with.items():
            nothing: tuple[Any, ...] = (None, "", [], self.fields[name].load_default)
            said = given.get(other, self.fields[other].load_default)
            if given.get(name) not in nothing and said != value:
                yield name, f"{other} {json.dumps(value)}"


class Asked(Schema):
    """What stands behind the question mark of a list: a page, and the fields of its items."""

    class Meta:
        """Refuse what was not asked for."""

        unknown = RAISE

    after = fields.String(
        load_default="",
        validate=validate.Length(max=LONGEST_CURSOR, error="This is no cursor."),
        metadata={"description": "Cursor of the next page, as the page before gave it."},
    )
    limit = Whole(wrong=f"Ask for 1 to {MOST_ITEMS} items.", lowest=1, highest=MOST_ITEMS)
    fields_ = fields.String(
        data_key=FIELDS,
        attribute=FIELDS,
        validate=validate.Regexp(r"^[a-z_]+(,[a-z_]+)*$", error="Name fields with commas between."),
        metadata={"description": "Names of the wanted fields, with commas between."},
    )

    @post_load
    def _finish(self, said: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
        """Split the names of fields, and set the usual length of a page."""
        if FIELDS in said:
            said[FIELDS] = said[FIELDS].split(",")
        if "limit" in self.fields:
            said["limit"] = said["limit"] or USUAL_ITEMS
        return said


class FieldsAsked(Asked):
    """Which fields are wanted, of something that needs no pages."""

    class Meta(Asked.Meta):
        """There is one, or never so many that they need pages."""

        exclude = ("after", "limit")


class ListAsked(FieldsAsked):
    """How a list is wanted that comes whole: which items, in which order, with which fields."""

    sort = fields.String(
        validate=validate.Regexp(r"^-?[a-z_]+$", error="Name one field, like held_on or -held_on."),
        metadata={"description": "A plain field; with a minus before it, the other way round."},
    )
    filter_ = fields.String(
        data_key=FILTER,
        attribute=FILTER,
        validate=validate.Regexp(
            r"^[a-z_]+:[^,]+(,[a-z_]+:[^,]+)*$", error="Name fields and values, like state:present."
        ),
        metadata={"description": "Values of plain fields, like state:present,wants_paper:true."},
    )


@cache
def as_partial(schema: type[Schema]) -> type[Schema]:
    """Build the schema of a change: any of the fields, and no others.

    It only looks at the names. What was sent is put in the place of what stands and
    then read by the whole schema, so that a change obeys every rule of a new one.
    """

    class Change(schema):  # type: ignore[misc, valid-type]  # a class that is only known now
        """Any of the fields."""

        def on_bind_field(self, field_name: str, field_obj: Any) -> None:
            super().on_bind_field(field_name, field_obj)
            field_obj.required = False

        def load(self, data: Any, **_kwargs: Any) -> Any:
            if not isinstance(data, dict):
                raise ValidationError({"_schema": ["Give an object."]})
            unknown = {name: ["Unknown field."] for name in data if name not in self.fields}
            if unknown:
                raise ValidationError(unknown)
            if not data:
                raise ValidationError({"_schema": ["Give at least one field."]})
            return data

    Change.__name__ = f"{schema.__name__.removesuffix('In')}Change"
    return Change


def _as_typed(field: Any, value: Any) -> Any:
    """Turn JSON into what the form's field reads."""
    for kind, read in _READERS.items():
        if isinstance(field, kind):
            return read(field, value)
    return value


def _read_day(field: Any, value: Any) -> Any:
    if value is None:
        return {}
    if not isinstance(value, str) or not _ISO_DAY.fullmatch(value):
        raise ValidationError(field.empty if value == "" and field.empty else _DAY)
    year, month, day = value.split("-")
    return {"day": day, "month": month, "year": year}


def _read_time(field: Any, value: Any) -> Any:
    if value is None and field.empty is None:
        return ""
    if not isinstance(value, str) or not _ISO_TIME.fullmatch(value):
        raise ValidationError("Give a time of day like 14:00.")
    return value


def _read_whole(_field: Any, value: Any) -> Any:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
        raise ValidationError(_WHOLE)
    return value


def _read_flag(_field: Any, value: Any) -> Any:
    if not isinstance(value, bool):
        raise ValidationError("Give true or false.")
    return value


def _read_number(field: Any, value: Any) -> Any:
    if value is None and field.empty is None:
        return ""
    if value is not None and (
        isinstance(value, bool) or not isinstance(value, int | Decimal | str)
    ):
        raise ValidationError("Give a number, as 36.0 or as text.")
    return value


def _read_words(_field: Any, value: Any) -> Any:
    if not isinstance(value, str):
        raise ValidationError(_TEXT)
    if clean(value) != value:
        raise ValidationError(_UNCLEAN)
    return value


def _read_text(_field: Any, value: Any) -> Any:
    if not isinstance(value, str):
        raise ValidationError(_TEXT)
    return value


def _read_list(field: Any, value: Any) -> Any:
    if value is None and field.allow_none:
        return None
    if not isinstance(value, list):
        raise ValidationError("Give a list.")
    if len(value) > MOST_ITEMS:
        raise ValidationError(f"Give at most {MOST_ITEMS}.")
    return [_as_typed(field.inner, each) for each in value]


def clean(text: str) -> str:
    """Give a text as a form's field keeps it."""
    kept: str = Words(longest=10**9).deserialize(text)
    return kept


#: How each kind of field is read, the more particular first.
_READERS: dict[type[fields.Field[Any]], Callable[[Any, Any], Any]] = {
    Day: _read_day,
    TimeOfDay: _read_time,
    Number: _read_number,
    Whole: _read_whole,
    fields.Boolean: _read_flag,
    Words: _read_words,
    fields.String: _read_text,
    fields.List: _read_list,
}
