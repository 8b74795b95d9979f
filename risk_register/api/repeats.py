"""Writing: one transaction for each request, and one effect however often it is sent."""

import hashlib
import re
from collections.abc import Callable

from flask import Response, request

from risk_register import clock
from risk_register.api.access import present_key
from risk_register.api.errors import FieldsError
from risk_register.database import write_transaction
from risk_register.services.api_keys import is_use_due, touch_api_key
from risk_register.services.repeats import LONGEST_KEY, Answer, find_answer, keep_answer

_KEY = re.compile(rf"[\x21-\x7e]{{1,{LONGEST_KEY}}}")
_KEPT_HEADERS = ("Content-Type", "ETag", "Location")
REPEATED = "Idempotency-Replayed"


def save(act: Callable[[], Response]) -> Response:
    """Do something in a write transaction, or give the answer of the first time.

    :raises FieldsError: if the ``Idempotency-Key`` is no key
    """
    name, now = _read_key(), clock.now()
    with write_transaction():
        api_key = present_key()
        if is_use_due(api_key, at=now):
            touch_api_key(api_key.id, at=now)
        if name is None:
            return act()
        digest = _hash_request()
        known = find_answer(api_key, name, request_hash=digest, at=now)
        if known is not None:
            again = Response(known.body, known.status, {**known.headers, REPEATED: "true"})
        else:
            again = act()
            kept = {each: again.headers[each] for each in _KEPT_HEADERS if each in again.headers}
            answer = Answer(again.status_code, kept, again.get_data(as_text=True))
            keep_answer(api_key, name, answer, request_hash=digest, at=now)
    return again


def _read_key() -> str | None:
    given = request.headers.get("Idempotency-Key")
    if given is not None and not _KEY.fullmatch(given):
        words = f"Use 1 to {LONGEST_KEY} visible ASCII characters."
        raise FieldsError({"Idempotency-Key": [words]})
    return given


def _hash_request() -> str:
    asked = request.query_string.decode("utf-8", "replace")
    address = f"{request.path}?{asked}" if asked else request.path
    parts = (request.method, address, request.headers.get("If-Match", ""))
    head = "\n".join(parts).encode("utf-8", "replace")
    return hashlib.sha256(head + b"\n" + request.get_data()).hexdigest()
