"""What goes with a pack: papers, the chair's agreement, and words that give nothing away."""

from datetime import timedelta

import pytest

from risk_register.database import db, write_transaction
from risk_register.domain.circulation import Capacity, DeliveryState, SendsBy, WhenUncertain
from risk_register.domain.errors import RuleError
from risk_register.domain.packs import Form
from risk_register.domain.risks import Publication
from risk_register.domain.values import canonical_json, fingerprint
from risk_register.mail.post import Outcome, Receipt
from risk_register.models import Delivery, Event, Post
from risk_register.services import drawings
from risk_register.services.circulation_records import gather_record
from risk_register.services.circulations import Covering, resend_letter
from risk_register.services.deliveries import deliver_letters
from risk_register.services.editions import build_edition
from risk_register.services.mail_domains import choose_mail_domains
from risk_register.services.minute_texts import PUBLIC, Clearance, gather_minutes
from risk_register.services.minutes import draft_minutes
from risk_register.services.readers import list_left_readers, list_readers
from risk_register.services.resends import send_second_letter
from risk_register.services.supplements import list_unsent_papers, send_supplement
from risk_register.services.withdrawals import withdraw_and_tell
from risk_register.services.withheld_words import list_repeats
from tests.conftest import NOW
from tests.services.by_link import change_board, leave_post, letter_of
from tests.services.freezing import change
from tests.services.test_agendas import SECRET, add, draft
from tests.services.test_attendances import add_seat
from tests.services.test_circulations import Office, circulate, room
from tests.services.test_decisions import MEETING
from tests.services.test_pack_lives import Press, correct, draw, seal
from tests.services.test_papers import add_file, withdraw

LATE = NOW + timedelta(days=3)
TOMORROW = NOW + timedelta(days=1)
REFUSED = [Receipt(Outcome.RETRY, "451 later")] * 3  #: for now, each of the three letters
SECRET_TITLE = "The quokka settlement of last spring"


class EditionPress(Press):
    """A press whose editions say what editions say."""

    def print(self, order, edition):
        printed = super().print(order, edition)
        whole = fingerprint(canonical_json(order.snapshot))
        said = build_edition(order.snapshot, edition, fingerprint=whole)
        printed.files[Form.JSON] = canonical_json(said).encode()
        return printed


@pytest.fixture
def press(monkeypatch):
    """Print in no time."""
    monkeypatch.setattr(drawings, "print_editions", EditionPress())


@pytest.fixture
def pack(member, press):
    """The approved June pack, in which R-001 is exempt."""
    change(
        title=SECRET_TITLE,
        publication=Publication.EXEMPT,
        exempt_paragraph=4,
        exempt_reason="Staff.",
    )
    draw()
    return seal(member("amira"))


def send(by, at=NOW, **covering):
    circulation = circulate(by, at=at, **covering)
    office = Office()
    deliver_letters(room(office), at=at)
    return circulation, {letter.recipient.partition("@")[0]: letter for letter in office.letters}


def choose(key, *domains, at=NOW):
    with write_transaction():
        choose_mail_domains(key, domains or None, at=at)


def names_of(letter):
    return [file.name for file in letter.attachments[1:]]


@pytest.mark.parametrize("field", ["note", "late_reason"])
def test_words_that_repeat_exempt_text_go_to_nobody_if_somebody_may_not_read_it(
    pack, member, field
):
    said = {"late_reason": "The figures came late."} | {field: f"See {SECRET_TITLE.lower()}."}
    with pytest.raises(RuleError) as refused:
        circulate(member("sofia"), at=LATE, **said)

    assert refused.value.field == field
    assert "exempt text of R-001" in str(refused.value)
    assert "quokka" not in str(refused.value)
    assert db.session.scalars(db.select(Delivery)).all() == []


def test_where_everybody_may_read_it_the_note_may_say_it(pack, member):
    db.session.execute(db.text("UPDATE seat SET is_entitled_to_exempt = true"))
    db.session.commit()

    _, letters = send(member("sofia"), note=f"See {SECRET_TITLE}.")
    assert set(letters) == {"grace", "tom", "olu"}


@pytest.mark.parametrize("database", ["sqlite"])
def test_what_an_exempt_paper_is_called_is_said_to_nobody_who_may_not_see_it(open_pack, member):
    sofia = member("sofia")
    draft(sofia)
    add_file(sofia, add(sofia), title="The budget")
    add_file(sofia, add(sofia, SECRET), "jones.pdf", title="The claim of Jones for pay")
    said = "Because the claim of Jones for pay came late."
    with pytest.raises(RuleError) as refused:
        circulate(sofia, at=LATE, late_reason=said)
    assert refused.value.field == "late_reason"
    assert "what an exempt item of the agenda is called" in str(refused.value)
    assert list_repeats(open_pack, {"note": "See the budget."}) == []
    assert list_repeats(open_pack, {"note": said}) == [
        "what an exempt item of the agenda is called"
    ]

    change_board(
        lambda: db.session.execute(db.text("UPDATE seat SET is_entitled_to_exempt = true"))
    )
    circulate(sofia, at=LATE, late_reason=said)
    told = gather_record(member("ada"), open_pack.meeting, at=LATE).circulations[0]
    assert told.late_reason.startswith("(not shown here")
    assert gather_record(sofia, open_pack.meeting, at=LATE).circulations[0].late_reason == said
    with write_transaction():
        minutes = draft_minutes(open_pack.meeting, by=sofia, at=MEETING)
    assert gather_minutes(minutes, PUBLIC).breaches == ["The reason is exempt."]
    assert gather_minutes(minutes, Clearance(items=True, risks=True)).breaches == [said]


@pytest.mark.parametrize("database", ["sqlite"])
def test_why_a_pack_is_withdrawn_repeats_nothing_that_its_readers_may_not_see(pack, member):
    sofia = member("sofia")
    send(sofia)
    with pytest.raises(RuleError) as refused, write_transaction():
        withdraw_and_tell(
            pack,
            reason=f"{SECRET_TITLE} is wrong.",
            sha256=pack.sha256,
            domain="example.org",
            by=sofia,
            at=LATE,
        )
    assert refused.value.field == "reason"


def test_papers_travel_along_and_exempt_ones_to_entitled_readers_alone(pack, member):
    sofia = member("sofia")
    draft(sofia)
    item, secret = add(sofia), add(sofia, SECRET)
    ids = (add_file(sofia, item), add_file(sofia, secret, "claim.pdf", title="The claim for pay"))
    circulation, letters = send(sofia, paper_ids=ids)

    assert [each.paper_id for each in circulation.papers] == list(ids)
    named = ["item-5-the-budget.pdf", "official-sensitive-item-6-exempt-paper.pdf"]
    assert names_of(letters["grace"]) == named
    assert names_of(letters["olu"]) == ["item-5-the-budget.pdf"]
    flat = " ".join(letters["grace"].text.split())
    assert "an exempt paper, not named in letters" in flat
    assert "They are for you because your seat may see them" in flat
    assert "exempt paper" not in letters["olu"].text
    for letter in letters.values():
        assert "claim" not in letter.subject + letter.text + letter.html


def test_a_paper_that_was_withdrawn_travels_no_longer(pack, member):
    sofia = member("sofia")
    draft(sofia)
    paper = add_file(sofia, add(sofia))
    circulate(sofia, paper_ids=(paper,))
    withdraw(sofia, paper)
    office = Office()
    deliver_letters(room(office), at=NOW)

    assert {len(letter.attachments) for letter in office.letters} == {1}


def test_a_paper_of_nowhere_is_refused(pack, member):
    with pytest.raises(RuleError) as refused:
        circulate(member("sofia"), paper_ids=(99,))
    assert refused.value.field == "papers"


def test_a_late_letter_says_who_agreed_and_the_record_keeps_it(pack, member):
    chair = db.session.scalars(db.select(Post).where(Post.title == "Chair of the Board")).one()
    said = {"late_reason": "The figures came late.", "late_agreed_by_id": chair.id}
    circulation, letters = send(member("sofia"), at=LATE, **said)

    assert circulation.late_agreed_by == chair
    assert "The Chair of the Board agreed to take it late." in letters["olu"].text
    event = db.session.scalars(db.select(Event).where(Event.kind == "pack circulated")).one()
    assert f'"late_agreed_by_id":{chair.id}' in event.body


def test_only_a_post_at_the_table_can_agree(pack, member):
    other = db.session.scalars(db.select(Post).where(Post.title == "Internal Auditor")).one()
    with pytest.raises(RuleError) as refused:
        circulate(member("sofia"), at=LATE, late_reason="Late.", late_agreed_by_id=other.id)
    assert refused.value.field == "late_agreed_by_id"


def test_nothing_goes_outside_the_domains_of_an_agency(pack, member):
    choose("ccg", "ccg.example.org")
    readers = {reader.seat.title: reader for reader in list_readers(pack, on=NOW.date())}

    assert readers["Parents' Adviser"].is_refused
    assert readers["Parents' Adviser"].barred == (
        "Letters of this agency may not go to example.org."
    )
    assert set(send(member("sofia"))[1]) == {"grace", "tom"}


def test_a_domain_that_looks_like_the_others_is_refused(pack, member):
    db.session.execute(
        db.text("UPDATE person SET email = 'olu@examp1e.org' WHERE email = 'olu@example.org'")
    )
    db.session.commit()
    readers = {reader.seat.title: reader for reader in list_readers(pack, on=NOW.date())}

    assert readers["Parents' Adviser"].barred == (
        "examp1e.org looks like example.org but is another domain."
    )


@pytest.mark.parametrize("database", ["sqlite"])
def test_no_correction_leads_to_a_domain_that_looks_like_the_others(open_pack, member):
    sofia = member("sofia")
    circulate(sofia)
    deliver_letters(room(Office(Receipt(Outcome.FAILED, "550 no such user"))), at=NOW)

    with pytest.raises(RuleError, match="looks like example"), write_transaction():
        resend_letter(letter_of("grace"), address="chair@examp1e.org", by=sofia, at=NOW)
    with pytest.raises(RuleError, match="looks like example"), write_transaction():
        send_second_letter(
            letter_of("tom"),
            address="tom@exarnple.org",
            reason="It went astray.",
            number=2,
            domain="example.org",
            by=sofia,
            at=NOW,
        )


def test_what_changed_since_the_last_list_is_said_reader_by_reader(pack, member):
    sofia = member("sofia")
    circulate(sofia)
    db.session.execute(
        db.text("UPDATE delivery SET address = 'chair@example.org' WHERE address LIKE 'grace%'")
    )
    db.session.execute(
        db.text("UPDATE seat SET is_entitled_to_exempt = true WHERE capacity = 'observer'")
    )
    db.session.execute(db.text("UPDATE seat SET until_on = '2018-06-01' WHERE capacity = 'member'"))
    db.session.commit()
    ada = member("ada").person.id
    add_seat(person_id=ada, capacity=Capacity.OBSERVER)
    drawings.finish_pack(correct(member("amira")), at=NOW)
    second = seal(member("amira"))
    readers = {reader.seat.title: reader for reader in list_readers(second, on=NOW.date())}

    assert readers["Chair of the Board"].changes == ["Last time to chair@example.org."]
    assert readers["Parents' Adviser"].changes == ["Last time the public edition."]
    assert readers["Ada"].is_new
    assert not readers["Chair of the Board"].is_new
    assert list_left_readers(second, readers.values()) == ["Head of Casework"]


@pytest.fixture
def open_pack(member, press):
    """The approved June pack, which holds nothing exempt."""
    draw()
    return seal(member("amira"))


def circulate_claim(by):
    """Circulate the pack with an exempt paper alone."""
    draft(by)
    paper = add_file(by, add(by, SECRET), "claim.pdf", title="The claim for pay")
    return circulate(by, paper_ids=(paper,))


def test_an_exempt_paper_marks_the_letter_and_sends_it_as_marked_ones_go(open_pack, member):
    change_board(lambda: setattr(open_pack.meeting.body, "sends_by", SendsBy.LINK_IF_MARKED))
    circulation = circulate_claim(member("sofia"))
    office = Office()
    deliver_letters(room(office), at=NOW)

    by_link = {letter.person.name: letter.by_link for letter in circulation.deliveries}
    assert by_link == {"Grace": True, "Tom": True, "Olu": False}
    subjects = {letter.recipient: letter.subject for letter in office.letters}
    assert subjects["tom@example.org"].startswith("OFFICIAL-SENSITIVE: ")
    assert not subjects["olu@example.org"].startswith("OFFICIAL-SENSITIVE")


def test_a_letter_with_an_exempt_paper_is_held_as_marked_ones_are(open_pack, member):
    held = WhenUncertain.HOLD_IF_MARKED
    change_board(lambda: setattr(open_pack.meeting.body, "when_uncertain", held))
    circulation = circulate_claim(member("sofia"))
    deliver_letters(room(Office(Receipt(Outcome.UNCERTAIN, "the line broke"))), at=NOW)

    db.session.expire_all()
    states = {letter.person.name: letter.state for letter in circulation.deliveries}
    assert states["Grace"] is DeliveryState.HELD


def test_an_exempt_paper_goes_to_nobody_who_left_their_post_meanwhile(open_pack, member):
    sofia = member("sofia")
    circulate_claim(sofia)
    deliver_letters(room(Office(*REFUSED)), at=NOW)
    leave_post("tom", on=NOW.date())

    with pytest.raises(RuleError, match="may no longer see exempt items"), write_transaction():
        resend_letter(letter_of("tom"), address="tom@example.org", by=sofia, at=TOMORROW)
    office = Office()
    deliver_letters(room(office), at=TOMORROW)
    assert {letter.recipient for letter in office.letters} == {
        "grace@example.org",
        "olu@example.org",
    }
    assert letter_of("tom").state is DeliveryState.STOPPED


def test_a_letter_that_is_on_its_way_at_this_moment_is_not_sent_beside_itself(open_pack, member):
    sofia = member("sofia")
    circulate(sofia)
    deliver_letters(room(Office(*REFUSED)), at=NOW)
    change_board(lambda: setattr(letter_of("tom"), "holder", "another worker"))

    with pytest.raises(RuleError, match="at this very moment"), write_transaction():
        resend_letter(letter_of("tom"), address="tom@example.org", by=sofia, at=NOW)


def test_a_second_letter_repeats_no_exempt_text_as_its_reason(pack, member):
    sofia = member("sofia")
    send(sofia)

    with pytest.raises(RuleError) as refused, write_transaction():
        send_second_letter(
            letter_of("olu"),
            address="olu@example.org",
            reason=f"Read {SECRET_TITLE} again.",
            number=2,
            domain="example.org",
            by=sofia,
            at=NOW,
        )
    assert refused.value.field == "reason"


@pytest.mark.parametrize(
    ("said", "title", "field"),
    [
        ({"note": f"See {SECRET_TITLE}."}, "The budget", "note"),
        ({}, SECRET_TITLE, "papers"),
    ],
)
def test_a_supplement_repeats_no_exempt_text_to_who_may_not_read_it(
    pack, member, said, title, field
):
    sofia = member("sofia")
    draft(sofia)
    item = add(sofia)
    send(sofia)
    add_file(sofia, item, title=title)

    with pytest.raises(RuleError) as refused, write_transaction():
        send_supplement(
            pack,
            number=2,
            covering=Covering(paper_ids=[each.id for each in list_unsent_papers(pack)], **said),
            domain="example.org",
            by=sofia,
            at=NOW + timedelta(hours=1),
        )
    assert refused.value.field == field
