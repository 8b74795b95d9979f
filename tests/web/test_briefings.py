"""The commentary and the asks for a meeting's pack, at their page."""

import pytest

from risk_register.clock import now
from risk_register.database import db, read_moment, write_transaction
from risk_register.domain.errors import NotAllowedError
from risk_register.domain.looks import read_look
from risk_register.models import Briefing
from risk_register.services import previews
from risk_register.services.briefings import write_briefing
from risk_register.services.history import verify_history
from risk_register.services.looks import choose_look
from risk_register.services.meetings import find_next_meeting
from risk_register.services.programmes import get_programme
from risk_register.services.snapshots import freeze_snapshot
from tests.conftest import NOW, post
from tests.domain.test_looks import PNG, WHOLE

PAGE = "/send/meetings/1/briefing"
SAID = {"commentary": "Casework is short of two posts.", "asks": "agree A-1.1\n- note R-001"}


def freeze(app):
    with app.app_context(), read_moment():
        meeting = find_next_meeting(get_programme("send"), on=NOW.date())
        return freeze_snapshot(meeting, prepared_by=None, at=NOW).content


def write(browser, version=0, **said):
    return post(browser, PAGE, version=str(version), **(SAID | said))


def test_what_is_written_goes_into_the_snapshot_with_the_post_that_wrote_it(app, at_the_page):
    write(at_the_page("amira"))

    assert freeze(app)["briefing"] == {
        "commentary": "Casework is short of two posts.",
        "asks": ["agree A-1.1", "note R-001"],
        "by": "Programme Manager",
    }


def test_a_snapshot_without_anything_written_says_so(app):
    assert freeze(app)["briefing"] == {"commentary": None, "asks": [], "by": None}


def test_the_page_shows_what_is_saved_and_what_the_pack_asks_by_itself(at_the_page):
    amira = at_the_page("amira")
    write(amira)
    page = amira.get(PAGE).text

    assert "Casework is short of two posts." in page
    assert "agree A-1.1\nnote R-001" in page
    assert "agree the first scores of the register" in page


def test_a_page_does_not_wait_until_a_very_long_register_is_counted(at_the_page, monkeypatch):
    monkeypatch.setattr(previews, "MOST_COUNTED", 1)
    page = at_the_page("amira").get(PAGE).text

    assert "agree the first scores of the register" not in page
    assert "The preview of the pack says what it asks by itself." in page


def test_the_desk_and_the_packs_lead_to_it(at_the_page):
    amira = at_the_page("amira")

    assert PAGE in amira.get("/send/desk").text
    assert PAGE in amira.get("/send/packs").text
    assert PAGE not in at_the_page("sofia").get("/send/packs").text


@pytest.mark.parametrize("name", ["sofia", "tom", "ada", "grace"])
def test_nobody_else_writes_for_the_pack(at_the_page, name):
    browser = at_the_page(name)

    assert browser.get(PAGE).status_code == 403
    assert write(browser).status_code == 403


def test_the_register_itself_refuses_who_may_not_make_packs(inside, member):
    meeting = find_next_meeting(get_programme("send"), on=NOW.date())
    with pytest.raises(NotAllowedError), write_transaction():
        write_briefing(meeting, commentary="", asks=[], by=member("sofia"), at=NOW, version=0)


def test_a_meeting_of_nowhere_is_not_found(at_the_page):
    assert at_the_page("amira").get("/send/meetings/99/briefing").status_code == 404


def test_who_saves_over_somebody_else_sees_both_texts(app, at_the_page):
    amira = at_the_page("amira")
    write(amira)
    answer = write(amira, version=0, commentary="Casework is full again.")

    assert answer.status_code == 409
    assert "Casework is short of two posts." in answer.text
    assert "Casework is full again." in answer.text
    with app.app_context():
        assert db.session.scalars(db.select(Briefing)).one().version == 1


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"commentary": "x" * 4001}, "Use 4,000 characters or fewer."),
        ({"asks": "\n".join("abcdefghijk")}, "Ask for 10 things or fewer; these are 11."),
        ({"asks": "short\n" + "x" * 301}, "Ask 2 has 301 characters."),
        ({"version": ""}, "its form has lost its version"),
    ],
)
def test_what_is_refused_is_kept_as_it_was_typed(at_the_page, said, sentence):
    answer = post(at_the_page("amira"), PAGE, **(SAID | {"version": "0"} | said))

    assert answer.status_code == 422
    assert sentence in answer.text
    assert (SAID | said)["commentary"] in answer.text


def test_a_text_that_names_an_exempt_risk_is_warned_of_and_saved(app, at_the_page):
    with app.app_context():
        db.session.execute(db.text("UPDATE risk SET publication = 'exempt' WHERE number = 2"))
        db.session.commit()
    amira = at_the_page("amira")
    answer = write(amira, commentary="All hangs on r-002.")

    assert answer.status_code == 302
    assert "<strong>Your text names R-002,</strong>" in amira.get(PAGE).text


@pytest.mark.parametrize("kind", ["approved"])
def test_what_comes_after_the_freeze_is_for_the_next_version(at_the_page):
    amira = at_the_page("amira")

    assert "goes only into the next version" in " ".join(amira.get(PAGE).text.split())
    assert write(amira).status_code == 302


def test_the_record_tells_what_was_written(app, at_the_page):
    amira = at_the_page("amira")
    write(amira)
    page = amira.get("/send/history").text

    assert "wrote the commentary and the asks for the pack of the meeting of 14 June 2018" in page
    with app.app_context(), read_moment():
        assert verify_history().problems == []


def test_a_chosen_look_goes_into_the_snapshot_and_the_record(app, at_the_page):
    with app.app_context(), write_transaction():
        choose_look(get_programme("send"), read_look(WHOLE, PNG), at=now())
    programme = freeze(app)["programme"]

    assert programme["look"]["accent"] == "#1d4f7c"
    assert programme["look"]["logo"]["alt"] == "Five dots"
    assert programme["contact"] == "Sofia"
    assert (
        "chose the look of the packs: accent #1d4f7c"
        in at_the_page("ada").get("/send/history").text
    )
    with app.app_context(), read_moment():
        assert verify_history().problems == []


def test_a_programme_without_a_look_says_so(app):
    programme = freeze(app)["programme"]

    assert programme["look"] == {"accent": None, "logo": None}
    assert programme["contact"] is None
