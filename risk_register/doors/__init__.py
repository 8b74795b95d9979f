"""What the doors for people and the door for programs have in common.

A view says what it needs in an attribute, and a request under ``/api/`` is
answered with problem details (RFC 9457) instead of a page, whatever goes wrong.
"""

from collections.abc import Mapping
from typing import Any

from flask import Response, jsonify, request

#: Attribute of a view that holds what it needs.
NEED = "need"
#: Attribute of a view that opens by a program's key and not by somebody's session.
BY_KEY = "by_key"
#: Attribute of such a view that holds the groups of nouns a key has to reach, each of them.
GROUPS = "groups"
#: Methods that change nothing.
READING = frozenset({"GET", "HEAD", "OPTIONS"})
PROBLEM = "application/problem+json"


def is_for_programs() -> bool:
    """Say whether a program is asking, and not somebody's browser."""
    return request.path.startswith("/api/")


def answer_problem(
    status: int,
    title: str,
    detail: str,
    *,
    fields: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Say what went wrong in a form that programs read.

    :param fields: a sentence for each field that is wrong, by its name
    """
    said: dict[str, Any] = {"type": "about:blank", "title": title, "status": status}
    said["detail"] = detail
    if fields:
        said["errors"] = [{"field": name, "detail": words} for name, words in fields.items()]
    response = jsonify(said)
    response.status_code, response.mimetype = status, PROBLEM
    response.headers.update(headers or {})
    return response
