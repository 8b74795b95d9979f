"""The pages people use."""

from collections.abc import Callable

from flask import Flask, Response, abort, request
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.routing import IntegerConverter, Map

from risk_register.doors.uploads import set_room_for_files
from risk_register.services.outbox import PostRoom
from risk_register.web import (
    acceptances,
    access_reviews,
    accounts,
    action_links,
    action_logs,
    actions,
    agencies,
    agency_names,
    agendas,
    agreements,
    anonymisations,
    api_keys,
    api_pages,
    assessments,
    attendances,
    batches,
    bodies,
    bounces,
    briefings,
    circulation_records,
    circulations,
    clocks,
    controls,
    dashboards,
    decisions,
    desk,
    directories,
    escalations,
    evidence,
    exports,
    feeds,
    health,
    heat_maps,
    history,
    holidays,
    impact,
    imports,
    indicators,
    invitation_sheets,
    invitations,
    letters,
    lives,
    mailed_keys,
    meetings,
    memberships,
    milestones,
    minutes,
    moments,
    moves,
    notes,
    openings,
    pack_comparisons,
    pack_files,
    pack_steps,
    packs,
    papers,
    passkeys,
    people,
    plan,
    plan_lines,
    posts,
    previews,
    publication_letters,
    publications,
    ratings,
    reading_links,
    reading_sheets,
    readings,
    recurrences,
    register_layouts,
    relations,
    reminders,
    restrictions,
    reviews,
    risks,
    rolls,
    saved_filters,
    seats,
    second_factors,
    sessions,
    sign_in_links,
    supplements,
    threads,
    verifications,
    ways_in,
    webhooks,
    work,
    working_copies,
)
from risk_register.web.access import check_door
from risk_register.web.errors import prepare_errors
from risk_register.web.filters import prepare_filters
from risk_register.web.forgeries import check_origin
from risk_register.web.hashing import FormRequest, set_room_to_hash
from risk_register.web.identity import prepare_identity
from risk_register.web.navigation import prepare_navigation

ROOMS = (
    acceptances,
    access_reviews,
    accounts,
    action_links,
    action_logs,
    actions,
    agendas,
    agencies,
    agency_names,
    agreements,
    anonymisations,
    api_keys,
    api_pages,
    assessments,
    attendances,
    batches,
    bodies,
    bounces,
    briefings,
    circulation_records,
    circulations,
    clocks,
    controls,
    dashboards,
    decisions,
    desk,
    directories,
    escalations,
    evidence,
    exports,
    feeds,
    health,
    heat_maps,
    history,
    holidays,
    indicators,
    invitation_sheets,
    invitations,
    letters,
    impact,
    imports,
    lives,
    mailed_keys,
    meetings,
    memberships,
    milestones,
    minutes,
    moments,
    moves,
    notes,
    openings,
    pack_comparisons,
    pack_files,
    pack_steps,
    packs,
    papers,
    passkeys,
    people,
    plan,
    plan_lines,
    posts,
    previews,
    reading_sheets,
    readings,
    publication_letters,
    publications,
    reading_links,
    ratings,
    recurrences,
    register_layouts,
    relations,
    restrictions,
    reminders,
    reviews,
    risks,
    rolls,
    saved_filters,
    seats,
    second_factors,
    sessions,
    sign_in_links,
    verifications,
    ways_in,
    webhooks,
    supplements,
    threads,
    work,
    working_copies,
)

#: Nothing but our own files; no inline script or style, no frame around us.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
YEAR_SECONDS = 31_536_000


def prepare_web(app: Flask, open_room: Callable[[], PostRoom]) -> None:
    """Hang all pages and what guards them into the application.

    :param open_room: opens the post room when letters are to be sent at once
    """
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["open_room"] = open_room
    app.request_class = FormRequest
    app.before_request(set_room_for_files)  # before anything reads the form
    app.before_request(set_room_to_hash)
    app.before_request(check_origin)
    app.url_map.converters["int"] = RowNumber
    CSRFProtect(app)
    prepare_identity(app)
    prepare_filters(app)
    prepare_navigation(app)
    prepare_errors(app)
    app.before_request(_check_address)
    app.before_request(check_door)
    app.after_request(_guard)
    for room in ROOMS:
        app.register_blueprint(room.doors)


class RowNumber(IntegerConverter):
    """A row's number in an address; no database gives a greater one."""

    def __init__(self, addresses: Map) -> None:
        super().__init__(addresses, max=2**31 - 1)


def _check_address() -> None:
    """Refuse an address that is no text, or that names nothing, before anything reads it.

    It stands before the doors of programs, too. PostgreSQL takes no text with a NUL, and so nothing
    has such a name.
    """
    try:
        request.query_string.decode()
    except UnicodeDecodeError:
        abort(400)
    if any("\x00" in str(part) for part in (request.view_args or {}).values()):
        abort(404)


def _guard(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers.setdefault("Referrer-Policy", "same-origin")
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    if request.is_secure:
        headers["Strict-Transport-Security"] = f"max-age={YEAR_SECONDS}"
    if request.endpoint == "static":
        headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    else:
        headers.setdefault("Cache-Control", "no-store")
    return response
