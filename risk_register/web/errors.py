"""What people read when something cannot be done; never a trace."""

import logging
from http import HTTPStatus

from flask import Flask, render_template
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from risk_register.database import db, is_connection_fault
from risk_register.domain.errors import (
    AlreadyDoneError,
    BusyError,
    ChangedFileError,
    ChangedMeanwhileError,
    NotAllowedError,
    NotFoundError,
    RegisterError,
    RuleError,
    TooManyTriesError,
)
from risk_register.doors import answer_problem, is_for_programs
from risk_register.doors.uploads import let_rest_pass, say_too_large
from risk_register.web.hashing import say_too_large_to_hash
from risk_register.web.refusals import note_refusal

log = logging.getLogger(__name__)

STATUS: dict[type[RegisterError], int] = {
    NotFoundError: 404,
    NotAllowedError: 403,
    ChangedMeanwhileError: 409,
    AlreadyDoneError: 409,
    RuleError: 422,
    TooManyTriesError: 429,
    ChangedFileError: 500,
    BusyError: 503,
}

TITLES = {
    400: "This request could not be read",
    403: "You cannot do this",
    404: "There is nothing at this address",
    405: "This page cannot be used in this way",
    409: "This has changed meanwhile",
    413: "What you sent is too large",
    422: "The register's rules do not allow that",
    429: "Too many tries",
    500: "Something went wrong",
    503: "The register is busy",
}

WORDS = {
    400: "What the browser sent was incomplete or in a form the register does not know.",
    404: "Check the address, or find what you look for from the menu.",
    405: "Go back and use the page's own buttons.",
    413: "Nothing was saved. A form can hold about a million characters.",
    500: "Nothing was saved. The people who run the service can see in its log what happened.",
    503: str(BusyError()),
}


WORDS_FOR_PROGRAMS = {
    400: "The request could not be read.",
    403: str(NotAllowedError()),
    404: str(NotFoundError()),
    405: "There is no such method at this address.",
    413: "A request can have about a million bytes.",
    415: "Send JSON, as application/json; a file, as application/octet-stream.",
    500: WORDS[500],
    503: WORDS[503],
}


def prepare_errors(app: Flask) -> None:
    """Answer everything that can go wrong with a page."""
    app.register_error_handler(RegisterError, _answer_register)
    app.register_error_handler(CSRFError, _answer_forgery)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(DBAPIError, _answer_database)
    app.register_error_handler(Exception, _answer_unknown)


def _answer_register(error: RegisterError) -> ResponseReturnValue:
    db.session.rollback()
    note_refusal(error)
    for kind in type(error).__mro__:
        if kind in STATUS:
            return _page(STATUS[kind], str(error))
    log.error("Unanswered: %s", error, exc_info=error)
    return _page(500)


def _answer_forgery(_error: CSRFError) -> ResponseReturnValue:
    words = (
        "Nothing was saved, because the page was too old or cookies are off. "
        "Go back, load the page again and copy over what you typed."
    )
    return _page(400, words)


def _answer_http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or (error.code or 500) < 400:
        return error
    if error.code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        let_rest_pass()
        return _page(413, say_too_large() or say_too_large_to_hash())
    if is_for_programs() and isinstance(error, MethodNotAllowed):
        allowed = {"Allow": ", ".join(sorted(error.valid_methods or ()))}
        return answer_problem(405, TITLES[405], WORDS_FOR_PROGRAMS[405], headers=allowed)
    return _page(error.code or 500)


def _answer_database(error: DBAPIError) -> ResponseReturnValue:
    db.session.rollback()
    log.error("The database refused.", exc_info=error)
    return _page(503 if is_connection_fault(error) else 500)


def _answer_unknown(error: Exception) -> ResponseReturnValue:
    db.session.rollback()
    log.error("An error nobody foresaw.", exc_info=error)
    return _page(500)


def _page(status: int, words: str | None = None) -> ResponseReturnValue:
    if is_for_programs():
        title = TITLES.get(status) or HTTPStatus(status).phrase
        return answer_problem(status, title, words or WORDS_FOR_PROGRAMS.get(status, title))
    shown = render_template(
        "errors/error.html",
        title=TITLES.get(status, TITLES[500]),
        words=words or WORDS.get(status, WORDS[500]),
        status=status,
    )
    return shown, status
