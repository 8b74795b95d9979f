"""One text for one value, and its fingerprint."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_register.domain.values import canonical_json, fingerprint, iso

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
PLAIN = st.none() | st.booleans() | st.integers() | TEXTS
VALUES = st.dictionaries(
    TEXTS,
    st.recursive(PLAIN, lambda part: st.lists(part) | st.dictionaries(TEXTS, part), max_leaves=12),
)


def turned(value):
    """Give the same value with the keys of every mapping in the opposite order."""
    if isinstance(value, dict):
        return {key: turned(part) for key, part in reversed(value.items())}
    if isinstance(value, list):
        return [turned(part) for part in value]
    return value


def buried(value, path):
    """Put a value inside lists, tuples and mappings, the innermost named last."""
    for kind in reversed(path):
        value = {"list": [0, value], "tuple": (0, value), "mapping": {"a": 0, "b": value}}[kind]
    return {"first": "harmless", "last": value}


DEPTHS = st.lists(st.sampled_from(["list", "tuple", "mapping"]), max_size=6)


@given(value=VALUES)
def test_the_order_of_keys_does_not_change_the_text(value):
    assert canonical_json(turned(value)) == canonical_json(value)


@given(value=VALUES)
def test_the_text_says_everything_the_value_says(value):
    assert json.loads(canonical_json(value)) == value


@given(number=st.floats(), path=DEPTHS)
def test_a_float_is_refused_however_deep_it_lies(number, path):
    value = buried(number, path)

    with pytest.raises(TypeError, match=r"^a float has no canonical form$"):
        canonical_json(value)


@pytest.mark.parametrize("strange", [Decimal("0.5"), {1, 2}, b"bytes", 1 + 2j], ids=repr)
def test_what_json_cannot_say_is_refused(strange):
    with pytest.raises(TypeError, match=rf"^{type(strange).__name__} has no canonical form$"):
        canonical_json({"strange": strange})


def test_the_text_has_sorted_keys_no_spaces_and_no_escapes():
    value = {"b": [1, None, True], "a": "Café – £5", "B": (2, 3)}

    assert canonical_json(value) == '{"B":[2,3],"a":"Café – £5","b":[1,null,true]}'


def test_days_and_moments_are_written_as_iso_8601_says():
    value = {"on": date(2018, 6, 5), "at": datetime(2018, 6, 5, 8, 0, tzinfo=UTC)}

    assert canonical_json(value) == '{"at":"2018-06-05T08:00:00+00:00","on":"2018-06-05"}'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ("é", "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c"),
    ],
)
def test_a_fingerprint_is_the_sha_256_of_the_text_in_utf_8(text, expected):
    assert fingerprint(text) == expected


def test_a_moment_keeps_its_microseconds_and_its_offset():
    moment = datetime(2018, 6, 5, 8, 0, 0, 120, tzinfo=UTC)

    assert iso(moment) == "2018-06-05T08:00:00.000120+00:00"
