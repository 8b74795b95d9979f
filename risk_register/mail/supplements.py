"""The letter that brings papers which were added after a pack had gone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from risk_register.domain.packs import PackKind
from risk_register.mail.blocks import (
    Block,
    Facts,
    Heading,
    Link,
    Paragraph,
    Quote,
    Whole,
    write_html,
    write_text,
)
from risk_register.mail.letters import UNMARKED, Attachment, Letter
from risk_register.mail.pack_letters import UNNAMED, list_witness
from risk_register.mail.texts import one_line, say_day, say_hour, say_weekday


@dataclass(frozen=True)
class BroughtPaper:
    """A paper as the letter names it."""

    item: int  #: its number on the agenda
    title: str | None  #: None: it is exempt, and letters travel
    file_name: str  #: as attached
    sha256: str  #: 64 hexadecimal digits


@dataclass(frozen=True)
class SupplementLetter:
    """What the letter says; nothing of what an exempt paper is called or says."""

    programme: str
    body: str
    meeting_on: date
    starts_at: time  #: London civil time
    place: str
    number: int  #: of the supplement, within its meeting, from 1
    version: int  #: of the pack it comes after
    marking: str
    notice: str | None  #: the programme's quiet line, such as "illustrative"
    note: str | None  #: the secretary's own words
    late_reason: str | None
    repeat_reason: str | None
    reader_post: str
    reader_capacity: str  #: "Member"
    sender_post: str
    papers: tuple[BroughtPaper, ...]
    head: str  #: the record's last line, "sequence:hash"
    way: str | None  #: the reader's personal link; None: the papers are attached
    late_agreed_by: str | None = None  #: the post that agreed to take them late
    kind: PackKind = PackKind.BOARD


def draw_supplement(
    values: SupplementLetter,
    *,
    message_id: str,
    written_at: datetime,
    sender: str,
    recipient: str,
    files: tuple[Attachment, ...],
) -> Letter:
    """Draw the letter that brings a supplement to one reader.

    :param written_at: with a time zone
    :param files: the papers, if they are attached
    :raises BadAddressError: if the sender's or the reader's address is not a plain one
    :raises RuleError: if the Message-ID or a file's name is not a plain one
    """
    blocks, subject = list_supplement_blocks(values), subject_of_supplement(values)
    return Letter(
        message_id=message_id,
        written_at=written_at,
        sender=sender,
        recipient=recipient,
        recipient_name=one_line(values.reader_post),
        subject=subject,
        text=write_text(blocks),
        html=write_html(blocks, title=subject),
        attachments=files,
    )


def subject_of_supplement(values: SupplementLetter) -> str:
    """Say in one line which supplement it is; any marking but OFFICIAL stands first."""
    mark = "" if values.marking == UNMARKED else f"{values.marking}: "
    subject = f"{mark}{values.body}, {say_day(values.meeting_on)}: supplement {values.number}"
    return one_line(f"{subject}, sent again" if values.repeat_reason else subject)


def list_supplement_blocks(values: SupplementLetter) -> list[Block]:
    """List what the letter says, block by block."""
    return [
        *_begin(values),
        *_list_papers(values),
        *_say_why(values),
        *_handle(values),
        *list_witness(values.head),
        *_name_sender(values),
    ]


def _begin(values: SupplementLetter) -> Iterator[Block]:
    if values.marking != UNMARKED:
        yield Paragraph(values.marking)
    where = "Ready for you to read" if values.way else "Attached"
    yield Paragraph(
        f"{where}: supplement {values.number} to the papers of the programme “{values.programme}”"
        f" for the meeting of the {values.body} on {say_weekday(values.meeting_on)}. It adds to"
        f" version {values.version} of the {values.kind.label}, which stays as it is."
    )
    if values.way:
        yield Paragraph("Your personal link to the papers, for which you need not sign in:")
        yield Link(values.way)
        yield Paragraph(
            "The link is yours alone: whoever has it can read what you can read. Do not pass it on."
        )
    yield Facts(tuple(_list_facts(values)))


def _list_facts(values: SupplementLetter) -> Iterator[tuple[str, str]]:
    yield "Board", values.body
    yield "Meeting", f"{say_weekday(values.meeting_on)}, {say_hour(values.starts_at)}"
    if values.place:
        yield "Place", values.place
    yield "Marking", values.marking
    yield "For", f"{values.reader_post} ({values.reader_capacity.lower()})"


def _list_papers(values: SupplementLetter) -> Iterator[Block]:
    yield Heading("Papers")
    for paper in values.papers:
        yield Paragraph(f"Item {paper.item}: {paper.title or UNNAMED}")
        file = () if values.way else (paper.file_name,)
        yield Whole((*file, "SHA-256:", paper.sha256))


def _say_why(values: SupplementLetter) -> Iterator[Block]:
    if values.repeat_reason:
        yield Paragraph("This supplement has been sent before. Why it is sent again:")
        yield Quote(values.repeat_reason)
    if values.late_reason:
        yield Paragraph("These papers are late by the board's own rules. The reason given:")
        yield Quote(values.late_reason)
        if values.late_agreed_by:
            yield Paragraph(f"The {values.late_agreed_by} agreed to take them late.")
    if values.note:
        yield Paragraph(f"A note from the {values.sender_post}:")
        yield Quote(values.note)


def _handle(values: SupplementLetter) -> Iterator[Block]:
    yield Heading("Handling")
    if values.marking != UNMARKED:
        yield Paragraph(
            "These papers hold exempt items. They are for you because your seat may see them:"
            f" store, share and destroy them as your agency's rules for {values.marking} say."
        )
    else:
        yield Paragraph(
            "These papers are for the people on the board's circulation list. Do not pass them on."
        )


def _name_sender(values: SupplementLetter) -> Iterator[Block]:
    yield Heading("Who sent it")
    yield Paragraph(
        f"The {values.sender_post} decided to send these papers; the risk register wrote and"
        " posted this letter."
    )
    yield Paragraph(
        "If it is not meant for you, do not open or pass on what it brings: tell the"
        f" {values.sender_post}, and delete this letter."
    )
    if values.notice:
        yield Paragraph(values.notice)
