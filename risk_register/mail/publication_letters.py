"""The letters to whoever publishes for a body: publish this edition, or take it down."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from risk_register.domain.packs import PackKind
from risk_register.domain.publications import Asking
from risk_register.mail.blocks import (
    Block,
    Facts,
    Heading,
    Link,
    Paragraph,
    Whole,
    write_html,
    write_text,
)
from risk_register.mail.letters import Attachment, Letter
from risk_register.mail.texts import one_line, say_day, say_weekday


@dataclass(frozen=True)
class PublicationLetter:
    """What the letter says; nothing but what everybody may read."""

    asks: Asking
    programme: str
    body: str
    meeting_on: date
    version: int  #: from 1
    replaces: int | None  #: the version that was published before it
    replaced_by: int | None  #: the version that is published in its place
    sender_post: str
    published_on: date  #: London date
    ended_on: date | None  #: London date since when it is published no longer
    file_name: str
    sha256: str  #: of the file, 64 hexadecimal digits
    notice: str | None  #: the programme's quiet line, such as "illustrative"
    file_url: str  #: where everybody reads the file
    page_url: str  #: the register's page of all that is published
    verify_url: str  #: where everybody can check a file
    kind: PackKind = PackKind.BOARD


def draw_publication_letter(
    values: PublicationLetter,
    *,
    message_id: str,
    written_at: datetime,
    sender: str,
    recipient: str,
    pdf: bytes | None,
) -> Letter:
    """Draw the letter to the address that publishes.

    :param written_at: with a time zone
    :param pdf: the public edition; None if the letter names only where it is
    :raises BadAddressError: if the sender's or the reader's address is not a plain one
    :raises RuleError: if the Message-ID or the file's name is not a plain one
    """
    subject = subject_of_publication(values)
    blocks = list_publication_blocks(values, has_file=pdf is not None)
    attached = () if pdf is None else (Attachment(values.file_name, "application/pdf", pdf),)
    return Letter(
        message_id=message_id,
        written_at=written_at,
        sender=sender,
        recipient=recipient,
        recipient_name="",
        subject=subject,
        text=write_text(blocks),
        html=write_html(blocks, title=subject),
        attachments=attached,
    )


def subject_of_publication(values: PublicationLetter) -> str:
    """Say in one line what is asked, and about which pack."""
    ask = "publish the" if values.asks is Asking.PUBLISH else "take down the"
    subject = f"{values.body}, {say_day(values.meeting_on)}: {ask} {values.kind.label}"
    return one_line(f"{subject} (public edition), version {values.version}")


def list_publication_blocks(values: PublicationLetter, *, has_file: bool) -> list[Block]:
    """List what the letter says, block by block."""
    begin = _ask_to_publish if values.asks is Asking.PUBLISH else _ask_to_take_down
    return [*begin(values, has_file=has_file), *_end(values)]


def _ask_to_publish(values: PublicationLetter, *, has_file: bool) -> Iterator[Block]:
    where = "Attached is" if has_file else "At the address below is"
    yield Paragraph(f"{where} {_name(values)}. Publish this on your pages.")
    if values.replaces is not None:
        yield Paragraph(
            f"It takes the place of version {values.replaces}. Leave only version {values.version}"
            " on your pages."
        )
    yield Paragraph(
        "It is the public edition: what is exempt from publication is left out. Everybody reads it"
        " in the register, too, without signing in:"
    )
    yield Link(values.file_url)
    yield Facts(tuple(_list_facts(values)))


def _ask_to_take_down(values: PublicationLetter, *, has_file: bool) -> Iterator[Block]:  # noqa: ARG001 - both askings are called alike
    name = _name(values)
    yield Paragraph(f"{name[:1].upper()}{name[1:]}, is published no longer.")
    yield Paragraph("If it stands on your pages, take it down. If it does not yet, leave it out.")
    if values.replaced_by is not None:
        yield Paragraph(
            f"Version {values.replaced_by} is published in its place and comes to you in a letter"
            " of its own."
        )
    yield Facts(tuple(_list_facts(values)))


def _list_facts(values: PublicationLetter) -> Iterator[tuple[str, str]]:
    yield "Programme", values.programme
    yield "Board", values.body
    yield "Meeting", say_weekday(values.meeting_on)
    yield "Pack", f"public edition, version {values.version}"
    yield "File", values.file_name
    yield "Published", say_weekday(values.published_on)
    if values.ended_on is not None:
        yield "Until", say_weekday(values.ended_on)


def _end(values: PublicationLetter) -> Iterator[Block]:
    yield Paragraph("All that the programme has published:")
    yield Link(values.page_url)
    yield Heading("Is it the right file?")
    yield Paragraph("The fingerprint (SHA-256) of the file is:")
    yield Whole((values.sha256,))
    yield Paragraph("Anybody can check a file here:")
    yield Link(values.verify_url)
    yield Heading("Who sent it")
    yield Paragraph(
        f"The {values.sender_post} decided it; the risk register wrote and posted this letter. It"
        " came to you because the board has named this address for what it publishes. Something"
        f" wrong, or not yours? Tell the {values.sender_post}."
    )
    if values.notice:
        yield Paragraph(values.notice)


def _name(values: PublicationLetter) -> str:
    return (
        f"the public edition of the {values.kind.label} of the {values.body} for its meeting on"
        f" {say_weekday(values.meeting_on)}, version {values.version}"
    )
