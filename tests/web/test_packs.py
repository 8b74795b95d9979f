"""Packs at the page: made, read, approved, circulated."""

import re
import time

import pytest

from risk_register.domain.packs import PackKind
from tests.conftest import post
from tests.web.test_meetings import add_committee


def until(question, seconds=240):
    """Ask again until the answer is yes, as the page does by itself."""
    end = time.monotonic() + seconds
    while not (answer := question()):
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.2)
    return answer


def sha256_of(browser, form):
    """Read which file a form is about."""
    return re.search(r'name="sha256" value="([0-9a-f]{64})"', browser.get(form).text)[1]


@pytest.fixture
def kind():
    """The June pack is made and approved."""
    return "approved"


@pytest.mark.parametrize("database", ["sqlite"])  # the services make packs on both
class TestMaking:
    """On the small register nothing is made yet."""

    @pytest.fixture
    def kind(self):
        return "small"

    def test_the_manager_makes_reads_and_approves_the_pack(self, at_the_page):
        amira = at_the_page("amira")
        page = post(amira, "/send/packs", meeting="1").location
        assert "Look again" in amira.get(page).text
        until(lambda: "to be approved" in amira.get(page).text)

        assert amira.get(f"{page}/pack.pdf").data.startswith(b"%PDF-")
        post(amira, f"{page}/approval", sha256=sha256_of(amira, f"{page}/approval"))
        assert "Approved by Programme Manager" in amira.get(page).text
        until(lambda: "Approved, to be circulated" in amira.get(page).text)

    def test_another_file_than_the_one_that_was_read_is_not_approved(self, at_the_page):
        amira = at_the_page("amira")
        page = post(amira, "/send/packs", meeting="1").location
        until(lambda: "to be approved" in amira.get(page).text)

        refused = post(amira, f"{page}/approval", sha256="0" * 64)
        assert refused.status_code == 409
        assert "this is not the file your page was about" in refused.text
        assert "to be approved" in amira.get(page).text

    def test_asking_twice_at_once_begins_one_drawing(self, at_the_page):
        amira = at_the_page("amira")
        page = post(amira, "/send/packs", meeting="1").location
        again = post(amira, "/send/packs", meeting="1")

        assert again.status_code == 422
        until(lambda: "to be approved" in amira.get(page).text)

    def test_a_meeting_that_is_not_there_is_not_found(self, at_the_page):
        assert post(at_the_page("amira"), "/send/packs", meeting="99").status_code == 404


def test_a_correction_has_to_say_what_it_changes(at_the_page):
    answer = post(at_the_page("amira"), "/send/packs", meeting="1", correction=" ")

    assert answer.status_code == 422
    assert "Say what the new version changes." in answer.text


def test_the_secretary_sees_who_gets_what_and_the_very_letter_before_sending(at_the_page):
    page = at_the_page("sofia").get("/send/packs/1/circulations/new").text

    assert "in time" in page
    assert "Deputies get the pack when the member has sent apologies." in page
    assert "Send to 3 readers" in page
    assert "SEND Programme Board, 14 June 2018" in page


def test_sending_shows_the_state_of_every_letter(at_the_page, app, tmp_path):
    sofia = at_the_page("sofia")
    sent = post(sofia, "/send/packs/1/circulations/new", number="1", note="See R-001 first.")
    page = until(lambda: (text := sofia.get(sent.location).text).count(">Sent<") == 3 and text)

    for address in ("grace@example.org", "tom@example.org", "olu@example.org"):
        assert address in page
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 3


def test_a_second_send_from_the_same_page_sends_nothing(at_the_page):
    sofia = at_the_page("sofia")
    post(sofia, "/send/packs/1/circulations/new", number="1")
    answer = post(sofia, "/send/packs/1/circulations/new", number="1")

    assert answer.status_code == 422
    assert "has been circulated already" in answer.text


def test_what_was_not_circulated_is_not_there_for_the_board(at_the_page):
    grace = at_the_page("grace")
    assert grace.get("/send/packs/1").status_code == 404
    assert grace.get("/send/packs/1/pack.pdf").status_code == 404
    assert "14 June 2018" not in grace.get("/send/packs").text
    post(at_the_page("sofia"), "/send/packs/1/circulations/new", number="1")

    assert grace.get("/send/packs/1/pack.pdf").status_code == 200
    assert "tom@example.org" not in grace.get("/send/packs/1").text


def test_what_changed_after_the_freeze_is_shown_beside_the_pack(at_the_page):
    tom = at_the_page("tom")
    version = tom.get("/").text.split('name="version" value="')[1].split('"')[0]
    post(tom, "/send/risks/R-001/reviews", version=version)

    page = at_the_page("amira").get("/send/packs/1").text
    assert "The register has changed since the figures were frozen" in page
    assert "R-001, risk confirmed by Tom" in " ".join(page.split())


def test_only_whose_turn_it_is_reads_that_a_pack_waits_for_them(at_the_page):
    waits = {
        name: "1 pack waits for you." in at_the_page(name).get("/").text
        for name in ("sofia", "amira")
    }

    assert waits == {"sofia": True, "amira": False}


def test_everybody_gets_the_same_bytes(at_the_page):
    read = {at_the_page(name).get("/send/packs/1/pack.pdf").data for name in ("amira", "sofia")}

    assert len(read) == 1


def test_the_record_tells_the_packs_whole_life(at_the_page):
    page = at_the_page("ada").get("/send/history?subject=pack 1").text

    for done in ("began to make", "froze the figures of", "made", "approved"):
        assert f"{done} the pack for 14 June 2018, version 1." in page


def test_a_coming_visit_has_a_pack_of_its_own_to_be_made(app, at_the_page):
    add_committee(app, has_packs=True, pack_kind=PackKind.MONITORING)
    amira = at_the_page("amira")

    page = amira.get("/send/packs").text
    assert "Make the monitoring pack now" in page
    assert "The monitoring pack for 14 June 2018" in amira.get("/").text
