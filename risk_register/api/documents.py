"""The OpenAPI document, written from the doors' own schemas."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Flask, Response, current_app, jsonify
from flask_smorest import Api
from marshmallow import Schema, fields

from risk_register.api.meanings import explain
from risk_register.domain.permissions import Access
from risk_register.doors import NEED, PROBLEM
from risk_register.schemas.base import Day, TimeOfDay
from risk_register.schemas.indicators import Number
from risk_register.schemas.moments import PastMoment
from risk_register.schemas.seats import SitterField

doors = Blueprint("api_documents", __name__)

ABOUT = """The register's own verbs for programs: what the pages can do, as JSON.

Show a key with `Authorization: Bearer rrk_…`. Everybody makes their own keys in their account; a
key opens what was chosen for it and never more than its person may do; the scopes that a door
needs, each of them, stand in its `security`. What is not yours is not there: 404.

Every change of something that stands says with `If-Match` which version it is based on: the `ETag`
that its answer carried. Without it: 428; if somebody else saved meanwhile: 412. Send an
`Idempotency-Key` with a change, and it can be sent again without a second effect. Errors are
problem details (RFC 9457), which name each field that is wrong.

Dates are London dates (`2018-06-14`); moments carry their zone and are told in UTC."""


class FieldProblem(Schema):
    """What is wrong with one field."""

    field = fields.String()
    detail = fields.String()


class Problem(Schema):
    """What went wrong (RFC 9457)."""

    type = fields.String()
    title = fields.String()
    status = fields.Integer()
    detail = fields.String()
    errors = fields.List(fields.Nested(FieldProblem))


class RegisterApi(Api):  # type: ignore[misc]  # flask-smorest has no types
    """flask-smorest's document, with our own errors and no handlers of its own."""

    ERROR_SCHEMA = Problem
    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        """Leave errors to the service's own answers."""

    def _register_responses(self) -> None:
        for status in HTTPStatus:
            if status < HTTPStatus.BAD_REQUEST:
                continue
            told = {"description": status.phrase, "content": {PROBLEM: {"schema": Problem}}}
            self.spec.components.response(status.name, told, lazy=True)


def build_api(app: Flask) -> RegisterApi:
    """Begin the document; the rooms enter themselves."""
    api = RegisterApi(
        spec_kwargs={
            "title": "Risk register",
            "version": "v1",
            "openapi_version": "3.1.0",
            "info": {"description": ABOUT},
            "security": [{"key": []}],
            "servers": [{"url": app.config["PUBLIC_URL"].rstrip("/")}],
        }
    )
    api.register_field(Day, "string", "date")
    api.register_field(Number, "string", None)
    api.register_field(TimeOfDay, "string", None)
    api.register_field(SitterField, "string", None)
    api.register_field(PastMoment, "string", None)
    api.init_app(app)
    scheme = {"type": "http", "scheme": "bearer", "description": "A key: rrk_…"}
    api.spec.components.security_scheme("key", scheme)
    app.extensions["api_document"] = api
    return api


def write_document(app: Flask) -> dict[str, Any]:
    """Give the whole OpenAPI document."""
    document: dict[str, Any] = app.extensions["api_document"].spec.to_dict()
    explain(document)
    return document


@doors.get("/api/openapi.json")
def show_document() -> Response:
    """Show the document to anybody: it holds nothing of any register."""
    return jsonify(write_document(current_app))


setattr(show_document, NEED, Access.ANYBODY)
