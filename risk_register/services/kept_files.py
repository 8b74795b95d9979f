"""Kept files, of any kind: added once, never changed, compared with their hash before use."""

import hashlib
import logging
from collections.abc import Iterable

from sqlalchemy import select

from risk_register.database import db
from risk_register.domain.errors import ChangedFileError, RuleError
from risk_register.domain.evidence import FIELD, MOST_FILES, InspectedFile
from risk_register.models import Evidence, Paper

log = logging.getLogger(__name__)


def check_room(holder: str, kept: Iterable[Evidence | Paper], file: InspectedFile) -> None:
    """Refuse a file that stands there already, and one too many.

    :param holder: what holds the files, with its article: ``An action``
    :param kept: its files; those that were withdrawn leave room
    :raises RuleError: if this very file is among them, or there are 20
    """
    standing = [each for each in kept if each.withdrawn_at is None]
    sha256 = file.sha256
    for each in standing:
        if each.sha256 == sha256:
            raise RuleError(f"This very file is there already, as {each.name}.", field=FIELD)
    if len(standing) >= MOST_FILES:
        raise RuleError(f"{holder} can have {MOST_FILES} files. Withdraw one first.", field=FIELD)


def read_content(row: Evidence | Paper) -> bytes:
    """Read a file's bytes as they are kept, whether or not they are still those that were added."""
    # Read past the session, which would hold on to every file that was ever looked at.
    kept = type(row)
    return db.session.execute(select(kept.content).where(kept.id == row.id)).scalar_one()


def read_unchanged(row: Evidence | Paper, holder: str) -> bytes:
    """Read a file's bytes after comparing them with its recorded hash.

    :param holder: what holds the file, as the log says it: ``A-1.1``
    :raises ChangedFileError: if it is not the file that was added
    """
    content = read_content(row)
    if hashlib.sha256(content).hexdigest() != row.sha256:
        log.error("%s %s of %s is not the file that was added.", type(row).__name__, row.id, holder)
        raise ChangedFileError
    return content
