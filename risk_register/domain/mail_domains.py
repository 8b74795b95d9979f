"""Where letters may go: an agency's mail domains, and domains that only look like known ones.

Source of what looks alike: Unicode Technical Standard 39, of which the Latin letters, digits,
Greek and Cyrillic that mail domains can hold are listed here.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable

from risk_register.domain.errors import RuleError

MOST_DOMAINS = 100
_DOMAIN = re.compile(r"(?=.{3,253}\Z)[^\W_](?:[\w-]{0,61}\w)?(?:\.[^\W_](?:[\w-]{0,61}\w)?)+")
#: Signs that are read as another one, by the letter they are read as.
_READ_AS = {
    "o": "0\u03bf\u043e\u0585",
    "l": "1i|\u0131\u03b9\u0456\u04cf",
    "s": "5\u0455",
    "a": "\u03b1\u0430",
    "e": "\u03b5\u0435",
    "p": "\u03c1\u0440",
    "c": "\u03f2\u0441",
    "x": "\u03c7\u0445",
    "y": "\u03b3\u0443",
    "v": "\u03bd\u0475",
    "k": "\u03ba\u043a",
    "n": "\u03b7",
    "h": "\u043d\u04bb",
    "t": "\u03c4\u0442",
    "m": "\u03bc\u043c",
    "j": "\u0458",
    "d": "\u0501",
    "q": "\u051b",
    "w": "\u051d",
}
_ALIKE = str.maketrans(
    {sign: letter for letter, signs in _READ_AS.items() for sign in signs} | {"-": "", ".": ""}
)
#: Letters up to which one slip makes a domain of somebody else as likely as a mistake.
_SHORT = 8


def read_domains(words: Iterable[str]) -> list[str]:
    """Read domains as people type them, each once, in their order.

    :raises RuleError: naming the one that is none
    """
    found: dict[str, None] = {}
    for said in words:
        domain = said.strip().casefold().removeprefix("@")
        if not _DOMAIN.fullmatch(domain):
            raise RuleError(f"“{said}” is not a domain. Enter one like example.org.")
        found[domain] = None
    if len(found) > MOST_DOMAINS:
        raise RuleError(f"Enter {MOST_DOMAINS} domains at most.")
    return list(found)


def find_bar(
    address: str, *, allowed: Collection[str] | None, known: Collection[str]
) -> str | None:
    """Say why a letter may not go to an address; None if it may.

    :param allowed: domains to which the agency's letters may go; None: any
    :param known: domains with which the programme has to do; one that only looks like one of
        them is refused
    """
    domain = domain_of(address)
    if allowed is not None and domain in allowed:
        return None
    twin = None
    if domain not in known:
        twin = next((each for each in sorted(known) if is_look_alike(domain, each)), None)
    if twin is not None:
        return f"{domain} looks like {twin} but is another domain."
    if allowed is None:
        return None
    return f"Letters of this agency may not go to {domain}."


def is_look_alike(domain: str, known: str) -> bool:
    """Say whether a domain could be read as a known one, though it is another."""
    if domain == known:
        return False
    one, other = skeleton(domain), skeleton(known)
    return one == other or (min(len(one), len(other)) > _SHORT and _is_one_slip(one, other))


def skeleton(domain: str) -> str:
    """Write a domain so that those which look alike become the same."""
    try:
        read = domain.encode("ascii").decode("idna") if "xn--" in domain else domain
    except UnicodeError:
        read = domain
    plain = unicodedata.normalize("NFKD", read.casefold()).translate(_ALIKE)
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return bare.replace("rn", "m").replace("vv", "w").replace("cl", "d")


def domain_of(address: str) -> str:
    """Give what stands behind the @ of an address."""
    return address.rpartition("@")[2].casefold()


def _is_one_slip(one: str, other: str) -> bool:
    """Say whether one letter was added, left out, changed, or changed places with the next."""
    if one == other:
        return True
    at = next((n for n, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), -1)
    if at < 0:
        return abs(len(one) - len(other)) == 1
    rests = (one[at:], other[at:])
    swapped = rests[0][1::-1] + rests[0][2:] if len(rests[0]) > 1 else ""
    return (
        rests[0][1:] == rests[1][1:]
        or rests[0] == rests[1][1:]
        or rests[0][1:] == rests[1]
        or swapped == rests[1]
    )
