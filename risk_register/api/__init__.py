"""The door for programs: ``/api/v1``, the same verbs as the pages have, as JSON."""

from functools import partial

from flask import Flask

from risk_register.api import (
    acceptances,
    actions,
    agencies,
    agendas,
    anonymisations,
    assessments,
    attendances,
    batches,
    bodies,
    bounces,
    briefings,
    circulation_records,
    circulations,
    controls,
    decisions,
    documents,
    escalations,
    events,
    evidence,
    feeds,
    holidays,
    impact,
    imports,
    indicators,
    invitation_sheets,
    meetings,
    milestones,
    minutes,
    notes,
    nudges,
    oversight,
    pack_comparisons,
    packs,
    papers,
    people,
    plan,
    posts,
    programmes,
    publications,
    ratings,
    reading_sheets,
    recurrences,
    register_layouts,
    relations,
    restrictions,
    risks,
    saved_filters,
    seats,
    supplements,
    ways_in,
    webhooks,
    working_copies,
)
from risk_register.api.documents import build_api, write_document
from risk_register.api.limits import Limits

ROOMS = (
    programmes,
    risks,
    assessments,
    batches,
    restrictions,
    saved_filters,
    register_layouts,
    acceptances,
    escalations,
    relations,
    notes,
    controls,
    actions,
    milestones,
    ratings,
    evidence,
    plan,
    impact,
    indicators,
    reading_sheets,
    bodies,
    seats,
    recurrences,
    holidays,
    meetings,
    agendas,
    papers,
    attendances,
    decisions,
    minutes,
    briefings,
    packs,
    pack_comparisons,
    circulations,
    supplements,
    publications,
    circulation_records,
    bounces,
    imports,
    working_copies,
    events,
    feeds,
    people,
    invitation_sheets,
    anonymisations,
    ways_in,
    posts,
    nudges,
    agencies,
    oversight,
    webhooks,
)


def prepare_api(app: Flask) -> None:
    """Hang the API into the application."""
    app.extensions["api_limits"] = Limits(
        reads=app.config["API_READS_PER_MINUTE"], writes=app.config["API_WRITES_PER_MINUTE"]
    )
    api = build_api(app)
    for room in ROOMS:
        app.extensions["csrf"].exempt(room.room)  # no browser brings a key by itself
        api.register_blueprint(room.room)
    app.register_blueprint(documents.doors)
    app.extensions["write_api_document"] = partial(write_document, app)  # for the page about it
