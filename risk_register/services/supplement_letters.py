"""Writing the letters of supplements: each reader's own papers, and no other one's."""

from collections.abc import Sequence

from risk_register.domain.errors import ChangedFileError, RuleError
from risk_register.mail.letters import Attachment, file_name_of
from risk_register.mail.supplements import BroughtPaper, SupplementLetter
from risk_register.models import Circulation, Pack, Paper
from risk_register.services.kept_files import read_unchanged
from risk_register.services.letter_papers import marking_of


def build_supplement_letter(
    pack: Pack,
    circulation: Circulation,
    papers: Sequence[Paper],
    *,
    post_title: str,
    capacity: str,
    way: str | None,
) -> SupplementLetter:
    """Gather what the letter to one reader says.

    :param papers: the reader's own: nothing of others gets in
    :param way: the address of the reader's personal link; None: the papers are attached
    """
    meeting, number = pack.meeting, circulation.supplement or 0
    programme = meeting.body.programme
    return SupplementLetter(
        programme=programme.name,
        body=meeting.body.name,
        meeting_on=meeting.held_on,
        starts_at=meeting.starts_at,
        place=meeting.place,
        number=number,
        version=pack.version,
        marking=marking_of(papers),
        notice=programme.notice,
        note=circulation.note,
        late_reason=circulation.late_reason,
        repeat_reason=circulation.repeat_reason,
        reader_post=post_title,
        reader_capacity=capacity,
        sender_post=circulation.decided_as.title if circulation.decided_as else "Board secretary",
        papers=tuple(
            BroughtPaper(
                item=paper.item.number,
                title=None if paper.item.is_exempt else paper.title,
                file_name=_name_file(pack, paper, number, place),
                sha256=paper.sha256,
            )
            for place, paper in enumerate(papers, 1)
        ),
        head=circulation.head or "",
        way=way,
        late_agreed_by=circulation.late_agreed_by.title if circulation.late_agreed_by else None,
        kind=meeting.body.pack_kind,
    )


def read_attachments(values: SupplementLetter, papers: Sequence[Paper]) -> tuple[Attachment, ...]:
    """Read the papers as the letter brings them.

    :raises RuleError: if one is not the file that was added
    """
    files = []
    for paper, brought in zip(papers, values.papers, strict=True):
        try:
            content = read_unchanged(paper, f"item {paper.item.number}")
        except ChangedFileError as error:
            raise RuleError(str(error)) from error
        files.append(Attachment(brought.file_name, paper.kind.media_type, content))
    return tuple(files)


def _name_file(pack: Pack, paper: Paper, number: int, place: int) -> str:
    """Name a paper by its place alone: what its file was called may be exempt."""
    meeting = pack.meeting
    named = file_name_of(
        meeting.body.name, meeting.held_on, pack.version, marking=marking_of([paper])
    )
    stem = named.partition("-risk-pack")[0]
    return f"{stem}-supplement-{number}-item-{paper.item.number}-{place}.{paper.kind.endings[0]}"
