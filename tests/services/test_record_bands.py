"""Bands in the record: each line names them as the scheme did by which it was judged."""

from datetime import timedelta

from risk_register.database import db, write_transaction
from risk_register.services.chronicles import ChronicleFilter, list_programme_lines
from risk_register.services.events import record_event
from risk_register.services.risks import get_risk
from tests.conftest import NOW
from tests.services.test_chronicles import EVERYTHING, sentences, told_fields
from tests.services.test_heat_maps import score
from tests.services.test_schemes import TODAY, adopt

YESTERDAY = NOW - timedelta(days=1)


def rate(by, reference, *points, at=NOW):
    with write_transaction():
        score(by, reference, *points, at=at)


def write(by, band, at=NOW):
    """Write a line that changes a risk's band and holds no judgement."""
    with write_transaction():
        get_risk(by, "R-001").current_band = band
        record_event(
            "bands counted anew", subject="risk R-001", programme=by.programme, by=None, at=at
        )


def test_a_line_keeps_its_names_when_a_later_scheme_uses_the_same_keys(member, three_by_four):
    amira = member("amira")
    rate(amira, "R-002", 3, 3, at=YESTERDAY)
    adopt(three_by_four, from_on=TODAY)

    assert sentences(member("ada"))[1] == (
        "Amira (Programme Manager) raised the current score of R-002 "
        "from 4 Green (2 × 2) to 9 Amber (3 × 3)."
    )


def test_a_step_from_one_scheme_to_the_next_names_each_end_by_its_own(member, three_by_four):
    amira = member("amira")
    adopt(three_by_four, from_on=TODAY)
    rate(amira, "R-001", 2, 3)
    rate(amira, "R-002", 1, 1)

    assert [said.partition(" of ")[2] for said in sentences(member("ada"))[:2]] == [
        "R-002 from 4 Green (2 × 2) to 1 Mild (1 × 1).",
        "R-001 from 12 Amber (4 × 3) to 6 Dark (2 × 3).",
    ]


def test_a_line_without_a_judgement_names_bands_as_on_its_day(member, three_by_four):
    amira = member("amira")
    adopt(three_by_four, from_on=TODAY)
    write(amira, "green", at=YESTERDAY)
    write(amira, "dark")
    write(amira, "green")

    db.session.expire_all()
    lines = list_programme_lines(member("ada"), EVERYTHING).lines[:3]
    assert [told_fields(line)[0][1:] for line in lines] == [
        ("Dark", "Mild"),
        ("Mild", "Dark"),
        ("Amber", "Green"),
    ]


def test_a_band_that_another_scheme_of_the_programme_knows_is_never_a_key(member, three_by_four):
    amira = member("amira")
    adopt(three_by_four)
    write(amira, "dark")

    page = list_programme_lines(member("ada"), ChronicleFilter(subject="risk R-001"))
    assert told_fields(page.lines[0])[0][1:] == ("Amber", "Dark")
