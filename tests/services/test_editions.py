"""The service's editions: built from a frozen pack, as the settings say, and checked."""

import pytest

from risk_register.database import db, read_moment, write_transaction
from risk_register.domain.errors import LeakError
from risk_register.domain.packs import Edition
from risk_register.domain.risks import Publication
from risk_register.models import Meeting, Risk
from risk_register.services.editions import build_edition, check_edition
from risk_register.services.events import record_event
from risk_register.services.snapshots import freeze_snapshot
from tests.conftest import NOW

PRINT = "ab" * 32


@pytest.fixture
def frozen(member):
    """Give the June snapshot, of which R-001 is exempt."""
    amira = member("amira")
    with write_transaction():
        risk = db.session.scalars(db.select(Risk).where(Risk.number == 1)).one()
        risk.publication, risk.exempt_paragraph = Publication.EXEMPT, 3
        record_event(
            "risk edited", subject="risk R-001", programme=amira.programme, by=amira.person, at=NOW
        )
    meeting = db.session.scalars(db.select(Meeting).where(Meeting.held_on > NOW.date())).first()
    with read_moment():
        return freeze_snapshot(meeting, prepared_by=None, at=NOW).content


def references(snapshot):
    return [risk["reference"] for risk in snapshot["risks"]]


def test_the_public_edition_of_a_frozen_pack_leaves_out_what_is_exempt(frozen):
    public = build_edition(frozen, Edition.PUBLIC, fingerprint=PRINT)

    assert (references(frozen), references(public)) == (["R-001", "R-002"], ["R-002"])
    assert public["withheld"] == [
        {"reference": "R-001", "why": "exempt, paragraph 3", "current": None}
    ]
    check_edition(frozen, public, "One risk is open.")


def test_a_file_that_would_show_what_is_exempt_is_refused(frozen):
    public = build_edition(frozen, Edition.PUBLIC, fingerprint=PRINT)
    cause = next(risk["cause"] for risk in frozen["risks"] if risk["reference"] == "R-001")

    with pytest.raises(LeakError, match="withheld text of R-001"):
        check_edition(frozen, public, f"Because of {cause}.")


def test_the_service_can_be_set_to_count_what_is_withheld(inside, frozen):
    inside.config["PUBLIC_HEAT_MAP_COUNTS_WITHHELD"] = True
    public = build_edition(frozen, Edition.PUBLIC, fingerprint=PRINT)

    assert public["withheld"][0]["current"]["score"] == frozen["risks"][0]["current"]["score"]


def test_the_full_edition_is_the_frozen_pack(frozen):
    assert build_edition(frozen, Edition.FULL, fingerprint=PRINT) == frozen
