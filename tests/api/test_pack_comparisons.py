"""Two packs compared for a program, in the edition that its person may read."""

import pytest

from risk_register.database import db
from tests.web.test_pack_comparisons import NOT_CIRCULATED

PLACE = "/programmes/oxfordshire-send/packs/comparison"


@pytest.fixture
def kind():
    """The demonstration has three packs that were circulated."""
    return "demonstration"


@pytest.fixture
def manager(program):
    """The manager's program."""
    return program("programme-manager")


def test_the_last_two_circulated_packs_are_compared_unless_others_are_named(manager):
    told = manager.get(PLACE).json

    assert [told[side]["held_on"] for side in ("earlier", "later")] == ["2018-04-12", "2018-05-10"]
    there, back = (manager.get(f"{PLACE}?earlier={a}&later={b}").json for a, b in ((1, 5), (5, 1)))
    assert there == back
    assert there["moved"]
    moved = there["moved"][0]
    assert moved["points"] == moved["after"]["score"] - moved["before"]["score"]
    assert moved["after"]["reason"]
    assert there["unchanged"] >= 0
    assert there["counts"][0]["name"]


@pytest.mark.parametrize(
    ("asked", "status", "field"),
    [
        ("earlier=1&later=1", 422, "later"),
        ("earlier=1", 422, "later"),
        ("later=x", 422, "later"),
        ("earlier=1&later=99", 404, None),
        ("earlier=1&later=5&page=2", 422, "page"),
    ],
)
def test_an_address_that_names_no_two_packs_gets_its_sentence(manager, asked, status, field):
    refused = manager.get(f"{PLACE}?{asked}")

    assert refused.status_code == status
    assert [each["field"] for each in refused.json.get("errors", ())] == ([field] if field else [])


def test_who_reads_only_circulated_packs_compares_only_those(app, program, manager):
    with app.app_context():
        for statement in NOT_CIRCULATED:
            db.session.execute(db.text(statement))
        db.session.commit()
    adviser = program("dfe-adviser")

    assert adviser.get(f"{PLACE}?earlier=1&later=5").status_code == 404
    assert adviser.get(f"{PLACE}?earlier=1&later=3").status_code == 200
    assert "2018-05-10" not in adviser.get(PLACE).text
    assert manager.get(f"{PLACE}?earlier=1&later=5").status_code == 200
