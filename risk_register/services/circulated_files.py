"""Exactly what was circulated for a meeting, as one archive.

Every version and edition that went out in all its forms, the papers that went along, the letters'
texts, the record of it all, and a list of what each file's SHA-256 has to be.
"""

import hashlib
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO

from risk_register.clock import LONDON
from risk_register.domain.circulation_records import CirculationRecord, say_moment
from risk_register.domain.day_words import say_full_day
from risk_register.domain.errors import NotFoundError, RegisterError
from risk_register.domain.packs import Form
from risk_register.mail.letters import file_name_of
from risk_register.models import Circulation, Delivery, Meeting, Pack, Paper
from risk_register.services.attendances import reads_exempt
from risk_register.services.circulation_records import list_of_meeting
from risk_register.services.deliveries import PACK_LETTERS
from risk_register.services.kept_files import read_unchanged
from risk_register.services.outbox import PostRoom
from risk_register.services.pack_files import get_content, get_file, list_facts
from risk_register.services.packs import list_editions
from risk_register.services.programmes import Member
from risk_register.services.readership import list_readable
from risk_register.services.withheld_words import find_sparing
from risk_register.sheets.circulation_records import lay_out
from risk_register.sheets.registers import write_csv

KEPT_BYTES = 5_000_000  #: of an archive in memory; larger ones go to the disk meanwhile
LONGEST_NAME = 60
#: Signs the links in letters' texts, so that no personal link in the archive works.
NO_KEY = "letters in an archive bring links that open nothing"
_NO_NAME = re.compile(r"[^a-z0-9.]+")


@dataclass(frozen=True)
class Archive:
    """An archive as it is handed over; whoever is served last closes ``file``."""

    file: IO[bytes]  #: open, at its beginning
    sha256: str


@dataclass(frozen=True)
class _Entry:
    path: str
    content: bytes
    moment: datetime  #: what the archive says of the file


def pack_up(
    member: Member | None,
    meeting: Meeting,
    record: CirculationRecord,
    *,
    paper: bytes,
    room: PostRoom,
) -> Archive:
    """Put everything that was circulated into one archive; must run inside ``read_moment``.

    :param member: who takes it, which decides about exempt items; None for the operator
    :param record: of this meeting
    :param paper: the record as a PDF
    :param room: what letters say of their sender and of the service
    :raises NotFoundError: if nothing was circulated
    :raises ChangedFileError: if a file is not the one that went out
    """
    circulations = list_of_meeting(meeting)
    if not circulations:
        raise NotFoundError("Nothing has been circulated for this meeting.")
    with ExitStack() as open_files:
        file: IO[bytes] = open_files.enter_context(SpooledTemporaryFile(max_size=KEPT_BYTES))
        sums: list[tuple[str, str]] = []
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for entry in _list_entries(member, meeting, circulations, record, paper, room):
                _add(archive, entry)
                sums.append((hashlib.sha256(entry.content).hexdigest(), entry.path))
            readme = _write_readme(record, sums)
            _add(archive, _Entry("README.txt", readme.encode(), record.read_at))
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # it reads like any file
        file.seek(0)
        open_files.pop_all()  # it is whole: whoever is served last closes it
    return Archive(file, digest)


def _list_entries(
    member: Member | None,
    meeting: Meeting,
    circulations: Sequence[Circulation],
    record: CirculationRecord,
    paper: bytes,
    room: PostRoom,
) -> Iterator[_Entry]:
    table = io.BytesIO()
    write_csv(lay_out(record), table)
    yield _Entry("circulation-record.csv", table.getvalue(), record.read_at)
    yield _Entry("circulation-record.pdf", paper, record.read_at)
    for circulation in _first_of_each(circulations):
        yield from _list_pack_files(member, circulation, circulations)
    sees_exempt = member is None or reads_exempt(member, meeting.body)
    spare = find_sparing(member, meeting)
    for place, circulation in enumerate(circulations, start=1):
        folder = f"circulation-{place}"
        papers = [each.paper for each in circulation.papers]
        yield from _list_papers(
            folder, [each for each in papers if sees_exempt or not each.item.is_exempt], circulation
        )
        for entry in _list_letters(folder, circulation, replace(room, secret_key=NO_KEY)):
            said = spare(entry.content.decode()) or ""
            yield replace(entry, content=said.encode())


def _first_of_each(circulations: Sequence[Circulation]) -> Iterable[Circulation]:
    """Give the first circulation of each version that brought a pack."""
    found: dict[int, Circulation] = {}
    for each in circulations:
        if each.supplement is None:
            found.setdefault(each.pack_id, each)
    return found.values()


def _list_pack_files(
    member: Member | None, circulation: Circulation, circulations: Sequence[Circulation]
) -> Iterator[_Entry]:
    """Give every form of the editions of a version that went out and that may be seen."""
    gone = {
        letter.edition_id or each.pack_id
        for each in circulations
        if each.pack_id == circulation.pack_id and each.supplement is None
        for letter in each.deliveries
    }
    editions = [each for each in list_editions(circulation.pack) if each.id in gone]
    readable = editions if member is None else list_readable(member, editions)
    facts = list_facts(readable)
    for pack in readable:
        folder = f"version-{pack.version}/{pack.edition.value}-edition"
        for each in facts[pack.id]:
            content = get_file(pack, each.form)
            yield _Entry(f"{folder}/{_name_file(pack, each.form)}", content, circulation.decided_at)


def _name_file(pack: Pack, form: Form) -> str:
    """Name a file as it is named when somebody saves it, with its marking."""
    return file_name_of(
        pack.meeting.body.name,
        pack.meeting.held_on,
        pack.version,
        marking=get_content(pack)["marking"],
        edition=pack.edition.value,
        ending=form.value,
    )


def _list_papers(
    folder: str, papers: Sequence[Paper], circulation: Circulation
) -> Iterator[_Entry]:
    for number, paper in enumerate(papers, start=1):
        content = read_unchanged(paper, f"item {paper.item.number}")
        path = f"{folder}/papers/{number:02}-{_name(paper.name)}"
        yield _Entry(path, content, circulation.decided_at)


def _list_letters(folder: str, circulation: Circulation, room: PostRoom) -> Iterator[_Entry]:
    for number, delivery in enumerate(circulation.deliveries, start=1):
        path = f"{folder}/letters/{number:02}-{_name(delivery.title)}.txt"
        yield _Entry(path, _write_letter(delivery, room).encode(), circulation.decided_at)


def _write_letter(delivery: Delivery, room: PostRoom) -> str:
    """Write out what a letter said, as the outbox writes it, without its attachments."""
    state = f"State: {delivery.state.label}\n"
    if delivery.sent_at:
        state += f"Sent: {say_moment(delivery.sent_at)}\n"
    heads = f"To: {delivery.address}\nMessage-ID: {delivery.message_id}\n{state}"
    found = PACK_LETTERS.find(delivery.id)
    try:
        if found is None:
            raise NotFoundError("There is no such letter.")
        letter = PACK_LETTERS.write(found, room)
    except RegisterError as error:
        return f"{heads}\nThe letter cannot be written out any more: {error}\n"
    names = ", ".join(each.name for each in letter.attachments) or "none"
    return f"{heads}Subject: {letter.subject}\nAttached: {names}\n\n{letter.text}"


def _write_readme(record: CirculationRecord, sums: Sequence[tuple[str, str]]) -> str:
    lines = [
        f"What was circulated for the {record.body}, meeting of {say_full_day(record.held_on)}",
        record.programme,
        *([record.notice] if record.notice else []),
        "",
        "version-N holds each version and edition that went out, in all its forms; circulation-N",
        "holds, of each decision to send, the papers that went along and the letters' texts.",
        "Personal links in the letters' texts open nothing. What exempt items the person who took",
        "this archive along may not see is left out.",
        "",
        *(_tell(each.title, each.tally, each.timing, each.fates) for each in record.circulations),
        "",
        f"Taken along on {say_moment(record.read_at)}, London time.",
        f"Head of the record then: {record.head}",
        "",
        "SHA-256 of every file:",
        *(f"{sha256}  {path}" for sha256, path in sums),
    ]
    return "\n".join(lines) + "\n"


def _tell(title: str, tally: str, timing: str, fates: Sequence[str]) -> str:
    return " ".join([f"{title}: {tally}.", timing, *fates])


def _add(archive: zipfile.ZipFile, entry: _Entry) -> None:
    """Add a file with nothing in it of the machine or the moment."""
    info = zipfile.ZipInfo(entry.path, entry.moment.astimezone(LONDON).timetuple()[:6])
    info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    archive.writestr(info, entry.content)


def _name(text: str) -> str:
    """Make a file name that every system takes."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    stem, dot, ending = _NO_NAME.sub("-", plain).strip("-.").rpartition(".")
    if not dot:
        return ending[:LONGEST_NAME] or "file"
    return f"{stem[:LONGEST_NAME]}.{ending[:10]}"
