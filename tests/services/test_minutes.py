"""Minutes: begun from what is recorded, agreed with the chair, approved by a later meeting."""

import io
from datetime import date, time, timedelta

import pytest
from docx import Document

from risk_register.database import db, write_transaction
from risk_register.documents.minutes import draw_minutes
from risk_register.domain.errors import (
    ChangedMeanwhileError,
    NotAllowedError,
    NotFoundError,
    RuleError,
)
from risk_register.domain.meetings import DecisionKind, ItemKind, Presence, Purpose
from risk_register.domain.minutes import MinutesState
from risk_register.domain.risks import Publication
from risk_register.models import AgendaItem, Attendance, Post, Seat
from risk_register.services.agendas import remove_item
from risk_register.services.attendances import note_attendance
from risk_register.services.decisions import withdraw_decision
from risk_register.services.events import record_event
from risk_register.services.meetings import add_meeting
from risk_register.services.minute_texts import PUBLIC, find_clearance, gather_minutes
from risk_register.services.minutes import (
    agree_minutes,
    approve_minutes,
    draft_minutes,
    get_minutes,
    reopen_minutes,
    state_of,
    write_minute,
    write_opening,
)
from tests.services.freezing import change, june
from tests.services.test_decisions import MEETING, TEXT, decide, lead

SECRET = "The dismissal goes to the tribunal."


@pytest.fixture
def database():
    """Whatever database it is, the same services do the work below."""
    return "sqlite"


def draft(by, at=MEETING):
    with write_transaction():
        return draft_minutes(june(), by=by, at=at)


def add_item(number, title, **columns):
    with write_transaction():
        meeting = june()
        item = AgendaItem(
            meeting=meeting,
            number=number,
            kind=ItemKind.OTHER,
            title=title,
            purpose=Purpose.DISCUSSION,
            **columns,
        )
        db.session.add(item)
        record(meeting)
    return item


def note_presence(by, title, presence, deputy=None):
    with write_transaction():
        meeting = june()
        seats = {seat.title: seat for seat in db.session.scalars(db.select(Seat))}
        db.session.add(
            Attendance(
                meeting=meeting,
                seat=seats[title],
                presence=presence,
                deputy=seats.get(deputy),
                noted_by=by.person,
                noted_at=MEETING,
            )
        )
        record(meeting)


def record(meeting):
    record_event(
        "agenda changed", subject="meeting", programme=meeting.body.programme, by=None, at=MEETING
    )


def agree(by, minutes):
    chair = db.session.scalars(db.select(Post).where(Post.title == "Chair of the Board")).one()
    with write_transaction():
        agree_minutes(minutes, post_id=chair.id, by=by, at=MEETING, version=minutes.version)


def approve(by, minutes, meeting, *, at):
    with write_transaction():
        approve_minutes(
            minutes,
            meeting_id=meeting.id,
            corrections="Grace came at 14:20.",
            by=by,
            at=at,
            version=minutes.version,
        )


def read(member, minutes):
    return gather_minutes(minutes, find_clearance(member, minutes.meeting))


def test_minutes_are_begun_once(member):
    sofia = member("sofia")
    first = draft(sofia)

    again = draft(None)

    assert again == first


def test_only_manager_and_secretary_begin_minutes(member):
    with pytest.raises(NotAllowedError):
        draft(member("grace"))


def test_a_meeting_that_is_still_to_come_has_no_minutes(member):
    with pytest.raises(RuleError, match="on the day of the meeting"):
        draft(member("sofia"), at=MEETING - timedelta(days=1))


def test_minutes_say_who_came_and_who_came_instead(member):
    sofia = member("sofia")
    note_presence(sofia, "Chair of the Board", Presence.PRESENT)
    note_presence(sofia, "Head of Casework", Presence.APOLOGIES, deputy="Head of Commissioning")
    note_presence(sofia, "Head of Commissioning", Presence.PRESENT)
    note_presence(sofia, "Parents' Adviser", Presence.ABSENT)
    minutes = draft(sofia)

    said = read(sofia, minutes).presences

    assert said.present == [
        "Grace, Chair of the Board",
        "Priya, Head of Commissioning (for the Head of Casework)",
    ]
    assert said.apologies == ["Tom, Head of Casework"]
    assert said.absent == ["Olu, Parents' Adviser"]


def test_a_deputy_who_was_named_and_did_not_come_was_not_there(member):
    sofia = member("sofia")
    note_presence(sofia, "Head of Casework", Presence.APOLOGIES, deputy="Head of Commissioning")
    note_presence(sofia, "Head of Commissioning", Presence.ABSENT)

    said = read(sofia, draft(sofia)).presences

    assert said.present == []
    assert said.absent == ["Priya, Head of Commissioning"]


def test_decisions_stand_under_their_items_and_actions_in_a_list(member):
    sofia = member("sofia")
    item = add_item(4, "Risk register")
    decide(sofia, DecisionKind.ACTION, lead_id=lead().id, due_on=date(2018, 7, 31), item=item)
    decide(sofia, DecisionKind.NOTED, reference="R-002")

    said = read(sofia, draft(sofia))

    under, others = said.items
    assert under.heading == "4 Risk register"
    assert under.decisions[0].startswith(
        "A-1.2 is added against R-001, led by the Head of Casework"
    )
    assert (others.title, others.decisions) == ("Other decisions", [f"R-002: {TEXT}"])
    assert [action.reference for action in said.actions] == ["A-1.2"]


def test_a_late_item_says_its_special_circumstances(member):
    sofia = member("sofia")
    add_item(5, "Floods", late_reason="The school was flooded on Monday.")

    (item,) = read(sofia, draft(sofia)).items

    assert item.urgency == (
        "It was agreed to take it as urgent. "
        "Special circumstances: The school was flooded on Monday."
    )


def test_an_exempt_item_is_withheld_from_who_is_not_entitled(member):
    sofia = member("sofia")
    add_item(6, "Staff", is_exempt=True, minute=SECRET)
    minutes = draft(sofia)

    (entitled,) = read(member("grace"), minutes).items
    (observer,) = read(member("olu"), minutes).items

    assert entitled.minute == SECRET
    assert (observer.title, observer.minute, observer.is_withheld) == ("Exempt item", "", True)


def test_a_decision_about_an_exempt_risk_is_withheld_from_the_public_copy(member):
    sofia = member("sofia")
    decide(sofia, DecisionKind.ACTION, lead_id=lead().id, due_on=date(2018, 7, 31), text=SECRET)
    change(publication=Publication.EXEMPT, exempt_paragraph=4)
    minutes = draft(sofia)

    public = gather_minutes(minutes, PUBLIC)

    assert public.items[0].decisions == ["A decision is withheld: exempt, paragraph 4."]
    assert public.actions == []
    assert SECRET not in words_of(public)
    assert public.marking == "OFFICIAL"
    assert read(sofia, minutes).marking == "OFFICIAL-SENSITIVE"


def words_of(text):
    """Read all words of the Word document of some minutes, its tables' too."""
    document = Document(io.BytesIO(draw_minutes(text, made_at=MEETING)))
    cells = (cell for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join(each.text for each in [*document.paragraphs, *cells])


def test_the_word_document_says_what_the_page_says(member):
    sofia = member("sofia")
    item = add_item(4, "Risk register", minute="The board heard the owner.")
    decide(sofia, DecisionKind.SCORED, likelihood=4, impact=5, item=item)

    words = words_of(read(sofia, draft(sofia)))

    assert "4 Risk register" in words
    assert "The board heard the owner." in words
    assert f"R-001 is scored 4 × 5 = 20: {TEXT}" in words
    assert "Draft: not yet agreed with the chair." in words


def test_a_draft_is_its_keepers_alone_until_the_chair_has_agreed_it(member):
    sofia, olu = member("sofia"), member("olu")
    minutes = draft(sofia)
    with pytest.raises(NotFoundError):
        get_minutes(olu, june())

    agree(sofia, minutes)

    assert get_minutes(olu, june()) == minutes


def test_agreed_minutes_are_changed_only_as_a_draft_again(member):
    sofia = member("sofia")
    minutes = draft(sofia)
    agree(sofia, minutes)
    with pytest.raises(RuleError), write_transaction():
        write_opening(minutes, "New.", by=sofia, at=MEETING, version=minutes.version)

    with write_transaction():
        version = minutes.version
        reopen_minutes(
            minutes, reason="The chair saw a slip.", by=sofia, at=MEETING, version=version
        )

    assert state_of(minutes) is MinutesState.DRAFTED


@pytest.mark.parametrize(
    "deed",
    [
        lambda by, _item, _made: decide(by, DecisionKind.NOTED),
        lambda by, _item, made: withdraw_decision(
            made, reason="Noted by mistake.", by=by, at=MEETING
        ),
        lambda by, _item, _made: note_attendance(june(), [], by=by, at=MEETING),
        lambda by, item, _made: remove_item(
            item, reason="Not needed any more.", by=by, at=MEETING, version=item.version
        ),
    ],
    ids=["decision recorded", "decision withdrawn", "attendance", "item"],
)
def test_what_agreed_minutes_say_stays_as_the_chair_has_agreed_it(member, deed):
    sofia = member("sofia")
    item, made = (
        add_item(1, "Risk register"),
        decide(sofia, DecisionKind.NOTED, text="The board has heard it."),
    )
    agree(sofia, draft(sofia))

    with pytest.raises(RuleError, match="Make them a draft again"), write_transaction():
        deed(sofia, item, made)


def test_a_later_meeting_approves_with_its_corrections(member):
    sofia = member("sofia")
    minutes = draft(sofia)
    agree(sofia, minutes)
    with write_transaction():
        body = june().body
        july = add_meeting(
            body, held_on=date(2018, 7, 12), starts_at=time(14), place="County Hall", at=MEETING
        )

    with pytest.raises(RuleError, match="later meeting"):
        approve(sofia, minutes, july, at=MEETING)

    approve(sofia, minutes, july, at=MEETING + timedelta(weeks=4))

    said = read(sofia, minutes)
    assert said.status == "Approved by the meeting of 12 July 2018"
    assert said.corrections == "Grace came at 14:20."


def test_no_meeting_approves_a_mere_draft_and_none_its_own_minutes(member):
    sofia = member("sofia")
    minutes = draft(sofia)
    agree(sofia, minutes)

    with pytest.raises(RuleError):
        approve(sofia, minutes, june(), at=MEETING)


def test_two_who_write_about_one_item_do_not_overwrite_each_other(member):
    sofia = member("sofia")
    minutes, item = draft(sofia), add_item(4, "Risk register")
    with write_transaction():
        write_minute(minutes, item, "First.", by=sofia, at=MEETING, version=1)

    with pytest.raises(ChangedMeanwhileError), write_transaction():
        write_minute(minutes, item, "Second.", by=sofia, at=MEETING, version=1)
