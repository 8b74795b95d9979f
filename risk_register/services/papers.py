"""Papers: the files that come with the items of an agenda."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import contains_eager, joinedload

from risk_register.database import db
from risk_register.domain.agendas import LONGEST_TITLE
from risk_register.domain.errors import (
    AlreadyDoneError,
    ChangedMeanwhileError,
    NotFoundError,
    RuleError,
)
from risk_register.domain.evidence import InspectedFile
from risk_register.domain.permissions import Permission
from risk_register.models import AgendaItem, Body, Meeting, Paper
from risk_register.services.agenda_numbers import give_reference
from risk_register.services.agendas import get_item, list_items
from risk_register.services.attendances import reads_exempt
from risk_register.services.events import record_event
from risk_register.services.kept_files import check_room, read_content, read_unchanged
from risk_register.services.programmes import Member
from risk_register.services.risks import check_reason


def add_paper(
    item: AgendaItem, file: InspectedFile, *, title: str, by: Member, at: datetime
) -> Paper:
    """Keep a file as a paper of an item, which gets a reference with its first one.

    :param file: what ``inspect_file`` let through, outside any transaction
    :param title: what the paper is called, up to 200 characters
    :raises NotAllowedError: if the member may not keep meetings
    :raises RuleError: if the same file is there already, there are 20, or it has no title
    """
    by.check(Permission.KEEP_MEETINGS)
    said = title.strip()
    if not said or len(said) > LONGEST_TITLE:
        raise RuleError("Say what the paper is called.", field="title")
    check_room("An item", item.papers, file)
    if item.reference is None:
        give_reference(item, list_items(item.meeting))
        item.version += 1
    paper = Paper(
        item=item,
        name=file.name,
        kind=file.kind,
        size=file.size,
        sha256=file.sha256,
        content=file.content,
        title=said,
        added_by=by.person,
        added_as=by.post,
        added_at=at,
    )
    db.session.add(paper)
    _record("paper added", paper, by=by, at=at)
    return paper


def withdraw_paper(paper: Paper, *, reason: str, sha256: str, by: Member, at: datetime) -> None:
    """Hand a paper out no longer; the file, its hash and its title stay.

    :param reason: at least 10 characters
    :param sha256: of the file the form was drawn for; another one is not withdrawn
    :raises NotAllowedError: if the member may not keep meetings
    :raises ChangedMeanwhileError: if it is not the file that was looked at
    :raises AlreadyDoneError: if somebody withdrew it since the form was drawn
    :raises RuleError: if the reason says nothing
    """
    by.check(Permission.KEEP_MEETINGS)
    if paper.sha256 != sha256:
        raise ChangedMeanwhileError
    if paper.withdrawn_at is not None:
        raise AlreadyDoneError("This paper has been withdrawn meanwhile.")
    said = check_reason(reason)
    paper.withdrawn_at, paper.withdraw_reason = at, said
    paper.withdrawn_by, paper.withdrawn_as = by.person, by.post
    _record("paper withdrawn", paper, by=by, at=at, reason=said)


def list_papers(member: Member, meeting_id: int, item_id: int) -> Sequence[Paper]:
    """List the papers of an item in the order they were added in, withdrawn ones too.

    :raises NotFoundError: if there is no such item, or it is not for their eyes
    :raises NotAllowedError: if the member may not read meetings
    """
    member.check(Permission.READ_MEETINGS)
    item = get_item(member.programme, meeting_id, item_id)
    if item.is_exempt and not reads_exempt(member, item.meeting.body):
        raise NotFoundError("There is no such item.")
    return item.papers


def get_paper(member: Member, meeting_id: int, paper_id: int) -> Paper:
    """Find what the register says about a paper of a meeting, withdrawn or not.

    :raises NotFoundError: if there is none, its item was taken off, or it is not for their eyes
    :raises NotAllowedError: if the member may not read meetings
    """
    member.check(Permission.READ_MEETINGS)
    paper = db.session.scalar(
        _chosen(
            Paper.id == paper_id,
            AgendaItem.meeting_id == meeting_id,
            AgendaItem.removed_at.is_(None),
            Body.programme_id == member.programme.id,
        )
    )
    if paper is None or (
        paper.item.is_exempt and not reads_exempt(member, paper.item.meeting.body)
    ):
        raise NotFoundError("There is no such paper.")
    return paper


def get_file(member: Member, meeting_id: int, paper_id: int) -> tuple[Paper, bytes]:
    """Give a paper as it was added, after comparing it with its recorded hash.

    :raises NotFoundError: if there is none, it was withdrawn, or it is not for their eyes
    :raises NotAllowedError: if the member may not read meetings
    :raises ChangedFileError: if it is not the file that was added
    """
    paper = get_paper(member, meeting_id, paper_id)
    if paper.withdrawn_at is not None:
        raise NotFoundError("This paper was withdrawn. The agenda says when and why.")
    return paper, read_unchanged(paper, f"item {paper.item.number}")


def list_files() -> Iterator[tuple[Paper, bytes]]:
    """Give every paper with its bytes, one at a time, the oldest first; for checking them."""
    numbers: Sequence[int] = db.session.scalars(select(Paper.id).order_by(Paper.id)).all()
    for number in numbers:
        paper = db.session.scalar(_chosen(Paper.id == number))
        if paper is not None:
            yield paper, read_content(paper)


def _chosen(*conditions: ColumnElement[bool]) -> Select[Paper]:
    return (
        select(Paper)
        .join(Paper.item)
        .join(AgendaItem.meeting)
        .join(Meeting.body)
        .where(*conditions)
        .options(
            contains_eager(Paper.item)
            .contains_eager(AgendaItem.meeting)
            .contains_eager(Meeting.body),
            joinedload(Paper.added_by),
            joinedload(Paper.added_as),
            joinedload(Paper.withdrawn_by),
            joinedload(Paper.withdrawn_as),
        )
    )


def _record(
    kind: str, paper: Paper, *, by: Member, at: datetime, reason: str | None = None
) -> None:
    item = paper.item
    record_event(
        kind,
        subject=f"meeting {item.meeting.held_on.isoformat()}",
        programme=by.programme,
        by=by.person,
        at=at,
        reason=reason,
        facts={
            "body": item.meeting.body.name,
            "title": item.title,
            "number": item.number,
            "name": paper.name,
            "size": paper.size,
            "sha256": paper.sha256,
        },
    )
