"""Commands about what was circulated."""

import argparse
import shutil
from datetime import date
from pathlib import Path

from flask import Flask

from risk_register import clock
from risk_register.commands.parsing import behind, enter, name_only_programme
from risk_register.database import read_moment, write_transaction
from risk_register.domain.errors import RegisterError
from risk_register.frame import open_post_room
from risk_register.models import Meeting
from risk_register.services.circulated_files import pack_up
from risk_register.services.circulation_records import draw_paper, gather_record, record_taking
from risk_register.services.meetings import get_dated_meeting
from risk_register.services.programmes import get_programme


def add_circulations(word: argparse.ArgumentParser) -> None:
    """Enter the commands about circulations."""
    circulations = behind(word)
    files = enter(
        circulations, "files", _write_files, "Write exactly what was circulated into a ZIP file."
    )
    files.add_argument("--programme", help="its key; not needed if there is only one")
    files.add_argument("--meeting", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD")
    files.add_argument("--body", help="its key; needed if several bodies met on that day")
    files.add_argument("--out", type=Path, required=True, help="the file to write")


def _write_files(app: Flask, options: argparse.Namespace) -> int:
    now = clock.now()
    with read_moment():
        record = gather_record(None, _find(options), at=now)
    if not record.circulations:
        raise RegisterError("Nothing has been circulated for this meeting.")
    paper = draw_paper(record)
    with read_moment():
        archive = pack_up(None, _find(options), record, paper=paper, room=open_post_room(app))
    with write_transaction():
        record_taking(None, _find(options), kind="zip", sha256=archive.sha256, at=now)
    try:
        with archive.file, options.out.open("wb") as out:
            shutil.copyfileobj(archive.file, out)
    except OSError as error:
        raise RegisterError(f"{options.out} cannot be written: {error}") from error
    print(f"Written to {options.out}, SHA-256 {archive.sha256}")
    print(f"Record at {record.head}")
    return 0


def _find(options: argparse.Namespace) -> Meeting:
    programme = get_programme(options.programme or name_only_programme())
    return get_dated_meeting(programme, options.meeting, body_key=options.body)
