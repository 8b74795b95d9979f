"""The folder of published editions: what everybody may read, as files that a web server hands out.

The folder follows the register: files of what is published are put there, files of what is taken
back go, and an index says what there is. Doing it twice changes nothing.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from risk_register.database import db, write_transaction
from risk_register.domain.errors import RegisterError
from risk_register.domain.packs import Edition, Form
from risk_register.mail.letters import file_name_of
from risk_register.models import Body, Meeting, Pack, Publication
from risk_register.services.events import record_event
from risk_register.services.pack_files import get_file
from risk_register.services.publications import FORMS, is_standing

INDEX = "index.json"
#: Minutes to wait after the first, second … failed try; then as long as after the last.
RETRY_MINUTES = (1, 5, 15, 60)
READABLE = 0o644


@dataclass(frozen=True)
class Filing:
    """What a round did to the folder."""

    put: int = 0
    taken_out: int = 0
    failures: tuple[str, ...] = ()


def follow_publications(root: Path, *, at: datetime) -> Filing:
    """Put what is published into a folder, and take out what is published no longer.

    Opens its own transactions; no file is written inside one.

    :param root: of all programmes
    """
    put, taken_out, failures = 0, 0, []
    for number in _list_due(at):
        publication = _read(number)
        standing = is_standing(publication)
        try:
            if standing:
                _put(root, publication)
            else:
                _take_out(root, publication)
            _write_index(root, publication)
        except (OSError, RegisterError) as error:
            failures.append(str(error))
            _note_failure(number, str(error), at=at)
            continue
        put, taken_out = put + standing, taken_out + (not standing)
        _note_done(number, is_put=standing, at=at)
    return Filing(put, taken_out, tuple(failures))


def folder_of(publication: Publication) -> str:
    """Say where in the folder the files of a publication stand."""
    meeting = publication.pack.meeting
    return f"{meeting.body.programme.key}/{meeting.body.key}/{meeting.held_on.isoformat()}"


def _list_due(at: datetime) -> Sequence[int]:
    is_public = Pack.edition == Edition.PUBLIC
    stands = Publication.withdrawn_at.is_(None) & Pack.withdrawn_at.is_(None)
    to_put = stands & Publication.filed_at.is_(None)
    to_take_out = ~stands & Publication.folder.is_not(None)
    is_time = or_(Publication.next_at.is_(None), Publication.next_at <= at)
    return db.session.scalars(
        select(Publication.id)
        .join(Publication.pack)
        .where(is_public, or_(to_put, to_take_out), is_time)
        .order_by(Publication.id)
    ).all()


def _read(number: int) -> Publication:
    return db.session.scalars(
        select(Publication)
        .where(Publication.id == number)
        .options(
            joinedload(Publication.pack)
            .joinedload(Pack.meeting)
            .joinedload(Meeting.body)
            .joinedload(Body.programme)
        )
    ).one()


def _put(root: Path, publication: Publication) -> None:
    folder = root / folder_of(publication)
    folder.mkdir(parents=True, exist_ok=True)
    for form in FORMS:
        _write(folder / _name(publication.pack, form), get_file(publication.pack, form))


def _take_out(root: Path, publication: Publication) -> None:
    folder = root / (publication.folder or folder_of(publication))
    for form in FORMS:
        (folder / _name(publication.pack, form)).unlink(missing_ok=True)
    _settle(folder)


def _write_index(root: Path, publication: Publication) -> None:
    """Write what of a programme stands in the folder, as it is with this publication."""
    programme = publication.pack.meeting.body.programme
    rows = db.session.scalars(
        select(Publication)
        .join(Publication.pack)
        .join(Pack.meeting)
        .join(Meeting.body)
        .where(
            Body.programme_id == programme.id,
            Pack.edition == Edition.PUBLIC,
            Publication.withdrawn_at.is_(None),
            Pack.withdrawn_at.is_(None),
            or_(Publication.filed_at.is_not(None), Publication.id == publication.id),
        )
        .order_by(Meeting.held_on.desc(), Publication.id.desc())
    )
    said = {"programme": programme.name, "published": [_describe(each) for each in rows]}
    text = json.dumps(said, indent=2, ensure_ascii=False)
    _write(root / programme.key / INDEX, text.encode())


def _describe(publication: Publication) -> dict[str, object]:
    pack = publication.pack
    return {
        "body": pack.meeting.body.name,
        "meeting": pack.meeting.held_on.isoformat(),
        "version": pack.version,
        "published_at": publication.decided_at.isoformat(),
        "sha256": publication.sha256,
        "files": [f"{folder_of(publication)}/{_name(pack, form)}" for form in FORMS],
    }


def _name(pack: Pack, form: Form) -> str:
    meeting = pack.meeting
    return file_name_of(
        meeting.body.name,
        meeting.held_on,
        pack.version,
        edition=pack.edition.value,
        ending=form.value,
    )


def _write(path: Path, content: bytes) -> None:
    """Write a file so that whoever looks sees all of it or nothing, also after a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        half = Path(file.name)
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            half.chmod(READABLE)
            half.replace(path)
        except BaseException:
            half.unlink(missing_ok=True)
            raise
    _settle(path.parent)


def _settle(folder: Path) -> None:
    if not folder.exists():
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _note_done(number: int, *, is_put: bool, at: datetime) -> None:
    with write_transaction():
        publication = _read(number)
        publication.attempts, publication.next_at, publication.failure = 0, None, None
        publication.folder = folder_of(publication) if is_put else None
        if is_put:
            publication.filed_at = at
        pack = publication.pack
        record_event(
            "edition put into the folder" if is_put else "edition taken out of the folder",
            subject=f"pack {pack.id}",
            programme=pack.meeting.body.programme,
            by=None,
            at=at,
            facts={"version": pack.version, "sha256": publication.sha256},
        )


def _note_failure(number: int, words: str, *, at: datetime) -> None:
    db.session.rollback()
    with write_transaction():
        publication = _read(number)
        wait = RETRY_MINUTES[min(publication.attempts, len(RETRY_MINUTES) - 1)]
        publication.attempts += 1
        publication.next_at, publication.failure = at + timedelta(minutes=wait), words
