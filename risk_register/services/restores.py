"""After a restore: nothing that a backup was about to do is done a second time by itself.

Between the backup and the restore the register went on: letters that waited or came since have most
likely gone, and packs that were due have most likely been made. All are held until a person says
otherwise.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from risk_register.clock import LONDON
from risk_register.database import db
from risk_register.domain.circulation import WAITING, DeliveryState
from risk_register.domain.packs import Edition, PackState
from risk_register.models import (
    ApiKey,
    Body,
    Circulation,
    Delivery,
    Device,
    Feed,
    Lease,
    MailedKey,
    Meeting,
    Notice,
    Pack,
    Preview,
    Programme,
    Publication,
    PublicationLetter,
    ReadingLink,
    RepeatedRequest,
    SignInLink,
    SignInSession,
)
from risk_register.services.drawings import list_due_meetings
from risk_register.services.events import record_event
from risk_register.services.held_reminders import hold_reminders
from risk_register.services.meetings import deadlines_of
from risk_register.services.notices import stop_notices
from risk_register.services.packs import find_newest, list_editions
from risk_register.services.programmes import list_programmes


@dataclass(frozen=True)
class Held:
    """What a restore holds until a person looks."""

    letters: int
    packs: int
    reminders: int  #: that came since the backup; they count as gone


def settle_restored(*, made_at: datetime, at: datetime) -> Held:
    """Hold what waited, end every lease, and record the restore; must run in a write transaction.

    :param made_at: moment of the backup
    """
    db.session.execute(delete(Lease))
    db.session.execute(delete(Preview))
    backup = _say(made_at)
    _end_keys(backup, at=at)
    letters = packs = reminders = 0
    _stop_notices(backup, at=at)
    for programme in list_programmes():
        _end_reading_links(programme, at=at)
        held = Held(
            letters=_hold_letters(programme),
            packs=_hold_packs(programme, backup, at=at),
            reminders=hold_reminders(programme, made_at=made_at, at=at),
        )
        _record(programme, backup, held, at=at)
        letters, packs = letters + held.letters, packs + held.packs
        reminders += held.reminders
    held = Held(letters, packs, reminders)
    _record(None, backup, held, at=at)
    return held


def _hold_letters(programme: Programme) -> int:
    sent = select(Delivery).join(Delivery.circulation).join(Circulation.pack)
    asked = select(PublicationLetter).join(PublicationLetter.publication).join(Publication.pack)
    letters = [
        letter
        for query, table in ((sent, Delivery), (asked, PublicationLetter))
        for letter in db.session.scalars(
            query.join(Pack.meeting)
            .join(Meeting.body)
            .where(Body.programme_id == programme.id, table.state.in_(WAITING))
            .order_by(table.id)
        )
    ]
    for letter in letters:
        letter.state = DeliveryState.HELD
        letter.next_at = letter.holder = letter.lease_until = None
    return len(letters)


def _end_keys(backup: str, *, at: datetime) -> None:
    """End sessions, links, keys and feeds: one ended after the backup must open nothing again."""
    db.session.execute(delete(SignInSession))
    db.session.execute(delete(Device))
    db.session.execute(delete(RepeatedRequest))
    db.session.execute(update(MailedKey).where(MailedKey.ended_at.is_(None)).values(ended_at=at))
    live = (SignInLink.revoked_at.is_(None), SignInLink.expires_at > at)
    for link in db.session.scalars(select(SignInLink).where(*live).order_by(SignInLink.id)):
        link.revoked_at = at
        link.revoke_reason = f"The register was put back from the backup of {backup}."
    for key in db.session.scalars(select(ApiKey).where(ApiKey.revoked_at.is_(None))):
        key.revoked_at = at
    for feed in db.session.scalars(select(Feed).where(Feed.revoked_at.is_(None))):
        feed.revoked_at = at
    # Where they were made: a row is told by one chain, or the record could not be replayed.
    record_event(
        "keys ended",
        subject="register",
        programme=None,
        by=None,
        at=at,
        facts={"backup": backup},
    )


def _end_reading_links(programme: Programme, *, at: datetime) -> None:
    """End the personal links to packs, for the same reason; the programme's own line tells it."""
    links = (
        select(ReadingLink)
        .join(ReadingLink.delivery)
        .join(Delivery.circulation)
        .join(Circulation.pack)
        .join(Pack.meeting)
        .join(Meeting.body)
        .where(Body.programme_id == programme.id, ReadingLink.revoked_at.is_(None))
    )
    for link in db.session.scalars(links.order_by(ReadingLink.id)):
        link.revoked_at = at


def _stop_notices(backup: str, *, at: datetime) -> None:
    """Stop letters that chase: to nudge is quicker than to find out whether they went."""
    waiting = db.session.scalars(
        select(Notice).where(Notice.state.in_(WAITING)).order_by(Notice.id)
    ).all()
    why = f"The register was put back from the backup of {backup}; the letter may have gone since."
    stop_notices(waiting, why=why, at=at)


def _hold_packs(programme: Programme, backup: str, *, at: datetime) -> int:
    why = (
        f"The register was put back from the backup of {backup}. A pack may have been made since: "
        "ask its readers which version they hold before you have one made."
    )
    meetings = list_due_meetings(programme, at=at)
    for meeting in meetings:
        pack = find_newest(meeting)
        if pack is None:
            pack = _enter_pack(meeting, at)
        for edition in list_editions(pack):
            edition.state = PackState.FAILED
        pack.failure = why
        pack.retry_at = pack.holder = pack.lease_until = pack.progress = None
    return len(meetings)


def _enter_pack(meeting: Meeting, at: datetime) -> Pack:
    pack = Pack(
        meeting=meeting,
        edition=Edition.FULL,
        version=1,
        state=PackState.FAILED,
        due_at=deadlines_of(meeting).locks_at,
        asked_at=at,
        attempts=0,
    )
    db.session.add(pack)
    db.session.flush()
    return pack


def _record(programme: Programme | None, backup: str, held: Held, *, at: datetime) -> None:
    record_event(
        "register restored",
        subject="register",
        programme=programme,
        by=None,
        at=at,
        facts={
            "backup": backup,
            "letters held": held.letters,
            "packs held": held.packs,
            "reminders held": held.reminders,
        },
    )


def _say(moment: datetime) -> str:
    local = moment.astimezone(LONDON)
    return f"{local.day} {local:%B %Y, %H:%M}"
