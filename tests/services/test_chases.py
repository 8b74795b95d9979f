"""Who is written to in a board's month, at which stage, and what the letter holds."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from risk_register.database import db, write_transaction
from risk_register.domain.risks import Proximity, Publication, Treatment
from risk_register.models import (
    Body,
    Meeting,
    MeetingMove,
    Membership,
    Post,
    Programme,
    Risk,
    SignInLink,
)
from risk_register.services.deliveries import deliver_letters
from risk_register.services.meetings import add_meeting
from risk_register.services.notes import ask_back
from risk_register.services.risks import get_risk, open_risk
from tests.services.chasing import (
    ROOM,
    Office,
    answer,
    change,
    count_lines,
    find_person,
    hand_over,
    list_notices,
    member_at,
    moment,
    newest,
    stages,
    tick,
)

CALLED = moment(5, 23)
REMINDED = moment(5, 29)
DUE = moment(5, 31)
LATE = moment(6, 1)
ESCALATED = moment(6, 4)
BOTH = [("Tom", "due"), ("Priya", "due")]


@pytest.fixture
def database():
    """One database here; the races and the walk are tried on both."""
    return "sqlite"


def move_meeting(held_on, at):
    def act():
        meeting = db.session.scalars(db.select(Meeting)).one()
        meeting.moves.append(
            MeetingMove(
                from_on=meeting.held_on,
                to_on=held_on,
                reason="The hall is taken.",
                moved_by=find_person("Sofia"),
                moved_at=at,
            )
        )
        meeting.held_on = held_on

    change(at, act)


def test_each_owner_is_called_reminded_and_told_on_the_due_day_and_after_it(inside):
    days = [moment(5, day) for day in range(22, 32)] + [moment(6, day) for day in range(1, 4)]
    written = {at.day: tick(at) for at in days}

    assert {day: letters for day, letters in written.items() if letters} == {
        23: BOTH,
        29: BOTH,
        31: BOTH,
        1: BOTH,
    }
    assert [stage for stage, _ in stages("Tom")] == ["call", "reminder", "due_day", "overdue"]


def test_a_letter_says_what_is_due_until_when_and_brings_a_link(inside):
    tick(CALLED)

    letter = newest("Tom")
    assert letter.subject == "1 thing is due from you by 31 May 2018"
    assert letter.content["greeting"] == "Head of Casework"
    (programme,) = letter.content["programmes"]
    assert programme["body"] == "SEND Programme Board"
    assert (programme["due_on"], programme["stage"]) == ("2018-05-31", "call")
    assert programme["risks"] == [
        {
            "reference": "R-001",
            "title": "Too few caseworkers",
            "why": "last answered on 3 May 2018",
            "due_on": "2018-05-31",
        }
    ]
    assert letter.link.expires_at == moment(6, 15, 0)  # the end of the meeting's day
    assert letter.programme.key == "send"


def test_whoever_has_answered_is_not_chased_any_more(inside):
    tick(CALLED)
    answer("Tom", "R-001", moment(5, 24))

    assert tick(REMINDED) == [("Priya", "due")]


def test_whoever_owes_nothing_at_the_call_hears_that_once(inside):
    answer("Tom", "R-001", moment(5, 23, 6))
    written = tick(CALLED) + tick(REMINDED) + tick(DUE)

    assert [kind for name, kind in written if name == "Tom"] == ["nothing_due"]
    assert newest("Tom").subject == (
        "Nothing is due from you for the SEND Programme Board on 14 June 2018"
    )
    assert newest("Tom").link is None


def test_nobody_hears_anything_before_seven_or_on_a_closed_day(inside):
    assert tick(moment(5, 23, 6, 59)) == []
    assert tick(moment(5, 23, 7)) == BOTH
    # The reminder of Tuesday 29 May is the first letter after the bank holiday.
    assert [tick(moment(5, day)) for day in (26, 27, 28)] == [[], [], []]


@pytest.mark.parametrize(
    ("back_at", "stage"),
    [
        (moment(5, 23, 10, 30), "call"),  # down for an hour
        (moment(5, 30), "reminder"),
        (moment(6, 13), "overdue"),
    ],
)
def test_after_an_outage_only_the_newest_letter_goes_and_says_why_it_is_late(
    inside, back_at, stage
):
    down_at = moment(5, 22, 18)
    tick(down_at)
    written = tick(back_at) + tick(back_at + timedelta(minutes=1))

    assert [name for name, kind in written if kind == "due"] == ["Tom", "Priya"]
    assert [each for each, _ in stages("Tom")] == [stage]
    assert (
        newest("Tom")
        .content["caught_up"]
        .startswith("This letter is late: the service was down from 22 May 2018, 18:00 to ")
    )


def test_three_months_later_nothing_of_a_board_that_has_met_goes(inside):
    tick(moment(5, 22))

    assert tick(moment(8, 22)) == [("Tom", "due"), ("Priya", "due")]
    assert {stage for stage, _ in stages("Tom")} == {"expired"}  # reviews whose day has passed


def test_a_letter_in_its_time_says_nothing_about_an_outage(inside):
    tick(moment(5, 22))
    tick(moment(5, 23, 7))

    assert newest("Tom").content["caught_up"] is None


def test_two_clocks_ten_minutes_apart_write_one_letter(inside):
    early, late = CALLED, CALLED + timedelta(minutes=10)
    written = [tick(at) for at in (late, early, late, early)]

    assert written == [BOTH, [], [], []]
    assert newest("Tom").content["caught_up"] is None


def test_a_second_clock_that_is_behind_does_not_look_like_an_outage(inside):
    for at in (moment(5, 23, 6, 59), moment(5, 23, 6, 50), moment(5, 23, 7, 1)):
        tick(at)

    assert newest("Tom").content["caught_up"] is None


def test_chosen_days_delay_a_letter_to_the_day_and_not_beyond_the_due_day(inside):
    change(CALLED, lambda: setattr(find_person("Tom"), "digest_days", [3]))
    written = {day: tick(moment(5, day)) for day in (23, 24, 25, 29, 30, 31)}

    toms = [day for day, letters in written.items() if ("Tom", "due") in letters]
    assert toms == [24, 31]  # Thursdays
    assert [stage for stage, _ in stages("Tom")] == ["call", "due_day"]


def test_a_meeting_moved_after_the_call_is_told_to_those_who_had_been_called(inside):
    tick(CALLED)
    move_meeting(moment(6, 21).date(), moment(5, 24))

    # On a Saturday; it does not wait.
    assert tick(moment(5, 26)) == [("Tom", "moved"), ("Priya", "moved")]
    assert newest("Tom").subject == (
        "The SEND Programme Board now meets on 21 June 2018 instead of 14 June 2018."
    )
    assert "Updates are due by 7 June 2018." in newest("Tom").content["lines"][0]
    assert tick(moment(5, 31)) == []  # no second call
    assert tick(moment(6, 5)) == [("Tom", "due"), ("Priya", "due")]
    assert [stage for stage, _ in stages("Tom")] == ["call", "moved", "reminder"]


def test_a_meeting_moved_back_and_forth_is_told_each_time(inside):
    tick(CALLED)
    for day, held_on in ((24, moment(6, 21)), (25, moment(6, 14)), (29, moment(6, 21))):
        move_meeting(held_on.date(), moment(5, day, 6))
        tick(moment(5, day))

    assert [stage for stage, matter in stages("Tom") if matter.startswith("meeting")] == [
        "call",
        "moved",
        "moved",
        "moved",
    ]
    assert max(count_lines().values()) == 1


def test_a_cancelled_meeting_is_told_once_and_asks_for_nothing(inside):
    tick(CALLED)
    at = moment(5, 25, 8)
    change(at, lambda: setattr(db.session.scalars(db.select(Meeting)).one(), "cancelled_at", at))
    written = [tick(moment(5, day)) for day in (25, 26)]

    assert written == [[("Tom", "moved"), ("Priya", "moved")], []]
    assert "No answer is needed for this meeting." in newest("Tom").content["lines"][0]
    tick(moment(5, 31))
    # What is said later is about the risk's own review.
    assert stages("Tom")[1:] == [("moved", "meeting 1 cancelled"), ("soon", "risk 1")]


def test_a_new_holder_of_a_post_gets_what_is_due_and_the_old_one_no_more(inside):
    tick(CALLED)
    with_role = Membership(programme_id=1, person=find_person("Grace"), role="risk_owner")
    change(moment(5, 24), lambda: db.session.add(with_role))
    hand_over("Head of Casework", "Grace", moment(5, 29))

    assert tick(REMINDED) == [("Priya", "due"), ("Grace", "due")]


def test_a_risk_that_is_exempt_is_named_by_its_reference_only(inside):
    def exempt():
        risk = db.session.scalars(db.select(Risk).where(Risk.number == 1)).one()
        risk.publication = Publication.EXEMPT
        for each in risk.controls:
            each.text = "secret"

    change(moment(5, 22), exempt)
    with write_transaction():
        by = member_at("Amira", moment(5, 22))
        ask_back(get_risk(by, "R-001"), question="Who is suspended?", by=by, at=moment(5, 22, 12))
    tick(CALLED)

    content = newest("Tom").content
    assert "Too few caseworkers" not in str(content)
    assert "suspended" not in str(content)
    assert content["programmes"][0]["risks"][0]["reference"] == "R-001"
    assert content["programmes"][0]["questions"] == [
        {"reference": "R-001", "asked_on": "2018-05-22"}
    ]


def test_a_question_is_told_at_once_and_then_with_everything_else(inside):
    with write_transaction():
        by = member_at("Amira", moment(5, 21))
        ask_back(get_risk(by, "R-001"), question="Are the posts filled?", by=by, at=moment(5, 21))

    assert tick(moment(5, 21)) == [("Tom", "due")]
    assert tick(moment(5, 22)) == []
    answer("Tom", "R-001", moment(5, 23, 6))
    assert tick(CALLED) == [("Tom", "due"), ("Priya", "due")]
    assert [stage for stage, _ in stages("Tom")] == ["call", "call"]


def test_the_call_of_the_next_meeting_begins_anew(inside):
    tick(LATE)
    body = db.session.scalars(db.select(Body)).one()
    with write_transaction():
        add_meeting(
            body,
            held_on=moment(7, 12).date(),
            starts_at=moment(7, 12).time(),
            place="Hall",
            at=moment(6, 1),
        )
    written = tick(moment(6, 21))

    assert written == BOTH
    assert stages("Tom")[-1] == ("call", "meeting 2")


def test_every_letter_has_its_line_in_the_ledger_and_its_link_is_its_readers(inside):
    for at in (CALLED, REMINDED, DUE, LATE, ESCALATED):
        tick(at)

    assert max(count_lines().values()) == 1
    assert all(row.link is None or row.link.person is row.person for row in list_notices())
    links = db.session.scalars(db.select(SignInLink)).all()
    assert len(links) == len([row for row in list_notices() if row.link])


def add_health_programme():
    """Set up a second programme with the same board month, in which Tom owns a risk too."""
    old = db.session.scalars(db.select(Body)).one()
    with write_transaction():
        send = old.programme
        health = Programme(
            key="health",
            name="Health Programme",
            scheme=send.scheme,
            scheme_from_on=send.scheme_from_on,
            glossary=[],
        )
        kept = {name: getattr(old, name) for name in old.__table__.columns.keys()}  # noqa: SIM118
        body = Body(**kept | {"id": None, "programme_id": None}, programme=health)
        tom = find_person("Tom")
        db.session.add_all([body, Membership(programme=health, person=tom, role="risk_owner")])
        meeting = {"held_on": moment(6, 14).date(), "starts_at": time(10), "place": "Hall"}
        add_meeting(body, **meeting, at=moment(5, 1))
        open_risk(
            health,
            controls=[],
            areas=[],
            opened_by=tom,
            opened_at=moment(5, 2),
            title="Nurses leave",
            category="capacity",
            cause="a",
            event="b",
            consequence="c",
            owner=db.session.scalars(db.select(Post).where(Post.title == "Head of Casework")).one(),
            carrying_agency=tom.agency,
            treatment=Treatment.TREAT,
            proximity=Proximity.NOW,
            publication=Publication.OPEN,
        )


def test_what_is_due_in_two_programmes_comes_in_one_letter_with_two_lines_in_the_ledger(inside):
    add_health_programme()

    assert tick(CALLED) == BOTH
    letter = newest("Tom")
    assert [each["name"] for each in letter.content["programmes"]] == [
        "Health Programme",
        "SEND Programme",
    ]
    assert letter.subject == "2 things are due from you by 31 May 2018"
    assert letter.programme is None
    assert sorted(stages("Tom")) == [("call", "meeting 1"), ("call", "meeting 2")]


def test_the_letter_itself_holds_what_is_due_the_link_and_no_word_of_an_exempt_risk(inside):
    change(
        moment(5, 22),
        lambda: setattr(
            db.session.scalars(db.select(Risk).where(Risk.number == 2)).one(),
            "publication",
            Publication.EXEMPT,
        ),
    )
    tick(CALLED)
    office = Office()
    tally = deliver_letters(replace(ROOM, office=office), at=CALLED)

    assert tally.sent == 2
    toms, priyas = (letter.text for letter in office.letters)
    assert "Too few caseworkers" in toms
    assert "https://register.example.org/due/" in toms
    assert "R-002" in priyas
    assert "Therapies" not in priyas
    assert deliver_letters(replace(ROOM, office=office), at=CALLED).sent == 0


def test_a_letter_of_every_kind_can_be_drawn(inside):
    answer("Priya", "R-002", moment(5, 23, 6))
    tick(CALLED)
    move_meeting(moment(6, 15).date(), moment(5, 24, 6))
    for at in (moment(5, 24), moment(6, 5), moment(6, 7), moment(6, 8)):
        tick(at)
    office = Office()
    tally = deliver_letters(replace(ROOM, office=office), at=moment(6, 8))

    kinds = {row.kind.value for row in list_notices()}
    assert kinds == {"due", "nothing_due", "moved", "escalation", "late"}
    assert tally.sent == len(list_notices())
    assert tally.failed == 0
