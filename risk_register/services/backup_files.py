"""A backup's one file: a zip that holds the database's copy, and a manifest of what it is.

It is written in a workshop beside the others and gets its name only when it is whole, so a file
with a backup's name is a backup.
"""

import fcntl
import hashlib
import json
import os
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import IO, Any

from risk_register.domain.errors import BackupError

KIND = "risk register backup"
FORMAT = 1
MANIFEST = "manifest.json"
MOST_MANIFEST_BYTES = 1_000_000
BLOCK = 1_048_576
_WORKSHOP = ".making-backup-"
_LOCK = "lock"
_BROKEN = "{} is broken or not a whole backup. Use another one."


@dataclass(frozen=True)
class Manifest:
    """What a backup is; stands inside its file."""

    kind: str
    format: int
    database: str  #: sqlite or postgresql
    made_at: str  #: a moment in UTC
    revision: str  #: of the tables
    register: str  #: hash of the record's first line, the same in every backup of a register
    heads: dict[str, str]  #: the last line of each chain
    counts: dict[str, int]  #: rows of some tables, for people
    copy: str  #: name of the database's copy in the zip
    size: int  #: bytes of the copy
    sha256: str  #: of the copy

    @property
    def moment(self) -> datetime:
        """Give the moment it was made at."""
        return datetime.fromisoformat(self.made_at)

    @property
    def file_name(self) -> str:
        """Name the backup's file."""
        return f"risk-register-{self.moment:%Y%m%dT%H%M%SZ}-{self.register[:8]}.zip"


@contextmanager
def workshop(folder: Path) -> Iterator[Path]:
    """Make a folder to work in, and clear away those whose makers were killed.

    :raises BackupError: if the folder cannot be written to, or is full
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _clear_away(folder)
        place = Path(mkdtemp(prefix=_WORKSHOP, dir=folder))
    except OSError as error:
        raise BackupError(_say_trouble(error)) from error
    try:
        with (place / _LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield place
    except OSError as error:
        raise BackupError(_say_trouble(error)) from error
    finally:
        shutil.rmtree(place, ignore_errors=True)


def hash_file(path: Path) -> str:
    """Give the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_backup(copy: Path, manifest: Manifest, folder: Path) -> Path:
    """Put copy and manifest into one file, read it back, and only then give it its name.

    :param copy: in a workshop of the folder
    :raises BackupError: if what was written is not what was read
    """
    sealed = copy.parent / "backup.zip"
    with zipfile.ZipFile(sealed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as backup:
        backup.write(copy, manifest.copy)
        backup.writestr(MANIFEST, json.dumps(asdict(manifest), indent=2, sort_keys=True))
    sealed.chmod(0o600)
    copy.unlink()
    read_copy(sealed, None)
    _sync(sealed)
    named = folder / manifest.file_name
    sealed.replace(named)
    _sync(folder)
    return named


def read_manifest(path: Path) -> Manifest:
    """Read what a backup says it is.

    :raises BackupError: if it is no whole backup, or one of a kind that this version cannot read
    """
    with _opened(path) as backup:
        return _read_manifest(backup, path)


def read_copy(path: Path, target: Path | None) -> Manifest:
    """Take the database's copy out of a backup and compare it with the manifest.

    :param target: where to write it; None only compares
    :raises BackupError: if it is no whole backup, or the copy is not the one that was put in
    """
    with _opened(path) as backup:
        manifest = _read_manifest(backup, path)
        digest = hashlib.sha256()
        with backup.open(manifest.copy) as copy, (target or Path(os.devnull)).open("wb") as out:
            while block := copy.read(BLOCK):
                digest.update(block)
                out.write(block)
    if digest.hexdigest() != manifest.sha256:
        raise BackupError(f"{path.name} was changed after it was made. Use another backup.")
    return manifest


def list_backups(folder: Path, *, register: str) -> dict[Path, Manifest]:
    """List the whole backups of a register in a folder; what is not one is left out."""
    found = {}
    for path in sorted(folder.glob("risk-register-*.zip")):
        try:
            manifest = read_manifest(path)
        except BackupError:
            continue
        if manifest.register == register and manifest.file_name == path.name:
            found[path] = manifest
    return found


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as backup:
            yield backup
    except OSError as error:
        raise BackupError(f"{path.name} cannot be used: {error.strerror}.") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError) as error:
        raise BackupError(_BROKEN.format(path.name)) from error


def _read_manifest(backup: zipfile.ZipFile, path: Path) -> Manifest:
    foreign = BackupError(f"{path.name} is no backup of a risk register.")
    names = {info.filename: info.file_size for info in backup.infolist()}
    if names.get(MANIFEST, MOST_MANIFEST_BYTES) >= MOST_MANIFEST_BYTES:
        raise foreign
    try:
        told: dict[str, Any] = json.loads(_read_all(backup.open(MANIFEST)))
        if told["kind"] != KIND:
            raise foreign
        if told["format"] != FORMAT:
            raise BackupError(f"{path.name} was written by another version of the register.")
        manifest = Manifest(**told)
        manifest.moment.astimezone(UTC)
    except (KeyError, TypeError, ValueError) as error:
        raise foreign from error
    if names.get(manifest.copy) != manifest.size:
        raise BackupError(_BROKEN.format(path.name))
    return manifest


def _read_all(file: IO[bytes]) -> bytes:
    with file:
        return file.read(MOST_MANIFEST_BYTES)


def _clear_away(folder: Path) -> None:
    """Remove the workshops that nobody holds any more."""
    for place in folder.glob(f"{_WORKSHOP}*"):
        with (place / _LOCK).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            shutil.rmtree(place, ignore_errors=True)


def _sync(path: Path) -> None:
    """Let the disk have it before anybody counts on it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _say_trouble(error: OSError) -> str:
    return f"The backup folder could not be written to: {error.strerror or 'its disk failed'}."
