"""The press's paper: strict templates, and a fetcher that opens our own fonts and nothing else.

A missing value stops the press, every value is escaped, and no text can make the press read a
file or the network.
"""

import binascii
from base64 import b64decode
from datetime import date, datetime
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from risk_register.clock import LONDON
from risk_register.documents import asks, steps
from risk_register.documents.accents import LOGO_TYPE, accent_of, logo_address
from risk_register.documents.letters import FONTS

FONT_ADDRESS = "pack-font:"  #: what stands before a font's file name in the style sheet

WITHHELD = "withheld: "  #: how a public edition begins what stands for an exempt text

LOGO_ADDRESS = f"data:{LOGO_TYPE};base64,"  #: what stands before a logo's own bytes

FACES = (
    "risk-register-sans-400.ttf",
    "risk-register-sans-600.ttf",
    "noto-sans-arabic-400.ttf",
    "noto-sans-hebrew-400.ttf",
)


class ClosedFetcher(URLFetcher):  # type: ignore[misc]  # the library comes without types
    """Gives out the package's fonts by name, and a logo that its own address holds.

    Every other address is refused.

    :raises FatalURLFetchingError: for anything else, which stops the drawing
    """

    def __init__(self) -> None:
        super().__init__(allowed_protocols=())

    def fetch(self, url: str | None, headers: Any = None) -> URLFetcherResponse:  # noqa: ARG002 - the library's signature
        """Read one of our fonts, or the picture in the address itself."""
        if url and url.startswith(LOGO_ADDRESS):
            return URLFetcherResponse(url, _read_logo(url), {"Content-Type": LOGO_TYPE})
        name = (url or "").removeprefix(FONT_ADDRESS)
        if name == url or name not in FACES:
            raise FatalURLFetchingError("A pack may open nothing but its own fonts.")
        return URLFetcherResponse(url, (FONTS / name).read_bytes())


def _read_logo(address: str) -> bytes:
    try:
        return b64decode(address.removeprefix(LOGO_ADDRESS), validate=True)
    except binascii.Error:
        raise FatalURLFetchingError("The programme's logo is no picture.") from None


def as_day(day: str | None) -> str:
    """Write an ISO date as "14 June 2018"; a missing one as a dash."""
    return _say_day(date.fromisoformat(day)) if day else "–"


def as_short_day(day: str | None) -> str:
    """Write an ISO date as "14 Jun 2018", for narrow columns; a missing one as a dash."""
    if not day:
        return "–"
    when = date.fromisoformat(day)
    return f"{when.day} {_MONTHS[when.month - 1][:3]} {when.year}"


def as_moment(moment: str | None) -> str:
    """Write an ISO moment as London saw it, "14 June 2018, 09:30"; a missing one as a dash."""
    if not moment:
        return "–"
    when = _london(moment)
    return f"{_say_day(when.date())}, {when:%H:%M}"


def as_moment_day(moment: str | None) -> str:
    """Write the London date of an ISO moment, "14 June 2018"; a missing one as a dash."""
    return _say_day(_london(moment).date()) if moment else "–"


def as_short_moment_day(moment: str | None) -> str:
    """Write the London date of an ISO moment as "14 Jun 2018"; a missing one as a dash."""
    return as_short_day(as_london_date(moment)) if moment else "–"


def as_london_date(moment: str) -> str:
    """Give the London date of an ISO moment as an ISO date."""
    return _london(moment).date().isoformat()


def as_weekday(day: str) -> str:
    """Write an ISO date with its day of the week: "Thursday 14 June 2018"."""
    when = date.fromisoformat(day)
    return f"{_WEEKDAYS[when.weekday()]} {_say_day(when)}"


def as_said(text: str | None) -> str:
    """Set what a public edition says instead of an exempt text in brackets."""
    if text is None:
        return ""
    return f"[{text}]" if text.startswith(WITHHELD) else text


def count(number: int, noun: str, many: str = "") -> str:
    """Write a number with its noun: "1 action", "2 actions"; many is the irregular plural."""
    return f"{number:,} {noun if number == 1 else many or noun + 's'}"


# Not strftime's names: those follow the machine's locale, and a pack's bytes may not.
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def _say_day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _london(moment: str) -> datetime:
    return datetime.fromisoformat(moment).astimezone(LONDON)


def _build_pages() -> Environment:
    pages = Environment(
        loader=PackageLoader("risk_register"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.filters |= {
        "day": as_day,
        "short_day": as_short_day,
        "moment": as_moment,
        "moment_day": as_moment_day,
        "short_moment_day": as_short_moment_day,
        "weekday": as_weekday,
        "count": count,
        "said": as_said,
    }
    pages.globals |= {
        "accent_of": accent_of,
        "asks": asks,
        "logo_address": logo_address,
        "steps": steps,
    }
    return pages


pages = _build_pages()
