"""Which edition of a pack a seat gets, and how it reaches its reader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_register.domain.circulation import Capacity, SendsBy
from risk_register.domain.packs import Edition
from risk_register.domain.readers import goes_by_link, share_pack

seats = st.fixed_dictionaries(
    {
        "capacity": st.sampled_from(Capacity),
        "is_entitled": st.booleans(),
        "has_exempt": st.booleans(),
        "has_public": st.booleans(),
        "stands_in": st.booleans(),
    }
)


@given(seats)
def test_exempt_items_reach_only_a_seat_that_may_see_them(seat):
    share = share_pack(**seat)

    if share.edition is Edition.FULL:
        assert seat["is_entitled"] or not seat["has_exempt"]


@given(seats)
def test_the_public_edition_goes_to_nobody_who_may_have_the_full_one(seat):
    share = share_pack(**seat)

    if share.edition is Edition.PUBLIC:
        assert seat["has_exempt"]
        assert seat["has_public"]
        assert not seat["is_entitled"]


@given(seats)
def test_only_a_deputy_or_a_seat_without_an_edition_for_it_gets_none_and_is_told_why(seat):
    share = share_pack(**seat)

    waits = seat["capacity"] is Capacity.DEPUTY and not seat["stands_in"]
    lacks = seat["has_exempt"] and not seat["is_entitled"] and not seat["has_public"]
    assert (share.edition is None) == (waits or lacks)
    assert share.why.endswith(".")


@given(seats)
def test_a_deputy_who_stands_in_gets_what_any_other_seat_gets(seat):
    standing_in = seat | {"capacity": Capacity.DEPUTY, "stands_in": True}

    assert share_pack(**standing_in) == share_pack(**seat | {"capacity": Capacity.MEMBER})


@pytest.mark.parametrize(
    ("sends_by", "marking", "by_link"),
    [
        (SendsBy.ATTACHED, "OFFICIAL", False),
        (SendsBy.ATTACHED, "OFFICIAL-SENSITIVE", False),
        (SendsBy.LINK, "OFFICIAL", True),
        (SendsBy.LINK, "OFFICIAL-SENSITIVE", True),
        (SendsBy.LINK_IF_MARKED, "OFFICIAL", False),
        (SendsBy.LINK_IF_MARKED, "OFFICIAL-SENSITIVE", True),
    ],
)
def test_an_edition_goes_by_link_as_the_body_and_its_own_marking_say(sends_by, marking, by_link):
    assert goes_by_link(sends_by, marking=marking) is by_link
