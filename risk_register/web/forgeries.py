"""Requests that another site makes a browser send: refused before anything else looks at them.

The token in each form would do; where the browser itself says that a request
comes from elsewhere, nothing more needs to be read.
"""

from urllib.parse import urlsplit

from flask import Request, current_app, request

from risk_register.domain.errors import NotAllowedError

FOREIGN = (
    "Nothing was saved, because another site sent this. Open the register yourself and try again."
)
_HARMLESS = frozenset({"GET", "HEAD", "OPTIONS"})


def check_origin() -> None:
    """Refuse a request that is to change something and comes from another site.

    :raises NotAllowedError: if its browser says so
    """
    if request.method not in _HARMLESS and _is_foreign(request):
        raise NotAllowedError(FOREIGN)


def _is_foreign(asked: Request) -> bool:
    site, origin = asked.headers.get("Sec-Fetch-Site"), asked.headers.get("Origin")
    if site not in {None, "same-origin", "none"}:
        return True
    if origin is None:
        return False
    if origin == "null":  # so say pages that tell no other page their address
        return site is None
    return origin not in {_origin_of(current_app.config["PUBLIC_URL"]), _origin_of(asked.host_url)}


def _origin_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
