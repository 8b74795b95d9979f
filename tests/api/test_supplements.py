"""Papers that go after a pack, by a program: foreseen, sent once, and a link that is stopped."""

import pytest

from risk_register.services.deliveries import deliver_letters
from tests.conftest import NOW
from tests.services.test_agendas import SECRET, add, draft
from tests.services.test_circulations import Office, circulate, room
from tests.services.test_papers import add_file
from tests.web.test_reading_links import sofia as find_sofia

PACK = "/programmes/send/packs/1"
PLACE = f"{PACK}/supplements"


@pytest.fixture
def kind():
    """The June pack is made and approved."""
    return "approved"


@pytest.fixture
def sofia(app, program):
    """The secretary's program; the pack has gone, and an exempt paper came since."""
    with app.app_context():
        by = find_sofia()
        draft(by)
        claim = add(by, SECRET)
        circulate(by)
        deliver_letters(room(Office()), at=NOW)
        add_file(by, claim, name="jones.pdf", title="The claim of Jones")
    return program("sofia")


def test_what_would_go_to_whom_is_foreseen_and_goes_once(sofia, program):
    seen = sofia.get(f"{PLACE}/outlook").json
    assert (seen["number"], seen["supplement"], seen["is_late"]) == (2, 1, False)
    assert [(paper["id"], paper["is_exempt"]) for paper in seen["papers"]] == [(1, True)]
    assert "Parents' Adviser" not in [share["reader"] for share in seen["shares"]]
    assert all(share["papers"] == [1] for share in seen["shares"])

    said = {"number": 2, "papers": [1], "note": "It came today."}
    sent = sofia.send("POST", PLACE, said)
    assert (sent.json["supplement"], sent.json["papers"]) == (1, [1])
    assert len(sent.json["letters"]) == len(seen["shares"]) == 2
    assert sofia.send("POST", PLACE, said).status_code == 409
    assert sofia.send("POST", PLACE, {**said, "number": 3}).status_code == 422
    assert sofia.get(f"{PLACE}/outlook").json["papers"] == []

    (listed,) = program("ada").get(PLACE).json["items"]
    assert listed["number"] == sent.json["number"]
    assert "Jones" not in str(listed)
    assert len(program("ada").get(f"{PACK}/circulations").json["items"]) == 2


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"papers": []}, "papers"),
        ({"papers": [77]}, "papers"),
        ({"papers": ["1"]}, "papers"),
        ({"number": 0}, "number"),
        ({"note": "About the claim of Jones"}, "warned"),
        ({"what": "else"}, "what"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_goes(sofia, said, field):
    refused = sofia.send("POST", PLACE, {"number": 2, "papers": [1], **said})

    assert [each["field"] for each in refused.json["errors"]] == [field]
    assert sofia.get(PLACE).json["items"] == []


def test_only_a_secretarys_key_for_it_sends_papers(sofia, program):
    said = {"number": 2, "papers": [1]}
    for asking in (program("amira"), program("sofia", scopes=["packs:read"])):
        assert asking.send("POST", PLACE, said).status_code == 403
    assert program("amira").get(f"{PLACE}/outlook").status_code == 403
    assert program("tom").get(PLACE).status_code == 403
    assert sofia.get(f"{PLACE}/outlook?papers=one").json["errors"][0]["field"] == "papers"
    assert sofia.get(f"{PLACE}/outlook?papers=77").json["shares"] == []
