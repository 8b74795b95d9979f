"""Webhooks: which addresses may be told, how a message is signed, when it is tried again.

Headers and signature are those of Standard Webhooks (standardwebhooks.com), version 1: whoever
gets a message can verify it by a library that knows them.
"""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from risk_register.domain.errors import RuleError
from risk_register.domain.matters import Matter

#: What a programme may tell of. Questions are for those they are put to.
TOLD = tuple(each for each in Matter if each not in (Matter.QUESTIONS, Matter.OTHER))
MOST_WEBHOOKS = 10  #: of one programme
LONGEST_ADDRESS = 500
LEAST_OTHER_PORT = 1024  #: below it listens what was never meant to be told, such as mail servers
MOST_EVENTS = 50  #: in a message
GIVEN_UP_AFTER = timedelta(hours=24)  #: without a good answer
_WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120, 240))
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|[0-9A-Fa-f:.]{2,45}")
#: IPv6 addresses that carry an IPv4 address in their last bits: NAT64, and compatible ones.
_LAST_BITS = (IPv6Network("64:ff9b::/96"), IPv6Network("::/96"))
#: A network's own translations of IPv4 addresses (RFC 8215, RFC 7915), which nobody outside has.
_INSIDE = (IPv6Network("64:ff9b:1::/48"), IPv6Network("::ffff:0:0:0/96"))
_WRONG = "Enter an address like https://example.org/register."


@dataclass(frozen=True)
class Address:
    """Where a message goes, taken apart."""

    host: str
    port: int
    path: str  #: with the question after it
    is_secure: bool


def read_address(typed: str, *, is_production: bool) -> Address:
    """Read an address that may be told.

    :param is_production: without it, an address may begin with http and have any port
    :raises RuleError: if it is none, or not one that may be told
    """
    if len(typed) > LONGEST_ADDRESS or not typed.isascii() or not typed.isprintable():
        raise RuleError(_WRONG, field="address")
    try:
        parts = urlsplit(typed)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise RuleError(_WRONG, field="address") from None
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(host) or " " in typed:
        raise RuleError(_WRONG, field="address")
    if parts.username is not None or parts.fragment:
        raise RuleError("Leave out names, passwords and what follows a #.", field="address")
    is_secure = parts.scheme == "https"
    port = port or (443 if is_secure else 80)
    if is_production and not is_secure:
        raise RuleError("The address must begin with https.", field="address")
    if is_production and port != 443 and port < LEAST_OTHER_PORT:
        raise RuleError(f"Use port 443, or one from {LEAST_OTHER_PORT} on.", field="address")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Address(host, port, path, is_secure)


def is_public(number: str) -> bool:
    """Say whether an IP address is one of the open internet, whatever it is wrapped in."""
    found = ip_address(number.partition("%")[0])
    if isinstance(found, IPv6Address):
        if found.is_site_local or any(found in network for network in _INSIDE):
            return False
        found = _find_inner(found) or found
    return found.is_global and not found.is_multicast


def _find_inner(number: IPv6Address) -> IPv4Address | None:
    if any(number in network for network in _LAST_BITS):
        return IPv4Address(int(number) & 0xFFFFFFFF)
    return number.ipv4_mapped or number.sixtofour


def derive_secret(nonce: str, *, secret_key: str) -> str:
    """Derive the secret that signs a webhook's messages; it is kept nowhere.

    :param secret_key: the service's own
    """
    digest = hmac.digest(secret_key.encode(), f"webhook\n{nonce}".encode(), hashlib.sha256)
    return f"whsec_{base64.b64encode(digest).decode()}"


def sign_message(body: bytes, *, name: str, at: datetime, secret: str) -> dict[str, str]:
    """Give the headers by which a receiver knows a message and that it is ours.

    :param name: of the message; one that is sent again has the same
    :param at: of this try, with a time zone
    """
    stamp = str(int(at.timestamp()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = hmac.digest(key, f"{name}.{stamp}.".encode() + body, hashlib.sha256)
    return {
        "webhook-id": name,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(signed).decode()}",
    }


def find_next_try(attempts: int, *, at: datetime) -> datetime:
    """Say when a message is tried again.

    :param attempts: how many have failed, this one included
    """
    return at + _WAITS[min(attempts, len(_WAITS)) - 1]
