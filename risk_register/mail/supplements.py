"""The letter that brings papers which were added after a pack had gone."""

from dataclasses import dataclass
from datetime import date, datetime, time

from risk_register.mail.letters import UNMARKED, Attachment, Letter
from risk_register.mail.texts import LETTERS, one_line, say_day


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
    :raises jinja2.UndefinedError: if the template asks for a value that is not there
    """
    return Letter(
        message_id=message_id,
        written_at=written_at,
        sender=sender,
        recipient=recipient,
        recipient_name=one_line(values.reader_post),
        subject=subject_of_supplement(values),
        text=LETTERS.get_template("supplement.txt").render(letter=values),
        attachments=files,
    )


def subject_of_supplement(values: SupplementLetter) -> str:
    """Say in one line which supplement it is; any marking but OFFICIAL stands first."""
    mark = "" if values.marking == UNMARKED else f"{values.marking}: "
    subject = f"{mark}{values.body}, {say_day(values.meeting_on)}: supplement {values.number}"
    return one_line(f"{subject}, sent again" if values.repeat_reason else subject)
