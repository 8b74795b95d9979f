"""The circulation record for programs, and exactly what was circulated."""

import hashlib
import io
import zipfile

import pytest

from risk_register.database import db
from risk_register.models import Circulation
from risk_register.services.withheld_words import SPARED
from tests.services.test_agendas import SECRET, add, draft
from tests.services.test_circulations import circulate
from tests.services.test_papers import add_file
from tests.web.test_circulation_records import takings
from tests.web.test_reading_links import sofia as find_sofia

PLACE = "/programmes/send/meetings/1/circulation-record"
ARCHIVE = "/programmes/send/meetings/1/circulated.zip"


@pytest.fixture
def kind():
    """The June pack is made and approved."""
    return "approved"


def send_with_exempt_paper(app):
    with app.app_context():
        by = find_sofia()
        draft(by)
        paper = add_file(by, add(by, SECRET), name="jones.pdf", title="The claim of Jones")
        circulate(by, paper_ids=(paper,))


def test_the_record_says_who_got_what_by_whose_decision_and_whether_in_time(app, program):
    sofia = program("sofia")
    assert sofia.get(PLACE).json["circulations"] == []
    with app.app_context():
        circulate(find_sofia())

    (sent,) = sofia.get(PLACE).json["circulations"]
    assert (sent["decided_by"], sent["is_late"], sent["number"]) == ("Board Secretary", False, 1)
    assert "In time" in sent["timing"]
    got = {seat["title"] for seat in sent["seats"] if seat["letter"]}
    assert "Chair of the Board" in got
    others = [seat for seat in sent["seats"] if not seat["letter"]]
    assert all(seat["why_not"] for seat in others)
    pack = sofia.get("/programmes/send/packs/1").json
    assert pack["sha256"] in [file["sha256"] for file in sent["files"]]


def test_what_is_exempt_is_not_named_to_who_may_not_see_it(app, program):
    send_with_exempt_paper(app)
    with app.app_context():
        db.session.execute(db.update(Circulation).values(note="About the claim of Jones for pay"))
        db.session.commit()

    assert "Jones" in program("sofia").get(PLACE).text
    told = program("ada").get(PLACE)
    assert "Jones" not in told.text
    assert told.json["circulations"][0]["note"] == SPARED


def test_what_was_circulated_is_taken_along_with_a_line_in_the_record(app, program):
    assert program("sofia").get(ARCHIVE).status_code == 404
    with app.app_context():
        circulate(find_sofia())
    sofia = program("sofia")

    answer = sofia.get(ARCHIVE)

    with zipfile.ZipFile(io.BytesIO(answer.data)) as opened:
        pdf = next(name for name in opened.namelist() if name.endswith("-v1.pdf"))
        assert opened.read(pdf) == sofia.get("/programmes/send/packs/1/pack.pdf").data
    (taken,) = takings(app)
    assert (taken["kind"], taken["sha256"]) == ("zip", hashlib.sha256(answer.data).hexdigest())


@pytest.mark.parametrize("name", ["tom", "grace", "olu"])
def test_only_who_reads_circulations_with_a_key_for_packs_reads_it(program, name):
    for asking in (program(name), program("sofia", scopes=["meetings:write"])):
        for place in (PLACE, ARCHIVE):
            assert asking.get(place).status_code == 403
