"""How a programme's documents look: its colour, its logo, and whom to ask for another format."""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from risk_register.domain.errors import RuleError
from risk_register.domain.evidence import check_size, inspect_file

LEAST_CONTRAST = 4.5  #: of the accent against white (WCAG 2.2, 1.4.3)
MOST_LOGO_BYTES = 200_000
MOST_LOGO_PIXELS = 4_000  #: of one side; what is larger takes the memory of the press
LONGEST_WORDS = 300  # characters

WORDS = frozenset({"accent", "logo", "alt", "contact"})

_COLOUR = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)
_PNG_END = b"IEND\xaeB`\x82"


@dataclass(frozen=True)
class Look:
    """What a programme's file says about its documents, checked; None is not said."""

    accent: str | None = None  #: ``#rrggbb``, in small letters
    logo: bytes | None = None  #: a PNG picture
    alt: str | None = None  #: what the logo shows
    contact: str | None = None

    @property
    def content(self) -> dict[str, Any]:
        """Give accent and logo as a snapshot holds them."""
        logo = self.logo and {
            "media_type": "image/png",
            "base64": base64.b64encode(self.logo).decode(),
            "alt": self.alt,
        }
        return {"accent": self.accent, "logo": logo or None}


def read_look(document: Mapping[str, Any], logo: bytes | None) -> Look:
    """Read what a file says about a look.

    :param document: accent, alt and contact; ``logo`` names the picture's file
    :param logo: what is in that file
    :raises RuleError: naming what is wrong
    """
    if strange := sorted(set(document) - WORDS):
        raise RuleError(f"A look does not know {', '.join(strange)}.")
    if wrong := [name for name, value in document.items() if not isinstance(value, str)]:
        raise RuleError(f"Write {', '.join(wrong)} as text, in quotation marks.")
    said = {name: " ".join(value.split()) or None for name, value in document.items()}
    accent, alt, contact = (said.get(name) for name in ("accent", "alt", "contact"))
    for name, words in (("alt", alt), ("contact", contact)):
        if words and len(words) > LONGEST_WORDS:
            raise RuleError(f"Use {LONGEST_WORDS} characters or fewer for {name}.")
    if accent:
        accent = accent.lower()
        _check_accent(accent)
    if logo is not None:
        _check_logo(logo, alt)
    return Look(accent, logo, alt if logo is not None else None, contact)


def contrast_with_white(colour: str) -> float:
    """Give the contrast of a colour against white, 1 to 21 (WCAG 2.2, relative luminance).

    :param colour: ``#rrggbb``
    """
    red, green, blue = (_linear(int(colour[place : place + 2], 16)) for place in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(part: int) -> float:
    share = part / 255
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)


def _check_accent(accent: str) -> None:
    if not _COLOUR.fullmatch(accent):
        raise RuleError("Write the accent as #rrggbb, like #1d4f7c.")
    contrast = contrast_with_white(accent)
    if contrast < LEAST_CONTRAST:
        raise RuleError(
            f"The accent {accent} has a contrast of {contrast:.1f} against white; "
            f"{LEAST_CONTRAST} is the least that can be read."
        )


def _check_logo(logo: bytes, alt: str | None) -> None:
    check_size(len(logo), most=MOST_LOGO_BYTES)
    inspect_file("logo.png", logo)
    if not logo.endswith(_PNG_END):
        raise RuleError("The logo is not a whole PNG picture.")
    sides = [int.from_bytes(logo[place : place + 4]) for place in (16, 20)]
    if not all(1 <= side <= MOST_LOGO_PIXELS for side in sides):
        raise RuleError(f"Each side of the logo may have 1 to {MOST_LOGO_PIXELS:,} pixels.")
    if not alt:
        raise RuleError("Say in alt what the logo shows, for those who do not see it.")
