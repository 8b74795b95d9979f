"""Text of any kind becomes text that our own fonts can draw."""

import hashlib
import json

import pytest
from fontTools.ttLib import TTFont

from risk_register.documents.letters import FONTS, fit, fit_text, scripts_in


@pytest.mark.parametrize(
    "text",
    ["Łukasz’s plan – 20 % × 4 ≥ 16 → ▲ ▼ ●", "Ελληνικά, Кириллица", "שלום", "مرحبا", "one\ntwo"],
)
def test_text_that_our_fonts_have_stays_as_it_is(text):
    assert fit_text(text) == text


@pytest.mark.parametrize(
    ("typed", "drawn"),
    [
        ("Well done 🙂", "Well done [slightly smiling face]"),
        ("漢字", "□□"),
        ("Cafe\u0301", "Café"),
        ("evil\u202etxt.exe", "eviltxt.exe"),
        ("zero\u200bwidth\u2066x\u2069", "zerowidthx"),
        ("bell\x07 and nul\x00", "bell  and nul "),
        ("half \ud83d of a pair", "half  of a pair"),
        ("a" + "\u0301" * 200, "á" + "\u0301" * 4),
    ],
)
def test_what_cannot_be_drawn_gets_something_in_its_place(typed, drawn):
    assert fit_text(typed) == drawn


def test_every_text_inside_a_value_is_fitted_and_numbers_are_kept():
    assert fit({"a": ["漢", 3, None, True], "b": {"c": "x"}}) == {
        "a": ["□", 3, None, True],
        "b": {"c": "x"},
    }


def test_the_fonts_of_other_scripts_are_loaded_only_when_needed():
    assert scripts_in("Plain – text") == set()
    assert scripts_in("שלום and مرحبا") == {"hebrew", "arabic"}


def test_the_cover_is_what_the_fonts_hold():
    cover = json.loads((FONTS / "COVER.json").read_text())
    files = {
        "sans": ("risk-register-sans-400.ttf", "risk-register-sans-600.ttf"),
        "arabic": ("noto-sans-arabic-400.ttf",),
        "hebrew": ("noto-sans-hebrew-400.ttf",),
    }

    for name, faces in files.items():
        covered = {point for first, last in cover[name] for point in range(first, last + 1)}
        for face in faces:
            assert covered <= set(TTFont(FONTS / face).getBestCmap())


def test_every_font_file_is_the_one_that_was_locked():
    locked = json.loads((FONTS / "LOCK.json").read_text())["files"]

    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in FONTS.iterdir()
        if path.name != "LOCK.json"
    }

    assert found == locked
