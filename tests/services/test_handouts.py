"""Personal links: what they give, to whom, until when, and what is noted of their use."""

from datetime import timedelta

import pytest

from risk_register.database import db, write_transaction
from risk_register.domain.circulation import Opening
from risk_register.domain.errors import NotAllowedError, NotFoundError
from risk_register.domain.packs import Edition, Form
from risk_register.domain.reading_links import LinkState
from risk_register.domain.risks import Publication
from risk_register.models import CirculatedPaper, Event, LinkOpening
from risk_register.services import drawings
from risk_register.services.agendas import get_item
from risk_register.services.drawings import finish_pack
from risk_register.services.handouts import (
    find_handout,
    get_handout_file,
    get_handout_paper,
)
from risk_register.services.reading_links import find_link, revoke_links
from risk_register.services.restores import settle_restored
from tests.conftest import NOW
from tests.files import PDF
from tests.services import freezing
from tests.services.by_link import (
    KEY,
    change,
    change_board,
    circulate_by_link,
    leave_post,
    letter_of,
    lose_entitlement,
    read,
    token_of,
    use,
)
from tests.services.test_agendas import BUDGET, SECRET, add, draft
from tests.services.test_circulations import circulate
from tests.services.test_drawings import june
from tests.services.test_pack_lives import Press, correct, draw, problems, seal, withdraw
from tests.services.test_papers import add_file

A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def press(monkeypatch):
    """Print in no time, what the press prints in its own tests."""
    monkeypatch.setattr(drawings, "print_editions", Press())


@pytest.fixture
def sofia(member, press):
    """The secretary, with the June pack approved and nothing in it exempt."""
    draw()
    seal(member("amira"))
    return member("sofia")


@pytest.fixture
def secretive(member, press):
    """The secretary, with the June pack approved and one of its risks exempt."""
    freezing.change(publication=Publication.EXEMPT, exempt_paragraph=4, exempt_reason="Staff.")
    draw()
    seal(member("amira"))
    return member("sofia")


def uses():
    rows = db.session.scalars(db.select(LinkOpening).order_by(LinkOpening.id))
    return [(row.kind, row.what) for row in rows]


def test_a_link_gives_the_edition_its_letter_brought_until_it_expires(sofia):
    circulate_by_link(sofia)
    last = june().held_on + timedelta(days=june().body.link_days)
    days = last - NOW.date()

    handout = read("tom")
    assert (handout.edition.edition, handout.state) == (Edition.FULL, LinkState.WORKS)
    assert get_handout_file(handout, Form.PDF).startswith(b"%PDF- pdf full 1")
    assert read("tom", at=NOW + days).gives
    expired = read("tom", at=NOW + days + timedelta(days=1))
    assert (expired.state, expired.gives, expired.edition) == (LinkState.EXPIRED, False, None)


def test_a_reader_gets_no_other_form_than_the_page_and_the_print(sofia):
    circulate_by_link(sofia)
    with pytest.raises(NotFoundError):
        get_handout_file(read("tom"), Form.JSON)


def test_a_link_is_signed_and_kept_nowhere(sofia):
    circulate_by_link(sofia)
    mine, other = token_of("tom"), token_of("grace")
    forged = f"{other.rpartition('.')[0]}.{mine.rpartition('.')[2]}"

    for token in ("", "x", "é", "WzEsIngiXQ.x", "." * 400, forged):
        assert find_handout(token, secret_key=KEY, at=NOW) is None
    assert find_handout(mine, secret_key="another key", at=NOW) is None
    bodies = "".join(db.session.scalars(db.select(Event.body)))
    nonces = [link.nonce for link in letter_of("tom").links]
    assert not any(nonce in bodies for nonce in nonces)


def test_a_revoked_link_is_no_link_and_only_the_secretary_revokes(sofia, member):
    circulate_by_link(sofia)
    token = token_of("tom")
    with pytest.raises(NotAllowedError), write_transaction():
        revoke_links(letter_of("tom"), by=member("amira"), at=NOW)
    with write_transaction():
        revoke_links(letter_of("tom"), by=sofia, at=NOW)

    assert find_link(token, secret_key=KEY) is not None
    assert find_handout(token, secret_key=KEY, at=NOW) is None
    assert read("grace").gives
    assert problems() == []


def test_the_link_of_somebody_who_has_left_is_no_link(sofia):
    circulate_by_link(sofia)
    change(lambda: setattr(letter_of("tom").person, "is_active", False))

    assert read("tom") is None


def test_a_withdrawn_pack_gives_nothing_at_once(sofia):
    circulate_by_link(sofia)
    before = read("tom")
    withdraw(sofia)

    handout = read("tom")
    assert (handout.edition, handout.marking, handout.papers) == (None, "", ())
    assert not handout.gives
    for each in (before, handout):
        with pytest.raises(NotFoundError):
            get_handout_file(each, Form.PDF)
    with pytest.raises(NotFoundError):
        use("tom")


def test_a_replaced_pack_names_the_version_that_has_gone_in_its_place(sofia, member):
    circulate_by_link(sofia)
    finish_pack(correct(member("amira")), at=NOW)
    seal(member("amira"))
    assert read("tom").current is None  # it has gone to nobody yet
    token = token_of("tom")
    circulate(sofia)

    assert find_handout(token, secret_key=KEY, at=NOW).current.version == 2


@pytest.mark.parametrize("lose", [leave_post, lose_entitlement])
def test_who_is_no_longer_entitled_gets_the_public_edition_by_the_same_link(secretive, lose):
    circulate_by_link(secretive)
    assert read("tom").edition.edition is Edition.FULL
    lose("tom")

    handout = read("tom")
    assert (handout.edition.edition, handout.is_reduced) == (Edition.PUBLIC, True)
    assert get_handout_file(handout, Form.HTML).startswith(b"%PDF- html public 1")
    assert read("grace").edition.edition is Edition.FULL


def test_who_has_left_their_post_still_reads_what_holds_nothing_exempt(sofia):
    circulate_by_link(sofia)
    leave_post("tom")

    handout = read("tom")
    assert (handout.edition.edition, handout.is_reduced) == (Edition.FULL, False)


def test_exempt_papers_are_given_to_the_entitled_alone(sofia):
    draft(sofia)
    open_one = add_file(sofia, add(sofia), title="The budget")
    exempt = add_file(sofia, add(sofia, SECRET), name="secret.pdf", title="Staff matters")
    circulation = circulate_by_link(sofia)

    def bring():
        for number in (open_one, exempt):
            db.session.add(CirculatedPaper(circulation=circulation, paper_id=number))

    change_board(bring)

    assert [paper.id for paper in read("tom").papers] == [open_one, exempt]
    assert [paper.id for paper in read("olu").papers] == [open_one]
    assert get_handout_paper(read("tom"), exempt)[1] == PDF
    with pytest.raises(NotFoundError):
        get_handout_paper(read("olu"), exempt)
    leave_post("tom")
    assert [paper.id for paper in read("tom").papers] == [open_one]


def test_each_use_is_noted_once_a_minute_and_an_acknowledgement_once(sofia):
    circulate_by_link(sofia)
    use("tom")
    use("tom", at=NOW + A_MINUTE / 2)
    use("tom", at=NOW + A_MINUTE)
    use("tom", Opening.READ, "pack.pdf", at=NOW + A_MINUTE)
    use("tom", Opening.READ, "pack.html", at=NOW + A_MINUTE)
    use("tom", Opening.ACKNOWLEDGED, at=NOW + A_MINUTE)
    use("tom", Opening.ACKNOWLEDGED, at=NOW + 9 * A_MINUTE)

    assert uses() == [
        (Opening.OPENED, None),
        (Opening.OPENED, None),
        (Opening.READ, "pack.pdf"),
        (Opening.READ, "pack.html"),
        (Opening.ACKNOWLEDGED, None),
    ]
    assert read("tom").acknowledged_at == NOW + A_MINUTE
    assert problems() == []


def test_the_record_tells_of_each_use_by_post_and_names_no_file(sofia):
    circulate_by_link(sofia)
    use("tom", Opening.READ, "paper 7")

    newest = db.select(Event).where(Event.chain == "send").order_by(Event.sequence.desc())
    event = db.session.scalars(newest).first()
    assert (event.kind, event.person_id) == ("pack read by link", None)
    assert '"reader":"Head of Casework"' in event.body
    assert '"what":"paper 7"' in event.body


def test_an_item_that_became_exempt_since_is_withheld(sofia):
    draft(sofia)
    number = add_file(sofia, add(sofia, BUDGET))
    circulation = circulate_by_link(sofia)
    change_board(lambda: db.session.add(CirculatedPaper(circulation=circulation, paper_id=number)))
    item_id = read("olu").papers[0].item_id

    def hide():
        item = get_item(sofia.programme, june().id, item_id)
        item.is_exempt, item.exempt_paragraph = True, 4

    change_board(hide)

    assert read("olu").papers == ()
    assert len(read("tom").papers) == 1


def test_a_restore_ends_every_link_and_the_record_holds(sofia):
    circulate_by_link(sofia)
    with write_transaction():
        settle_restored(made_at=NOW, at=NOW)

    assert read("tom") is None
    assert problems() == []
