"""Papers added after a pack has gone: sent once, numbered, exempt ones to the entitled."""

from datetime import timedelta

import pytest

from risk_register.database import db, write_transaction
from risk_register.domain.circulation import SendsBy
from risk_register.domain.errors import AlreadyDoneError, NotAllowedError, RuleError
from risk_register.domain.letter_sizes import ANY_LETTER, Carriage
from risk_register.models import Event
from risk_register.services import drawings
from risk_register.services.circulations import Covering, list_agreeing
from risk_register.services.deliveries import deliver_letters
from risk_register.services.packs import find_newest
from risk_register.services.supplements import (
    list_added_since,
    list_shares,
    list_unsent_papers,
    send_supplement,
)
from tests.conftest import NOW
from tests.files import PDF, TEXT
from tests.services.by_link import change_board, letter_of, lose_entitlement, read
from tests.services.test_agendas import BUDGET, SECRET, add, draft, find
from tests.services.test_circulations import Office, circulate, room
from tests.services.test_drawings import june
from tests.services.test_pack_lives import Press, draw, problems, seal, withdraw
from tests.services.test_papers import add_file
from tests.services.test_papers import withdraw as withdraw_paper

LATER = NOW + timedelta(hours=1)
CLAIM = "The claim of Jones"


@pytest.fixture
def sofia(member, monkeypatch):
    """The secretary, with the June pack circulated; an open paper and an exempt one came since."""
    monkeypatch.setattr(drawings, "print_editions", Press())
    draw()
    seal(member("amira"))
    sofia = member("sofia")
    draft(sofia)
    budget, claim = add(sofia), add(sofia, SECRET)
    circulate(sofia)
    deliver_letters(room(Office()), at=NOW)
    add_file(sofia, budget, title="The budget")
    add_file(sofia, claim, name="jones.txt", content=TEXT, title=CLAIM)
    return sofia


def supplement(by, number=2, at=LATER, carriage=ANY_LETTER, papers=None, **covering):
    """Send papers, by default all that have not gone."""
    if papers is None:
        papers = [paper.id for paper in unsent()]
    with write_transaction():
        return send_supplement(
            find_newest(june()),
            number=number,
            covering=Covering(paper_ids=tuple(papers), **covering),
            domain="example.org",
            by=by,
            at=at,
            carriage=carriage,
        )


def test_papers_too_large_to_attach_are_refused_before_any_letter_waits(sofia):
    with pytest.raises(RuleError, match="Send the pack by a personal link"):
        supplement(sofia, carriage=Carriage(most_bytes=1000))


def unsent():
    return list_unsent_papers(find_newest(june()))


def send(at=LATER):
    office = Office()
    deliver_letters(room(office), at=at)
    return {letter.recipient.partition("@")[0]: letter for letter in office.letters}


def test_it_brings_the_new_papers_alone_and_exempt_ones_to_the_entitled(sofia):
    made = supplement(sofia)
    letters = send()

    assert (made.supplement, made.number, len(made.papers)) == (1, 2, 2)
    assert sorted(letters) == ["grace", "olu", "tom"]
    assert [file.content for file in letters["tom"].attachments] == [PDF, TEXT]
    assert [file.content for file in letters["olu"].attachments] == [PDF]
    assert problems() == []


def test_its_letter_says_which_papers_and_names_no_exempt_one(sofia):
    supplement(sofia, note="Item 5 was not ready.")
    letters = send()

    tom, olu = letters["tom"], letters["olu"]
    subject = "SEND Programme Board, 14 June 2018: supplement 1"
    assert (tom.subject, olu.subject) == (f"OFFICIAL-SENSITIVE: {subject}", subject)
    assert "The budget" in tom.text
    assert "an exempt paper, not named in letters" in tom.text
    assert "exempt" not in olu.text
    for letter in letters.values():
        assert "Item 5 was not ready." in letter.text
        names = " ".join(file.name for file in letter.attachments)
        assert "Jones" not in letter.text + letter.subject + names
        assert "jones" not in names
    assert tom.attachments[1].name.startswith(
        "official-sensitive-send-programme-board-2018-06-14-supplement-1-item-"
    )


def test_the_record_names_no_exempt_paper(sofia):
    supplement(sofia)
    send()

    lines = db.session.scalars(db.select(Event).where(Event.at >= LATER)).all()
    assert {"supplement circulated", "letter sent"} == {line.kind for line in lines}
    assert not any("Jones" in line.body or "jones" in line.body for line in lines)


def test_a_paper_goes_once_and_the_next_ones_are_the_next_supplement(sofia):
    supplement(sofia)
    assert unsent() == []
    with pytest.raises(RuleError, match="Every paper of the agenda has gone"):
        supplement(sofia, number=3)
    item = find(BUDGET.title)
    add_file(sofia, item.id, name="later.txt", content=TEXT, title="A later one")

    assert supplement(sofia, number=3).supplement == 2


def test_before_the_pack_has_gone_there_is_no_supplement(member, monkeypatch):
    monkeypatch.setattr(drawings, "print_editions", Press())
    draw()
    seal(member("amira"))
    sofia = member("sofia")
    draft(sofia)
    add_file(sofia, add(sofia))

    assert unsent() == []


@pytest.mark.parametrize("database", ["sqlite"])
def test_a_paper_left_out_at_first_goes_to_who_has_the_pack(member, monkeypatch):
    monkeypatch.setattr(drawings, "print_editions", Press())
    draw()
    seal(member("amira"))
    sofia = member("sofia")
    draft(sofia)
    item = add(sofia)
    add_file(sofia, item, title="The budget")
    add_file(sofia, item, name="later.txt", content=TEXT, title="Left out again")
    circulate(sofia, at=LATER)
    budget, other = unsent()
    assert list_added_since(find_newest(june()), unsent()) == []
    with pytest.raises(RuleError, match="at least one paper") as refused:
        supplement(sofia, papers=[])
    assert refused.value.field == "papers"

    supplement(sofia, papers=[budget.id])

    assert [file.content for file in send()["olu"].attachments][-1] == PDF
    assert unsent() == [other]
    with pytest.raises(RuleError, match="withdrawn or sent meanwhile"):
        supplement(sofia, number=3, papers=[budget.id])


@pytest.mark.parametrize("database", ["sqlite"])
def test_its_page_says_the_same_as_its_text_and_why_it_is_late(sofia):
    chair = list_agreeing(find_newest(june()), on=NOW.date())[0]
    made = supplement(
        sofia,
        at=NOW + timedelta(days=2),
        note="Item 5 was not ready.",
        late_reason="The <figures> came late.",
        late_agreed_by_id=chair.id,
    )

    assert made.late_agreed_by is chair
    letter = send(at=NOW + timedelta(days=2))["tom"]
    said = f"The {chair.title} agreed to take them late."
    text, page = " ".join(letter.text.split()), " ".join(letter.html.split())
    for words in ("Item 5 was not ready.", said, "an exempt paper, not named in letters"):
        assert words in text
        assert words in page
    assert "The <figures> came late." in text
    assert "The &lt;figures&gt; came late." in page


def test_a_withdrawn_paper_is_not_sent(sofia):
    papers = unsent()
    withdraw_paper(sofia, papers[0].id)

    assert [paper.title for paper in unsent()] == [CLAIM]
    assert [share.person.name for share in _shares()] == ["Grace", "Tom"]


def _shares():
    pack = find_newest(june())
    return list_shares(pack, unsent(), on=NOW.date())


def test_a_second_click_one_that_is_late_and_one_who_may_not_send_nothing(sofia, member):
    with pytest.raises(NotAllowedError):
        supplement(member("amira"))
    with pytest.raises(RuleError) as refused:
        supplement(sofia, at=NOW + timedelta(days=2))
    assert refused.value.field == "late_reason"
    supplement(sofia)
    with pytest.raises(AlreadyDoneError):
        supplement(sofia)


def test_a_withdrawn_pack_has_no_supplements(sofia):
    withdraw(sofia)
    with pytest.raises(RuleError, match="withdrawn"):
        supplement(sofia)


def test_what_a_reader_may_no_longer_see_is_left_out_when_its_turn_comes(sofia):
    supplement(sofia)
    lose_entitlement("tom")
    letters = send()

    assert [file.content for file in letters["tom"].attachments] == [PDF]
    assert "exempt" not in letters["tom"].text
    assert [file.content for file in letters["grace"].attachments] == [PDF, TEXT]


def test_a_letter_that_would_bring_nothing_any_more_is_stopped(sofia):
    withdraw_paper(sofia, unsent()[0].id)
    supplement(sofia)
    lose_entitlement("tom")
    letters = send()

    assert sorted(letters) == ["grace"]
    assert letter_of("tom").answer == "Its reader may no longer see what it brings."
    assert problems() == []


def test_by_link_it_gives_the_papers_and_no_pack(sofia):
    change_board(lambda: setattr(june().body, "sends_by", SendsBy.LINK))
    supplement(sofia)
    letters = send()

    assert "/reading/" in letters["tom"].text
    assert letters["tom"].attachments == ()
    given = read("tom", at=LATER)
    assert [paper.title for paper in given.papers] == ["The budget", CLAIM]
    assert given.edition is None
    assert [paper.title for paper in read("olu", at=LATER).papers] == ["The budget"]
