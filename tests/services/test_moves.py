"""A meeting that is moved or cancelled before the call, after the freeze, or with its readers."""

from datetime import date, datetime, timedelta

import pytest

from risk_register.clock import LONDON
from risk_register.database import db, read_moment, write_transaction
from risk_register.domain.chases import Stage
from risk_register.domain.circulation import DeliveryState
from risk_register.domain.errors import (
    AlreadyDoneError,
    ChangedMeanwhileError,
    NotAllowedError,
    RuleError,
)
from risk_register.domain.meetings import DecisionKind
from risk_register.domain.packs import PackState
from risk_register.models import Delivery, Meeting, Reminder
from risk_register.services import drawings
from risk_register.services.circulations import Covering, circulate_pack
from risk_register.services.drawings import claim_asked_pack, finish_pack, list_due_meetings
from risk_register.services.duties import PackStep, find_month
from risk_register.services.events import record_event
from risk_register.services.history import verify_history
from risk_register.services.meetings import add_meeting, find_next_meeting
from risk_register.services.moves import (
    cancel_meeting,
    foresee_cancellation,
    foresee_move,
    move_meeting,
    reinstate_meeting,
)
from risk_register.services.pack_days import find_told_day
from risk_register.services.packs import approve_pack, find_newest
from risk_register.services.programmes import get_programme
from tests.conftest import NOW
from tests.services.test_decisions import decide
from tests.services.test_pack_lives import Press, draw, seal

JUNE_14, JUNE_21 = date(2018, 6, 14), date(2018, 6, 21)
EARLY = datetime(2018, 5, 10, 9, tzinfo=LONDON)  # before the call of 23 May
WHY = "The chair is away."


def june():
    return db.session.scalars(db.select(Meeting)).one()


def move(by, to_on=JUNE_21, at=NOW, version=None, mark=None):
    with write_transaction():
        meeting = june()
        move_meeting(
            meeting,
            to_on=to_on,
            reason=WHY,
            by=by,
            at=at,
            version=version or meeting.version,
            mark=mark or foresee_move(meeting, to_on, at=at).mark,
        )


def cancel(by, at=NOW):
    with write_transaction():
        meeting = june()
        mark = foresee_cancellation(meeting, at=at).mark
        cancel_meeting(meeting, reason=WHY, by=by, at=at, version=meeting.version, mark=mark)


def reinstate(by, at=NOW):
    with write_transaction():
        reinstate_meeting(june(), reason="All can.", by=by, at=at, version=june().version)


def circulate(by, number=1, **said):
    with write_transaction():
        pack = find_newest(june())
        circulate_pack(
            pack, number=number, covering=Covering(**said), domain="example.org", by=by, at=NOW
        )


def ends():
    return {letter.state for letter in db.session.scalars(db.select(Delivery))}


@pytest.fixture
def sofia(member):
    return member("sofia")


@pytest.fixture
def made(member, monkeypatch):
    """The June pack is made, by a press that costs nothing."""
    monkeypatch.setattr(drawings, "print_editions", Press())
    draw()
    return find_newest(june())


@pytest.mark.usefixtures("inside")
class TestBeforeTheCall:
    def test_a_moved_meeting_has_its_new_day_and_keeps_the_old_one_with_the_reason(self, sofia):
        move(sofia, at=EARLY)

        meeting = june()
        assert meeting.held_on == JUNE_21
        assert [(each.from_on, each.to_on, each.reason) for each in meeting.moves] == [
            (JUNE_14, JUNE_21, WHY)
        ]
        with read_moment():
            assert verify_history().problems == []

    def test_it_is_said_which_deadlines_move_and_that_nobody_is_written_to(self):
        outlook = foresee_move(june(), JUNE_21, at=EARLY)

        assert outlook.deadlines[0] == "Call for updates moves from 23 May to 31 May."
        assert "Meeting moves from 14 June to 21 June." in outlook.deadlines
        assert outlook.others[0].startswith("Nobody has been called for updates yet")

    def test_a_deadline_that_is_over_on_the_new_day_is_said_to_follow_at_once(self):
        outlook = foresee_move(june(), date(2018, 5, 24), at=EARLY)

        assert outlook.deadlines[0] == (
            "Call for updates moves from 23 May to 2 May, which is past: it goes out at once."
        )

    def test_a_day_on_which_offices_are_shut_is_named(self):
        sunday = foresee_move(june(), date(2018, 6, 17), at=EARLY)
        august = foresee_move(june(), date(2018, 8, 27), at=EARLY)

        assert sunday.others[0] == "Offices are shut on 17 June: it is a Sunday."
        assert august.others[0] == "Offices are shut on 27 August: Summer bank holiday."


@pytest.mark.usefixtures("inside")
class TestRefusals:
    @pytest.mark.parametrize(
        ("to_on", "sentence"),
        [
            (JUNE_14, "The meeting is on that day."),
            (date(2018, 6, 4), "Enter a date that is not in the past."),
        ],
    )
    def test_a_day_that_is_over_or_its_own_is_refused(self, to_on, sentence):
        with pytest.raises(RuleError, match=sentence) as refusal:
            foresee_move(june(), to_on, at=NOW)

        assert refusal.value.field == "to_on"

    def test_two_meetings_of_a_body_are_never_on_one_day(self):
        with write_transaction():
            add_meeting(
                june().body, held_on=JUNE_21, starts_at=june().starts_at, place="Hall", at=EARLY
            )

        with pytest.raises(RuleError, match="meets on that day already"):
            foresee_move(db.session.get(Meeting, 1), JUNE_21, at=EARLY)

    def test_a_meeting_that_was_held_stays_where_it_was(self, sofia):
        after = datetime(2018, 6, 15, 9, tzinfo=LONDON)
        with pytest.raises(RuleError, match="day of this meeting is over"):
            foresee_move(june(), JUNE_21, at=after)
        decide(sofia, DecisionKind.NOTED, at=after)

        with pytest.raises(RuleError, match="was held"):
            foresee_cancellation(june(), at=after)

    def test_of_two_who_move_it_at_once_the_second_is_told(self, sofia, member):
        mark = foresee_move(june(), date(2018, 6, 28), at=EARLY).mark
        move(sofia, at=EARLY)

        with pytest.raises(ChangedMeanwhileError):
            move(member("amira"), to_on=date(2018, 6, 28), at=EARLY, version=1, mark=mark)
        assert june().held_on == JUNE_21

    def test_nobody_saves_what_follows_otherwise_than_they_read(self, sofia):
        mark = foresee_move(june(), JUNE_21, at=EARLY).mark

        with pytest.raises(ChangedMeanwhileError):
            move(sofia, at=NOW, mark=mark)  # the call has fallen due meanwhile

    @pytest.mark.parametrize("name", ["tom", "grace", "olu", "ada"])
    def test_only_those_who_keep_meetings_move_and_cancel(self, member, name):
        with pytest.raises(NotAllowedError):
            move(member(name))
        with pytest.raises(NotAllowedError):
            cancel(member(name))

    def test_a_move_without_a_reason_is_refused_beside_its_field(self, sofia):
        outlook = foresee_move(june(), JUNE_21, at=NOW)
        with pytest.raises(RuleError) as refusal, write_transaction():
            move_meeting(
                june(), to_on=JUNE_21, reason=" ", by=sofia, at=NOW, version=1, mark=outlook.mark
            )

        assert refusal.value.field == "reason"


def june_programme():
    return get_programme("send")


@pytest.mark.usefixtures("inside")
class TestAfterTheCall:
    def test_it_is_said_how_many_were_called_and_that_they_are_written_to(self, member):
        with write_transaction():
            for name in ("tom", "priya"):
                db.session.add(
                    Reminder(
                        programme=june_programme(),
                        person=member(name).person,
                        matter="meeting 1",
                        stage=Stage.CALL,
                        due_on=date(2018, 5, 31),
                        noted_at=NOW,
                    )
                )
            record_event("briefing written", subject="meeting 1", programme=june_programme(),
                         by=None, at=NOW)  # fmt: skip

        assert foresee_move(june(), JUNE_21, at=NOW).others[0] == (
            "The call for updates has gone to two people. "
            "The register writes to them with the new dates."
        )
        assert foresee_cancellation(june(), at=NOW).others[0].endswith("no answer is needed.")


@pytest.mark.usefixtures("made")
class TestAfterTheFreeze:
    def test_the_pack_keeps_its_day_and_cannot_be_approved(self, member, sofia):
        move(sofia)

        pack = find_newest(june())
        assert find_told_day(pack) == JUNE_14
        assert find_month(member("amira"), at=NOW).step is PackStep.CORRECT
        with pytest.raises(RuleError, match="names 14 June, and the meeting was moved to 21 June"):
            approve(member("amira"))

    def test_it_is_said_before_that_a_new_version_has_to_be_made(self):
        said = foresee_move(june(), JUNE_21, at=NOW).others

        assert "Version 1 of the pack keeps its figures and names 14 June." in said
        assert "It can no longer be approved or circulated: version 2 has to be made." in said

    def test_a_new_version_names_the_new_day_and_can_be_approved(self, member, sofia):
        amira = member("amira")
        move(sofia)
        with write_transaction():
            claim = claim_asked_pack(june(), correction="The new day.", by=amira, at=NOW)
        finish_pack(claim, at=NOW)
        approve(amira)

        pack = find_newest(june())
        assert (pack.version, find_told_day(pack)) == (2, JUNE_21)
        assert pack.approved_at == NOW

    def test_a_meeting_moved_back_has_its_pack_again(self, member, sofia):
        move(sofia)
        said = foresee_move(june(), JUNE_14, at=NOW).others
        move(sofia, to_on=JUNE_14)
        approve(member("amira"))

        assert "Version 1 of the pack was made for this very day, and holds again." in said

    def test_the_clock_makes_no_second_pack_by_itself(self, sofia):
        move(sofia)
        later = datetime(2018, 6, 13, 9, tzinfo=LONDON)

        assert list_due_meetings(june_programme(), at=later) == []


@pytest.mark.usefixtures("made")
class TestAfterApproval:
    def test_an_approved_pack_for_the_old_day_is_not_circulated(self, member, sofia):
        seal(member("amira"))
        move(sofia)

        with pytest.raises(RuleError, match="names 14 June"):
            circulate(sofia)

    def test_letters_that_have_not_gone_are_stopped(self, member, sofia):
        seal(member("amira"))
        circulate(sofia)
        said = foresee_move(june(), JUNE_21, at=NOW).others
        move(sofia)

        assert "Three letters not yet sent will be stopped." in said
        assert ends() == {DeliveryState.STOPPED}

    def test_readers_who_hold_it_are_counted(self, member, sofia):
        seal(member("amira"))
        circulate(sofia)
        with write_transaction():
            for letter in db.session.scalars(db.select(Delivery)):
                letter.state = DeliveryState.SENT
            record_event("letter sent", subject="pack 1", programme=june_programme(),
                         by=None, at=NOW)  # fmt: skip
        said = foresee_move(june(), JUNE_21, at=NOW).others

        assert said[-2] == (
            "Three readers hold a pack for it. They learn the new day when version 2 is circulated."
        )


@pytest.mark.usefixtures("inside")
class TestCancelled:
    def test_no_pack_is_made_for_it_and_it_is_not_the_next(self, member, sofia):
        cancel(sofia)

        assert find_next_meeting(june_programme(), on=NOW.date()) is None
        assert list_due_meetings(june_programme(), at=NOW + timedelta(days=9)) == []
        with pytest.raises(RuleError, match="was cancelled"), write_transaction():
            claim_asked_pack(june(), correction=None, by=member("amira"), at=NOW)

    def test_a_pack_that_is_being_drawn_is_not_published_and_goes_on_when_it_is_put_back(
        self, member, sofia, monkeypatch
    ):
        with write_transaction():
            claim = claim_asked_pack(june(), correction=None, by=member("amira"), at=NOW)
        press = Press()

        def cancel_meanwhile(order, tell):
            cancel(sofia)
            return press(order, tell)

        monkeypatch.setattr(drawings, "print_editions", cancel_meanwhile)
        published = finish_pack(claim, at=NOW)
        pack = find_newest(june())
        assert (published, pack.state, pack.made_at) == (False, PackState.FAILED, None)

        reinstate(sofia)
        monkeypatch.setattr(drawings, "print_editions", press)
        draw()
        assert find_newest(june()).state is PackState.MADE
        with read_moment():
            assert verify_history().problems == []

    def test_its_deadlines_fall_away(self):
        assert "Meeting on 14 June falls away." in foresee_cancellation(june(), at=NOW).deadlines

    def test_it_is_cancelled_and_put_back_once(self, sofia):
        cancel(sofia)
        with pytest.raises(AlreadyDoneError):
            cancel(sofia)
        reinstate(sofia)
        with pytest.raises(AlreadyDoneError):
            reinstate(sofia)

        assert june().cancelled_at is None
        assert june().version == 3

    def test_a_day_that_is_over_does_not_come_back(self, sofia):
        cancel(sofia)

        with pytest.raises(RuleError, match="Plan a new one"):
            reinstate(sofia, at=datetime(2018, 6, 15, 9, tzinfo=LONDON))


def approve(by):
    with write_transaction():
        pack = find_newest(june())
        approve_pack(pack, sha256=pack.sha256, by=by, at=NOW)
