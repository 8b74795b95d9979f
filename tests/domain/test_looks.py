"""How documents look: what may be chosen."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_register.domain.errors import RuleError
from risk_register.domain.looks import contrast_with_white, read_look


def chunk(kind, content):
    return len(content).to_bytes(4) + kind + content + zlib.crc32(kind + content).to_bytes(4)


def draw_png(width=1, height=1):
    """Draw a white picture; only its size matters."""
    head = width.to_bytes(4) + height.to_bytes(4) + b"\x08\x00\x00\x00\x00"
    rows = zlib.compress(b"\x00\xff")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


PNG = draw_png()
WHOLE = {"accent": "#1D4F7C", "logo": "mark.png", "alt": "Five dots", "contact": "Sofia"}


def test_a_look_is_what_its_file_says():
    look = read_look(WHOLE, PNG)

    assert (look.accent, look.alt, look.contact) == ("#1d4f7c", "Five dots", "Sofia")
    assert look.content["logo"]["media_type"] == "image/png"


def test_no_look_has_neither_accent_nor_logo():
    assert read_look({}, None).content == {"accent": None, "logo": None}


@pytest.mark.parametrize(
    ("changed", "logo", "sentence"),
    [
        ({"accent": "#ffdd00"}, PNG, "contrast of 1.3 against white"),
        ({"accent": "blue"}, PNG, "as #rrggbb"),
        ({"accent": 3}, PNG, "in quotation marks"),
        ({"colour": "#000000"}, PNG, "does not know colour"),
        ({"contact": "x" * 301}, PNG, "300 characters or fewer"),
        ({"alt": "  "}, PNG, "what the logo shows"),
        ({}, b"GIF89a", "not a PNG picture"),
        ({}, PNG[:-4], "not a whole PNG"),
        ({}, PNG[:-12] + b"x" * 200_000 + PNG[-12:], "at most 200 kB"),
        ({}, draw_png(width=4001), "1 to 4,000 pixels"),
        ({}, draw_png(height=0), "1 to 4,000 pixels"),
    ],
)
def test_a_look_that_could_not_be_read_or_drawn_is_refused(changed, logo, sentence):
    with pytest.raises(RuleError, match=sentence):
        read_look(WHOLE | changed, logo)


@pytest.mark.parametrize(
    ("colour", "contrast"), [("#ffffff", 1), ("#000000", 21), ("#767676", 4.54), ("#777777", 4.48)]
)
def test_contrast_is_that_of_the_guidelines(colour, contrast):
    assert contrast_with_white(colour) == pytest.approx(contrast, abs=0.005)


@given(st.integers(min_value=0, max_value=0xFFFFFF))
def test_contrast_lies_between_none_and_that_of_black(colour):
    assert 1 <= contrast_with_white(f"#{colour:06x}") <= 21
