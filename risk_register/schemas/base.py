"""What all schemas share: nothing unknown, nothing invisible, dates in three parts."""

import re
from datetime import date, time
from typing import Any, ClassVar

from marshmallow import RAISE, Schema, ValidationError, fields, validate

#: Control characters that no keyboard types; PostgreSQL refuses the first of them.
_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DIGITS = re.compile(r"[0-9]{1,10}")
_TIME = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2}))? ?(am|pm)?")
LONGEST_WORDS = 2000  #: characters, as the pages promise


class FormSchema(Schema):
    """A form's fields; one that was not asked for is an error."""

    #: Fields that are typed as day, month and year.
    dates: ClassVar[tuple[str, ...]] = ()
    #: Fields of which several boxes may be ticked.
    lists: ClassVar[tuple[str, ...]] = ()

    class Meta:
        """Refuse what was not asked for."""

        unknown = RAISE


class Words(fields.String):
    """Text as people type it: line ends made alike, the ends trimmed, no control characters."""

    def __init__(
        self,
        *,
        empty: str | None = None,
        longest: int = LONGEST_WORDS,
        shortest: int = 0,
        too_short: str | None = None,
        example: str | None = None,
    ) -> None:
        """Set the sentences.

        :param empty: what to say when nothing was typed; None allows it
        :param longest: in characters
        :param shortest: in characters, for text that was typed
        :param example: what programs might send
        """
        told = {"example": example} if example else {}
        rules: list[Any] = [
            validate.Length(max=longest, error=f"Use {longest:,} characters or fewer.")
        ]
        if shortest:
            rules.append(_at_least(shortest, too_short or f"Use {shortest} characters or more."))
        if empty is None:
            super().__init__(load_default="", validate=rules, metadata=told)
        else:
            rules.insert(0, validate.Length(min=1, error=empty))
            super().__init__(
                required=True,
                validate=rules,
                error_messages={"required": empty, "null": empty},
                metadata=told,
            )

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        text = text.encode("utf-8", "ignore").decode()  # half a surrogate pair is no character
        return _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


class Whole(fields.Integer):
    """A whole number; an empty field counts as not given."""

    def __init__(
        self, *, empty: str | None = None, wrong: str, lowest: int = 0, highest: int = 2**31 - 1
    ) -> None:
        """Set the sentences and the range, both ends included."""
        required = {"required": True} if empty is not None else {"load_default": None}
        super().__init__(
            strict=True,
            allow_none=empty is None,
            validate=validate.Range(min=lowest, max=highest, error=wrong),
            error_messages={
                "required": empty or wrong,
                "null": empty or wrong,
                "invalid": wrong,
                "too_large": wrong,
            },
            **required,
        )

    def deserialize(self, value: Any, attr: Any = None, data: Any = None, **kwargs: Any) -> Any:
        """Read it from a form's text or a machine's number; an empty text is None."""
        if isinstance(value, str):
            value = value.strip() or None
        if isinstance(value, str) and _DIGITS.fullmatch(value):
            value = int(value)  # a strict integer takes no text, so that 3.7 is never 3
        return super().deserialize(value, attr, data, **kwargs)


class Day(fields.Field[date | None]):
    """A London date from the three inputs of a date field: a mapping of day, month, year."""

    def __init__(self, *, empty: str | None, earliest: date = date(2000, 1, 1)) -> None:
        """Set the sentence for an empty date; None allows it."""
        said = empty or "Enter a date."
        super().__init__(
            required=True, allow_none=True, error_messages={"required": said, "null": said}
        )
        self.empty = empty
        self.earliest = earliest

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> date | None:  # noqa: ARG002 - marshmallow's own signature
        parts = [str(value.get(name, "")).strip() for name in ("day", "month", "year")]
        missing = [
            name
            for name, part in zip(("a day", "a month", "a year"), parts, strict=True)
            if not part
        ]
        if len(missing) == len(parts):
            if self.empty is None:
                return None
            raise ValidationError(self.empty)
        if missing:
            raise ValidationError(f"The date must include {' and '.join(missing)}.")
        try:
            found = date(int(parts[2]), int(parts[1]), int(parts[0]))
        except (ValueError, OverflowError):
            raise ValidationError("Enter a real date, like 14 6 2018.") from None
        if not self.earliest <= found < date(2100, 1, 1):
            raise ValidationError("Enter a year of this century, like 2018.")
        return found


class TimeOfDay(fields.Field[time | None]):
    """A London time of day as people type it: 14:00, 9.30, 2pm; an empty field is None."""

    def __init__(self, *, empty: str | None) -> None:
        """Set the sentence for an empty field; None allows it."""
        if empty is None:
            super().__init__(load_default=None)
        else:
            super().__init__(required=True, error_messages={"required": empty, "null": empty})
        self.empty = empty

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> time | None:  # noqa: ARG002 - marshmallow's own signature
        text = str(value).strip().lower()
        if not text:
            if self.empty is None:
                return None
            raise ValidationError(self.empty)
        found = _TIME.fullmatch(text)
        hour, minute = (int(found[1]), int(found[2] or 0)) if found else (24, 0)
        half = found[3] if found else None
        if half and not 1 <= hour <= 12:
            hour = 24
        elif half:
            hour = hour % 12 + (12 if half == "pm" else 0)
        if hour > 23 or minute > 59:
            raise ValidationError("Enter a time of day, like 14:00 or 9.30am.")
        return time(hour, minute)


def first_sentences(errors: Any) -> dict[str, str]:
    """Keep one sentence for each field, of what marshmallow found wrong."""
    found: dict[str, str] = {}
    for name, said in errors.items():
        while not isinstance(said, str):
            said = next(iter(said.values() if isinstance(said, dict) else said))  # noqa: PLW2901 - peels the nesting
        found[name] = said
    return found


def _at_least(shortest: int, sentence: str) -> Any:
    def check(text: str) -> None:
        if text and len(text) < shortest:
            raise ValidationError(sentence)

    return check
