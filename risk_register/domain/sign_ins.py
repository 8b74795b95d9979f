"""How people sign in: the ways, how often they may try, and what a password has to be.

Sources: NCSC and NIST SP 800-63B for passwords (length and what is commonly
used; no composition rules, no ageing).
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from ipaddress import IPv6Address, ip_address, ip_network


class Way(StrEnum):
    """How somebody was signed in."""

    PASSWORD = "password"  # noqa: S105 - no secret, but a way to sign in
    LETTER = "letter"
    DIRECTORY = "directory"

    @property
    def label(self) -> str:
        """Say it in words."""
        return _WAYS[self]


_WAYS = {
    Way.PASSWORD: "Password",
    Way.LETTER: "Key in a letter",
    Way.DIRECTORY: "Your organisation's sign-in",
}


class Proof(StrEnum):
    """What was shown to sign in, and was not right."""

    PASSWORD = "password"  # noqa: S105 - no secret, but what is asked for
    CODE = "code"
    PASSKEY = "passkey"
    DIRECTORY = "directory"


class Purpose(StrEnum):
    """What a mailed key opens."""

    RESET = "reset"
    SIGN_IN = "sign_in"
    INVITATION = "invitation"


#: How long a mailed key works.
KEY_LASTS = {
    Purpose.RESET: timedelta(minutes=60),
    Purpose.SIGN_IN: timedelta(minutes=15),
    Purpose.INVITATION: timedelta(days=14),
}
SHORTEST_PASSWORD = 12  # characters
LONGEST_PASSWORD = 128  # characters

_FIRST_WINDOW = timedelta(minutes=5)
_LONGEST_WINDOW = timedelta(minutes=15)
#: After so long without a window that was used up, waiting begins anew.
FORGOTTEN_AFTER = timedelta(hours=1)
#: The part of an address that one household or office has.
_NETWORKS = {4: 24, 6: 56}

#: What a browser says of itself, the most particular first.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_MACHINES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "Chromebook"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class Limit:
    """So many tries within a window, for an account, a network or everybody together."""

    key: str
    most: int


def limits_of(*, account: str, network: str) -> tuple[Limit, ...]:
    """Give the limits that one try to sign in counts against.

    :param account: the fingerprint of the address that was typed
    """
    return (
        Limit(f"account:{account}", 10),
        Limit(f"network:{network}", 100),
        Limit("everybody", 1000),
    )


def letter_limits_of(*, account: str, network: str) -> tuple[Limit, ...]:
    """Give the limits that asking for one letter counts against."""
    return (
        Limit(f"letters:{account}", 3),
        Limit(f"letters from:{network}", 30),
        Limit("letters to everybody", 300),
    )


def question_limits_of(*, network: str) -> tuple[Limit, ...]:
    """Give the limits that one question of somebody who need not sign in counts against."""
    return (Limit(f"questions:{network}", 60),)


def code_limits_of(person_id: int) -> tuple[Limit, ...]:
    """Give the limits that one try at a second factor's code counts against."""
    return (Limit(f"codes:{person_id}", 5),)


def webhook_limits_of(programme_id: int) -> tuple[Limit, ...]:
    """Give the limits that one test of a webhook counts against."""
    return (Limit(f"webhook tests:{programme_id}", 10),)


def window_after(rounds: int) -> timedelta:
    """Give how long a window is after so many in a row that were used up: 5, 10, 15 minutes."""
    return min(_FIRST_WINDOW * (1 << min(rounds, 8)), _LONGEST_WINDOW)


def network_of(address: str) -> str:
    """Give the network an address belongs to; what is no address is a network of its own."""
    try:
        found = ip_address(address)
    except ValueError:
        return address[:40]
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(ip_network(f"{found}/{_NETWORKS[found.version]}", strict=False))


def as_typed(password: str) -> str:
    """Give the one form of a password, whatever keyboard typed it (NIST SP 800-63B: NFKC)."""
    return unicodedata.normalize("NFKC", password)


def say_browser(agent: str) -> str:
    """Say in words which browser it is, as far as it tells: ``Firefox on Windows``."""
    browser = next((name for sign, name in _BROWSERS if sign in agent), "A browser")
    machine = next((name for sign, name in _MACHINES if sign in agent), None)
    return f"{browser} on {machine}" if machine else browser


def words_about(*texts: str) -> list[str]:
    """List the words of what is known about a person, which nobody should take as a password."""
    return [word for text in texts for word in re.findall(r"[^\W_]{3,}", text.lower())]
