"""Publishing the public edition of a pack: a decision, taken back with a reason, for everybody."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from risk_register.database import db
from risk_register.domain.errors import AlreadyDoneError, NotFoundError, RuleError
from risk_register.domain.packs import Edition, Form, PackState
from risk_register.domain.permissions import Permission
from risk_register.models import Body, Meeting, Pack, Programme, Publication, PublicationLetter
from risk_register.services.circulations import is_late
from risk_register.services.events import record_event
from risk_register.services.pack_days import check_day
from risk_register.services.pack_files import get_file
from risk_register.services.pack_versions import check_stands
from risk_register.services.packs import list_editions
from risk_register.services.programmes import Member
from risk_register.services.publication_letters import ask_to_publish, ask_to_take_down
from risk_register.services.restrictions import check_not_restricted_since

#: What everybody may have of a public edition.
FORMS = (Form.PDF, Form.HTML, Form.JSON)
NOT_THERE = "Nothing is published at this address."


def may_publish(member: Member, pack: Pack) -> bool:
    """Say whether a member can publish for the body of a pack, which has to meet in public."""
    body = pack.meeting.body
    return member.may(Permission.PUBLISH_PACK) and (body.publishes or body.is_public)


def get_public_edition(pack: Pack) -> Pack:
    """Find the public edition of a pack.

    :raises RuleError: if it has none
    """
    public = next((each for each in list_editions(pack) if each.edition is Edition.PUBLIC), None)
    if public is None:
        raise RuleError("This pack has no public edition.")
    return public


def publish_edition(
    pack: Pack, *, late_reason: str, sha256: str, domain: str, by: Member, at: datetime
) -> Publication:
    """Let everybody read the public edition of an approved pack.

    What was published of earlier versions is taken back. The address that publishes for the body
    is written to.

    :param pack: any of its editions
    :param sha256: of the public edition's PDF that the form was drawn for
    :param domain: the part of the letters' Message-IDs after the ``@``
    :raises NotAllowedError: if the member may not publish
    :raises AlreadyDoneError: if it is published already
    :raises RuleError: if the body does not publish, the pack may not go out, or it is late and
        no reason is given
    """
    by.check(Permission.PUBLISH_PACK)
    public = get_public_edition(pack)
    _check_publishable(public, by=by, sha256=sha256)
    reason = late_reason.strip()
    if is_late(public, at=at) and not reason:
        raise RuleError("Say why it is published late.", field="late_reason")
    earlier = [each for each in list_publications(public.meeting) if each.withdrawn_at is None]
    for each in earlier:
        _take_back(each, f"Version {public.version} stands in its place.", by=by, at=at)
    publication = Publication(
        pack=public,
        sha256=sha256,
        decided_by=by.person,
        decided_as=by.post,
        decided_at=at,
        late_reason=reason or None,
        address=public.meeting.body.publish_address,
    )
    db.session.add(publication)
    _record("edition published", publication, by=by, at=at, reason=reason or None)
    for each in earlier:
        ask_to_take_down(each, domain=domain, at=at)
    ask_to_publish(publication, domain=domain, at=at)
    return publication


def take_back(
    publication: Publication, *, reason: str, domain: str, by: Member, at: datetime
) -> None:
    """Let nobody read it any more; that it was published stays to be seen.

    The address that has it, or may, is asked to take it down.

    :param domain: the part of the letter's Message-ID after the ``@``
    :raises NotAllowedError: if the member may not publish
    :raises AlreadyDoneError: if it was taken back before
    :raises RuleError: if the reason is missing
    """
    by.check(Permission.PUBLISH_PACK)
    if publication.withdrawn_at is not None:
        raise AlreadyDoneError("It was taken back already.")
    if not reason.strip():
        raise RuleError("Say why it is taken back.", field="reason")
    _take_back(publication, reason.strip(), by=by, at=at)
    _record("edition taken back", publication, by=by, at=at, reason=reason.strip())
    ask_to_take_down(publication, domain=domain, at=at)


def list_publications(meeting: Meeting) -> Sequence[Publication]:
    """List what was published for a meeting, taken back or not, with its letters, newest first."""
    chosen = _choose(Pack.meeting_id == meeting.id)
    return db.session.scalars(
        chosen.options(selectinload(Publication.letters).selectinload(PublicationLetter.bounces))
    ).all()


def get_publication(programme: Programme, publication_id: int) -> Publication:
    """Find a publication of a programme, taken back or not.

    :raises NotFoundError: if there is none
    """
    found = db.session.scalar(
        _choose(Publication.id == publication_id, Body.programme_id == programme.id)
    )
    if found is None:
        raise NotFoundError(NOT_THERE)
    return found


def list_public(programme_key: str) -> Sequence[Publication]:
    """List everything a programme has published, for everybody, the newest meeting first.

    :raises NotFoundError: if there is nothing, whether or not there is such a programme
    """
    found = db.session.scalars(_choose(Programme.key == programme_key)).all()
    if not found:
        raise NotFoundError(NOT_THERE)
    return found


def read_public(programme_key: str, publication_id: int, form: Form) -> tuple[Pack, bytes]:
    """Read a published file, for everybody.

    :raises NotFoundError: if it is not published, or no longer
    :raises ChangedFileError: if it is not the file that was drawn
    """
    found = db.session.scalar(
        _choose(Publication.id == publication_id, Programme.key == programme_key)
    )
    if found is None or not is_standing(found) or form not in FORMS:
        raise NotFoundError(NOT_THERE)
    return found.pack, get_file(found.pack, form)


def is_standing(publication: Publication) -> bool:
    """Say whether everybody may read it now."""
    return publication.withdrawn_at is None and publication.pack.withdrawn_at is None


def _check_publishable(public: Pack, *, by: Member, sha256: str) -> None:
    if not may_publish(by, public):
        raise RuleError("This body does not publish its packs.")
    if public.withdrawn_at is not None:
        raise RuleError("This pack was withdrawn. A new version has to be made.")
    if public.approved_at is None or public.state is not PackState.MADE:
        raise RuleError("Only an approved pack can be published.")
    if public.sha256 != sha256:
        raise RuleError("The pack was drawn anew since this page was loaded. Load it again.")
    check_stands(public)
    check_day(public)
    check_not_restricted_since(public)
    standing = (each for each in list_publications(public.meeting) if each.pack_id == public.id)
    if any(each.withdrawn_at is None for each in standing):
        raise AlreadyDoneError("It is published already.")


def _take_back(publication: Publication, reason: str, *, by: Member, at: datetime) -> None:
    publication.withdrawn_at, publication.withdraw_reason = at, reason
    publication.withdrawn_by, publication.withdrawn_as = by.person, by.post


def _choose(*conditions: ColumnElement[bool]) -> Select[Publication]:
    return (
        select(Publication)
        .join(Publication.pack)
        .join(Pack.meeting)
        .join(Meeting.body)
        .join(Body.programme)
        .where(Pack.edition == Edition.PUBLIC, *conditions)
        .options(
            contains_eager(Publication.pack)
            .contains_eager(Pack.meeting)
            .contains_eager(Meeting.body)
            .contains_eager(Body.programme),
            joinedload(Publication.decided_by),
            joinedload(Publication.decided_as),
            joinedload(Publication.withdrawn_by),
            joinedload(Publication.withdrawn_as),
        )
        .order_by(Meeting.held_on.desc(), Pack.version.desc(), Publication.id.desc())
    )


def _record(
    kind: str, publication: Publication, *, by: Member, at: datetime, reason: str | None
) -> None:
    pack = publication.pack
    record_event(
        kind,
        subject=f"pack {pack.id}",
        programme=by.programme,
        by=by.person,
        at=at,
        reason=reason,
        facts={
            "meeting": pack.meeting.held_on.isoformat(),
            "version": pack.version,
            "sha256": publication.sha256,
        },
    )
