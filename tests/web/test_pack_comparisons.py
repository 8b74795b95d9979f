"""Two packs compared, at their page."""

import pytest

from risk_register.database import db
from risk_register.services import pack_comparisons as services
from risk_register.services.pack_files import get_content
from risk_register.web import pack_comparisons

PAGE = "/oxfordshire-send/packs/compare"
#: The pack for May is made and waits.
NOT_CIRCULATED = (
    "DELETE FROM delivery WHERE circulation_id IN (SELECT id FROM circulation WHERE pack_id = 5)",
    "DELETE FROM circulation WHERE pack_id = 5",
)


@pytest.fixture
def kind():
    """The demonstration has three packs that were circulated."""
    return "demonstration"


def words(answer):
    return " ".join(answer.text.split())


@pytest.fixture
def rewrite(monkeypatch):
    """Let one frozen pack say something else; in the tables, nothing frozen can be changed."""

    def say(pack_id, change):
        def read(pack):
            content = get_content(pack)
            if pack.id == pack_id:
                change(content)
            return content

        monkeypatch.setattr(services, "get_content", read)

    return say


def test_the_last_two_circulated_packs_are_compared_unless_others_are_named(at_the_page):
    page = words(at_the_page("programme-manager").get(PAGE))

    assert "From the pack for 12 April 2018, version 1 to the pack for 10 May 2018" in page


def test_a_move_says_both_scores_who_when_and_why(at_the_page):
    page = words(at_the_page("programme-manager").get(f"{PAGE}?earlier=1&later=5"))

    assert "Moved (" in page
    assert "Who, when and why" in page
    assert "Then: the pack for 8 March 2018, version 1" in page


def test_the_order_of_the_address_does_not_matter(at_the_page):
    amira = at_the_page("programme-manager")
    there, back = (words(amira.get(f"{PAGE}?earlier={a}&later={b}")) for a, b in ((1, 5), (5, 1)))

    assert there.split("<h2")[1:] == back.split("<h2")[1:]


@pytest.mark.parametrize(
    ("asked", "status", "sentence"),
    [
        ("earlier=1&later=1", 422, "Choose two different packs."),
        ("earlier=1&later=", 422, "Choose a pack."),
        ("earlier=1&later=x", 422, "Choose a pack."),
        ("earlier=1&later=99", 404, "There is nothing at this address"),
        ("earlier=1&later=5&page=2", 404, "There is nothing at this address"),
    ],
)
def test_an_address_that_names_no_two_packs_gets_its_sentence(at_the_page, asked, status, sentence):
    answer = at_the_page("programme-manager").get(f"{PAGE}?{asked}")

    assert answer.status_code == status
    assert sentence in answer.text


def test_who_reads_only_circulated_packs_compares_only_those(app, at_the_page):
    with app.app_context():
        for statement in NOT_CIRCULATED:
            db.session.execute(db.text(statement))
        db.session.commit()
    adviser = at_the_page("dfe-adviser")

    assert adviser.get(f"{PAGE}?earlier=1&later=5").status_code == 404
    assert adviser.get(f"{PAGE}?earlier=1&later=3").status_code == 200
    assert "10 May 2018" not in adviser.get(PAGE).text
    assert at_the_page("programme-manager").get(f"{PAGE}?earlier=1&later=5").status_code == 200


def test_who_may_not_open_the_register_gets_no_links_into_it(at_the_page):
    page = at_the_page("dfe-adviser").get(f"{PAGE}?earlier=1&later=5").text

    assert "R-00" in page
    assert "/risks/R-00" not in page


def test_packs_of_two_schemes_say_so_and_their_moves_have_no_direction(rewrite, at_the_page):
    def rescale(content):
        content["scheme"]["version"] = "9"
        content["scheme"]["grid"] = [[2 * n for n in row] for row in content["scheme"]["grid"]]
        content["scheme"]["bands"][-1]["highest"] = 50

    rewrite(5, rescale)
    page = words(at_the_page("programme-manager").get(f"{PAGE}?earlier=1&later=5"))

    assert "The two packs score by different schemes:" in page
    assert "Another scheme" in page


def test_a_hostile_text_is_shown_as_text(rewrite, at_the_page):
    def poison(content):
        content["risks"][0]["title"] = "<script>alert(1)</script>"

    rewrite(5, poison)
    page = at_the_page("programme-manager").get(f"{PAGE}?earlier=1&later=5").text

    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_a_long_comparison_is_paged(at_the_page, monkeypatch):
    monkeypatch.setattr(pack_comparisons, "PAGE_SIZE", 1)
    amira = at_the_page("programme-manager")
    first = amira.get(f"{PAGE}?earlier=1&later=5").text
    second = amira.get(f"{PAGE}?earlier=1&later=5&page=2")

    assert "earlier=1&amp;later=5&amp;page=2" in first
    assert second.status_code == 200
    assert "page=1" in second.text


@pytest.mark.parametrize("kind", ["approved"])
def test_with_one_pack_the_page_says_what_would_be_here(at_the_page):
    amira = at_the_page("amira")

    assert "Once two packs are made" in words(amira.get("/send/packs/compare"))
    assert "Compare two packs" not in amira.get("/send/packs").text
