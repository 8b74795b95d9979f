"""The rules of an agenda: references of papers, the running clock, what is exempt or late."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_register.domain.agendas import (
    ANY_OTHER_BUSINESS,
    LONGEST_REFERENCE,
    check_exemption,
    check_lateness,
    list_standing,
    make_reference,
    reckon_starts,
    say_withheld_item,
)
from risk_register.domain.errors import RuleError
from risk_register.domain.meetings import ItemKind

JUNE = date(2018, 6, 14)
lengths = st.lists(st.none() | st.integers(1, 480), max_size=12)


@pytest.mark.parametrize(
    ("body", "reference"),
    [
        ("SEND Programme Board", "SPB/2018/06/4"),
        ("Children's Trust", "CT/2018/06/4"),
        ("Health and Wellbeing Board", "HWB/2018/06/4"),
        ("OCCG Quality Committee", "OQC/2018/06/4"),
        ("quality committee", "QC/2018/06/4"),
    ],
)
def test_a_reference_is_made_of_the_bodys_initials_the_month_and_the_item(body, reference):
    assert make_reference(body, JUNE, 4) == reference


def test_a_reference_that_is_taken_gets_the_next_letter():
    taken = {"SPB/2018/06/4", "SPB/2018/06/4a"}

    assert make_reference("SEND Programme Board", JUNE, 4, taken=taken) == "SPB/2018/06/4b"


@given(st.text(max_size=200), st.dates(), st.integers(1, 99), st.integers(0, 60))
def test_references_of_one_agenda_are_all_different_and_fit_their_column(body, day, number, count):
    found = []
    for _ in range(count):
        found.append(make_reference(body, day, number, taken=set(found)))

    assert len(set(found)) == count
    assert all(len(reference) <= LONGEST_REFERENCE for reference in found)


def test_the_clock_runs_on_with_the_minutes_allotted():
    assert reckon_starts(time(14), [5, 15, 40]) == [time(14), time(14, 5), time(14, 20)]


def test_nobody_knows_when_an_item_begins_after_one_without_minutes():
    assert reckon_starts(time(14), [5, None, 40, 5]) == [time(14), time(14, 5), None, None]


@given(st.times(), lengths)
def test_each_item_begins_when_the_one_before_it_ends(starts_at, minutes):
    starts = reckon_starts(starts_at, minutes)
    known = [start for start in starts if start is not None]

    assert len(starts) == len(minutes)
    assert starts[: len(known)] == known
    for number, start in enumerate(known):
        before = timedelta(minutes=sum(minutes[:number]))
        assert start == (datetime.combine(JUNE, starts_at) + before).time()


@pytest.mark.parametrize("has_packs", [True, False])
def test_an_agenda_begins_with_apologies_and_ends_with_any_other_business(has_packs):
    items = list_standing(has_packs=has_packs)

    assert items[0].kind is ItemKind.APOLOGIES
    assert items[-1].title == ANY_OTHER_BUSINESS
    assert (ItemKind.PACK in {item.kind for item in items}) is has_packs


def test_a_withheld_item_says_nothing_but_its_paragraph():
    assert say_withheld_item(3) == "Exempt item (exempt, paragraph 3)"
    assert say_withheld_item(None) == "Exempt item"


def test_an_exempt_item_names_its_paragraph():
    check_exemption(is_exempt=True, paragraph=3)
    check_exemption(is_exempt=False, paragraph=None)
    with pytest.raises(RuleError) as refused:
        check_exemption(is_exempt=True, paragraph=None)

    assert refused.value.field == "exempt_paragraph"


def test_a_late_item_says_why_it_cannot_wait():
    check_lateness(is_issued=False, reason="")
    check_lateness(is_issued=True, reason="A court order of today.")
    with pytest.raises(RuleError) as refused:
        check_lateness(is_issued=True, reason="  ")

    assert refused.value.field == "late_reason"
