"""Answering whether a file is one that went out from this service.

Only what went out is ever named: whoever asks about a pack that was never sent gets the same
answer as about a file of somebody else.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from risk_register.database import db
from risk_register.domain.circulation import DeliveryState
from risk_register.domain.circulation_records import say_moment
from risk_register.domain.permissions import Permission
from risk_register.domain.verifications import Verified, say_reach
from risk_register.models import (
    AgendaItem,
    Body,
    CirculatedPaper,
    Circulation,
    Delivery,
    Event,
    Meeting,
    Pack,
    Paper,
    Person,
    Programme,
    Publication,
)
from risk_register.services.events import SERVICE_CHAIN
from risk_register.services.moment_lines import list_kinds
from risk_register.services.pack_files import find_by_hash
from risk_register.services.programmes import Member
from risk_register.services.publications import FORMS, list_publications

#: States of letters that reached a mail server, or may have.
GONE = (
    DeliveryState.SENT,
    DeliveryState.BOUNCED,
    DeliveryState.UNCERTAIN,
    DeliveryState.HELD,
)
_TAKEN = "circulation exported"


def verify_file(sha256: str) -> Verified | None:
    """Say what a file is, by its hash in lower case; None if it never went out from here."""
    return _verify_pack(sha256) or _verify_paper(sha256) or _verify_record(sha256)


def list_told_readers(member: Member, sha256: str) -> list[Delivery]:
    """List the letters that brought a file, in the order of their sending.

    :raises NotAllowedError: if the member may not read circulations
    """
    member.check(Permission.READ_CIRCULATIONS)
    pack = _find_gone_pack(sha256)
    if pack is not None:
        return list(_list_gone(_brings(pack)))
    return [letter for paper in _list_papers(sha256) for letter in _list_gone(_carries(paper))]


def _verify_pack(sha256: str) -> Verified | None:
    pack = _find_gone_pack(sha256)
    if pack is None:
        return None
    found = find_by_hash(sha256)
    form = found[1].label if found else ""
    return _tell(
        pack.meeting,
        f"{pack.edition.label}, version {pack.version}, {form}",
        readers=_count_readers(_list_gone(_brings(pack))),
        fates=_list_fates(pack),
    )


def _verify_paper(sha256: str) -> Verified | None:
    papers = _list_papers(sha256)
    if not papers:
        return None
    letters = [letter for paper in papers for letter in _list_gone(_carries(paper))]
    paper = papers[0]
    withdrawn = (
        [f"Withdrawn on {say_moment(paper.withdrawn_at)}."]
        if paper.withdrawn_at is not None
        else []
    )
    return _tell(
        paper.item.meeting,
        "A paper that was sent to readers",  # its title could say what is exempt
        readers=_count_readers(letters),
        fates=withdrawn,
    )


def _verify_record(sha256: str) -> Verified | None:
    """Find the file among those that were taken along: the record keeps the hash of each."""
    row = db.session.execute(
        select(Event.subject, Event.body, Event.at, Programme)
        .join(Event.programme)
        .where(
            Event.chain.in_(_list_taken_chains()),
            Event.kind == _TAKEN,
            Event.body.contains(f'"sha256":"{sha256}"', autoescape=True),
        )
        .limit(1)
    ).first()
    if row is None:
        return None
    meeting = _find_meeting(row.Programme, row.subject, row.body)
    if meeting is None:
        return None
    what = "What was circulated, or its record, as taken from this register"
    return _tell(meeting, what, readers=0, fates=[f"Taken on {say_moment(row.at)}."])


def _list_taken_chains() -> list[str]:
    """List the chains that hold such a line, so that the others are not read for it."""
    keys = db.session.scalars(select(Programme.key)).all()
    return [key for key in keys if key != SERVICE_CHAIN and _TAKEN in list_kinds(key)]


def _find_meeting(programme: Programme, subject: str, body: str) -> Meeting | None:
    day = subject.removeprefix("meeting ")
    meetings = db.session.scalars(
        select(Meeting)
        .join(Meeting.body)
        .where(Body.programme_id == programme.id)
        .options(contains_eager(Meeting.body).joinedload(Body.programme))
    )
    named = (each for each in meetings if each.held_on.isoformat() == day)
    return next((each for each in named if f'"body":"{each.body.name}"' in body), None)


def _find_gone_pack(sha256: str) -> Pack | None:
    found = find_by_hash(sha256)
    if found is None:
        return None
    pack, form = found
    is_out = _list_gone(_brings(pack)) or (form in FORMS and _list_published(pack))
    return pack if is_out else None


def _list_published(pack: Pack) -> list[Publication]:
    """List the decisions to publish an edition that were taken; also those taken back."""
    return [each for each in list_publications(pack.meeting) if each.pack_id == pack.id]


def _list_papers(sha256: str) -> list[Paper]:
    """List the papers with this content that a letter has carried."""
    papers = db.session.scalars(
        select(Paper)
        .where(
            Paper.sha256 == sha256,
            Paper.id.in_(
                select(CirculatedPaper.paper_id)
                .join(Circulation, Circulation.id == CirculatedPaper.circulation_id)
                .join(Circulation.deliveries)
                .where(_has_gone())
            ),
        )
        .options(
            joinedload(Paper.item)
            .joinedload(AgendaItem.meeting)
            .joinedload(Meeting.body)
            .joinedload(Body.programme)
        )
        .order_by(Paper.id)
    )
    return list(papers)


def _list_gone(brings: ColumnElement[bool]) -> Sequence[Delivery]:
    return db.session.scalars(
        select(Delivery)
        .join(Delivery.circulation)
        .where(brings, _has_gone())
        .options(
            joinedload(Delivery.post),
            joinedload(Delivery.person).joinedload(Person.agency),
            contains_eager(Delivery.circulation),
        )
        .order_by(Delivery.sent_at, Delivery.id)
    ).all()


def _has_gone() -> ColumnElement[bool]:
    return or_(Delivery.state.in_(GONE), Delivery.sent_at.is_not(None))


def _brings(pack: Pack) -> ColumnElement[bool]:
    """Choose the letters that brought a pack; older ones do not name the edition."""
    as_edition = Delivery.edition_id == pack.id
    as_before = Delivery.edition_id.is_(None) & (Circulation.pack_id == pack.id)
    return Circulation.supplement.is_(None) & or_(as_edition, as_before)


def _carries(paper: Paper) -> ColumnElement[bool]:
    return Circulation.id.in_(
        select(CirculatedPaper.circulation_id).where(CirculatedPaper.paper_id == paper.id)
    )


def _count_readers(letters: Sequence[Delivery]) -> int:
    return len({(letter.post_id, letter.person_id) for letter in letters})


def _list_fates(pack: Pack) -> list[str]:
    said = [_say_published(each) for each in _list_published(pack)]
    if pack.withdrawn_at is not None:
        said.append(f"Withdrawn on {say_moment(pack.withdrawn_at)}.")
    newer = db.session.scalar(
        select(Pack.version)
        .join(Circulation, Circulation.pack_id == Pack.id)
        .join(Circulation.deliveries)
        .where(Pack.meeting_id == pack.meeting_id, Pack.version > pack.version, _has_gone())
        .order_by(Pack.version.desc())
        .limit(1)
    )
    if newer is not None:
        said.append(f"Replaced by version {newer}.")
    return said


def _say_published(publication: Publication) -> str:
    back = publication.withdrawn_at
    taken = f", taken back on {say_moment(back)}" if back else ""
    return f"Published on {say_moment(publication.decided_at)}{taken}."


def _tell(meeting: Meeting, what: str, *, readers: int, fates: Sequence[str]) -> Verified:
    programme = meeting.body.programme
    return Verified(
        what=what,
        programme_key=programme.key,
        programme=programme.name,
        body=meeting.body.name,
        held_on=meeting.held_on,
        meeting_id=meeting.id,
        reach=say_reach(readers),
        fates=tuple(fates),
    )
