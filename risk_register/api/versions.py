"""Versions: an answer carries its ``ETag``, and a change says with ``If-Match`` which it knows."""

import re

from flask import request

from risk_register.api.errors import BadVersionError, NoVersionError
from risk_register.domain.errors import ChangedMeanwhileError

_ETAG = re.compile(r'"([A-Za-z0-9.-]{1,60})\.([0-9]{1,9})"')


def write_etag(what: str, version: int) -> str:
    """Write the version of something: ``"R-014.7"``."""
    return f'"{what}.{version}"'


def read_version(what: str) -> int:
    """Read which version of something a change is based on.

    :param what: as its ETag names it
    :raises NoVersionError: if the request does not say
    :raises BadVersionError: if it says it in another form
    :raises ChangedMeanwhileError: if it is the version of something else
    """
    check_version_is_said()
    found = _ETAG.fullmatch(request.headers["If-Match"].strip())
    if found is None:
        raise BadVersionError
    if found[1] != what:
        raise ChangedMeanwhileError("If-Match is the version of something else.")
    return int(found[2])


def check_version_is_said() -> None:
    """Refuse a change that does not say what it is based on, before anything is looked up.

    :raises NoVersionError: if it does not
    """
    if not request.headers.get("If-Match", "").strip():
        raise NoVersionError
