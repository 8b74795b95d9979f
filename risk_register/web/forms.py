"""Forms: what was typed, what it means, and what is wrong with it.

``typed`` is kept exactly as it came, so that a refused form loses nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from flask import request
from marshmallow import Schema, ValidationError
from werkzeug.datastructures import MultiDict

from risk_register.domain.errors import (
    AlreadyDoneError,
    BusyError,
    ChangedMeanwhileError,
    RuleError,
    TooManyTriesError,
)
from risk_register.schemas.base import FormSchema, first_sentences

CSRF_FIELD = "csrf_token"
DATE_PARTS = ("day", "month", "year")


@dataclass
class Form:
    """One form on its way through a page."""

    typed: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    problem: str | None = None  #: what is wrong with no field in particular
    is_stale: bool = False  #: somebody else saved since it was drawn
    status: int = 200

    @property
    def is_valid(self) -> bool:
        """Say whether nothing is wrong with it yet."""
        return not self.errors and self.problem is None and not self.is_stale

    def refuse(self, name: str, sentence: str) -> None:
        """Put a sentence next to a field."""
        self.errors[name] = sentence
        self.status = 422

    def saving(self) -> "Saving":
        """Guard the lines that save; what they are refused for ends up in the form."""
        return Saving(self)


@dataclass
class Saving:
    """Turns what the register refuses into sentences on the form, and goes on after the block."""

    form: Form

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        """Answer what can be answered on the form; let the rest pass."""
        if isinstance(error, ChangedMeanwhileError):
            self.form.is_stale, self.form.status = True, 409
        elif isinstance(error, BusyError):
            self.form.problem, self.form.status = str(error), 503
        elif isinstance(error, TooManyTriesError):
            self.form.problem, self.form.status = str(error), 429
        elif isinstance(error, RuleError) and error.field:
            self.form.refuse(error.field, str(error))
        elif isinstance(error, RuleError | AlreadyDoneError):
            self.form.problem, self.form.status = str(error), 422
        else:
            return False
        return True


def read_form(schema: FormSchema) -> Form:
    """Read the form that was posted; the token against forgery is checked before."""
    given = request.form.copy()
    given.pop(CSRF_FIELD, None)
    return _read(given, schema)


def read_asked(schema: FormSchema) -> Form:
    """Read the form that an address carries, which changes nothing."""
    return _read(request.args.copy(), schema)


def read_if_asked(schema: Schema, first: str) -> Form:
    """Read a form that came with the address; without its first field, nothing is asked yet."""
    form = Form(typed=dict(request.args.items()))
    if first not in form.typed:
        return form
    try:
        form.values = schema.load(
            {name: value for name, value in form.typed.items() if value.strip()}
        )
    except ValidationError as error:
        form.errors, form.status = first_sentences(error.messages), 422
    return form


def read_part(schema: FormSchema) -> Form:
    """Read only a schema's own fields of what was posted, because others of it are wrong."""
    names = {*schema.fields, *(f"{name}-{part}" for name in schema.dates for part in DATE_PARTS)}
    items = request.form.items(multi=True)
    return _read(MultiDict((name, value) for name, value in items if name in names), schema)


def _read(given: "MultiDict[str, str]", schema: FormSchema) -> Form:
    form = Form(typed=dict(given.items()))
    for name in schema.lists:
        form.typed[name] = ",".join(given.getlist(name))
    try:
        form.values = schema.load(_gather(given, schema))
    except ValidationError as error:
        form.errors = first_sentences(error.messages)
        form.status = 422
    return form


def date_parts(name: str, day: Any) -> dict[str, str]:
    """Spread a date over the three inputs of a date field."""
    return {
        f"{name}-day": str(day.day),
        f"{name}-month": str(day.month),
        f"{name}-year": str(day.year),
    }


def _gather(given: "MultiDict[str, str]", schema: FormSchema) -> Mapping[str, Any]:
    values: dict[str, Any] = dict(given.items())
    for name in schema.lists:
        values[name] = given.getlist(name)
    for name in schema.dates:
        values[name] = {part: values.pop(f"{name}-{part}", "") for part in DATE_PARTS}
    return values
