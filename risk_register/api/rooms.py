"""A room of the API: each door says what it needs, what it takes and what it gives.

The same words make the check, the answer and the OpenAPI document.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial, wraps
from http import HTTPStatus
from typing import Any

from flask import Response, jsonify, request
from flask_smorest import Blueprint
from marshmallow import Schema
from werkzeug.exceptions import UnsupportedMediaType

from risk_register.api.access import open_door, present_keeper, present_member
from risk_register.api.arranging import Wish, arrange, take_wish
from risk_register.api.errors import prepare_errors
from risk_register.api.reading import StrictParser
from risk_register.api.repeats import save
from risk_register.api.versions import check_version_is_said
from risk_register.domain.api_keys import Group, Reach, write_scope
from risk_register.domain.errors import RegisterError
from risk_register.domain.permissions import Access, Need, Permission
from risk_register.doors import BY_KEY, GROUPS, NEED, READING
from risk_register.doors.uploads import takes_files
from risk_register.schemas.machines.base import FieldsAsked, ListAsked, as_partial

PREFIX = "/api/v1"
View = Callable[..., Any]
FILE_TYPE = "application/octet-stream"
_READ_ERRORS = (401, 403, 404, 405, 422, 429, 503)
_WRITE_ERRORS = (400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 429, 503)
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The ETag of what you have read; without it nothing is changed.",
    "schema": {"type": "string"},
    "example": '"R-001.3"',
}
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "A name of your choice for this request. Sent again within 48 hours with the "
    "same name, it has no second effect and gets the first answer.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[!-~]+$"},
}
ETAG = {"ETag": {"description": "The version, for If-Match.", "schema": {"type": "string"}}}


@dataclass(frozen=True)
class Told:
    """An answer with what stands in its headers."""

    value: Any
    etag: str | None = None
    location: str | None = None
    headers: dict[str, str] = field(default_factory=dict)


class Room(Blueprint):  # type: ignore[misc]  # flask-smorest has no types
    """One noun's doors under ``/api/v1/programmes``."""

    ARGUMENTS_PARSER = StrictParser()

    def __init__(self, name: str, group: Group, description: str) -> None:
        """Name the noun, the group of scopes it belongs to, and what it is."""
        super().__init__(f"api_{name}", __name__, url_prefix=PREFIX, description=description)
        self.tag, self.group = name, group
        self.before_request(open_door)
        prepare_errors(self)

    def reads(
        self,
        rule: str,
        need: Need,
        gives: type[Schema],
        *,
        asks: type[Schema] | None = None,
        is_list: bool = True,
        has_etag: bool = False,
        example: Any = None,
    ) -> Callable[[View], View]:
        """Open a door that changes nothing; the view gets the member and what was asked.

        :param asks: what may be asked; None: only how the answer is wanted, which the view is not
            told
        :param is_list: whether it is its items that are wanted, if it has any; else it is one
            thing, with all that is in it
        """
        wanted = asks or (ListAsked if is_list and is_whole_list(gives) else FieldsAsked)

        def open_it(view: View) -> View:
            def answer(asked: dict[str, Any], **parts: Any) -> Response:
                is_whole = issubclass(wanted, ListAsked)
                wish = take_wish(asked, is_list=is_list, is_whole=is_whole)
                told = view(*_who(need, parts), *([asked] if asks else []), **parts)
                return _answer(told, gives, 200, wish)

            door = self._name_errors(wraps(view)(answer), _READ_ERRORS)
            door = self.response(200, gives, headers=ETAG if has_etag else None, example=example)(
                door
            )
            door = self.arguments(wanted, location="query")(door)
            return self._open(rule, ["GET"], need, door, view)

        return open_it

    def hands_over(
        self, rule: str, need: Need, media_type: str, *, asks: type[Schema] | None = None
    ) -> Callable[[View], View]:
        """Open a door that hands over a file."""

        def open_it(view: View) -> View:
            def answer(*asked: Any, **parts: Any) -> Any:
                return view(*_who(need, parts), *asked, **parts)

            told = {"type": "object" if media_type == "application/json" else "string"}
            door = self._name_errors(wraps(view)(answer), _READ_ERRORS)
            door = self.response(200, told, content_type=media_type)(door)
            if asks is not None:
                door = self.arguments(asks, location="query")(door)
            return self._open(rule, ["GET"], need, door, view)

        return open_it

    def takes_file(
        self, rule: str, need: Need, gives: type[Schema], *, asks: type[Schema]
    ) -> Callable[[View], View]:
        """Open a door by which a file comes in, as the body; nothing is locked while it is read.

        The view gets the member, what was asked and the bytes, and gives what is to be done in
        the transaction.
        """

        def open_it(view: View) -> View:
            def answer(asked: Any, **parts: Any) -> Response:
                if request.mimetype != FILE_TYPE:
                    raise UnsupportedMediaType
                keep = view(*_who(need, parts), asked, request.get_data(), **parts)
                return save(lambda: _answer(keep(), gives, 201))

            body = {FILE_TYPE: {"schema": {"type": "string", "format": "binary"}}}
            door = self._name_errors(wraps(view)(answer), _WRITE_ERRORS)
            door = self.response(201, gives)(door)
            door = self.arguments(asks, location="query")(door)
            asked = {"in": "query", "schema": asks}  # what is said here replaces what stands
            door = self.doc(
                parameters=[IDEMPOTENCY_KEY, asked],
                requestBody={"required": True, "content": body},
            )(door)
            return self._open(rule, ["POST"], need, takes_files(door), view)

        return open_it

    def adds(
        self,
        rule: str,
        need: Need,
        takes: type[Schema],
        gives: type[Schema],
        *,
        is_versioned: bool = False,
        is_prepared: bool = False,
        also: tuple[Group, ...] = (),
        example: Any = None,
    ) -> Callable[[View], View]:
        """Open a door by which something is added; the view gets the member and what was sent.

        :param is_prepared: whether the view does what takes time while nothing is locked, and
            gives what is to be done in the transaction
        :param also: what else it changes; a key has to reach these groups besides the room's own
        """
        return self._writes(
            rule,
            "POST",
            need,
            takes,
            gives,
            201,
            example,
            is_versioned=is_versioned,
            is_prepared=is_prepared,
            also=also,
        )

    def changes(
        self,
        rule: str,
        need: Need,
        takes: type[Schema],
        gives: type[Schema],
        *,
        example: Any = None,
    ) -> Callable[[View], View]:
        """Open a door by which single fields are changed; the view gets the ones that were sent."""
        return self._writes(
            rule, "PATCH", need, as_partial(takes), gives, 200, example, is_versioned=True
        )

    def _writes(
        self,
        rule: str,
        method: str,
        need: Need,
        takes: type[Schema],
        gives: type[Schema],
        status: int,
        example: Any,
        *,
        is_versioned: bool,
        is_prepared: bool = False,
        also: tuple[Group, ...] = (),
    ) -> Callable[[View], View]:
        def open_it(view: View) -> View:
            def answer(said: Any, **parts: Any) -> Response:
                if is_versioned:
                    check_version_is_said()
                asked = partial(view, *_who(need, parts), said, **parts)
                act = _prepare(asked) if is_prepared else asked
                return save(lambda: _answer(act(), gives, status))

            errors = (*_WRITE_ERRORS, 428) if is_versioned else _WRITE_ERRORS
            door = self._name_errors(wraps(view)(answer), errors)
            door = self.response(status, gives, headers=ETAG)(door)
            door = self.arguments(takes, example=example)(door)
            headers = [IF_MATCH, IDEMPOTENCY_KEY] if is_versioned else [IDEMPOTENCY_KEY]
            door = self.doc(parameters=headers)(door)
            return self._open(rule, [method], need, door, view, also)

        return open_it

    def _name_errors(self, door: View, errors: Iterable[int]) -> View:
        """Say which refusals a door knows.

        First of all that is said of it: the library copies what it has been told with every step.
        """
        for status in errors:
            door = self.alt_response(status, HTTPStatus(status).name)(door)
        return door

    def _open(
        self,
        rule: str,
        methods: list[str],
        need: Need,
        door: View,
        view: View,
        also: tuple[Group, ...] = (),
    ) -> View:
        groups = (self.group, *also)
        reach = Reach.READ if READING.issuperset(methods) else Reach.WRITE
        needed = [{"key": [write_scope(group, reach) for group in groups]}]
        door = self.doc(operationId=view.__name__, security=needed)(door)
        setattr(door, NEED, need)
        setattr(door, BY_KEY, True)
        setattr(door, GROUPS, groups)
        self.add_url_rule(rule, view.__name__, door, methods=methods, tags=[self.tag])
        return view


def is_whole_list(gives: type[Schema]) -> bool:
    """Say whether an answer is a list that has no pages."""
    return "items" in gives().fields and "next" not in gives().fields


def _prepare(asked: Callable[[], Callable[[], Any]]) -> Callable[[], Any]:
    """Give what is to be done; a refusal waits, for the same request may have been answered."""
    try:
        return asked()
    except RegisterError as error:
        refusal = error

    def refuse() -> Any:
        raise refusal

    return refuse


def _who(need: Need, parts: dict[str, Any]) -> tuple[Any, ...]:
    """Give the member, whose programme the address names, or the keeper; else nobody."""
    if need is Access.KEEPERS:
        return (present_keeper(),)
    if not isinstance(need, Permission):
        return ()
    parts.pop("programme_key")
    return (present_member(),)


def _answer(told: Any, gives: type[Schema], status: int, wish: Wish | None = None) -> Response:
    if isinstance(told, Response):
        return told
    known = told if isinstance(told, Told) else Told(told)
    body = gives().dump(known.value)
    response = jsonify(arrange(body, wish) if wish else body)
    response.status_code = status
    response.headers.update(known.headers)
    if known.etag:
        response.headers["ETag"] = known.etag
    if known.location:
        response.headers["Location"] = known.location
    return response
