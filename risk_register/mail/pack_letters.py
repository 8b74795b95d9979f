"""The letter that brings a pack to one reader: what it says, in blocks, and how it is drawn."""

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
    Points,
    Quote,
    Whole,
    write_html,
    write_text,
)
from risk_register.mail.letters import UNMARKED, Attachment, Letter
from risk_register.mail.texts import one_line, say_day, say_hour, say_weekday

FULL = "full"
UNNAMED = "an exempt paper, not named in letters"


@dataclass(frozen=True)
class PaperLine:
    """A paper of the agenda that comes with a pack."""

    item: int  #: its number on the agenda
    reference: str | None
    title: str | None  #: None: it is exempt, and letters travel
    file_name: str


@dataclass(frozen=True)
class PackLetter:
    """What the letter that brings a pack says; nothing of what the pack says about any risk."""

    programme: str
    body: str
    meeting_on: date
    starts_at: time  #: London civil time
    place: str
    edition_name: str  #: "full"
    version: int  #: from 1
    item: str | None  #: of the agenda, under which the meeting takes it
    paper: str | None  #: its reference there
    corrects: str | None  #: what a correction changes
    supersedes: int | None  #: the version it replaces
    marking: str
    handling: str | None
    notice: str | None  #: the programme's quiet line, such as "illustrative"
    note: str | None  #: the secretary's own words
    reader_post: str
    reader_capacity: str  #: "Member"
    sender_post: str
    file_name: str
    sha256: str  #: of the file, 64 hexadecimal digits
    fingerprint: str  #: of the frozen snapshot, 64 hexadecimal digits
    head: str  #: the record's last line, "sequence:hash"
    pack_url: str
    late_reason: str | None
    repeat_reason: str | None
    late_agreed_by: str | None = None  #: the post that agreed to it
    papers: tuple[PaperLine, ...] = ()
    way: str | None = None  #: the reader's personal link to the file; None: it is attached
    kind: PackKind = PackKind.BOARD


def draw_pack_letter(
    values: PackLetter,
    *,
    message_id: str,
    written_at: datetime,
    sender: str,
    recipient: str,
    pdf: bytes | None,
    papers: tuple[Attachment, ...] = (),
) -> Letter:
    """Draw the letter that brings a pack to one reader, and the papers that come with it.

    :param written_at: with a time zone
    :param pdf: the file; None if the reader gets it by a personal link
    :raises BadAddressError: if the sender's or the reader's address is not a plain one
    :raises RuleError: if the Message-ID or the file's name is not a plain one
    """
    attached = () if pdf is None else (Attachment(values.file_name, "application/pdf", pdf),)
    blocks, subject = list_blocks(values), subject_of(values)
    return Letter(
        message_id=message_id,
        written_at=written_at,
        sender=sender,
        recipient=recipient,
        recipient_name=one_line(values.reader_post),
        subject=subject,
        text=write_text(blocks),
        html=write_html(blocks, title=subject),
        attachments=(*attached, *papers),
    )


def subject_of(values: PackLetter) -> str:
    """Say in one line which pack it is; any marking but OFFICIAL stands first."""
    mark = "" if values.marking == UNMARKED else f"{values.marking}: "
    kind = values.kind.label if values.supersedes is None else f"corrected {values.kind.label}"
    if values.edition_name != FULL:
        kind += f" ({values.edition_name} edition)"
    subject = f"{mark}{values.body}, {say_day(values.meeting_on)}: {kind}, version {values.version}"
    if values.supersedes is not None:
        subject += f" (replaces version {values.supersedes})"
    if values.repeat_reason:
        subject += ", sent again"
    return one_line(subject)


def list_blocks(values: PackLetter) -> list[Block]:
    """List what the letter says, block by block."""
    return [
        *_begin(values),
        *_tell_version(values),
        *_say_why(values),
        *_list_papers(values),
        *_handle(values),
        *_explain_hash(values),
        *list_witness(values.head),
        *_name_sender(values),
    ]


def _begin(values: PackLetter) -> Iterator[Block]:
    if values.marking != UNMARKED:
        yield Paragraph(values.marking)
    pack = f"the {values.kind.label} of the programme “{values.programme}” for the meeting of the"
    meeting = f"{values.body} on {say_weekday(values.meeting_on)}"
    if values.way:
        yield Paragraph(f"{pack[:1].upper()}{pack[1:]} {meeting} is ready for you to read.")
        yield Paragraph("Your personal link to it, for which you need not sign in:")
        yield Link(values.way)
        yield Paragraph("The link is yours alone: whoever has it can read what you can read.")
    else:
        yield Paragraph(f"Attached is {pack} {meeting}.")
    if values.edition_name != FULL:
        yield Paragraph(
            f"This is the {values.edition_name} edition. It leaves out what is exempt from"
            " publication."
        )
    yield Facts(tuple(_list_facts(values)))


def _list_facts(values: PackLetter) -> Iterator[tuple[str, str]]:
    yield "Board", values.body
    yield "Meeting", f"{say_weekday(values.meeting_on)}, {say_hour(values.starts_at)}"
    if values.place:
        yield "Place", values.place
    if values.item:
        paper = f", paper {values.paper}" if values.paper else ""
        yield "Agenda", f"item {values.item}{paper}"
    yield "File", values.file_name
    yield "Pack", f"{values.edition_name} edition, version {values.version}"
    if values.supersedes is not None:
        yield "Replaces", f"version {values.supersedes}"
    yield "Marking", values.marking
    yield "For", f"{values.reader_post} ({values.reader_capacity.lower()})"


def _tell_version(values: PackLetter) -> Iterator[Block]:
    if values.supersedes is not None:
        yield Paragraph(
            f"This is a correction. Use version {values.version} and no longer use"
            f" version {values.supersedes}."
        )
    if values.corrects:
        yield Paragraph("What the correction changes:")
        yield Quote(values.corrects)
    if values.repeat_reason:
        yield Paragraph("This pack has been sent before. Why it is sent again:")
        yield Quote(values.repeat_reason)


def _say_why(values: PackLetter) -> Iterator[Block]:
    if values.late_reason:
        yield Paragraph("This pack is late by the board's own rules. The reason given:")
        yield Quote(values.late_reason)
        if values.late_agreed_by:
            yield Paragraph(f"The {values.late_agreed_by} agreed to take it late.")
    if values.note:
        yield Paragraph(f"A note from the {values.sender_post}:")
        yield Quote(values.note)


def _list_papers(values: PackLetter) -> Iterator[Block]:
    if values.papers:
        yield Paragraph("Papers of the agenda that come with it:")
        yield Points(
            tuple(
                f"item {paper.item}{f', {paper.reference}' if paper.reference else ''}:"
                f" {paper.title or UNNAMED} ({paper.file_name})"
                for paper in values.papers
            )
        )
    yield Paragraph("The pack in the register (you will be asked to sign in):")
    yield Link(values.pack_url)


def _handle(values: PackLetter) -> Iterator[Block]:
    yield Heading("Handling")
    if any(paper.title is None for paper in values.papers):
        yield Paragraph(
            "Some of the papers are exempt. They are for you because your seat may see them: store,"
            f" share and destroy them as your agency's rules for {values.marking} say."
        )
    yield Paragraph(
        values.handling
        or "This pack is for the people on the board's circulation list. Do not pass it on."
    )


def _explain_hash(values: PackLetter) -> Iterator[Block]:
    file, name = ("your" if values.way else "the attached"), values.file_name
    yield Heading("Is it the right file?")
    yield Paragraph(
        "Every file has a fingerprint of its own, called its SHA-256. A file that has been changed"
        f" in any way has another one. The fingerprint of {file} file is:"
    )
    yield Whole((values.sha256,))
    yield Paragraph(
        "To check, save the file, open a terminal in its folder (on Windows: PowerShell) and type"
        " the line for your computer:"
    )
    yield Whole(
        (
            f"Windows: Get-FileHash {name}",
            f"Mac: shasum -a 256 {name}",
            f"Linux: sha256sum {name}",
        )
    )
    yield Paragraph(
        "What it answers must be the 64 letters and figures above; capitals do not matter. If it is"
        f" anything else, do not rely on the file, and tell the {values.sender_post}."
    )
    yield Paragraph(
        "The pack was drawn from a frozen copy of the register. The pack prints the fingerprint of"
        " that copy, which is:"
    )
    yield Whole((values.fingerprint,))


def list_witness(head: str) -> Iterator[Block]:
    """Say what a letter witnesses by the record's last line, "sequence:hash"; nothing without."""
    if head:
        yield Heading("Keep this letter")
        yield Paragraph(
            "This letter is a witness: when it was written, the programme's record ended with the"
            " line below, its number before the colon. Whoever changed an earlier line afterwards"
            " could not also change your copy of this one."
        )
        yield Whole((head,))


def _name_sender(values: PackLetter) -> Iterator[Block]:
    yield Heading("Who sent it")
    yield Paragraph(
        f"The {values.sender_post} decided to send this pack; the risk register wrote and posted"
        " this letter."
    )
    what = "link" if values.way else "attachment"
    yield Paragraph(
        f"If it is not meant for you, do not open the {what} or pass it on: tell the"
        f" {values.sender_post}, and delete this letter."
    )
    if values.notice:
        yield Paragraph(values.notice)
