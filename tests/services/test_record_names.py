"""Recorded values in words, whatever they are."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_register.database import Base, recorded_columns
from risk_register.services.record_names import UNKNOWN, Names
from tests.conftest import NOW
from tests.domain.test_sentences import JSON

COLUMNS = sorted(
    (mapper.class_.__tablename__, name)
    for mapper in Base.registry.mappers
    if mapper.class_.is_recorded
    for name in recorded_columns(mapper.class_)
)
NOBODY = Names(rows={})


@given(st.sampled_from(COLUMNS) | st.tuples(st.text(), st.text()), JSON)
def test_any_value_of_any_column_can_be_said(column, value):
    assert isinstance(NOBODY.say(*column, value, at=NOW), str)


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        (("risk", "target_on"), "2018-06-14", "14 June 2018"),
        (("risk", "opened_at"), "2018-06-14T23:30:00+00:00", "15 June 2018, 00:30"),
        (("body", "lock_time"), "06:00:00", "06:00"),
        (("risk", "proximity"), "within_3_months", "Within 3 months"),
        (("risk", "treatment"), "treat", "Treat"),
        (("risk", "status"), "occurred", "Has happened"),
        (("control", "assurance_line"), 2, "Second line"),
        (("body", "is_public"), False, "no"),
        (("risk", "owner_id"), 77, UNKNOWN),
        (("risk", "title"), None, ""),
        (("programme", "glossary"), [{"term": "EHC"}, {"term": "SEN"}], "term: EHC; term: SEN"),
        (("gadget", "spin"), 7, "7"),
    ],
)
def test_a_value_is_said_as_people_say_it(column, value, said):
    assert NOBODY.say(*column, value, at=NOW) == said


def test_a_value_that_is_no_longer_a_choice_is_still_shown():
    assert NOBODY.say("risk", "treatment", "pray", at=NOW) == "pray"


def test_a_row_is_called_as_it_was_called_at_the_moment():
    names = Names(
        rows={"post": {3: "Third name"}},
        earlier={("post", 3): [(NOW, "First name"), (NOW + timedelta(days=2), "Second name")]},
    )

    asked = [NOW - timedelta(days=1), NOW, NOW + timedelta(days=2)]
    assert [names.find("post", 3, at=at) for at in asked] == [
        "First name",
        "Second name",
        "Third name",
    ]
