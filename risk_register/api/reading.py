"""Reading what a program sends, strictly: nothing is guessed, nothing is taken twice."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NoReturn

from flask import Request
from marshmallow import Schema, ValidationError
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import UnsupportedMediaType

from risk_register.api.errors import FieldsError
from risk_register.database import as_plain

DEEPEST = 20  #: levels of brackets
_LIST = "Give this once."


class StrictParser(FlaskParser):
    """Reads bodies and addresses for flask-smorest; what is wrong is said by field."""

    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = {}  # noqa: RUF012 - webargs' own attribute

    def load_json(self, req: Request, schema: Schema) -> Any:  # noqa: ARG002 - webargs' own signature
        """Read a body."""
        if not req.is_json:
            raise UnsupportedMediaType
        return read_json(req.get_data())

    def load_querystring(self, req: Request, schema: Schema) -> Any:  # noqa: ARG002 - webargs' own signature
        """Read what stands behind the question mark; nothing may stand there twice."""
        given = {name: req.args.getlist(name) for name in req.args}
        wrong = {name: [_LIST] for name, values in given.items() if len(values) > 1}
        if wrong:
            raise FieldsError(wrong)
        return {name: values[0] for name, values in given.items()}

    def handle_error(self, error: ValidationError, *_args: Any, **_rest: Any) -> NoReturn:
        """Say what is wrong with each field."""
        (messages,) = error.messages_dict.values()  # webargs names the place above the fields
        raise FieldsError(messages)


def read_json(body: bytes) -> Any:
    """Read JSON as RFC 8259 has it, and no more.

    :raises FieldsError: if it is none, names something twice or is nested too deeply
    """
    try:
        read = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_refuse_twice,
            parse_constant=_refuse_constant,
            parse_float=Decimal,
        )
    except RecursionError:
        raise FieldsError({"_schema": ["The JSON is nested too deeply."]}) from None
    except ValueError as error:
        known = error.args[0] if isinstance(error, _TwiceError) else "The body is no JSON in UTF-8."
        raise FieldsError({"_schema": [known]}) from None
    if _depth(read) > DEEPEST:
        raise FieldsError({"_schema": ["The JSON is nested too deeply."]})
    return read


class _TwiceError(ValueError):
    """The body names something twice."""


def _refuse_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _TwiceError("The body names a field twice.")
    return found


def _refuse_constant(_name: str) -> NoReturn:
    raise ValueError


def _depth(value: Any, level: int = 0) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return max((_depth(each, level + 1) for each in inner), default=level)


def complete_change(
    schema: type[Schema], standing: Mapping[str, Any], sent: Mapping[str, Any]
) -> dict[str, Any]:
    """Put what was sent in the place of what stands, and read it whole.

    :param standing: as a program gets it, before it becomes JSON
    :raises FieldsError: if the whole is not right
    """
    made = schema()
    plain = {name: as_plain(standing[name]) for name in made.fields if name in standing}
    whole = {**plain, **sent}
    for name, (other, value) in getattr(made, "counts_with", {}).items():
        if name not in sent and whole.get(other) != value:
            whole.pop(name, None)  # with what is said now, what stands counts no more
    try:
        said: dict[str, Any] = made.load(whole)
    except ValidationError as error:
        raise FieldsError(error.messages) from None
    return said
