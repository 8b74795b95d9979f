"""A programme's own colour and logo, as far as a pack can safely and readably carry them."""

import re
from collections.abc import Mapping
from typing import Any

PLAIN = "#1c4b6e"  #: the accent of a programme that has chosen none
READABLE = 4.5  #: the least contrast with white that WCAG 2.2 AA asks of text

LOGO_TYPE = "image/png"

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_DARKER = 0.9


def accent_of(look: Mapping[str, Any]) -> str:
    """Give a programme's accent, darkened until white text on it can be read.

    What is no colour becomes the plain accent: nothing but six digits reaches the style sheet.
    """
    chosen = look["accent"]
    if not chosen or not _COLOUR.fullmatch(chosen):
        return PLAIN
    parts = [int(chosen[at : at + 2], 16) for at in (1, 3, 5)]
    while _contrast_with_white(parts) < READABLE:
        parts = [int(part * _DARKER) for part in parts]
    return "#" + "".join(f"{part:02x}" for part in parts)


def logo_address(look: Mapping[str, Any]) -> str | None:
    """Give the logo as an address that holds all of it; None if there is none we can draw."""
    logo = look["logo"]
    if not logo or logo["media_type"] != LOGO_TYPE:
        return None
    return f"data:{LOGO_TYPE};base64,{logo['base64']}"


def _contrast_with_white(parts: list[int]) -> float:
    red, green, blue = (_linear(part / 255) for part in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(part: float) -> float:
    light: float = part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
    return light
