"""What a pack says of what is measured, and what its public edition keeps back."""

from datetime import date
from decimal import Decimal

import pytest

from risk_register.database import db, read_moment
from risk_register.documents.formats import complete
from risk_register.domain.editions import make_edition
from risk_register.domain.indicators import Aim, Direction
from risk_register.domain.packs import Edition
from risk_register.domain.periods import PeriodKind
from risk_register.models import Meeting, Risk
from risk_register.services.indicators import Measured
from risk_register.services.snapshots import freeze_snapshot
from tests.conftest import NOW
from tests.services.freezing import change
from tests.services.measuring import WHY, days_before, measure, record

SAID = "Two caseworkers have started on the backlog."
CHILDREN = Measured("children", Direction.LOWER, PeriodKind.MONTH)
FEW = Aim(Direction.LOWER, target=Decimal(2), tolerance=Decimal(1))


@pytest.fixture
def amira(member):
    """The programme manager, who measures plans and children that wait."""
    amira = member("amira")
    measure(amira, at=days_before(90))
    measure(amira, CHILDREN, FEW, at=days_before(90), title="Children waiting", counts_people=True)
    return amira


def freeze():
    db.session.expire_all()
    with read_moment():
        meeting = db.session.scalars(db.select(Meeting).order_by(Meeting.held_on)).first()
        return freeze_snapshot(meeting, prepared_by=None, at=NOW).content


def publish(full):
    return make_edition(complete(full), Edition.PUBLIC, fingerprint="0" * 64)


def test_a_pack_says_what_each_is_and_what_it_should_be(amira):
    record(amira, "I-01", "April 2018", "30", commentary=SAID)
    first, second = freeze()["indicators"]

    assert (first["latest"], first["should_be"], first["state"]) == ("30%", "43.89%", "Off track")
    assert (first["target"], first["commentary"]) == ("60% by 31 December 2018", SAID)
    (drawn,) = first["series"]["rows"]
    assert (drawn["period"], drawn["value"], drawn["expected"]) == ("April 2018", "30", "43.89")
    assert (second["latest"], second["note"]) == ("–", "no value yet: April 2018 is missing")


def test_an_indicator_names_the_risks_it_warns_of_that_stand_in_the_pack(amira):
    risks = set(db.session.scalars(db.select(Risk.id)))
    measure(amira, at=days_before(90), title="Vacancies", risk_ids=risks)
    assert freeze()["indicators"][2]["risks"] == ["R-001", "R-002"]

    change("R-002", restricted_at=NOW, restrict_reason="Only the board may read this.")

    assert freeze()["indicators"][2]["risks"] == ["R-001"]


def test_the_public_edition_prints_no_small_count_of_children(amira):
    record(amira, "I-02", "March 2018", "4", at=days_before(20), commentary=SAID)
    record(amira, "I-02", "April 2018", "3", commentary=f"Three of {SAID.lower()}")
    record(amira, "I-02", "April 2018", "2", reason=WHY)
    full = freeze()
    public = publish(full)

    assert full["indicators"][1]["latest"] == "2 children"
    (_, line) = public["indicators"]
    assert (line["latest"], line["commentary"], line["restated"]) == ("<5", None, False)
    assert (line["state"], line["off_track"]) == ("For information", False)
    assert "public" not in line
    assert [row["value"] for row in full["indicators"][1]["series"]["rows"]] == ["4", "2"]
    assert {(row["value"], row["said"]) for row in line["series"]["rows"]} == {(None, "<5")}
    assert line["series"]["rows"][0].keys() == full["indicators"][1]["series"]["rows"][0].keys()


def test_the_public_edition_tells_a_small_baseline_neither_by_itself_nor_by_its_line(amira):
    begins, ends = date(2017, 12, 31), date(2018, 12, 31)
    aim = Aim(Direction.LOWER, Decimal(3), begins, Decimal(0), ends, tolerance=Decimal(9))
    measure(amira, CHILDREN, aim, at=days_before(90), title="Excluded", counts_people=True)
    record(amira, "I-03", "April 2018", "9")
    full = freeze()
    line = publish(full)["indicators"][2]

    assert full["indicators"][2]["series"]["rows"][0]["expected"] is not None
    assert (line["baseline"], line["should_be"], line["latest"]) == ("<5", "–", "9 children")
    assert [row["expected"] for row in line["series"]["rows"]] == [None]


def test_what_counts_nobody_is_printed_as_it_is(amira):
    record(amira, "I-01", "April 2018", "3", commentary=SAID)
    public = publish(freeze())

    assert (public["indicators"][0]["latest"], public["indicators"][0]["commentary"]) == (
        "3%",
        SAID,
    )
