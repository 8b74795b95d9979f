"""Finding packs, and the steps of their lives: approved, returned, withdrawn."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased, joinedload, undefer

from risk_register.database import db
from risk_register.domain.circulation import WAITING, DeliveryState
from risk_register.domain.errors import (
    AlreadyDoneError,
    ChangedMeanwhileError,
    NotFoundError,
    RuleError,
)
from risk_register.domain.packs import Edition, Life, PackState, Standing
from risk_register.domain.permissions import Permission
from risk_register.domain.two_persons import TwoPersons
from risk_register.models import (
    Body,
    Circulation,
    Delivery,
    Event,
    Meeting,
    Pack,
    Programme,
    Snapshot,
)
from risk_register.services.events import record_event
from risk_register.services.pack_days import check_day
from risk_register.services.programmes import Member
from risk_register.services.two_persons import check_approval

#: Kinds of events after which a pack no longer says what the register says.
TOLD_IN_PACKS = (
    "risk opened",
    "risk admitted",
    "risk edited",
    "risk occurred",
    "risk closed",
    "risk merged",
    "risk reopened",
    "risk scored",
    "risk confirmed",
    "risk accepted",
    "acceptance withdrawn",
    "risks related",
    "relation taken back",
    "control added",
    "control changed",
    "control retired",
    "action added",
    "action linked",
    "action updated",
    "decision recorded",
    "scheme adopted",
)


def approve_pack(
    pack: Pack,
    *,
    sha256: str | None,
    by: Member,
    at: datetime,
    rule: TwoPersons = TwoPersons.OFF,
) -> None:
    """Let a made pack go out, once it is drawn again with the approval on its cover.

    It waits to be drawn then, from the figures it was frozen with: whoever called this claims it,
    or the clock does.

    :param sha256: of the file that was read; another one is not approved
    :param rule: whether somebody has to approve who had no hand in it
    :raises NotAllowedError: if the member may not approve packs
    :raises AlreadyDoneError: if it is approved already
    :raises ChangedMeanwhileError: if it is not the file that was read
    :raises RuleError: if it is not made, was returned, a newer version stands, its meeting was
        moved or cancelled, or somebody else has to approve it
    """
    by.check(Permission.APPROVE_PACK)
    if pack.approved_at is not None:
        raise AlreadyDoneError("This pack is approved already.")
    _check_awaits_approval(pack, sha256, "approved")
    check_day(pack)
    kept = check_approval(pack, by.person, rule)
    read = pack.sha256
    for edition in list_editions(pack):
        edition.approved_at, edition.approved_by, edition.approved_as = at, by.person, by.post
        edition.state = PackState.DRAWING
        edition.progress = edition.lease_until = None
    record_event(
        "pack approved",
        subject=f"pack {pack.id}",
        programme=by.programme,
        by=by.person,
        at=at,
        facts={"version": pack.version, "sha256": read, **kept},
    )


def return_pack(pack: Pack, *, reason: str, sha256: str | None, by: Member, at: datetime) -> None:
    """Send a made pack back: this version can never be approved, only replaced.

    :param reason: what has to change
    :param sha256: of the file that was read; another one is not returned
    :raises NotAllowedError: if the member may not approve packs
    :raises AlreadyDoneError: if it is approved or returned already
    :raises ChangedMeanwhileError: if it is not the file that was read
    :raises RuleError: if it is not made, a newer version stands, or the reason is missing
    """
    by.check(Permission.APPROVE_PACK)
    if pack.approved_at is not None:
        raise AlreadyDoneError("This pack is approved. It can be withdrawn, not returned.")
    if pack.returned_at is not None:
        raise AlreadyDoneError("This pack was returned already.")
    _check_awaits_approval(pack, sha256, "returned")
    said = _need_reason(reason, "Say what has to change.")
    for edition in list_editions(pack):
        edition.returned_at, edition.returned_by, edition.returned_as = at, by.person, by.post
        edition.return_reason = said
    record_event(
        "pack returned",
        subject=f"pack {pack.id}",
        programme=by.programme,
        by=by.person,
        at=at,
        reason=said,
        facts={"version": pack.version, "sha256": pack.sha256},
    )


def withdraw_pack(pack: Pack, *, reason: str, sha256: str | None, by: Member, at: datetime) -> int:
    """Say that an approved pack does not hold; it stays to be seen, with the reason.

    Letters that have not gone are stopped. One that is being handed over at this very moment may
    still go; its line will say so.

    :param sha256: of the file the form was about
    :returns: how many letters were stopped
    :raises NotAllowedError: if the member may not withdraw packs
    :raises AlreadyDoneError: if it was withdrawn before
    :raises ChangedMeanwhileError: if it is not the file that the form was about
    :raises RuleError: if it is not approved and made, or the reason is missing
    """
    by.check(Permission.WITHDRAW_PACK)
    if pack.withdrawn_at is not None:
        raise AlreadyDoneError("This pack was withdrawn already.")
    if pack.approved_at is None or pack.state is not PackState.MADE:
        raise RuleError("Only a pack that is approved and made can be withdrawn.")
    if pack.sha256 != sha256:
        raise ChangedMeanwhileError
    said = _need_reason(reason, "Say why the pack is withdrawn.")
    for edition in list_editions(pack):
        edition.withdrawn_at, edition.withdrawn_by, edition.withdrawn_as = at, by.person, by.post
        edition.withdraw_reason = said
    stopped = stop_letters([pack])
    record_event(
        "pack withdrawn",
        subject=f"pack {pack.id}",
        programme=by.programme,
        by=by.person,
        at=at,
        reason=said,
        facts={"version": pack.version, "sha256": pack.sha256, "stopped": stopped},
    )
    return stopped


def stop_letters(packs: Sequence[Pack]) -> int:
    """Stop the letters of some packs that have not gone; must be recorded by whoever calls it.

    :returns: how many they were
    """
    letters = db.session.scalars(
        select(Delivery)
        .join(Delivery.circulation)
        .where(Circulation.pack_id.in_([pack.id for pack in packs]), Delivery.state.in_(WAITING))
        .order_by(Delivery.id)
    ).all()
    for letter in letters:
        letter.state, letter.next_at = DeliveryState.STOPPED, None
    return len(letters)


def check_newest(pack: Pack) -> None:
    """Refuse a pack that a newer version stands in for.

    :raises RuleError: if there is a newer version, made or being made
    """
    newest = find_newest(pack.meeting)
    if newest is not None and newest.id != pack.id:
        raise RuleError(f"Version {newest.version} stands in this pack's place.")


def get_full_pack(member: Member, pack_id: int) -> Pack:
    """Find the full edition of a pack the member may read, by the id of any of its editions.

    :raises NotFoundError: if there is none, or it is not yet for the member's eyes
    :raises NotAllowedError: if the member may not read packs
    """
    pack = get_pack(member, pack_id)
    return pack if pack.edition is Edition.FULL else list_editions(pack)[0]


def get_pack(member: Member, pack_id: int) -> Pack:
    """Find a pack the member may read.

    :raises NotFoundError: if there is none, or it is not yet for the member's eyes
    :raises NotAllowedError: if the member may not read packs
    """
    member.check(Permission.READ_PACKS)
    query = (
        select(Pack)
        .join(Meeting)
        .join(Body)
        .where(Pack.id == pack_id, Body.programme_id == member.programme.id)
        .options(
            joinedload(Pack.meeting).joinedload(Meeting.body),
            joinedload(Pack.snapshot),
            joinedload(Pack.asked_as),
            joinedload(Pack.approved_as),
            joinedload(Pack.returned_as),
            joinedload(Pack.withdrawn_as),
        )
    )
    if not member.may(Permission.READ_UNCIRCULATED_PACKS):
        query = query.where(_is_circulated())
    pack = db.session.scalar(query)
    if pack is None:
        raise NotFoundError("There is no such pack.")
    return pack


def list_packs(member: Member) -> Sequence[Pack]:
    """List the full editions the member may read, newest meeting and version first.

    :raises NotAllowedError: if the member may not read packs
    """
    member.check(Permission.READ_PACKS)
    query = (
        select(Pack)
        .join(Meeting)
        .join(Body)
        .where(Body.programme_id == member.programme.id, Pack.edition == Edition.FULL)
    )
    if not member.may(Permission.READ_UNCIRCULATED_PACKS):
        query = query.where(_is_circulated())
    return db.session.scalars(
        query.options(
            joinedload(Pack.meeting).joinedload(Meeting.body), joinedload(Pack.snapshot)
        ).order_by(Meeting.held_on.desc(), Pack.version.desc())
    ).all()


def list_versions(pack: Pack, *, member: Member) -> Sequence[Pack]:
    """List the versions of a meeting's full edition that the member may read, the newest first."""
    query = select(Pack).where(Pack.meeting_id == pack.meeting_id, Pack.edition == Edition.FULL)
    if not member.may(Permission.READ_UNCIRCULATED_PACKS):
        query = query.where(_is_circulated())
    return db.session.scalars(query.order_by(Pack.version.desc())).all()


def list_editions(pack: Pack) -> Sequence[Pack]:
    """List the editions of a pack's meeting and version, the full one first."""
    return db.session.scalars(
        select(Pack)
        .where(Pack.meeting_id == pack.meeting_id, Pack.version == pack.version)
        .order_by(Pack.edition)  # "full" stands before "public"
    ).all()


def list_other_editions(packs: Sequence[Pack]) -> dict[tuple[int, int], list[Pack]]:
    """List the editions beside the full ones, by meeting and version."""
    found: dict[tuple[int, int], list[Pack]] = {}
    query = select(Pack).where(
        Pack.meeting_id.in_({pack.meeting_id for pack in packs}), Pack.edition != Edition.FULL
    )
    for pack in db.session.scalars(query.order_by(Pack.id)):
        found.setdefault((pack.meeting_id, pack.version), []).append(pack)
    return found


def list_made(programme: Programme) -> Sequence[Pack]:
    """List every pack that was drawn, in all editions, oldest first."""
    return db.session.scalars(_select_made(programme)).all()


def list_made_with_bytes(programme: Programme) -> Iterator[Pack]:
    """Give every pack that was drawn with its file and its figures, oldest first; to check them."""
    query = _select_made(programme).options(
        undefer(Pack.pdf), joinedload(Pack.snapshot).undefer(Snapshot.body)
    )
    yield from db.session.scalars(query.execution_options(yield_per=10))


def _select_made(programme: Programme) -> Select[Pack]:
    return (
        select(Pack)
        .join(Meeting)
        .join(Body)
        .where(Body.programme_id == programme.id, Pack.sha256.is_not(None))
        .options(joinedload(Pack.meeting).joinedload(Meeting.body))
        .order_by(Pack.id)
    )


def find_standing(pack: Pack, *, versions: Sequence[Pack], is_circulated: bool) -> Standing:
    """Say where a version stands in its life.

    :param versions: of full editions, those of its meeting among them
    """
    return Life(
        pack.state,
        is_returned=pack.returned_at is not None,
        is_approved=pack.approved_at is not None,
        is_circulated=is_circulated,
        is_superseded=find_successor(pack, versions) is not None,
        is_withdrawn=pack.withdrawn_at is not None,
    ).standing


def find_successor(pack: Pack, versions: Sequence[Pack]) -> Pack | None:
    """Find the newest version that stands in a pack's place: made, not returned or withdrawn."""
    standing = [
        version
        for version in versions
        if version.meeting_id == pack.meeting_id
        and version.edition is Edition.FULL
        and version.version > pack.version
        and version.made_at is not None
        and version.returned_at is None
        and version.withdrawn_at is None
    ]
    return max(standing, key=lambda version: version.version, default=None)


def find_newest(meeting: Meeting) -> Pack | None:
    """Find the newest version of a meeting's pack."""
    return db.session.scalar(
        select(Pack)
        .where(Pack.meeting_id == meeting.id, Pack.edition == Edition.FULL)
        .options(joinedload(Pack.asked_as))
        .order_by(Pack.version.desc())
        .limit(1)
    )


def list_newer_events(pack: Pack) -> Sequence[Event]:
    """List what was recorded since the freeze that the pack would tell now, the oldest first."""
    if pack.snapshot is None:
        return []
    return db.session.scalars(
        select(Event)
        .where(
            Event.chain == pack.meeting.body.programme.key,
            or_(Event.kind.in_(TOLD_IN_PACKS), _is_briefing_of(pack.meeting)),
            Event.at > pack.snapshot.taken_at,
        )
        .options(joinedload(Event.person))
        .order_by(Event.sequence)
    ).all()


def _is_briefing_of(meeting: Meeting) -> ColumnElement[bool]:
    days = {meeting.held_on, *(move.from_on for move in meeting.moves)}
    about = [f"meeting {day.isoformat()}" for day in days]
    return and_(Event.kind == "briefing written", Event.subject.in_(about))


def _check_awaits_approval(pack: Pack, sha256: str | None, done: str) -> None:
    if pack.edition is not Edition.FULL:
        raise RuleError(f"The full edition is {done}, and the others with it.")
    check_newest(pack)
    if pack.returned_at is not None:
        raise RuleError("This version was returned. A new version has to be made.")
    if pack.state is not PackState.MADE:
        raise RuleError(f"Only a pack that is made can be {done}.")
    if pack.sha256 != sha256:
        raise ChangedMeanwhileError


def _need_reason(reason: str, sentence: str) -> str:
    said = reason.strip()
    if not said:
        raise RuleError(sentence, field="reason")
    return said


def _is_circulated() -> ColumnElement[bool]:
    """Say whether any edition of the pack's meeting and version has gone to readers."""
    sent = aliased(Pack)
    return exists(
        select(Circulation.id)
        .join(sent, sent.id == Circulation.pack_id)
        .where(sent.meeting_id == Pack.meeting_id, sent.version == Pack.version)
    )
