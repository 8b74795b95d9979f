"""A programme's own colour and logo: readable, and nothing else can come in their place."""

import re
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from weasyprint.urls import FatalURLFetchingError

from risk_register.documents.accents import (
    PLAIN,
    READABLE,
    _contrast_with_white,
    accent_of,
    logo_address,
)
from risk_register.documents.pages import ClosedFetcher
from tests.documents.small_logo import draw_logo

LOGO = {"media_type": "image/png", "base64": b64encode(draw_logo()).decode(), "alt": "Ring"}


@given(red=st.integers(0, 255), green=st.integers(0, 255), blue=st.integers(0, 255))
def test_white_can_be_read_on_every_accent_and_it_on_white(red, green, blue):
    accent = accent_of({"accent": f"#{red:02x}{green:02x}{blue:02x}"})

    parts = [int(accent[at : at + 2], 16) for at in (1, 3, 5)]
    assert _contrast_with_white(parts) >= READABLE


def test_a_readable_accent_stays_as_it_was_chosen():
    assert accent_of({"accent": "#4a2c6d"}) == "#4a2c6d"


@given(text=st.one_of(st.none(), st.text(), st.just("red; } body { display: none")))
def test_nothing_but_six_digits_reaches_the_style_sheet(text):
    assert re.fullmatch("#[0-9a-fA-F]{6}", accent_of({"accent": text}))


@pytest.mark.parametrize("chosen", [None, "", "#fff", "blue", "#12345g", "#1c4b6e "])
def test_what_is_no_colour_becomes_the_plain_accent(chosen):
    assert accent_of({"accent": chosen}) == PLAIN


def test_a_logo_is_read_from_its_own_address():
    response = ClosedFetcher().fetch(logo_address({"logo": LOGO}))

    assert response.read() == draw_logo()


def test_a_logo_that_is_no_png_is_left_out():
    assert logo_address({"logo": LOGO | {"media_type": "image/svg+xml"}}) is None
    assert logo_address({"logo": None}) is None


@pytest.mark.parametrize("address", ["data:image/png;base64,%%%", "data:image/svg+xml;base64,PHN2"])
def test_an_address_that_holds_no_png_is_refused(address):
    with pytest.raises(FatalURLFetchingError):
        ClosedFetcher().fetch(address)
