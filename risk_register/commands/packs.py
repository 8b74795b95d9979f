"""Commands about board packs."""

import argparse
import hashlib
from datetime import date
from pathlib import Path

from flask import Flask

from risk_register import clock
from risk_register.commands.parsing import behind, enter, name_only_programme
from risk_register.database import write_transaction
from risk_register.domain.errors import RegisterError
from risk_register.domain.packs import PackKind, PackState
from risk_register.models import Pack
from risk_register.services.circulations import count_letters
from risk_register.services.drawings import claim_asked_pack, finish_pack
from risk_register.services.meetings import find_next_meeting, get_dated_meeting
from risk_register.services.pack_files import find_by_hash, find_proof
from risk_register.services.packs import find_newest, find_standing, find_successor, list_made
from risk_register.services.programmes import get_programme, list_programmes
from risk_register.services.verifications import verify_file


def add_packs(word: argparse.ArgumentParser) -> None:
    """Enter the commands about packs."""
    packs = behind(word)
    make = enter(packs, "make", _make_pack, "Make a meeting's pack now.")
    make.add_argument("--programme", help="its key; not needed if there is only one")
    make.add_argument(
        "--kind", type=PackKind, help="board or monitoring; of the next meeting, board by default"
    )
    make.add_argument("--meeting", type=date.fromisoformat, help="YYYY-MM-DD; the next by default")
    make.add_argument("--body", help="its key; needed if several bodies meet on that day")
    make.add_argument("--correction", help="what a new version changes")
    make.add_argument("--out", type=Path, help="also write the PDF to this file")
    enter(packs, "list", _list_packs, "List the packs that are made, with where they stand.")
    verify = enter(packs, "verify", _verify_pack, "Say which pack a file is, if it is one of ours.")
    verify.add_argument("file", type=Path, help="a PDF, or another form of a pack")


def _make_pack(_app: Flask, options: argparse.Namespace) -> int:
    now = clock.now()
    with write_transaction():
        programme = get_programme(options.programme or name_only_programme())
        if options.meeting:
            meeting = get_dated_meeting(
                programme, options.meeting, body_key=options.body, kind=options.kind
            )
        else:
            kind = options.kind or PackKind.BOARD
            coming = find_next_meeting(programme, on=clock.today(), kind=kind)
            if coming is None:
                raise RegisterError(f"No meeting that gets a {kind.label} is planned.")
            meeting = coming
        claim = claim_asked_pack(meeting, correction=options.correction, by=None, at=now)
    made = finish_pack(claim, at=now)
    pack = find_newest(meeting)
    if not made or pack is None or pack.state is not PackState.MADE:
        raise RegisterError((pack.failure if pack else None) or "The pack was not made.")
    print(f"Made: {pack.meeting.held_on}, version {pack.version}, SHA-256 {pack.sha256}")
    if options.out and pack.pdf:
        options.out.write_bytes(pack.pdf)
        print(f"Written to {options.out}")
    return 0


def _list_packs(_app: Flask, _options: argparse.Namespace) -> int:
    for programme in list_programmes():
        packs = list_made(programme)
        letters = count_letters(packs)
        for pack in packs:
            circulated = pack.id in letters
            standing = find_standing(pack, versions=packs, is_circulated=circulated)
            print(f"{_name_pack(pack)}: {standing.value}, SHA-256 {pack.sha256}")
    return 0


def _verify_pack(_app: Flask, options: argparse.Namespace) -> int:
    try:
        sha256 = hashlib.sha256(options.file.read_bytes()).hexdigest()
    except OSError as error:
        raise RegisterError(f"{options.file} cannot be read: {error}") from error
    found = find_by_hash(sha256)
    gone = verify_file(sha256)
    if found is None and gone is not None:
        print(f"{options.file}: {gone.what}, {gone.body}, {gone.held_on}")
        print(" ".join([gone.reach, *gone.fates]))
        return 0
    if found is not None:
        pack, form = found
        print(f"{options.file}: {_name_pack(pack)}, {form.label}, as it was made")
    else:
        pack = _find_proof(options.file, sha256)
        print(f"{options.file}: {_name_pack(pack)}, PDF, the proof that was read before approval")
    if gone is not None:
        print(gone.reach)
    if pack.withdrawn_at is not None:
        print(f"Withdrawn on {pack.withdrawn_at:%Y-%m-%d}: {pack.withdraw_reason}")
    successor = find_successor(pack, list_made(pack.meeting.body.programme))
    if successor is not None:
        print(f"Superseded by version {successor.version}")
    return 0


def _find_proof(file: Path, sha256: str) -> Pack:
    pack = find_proof(sha256)
    if pack is None:
        raise RegisterError(f"{file} is no file of a pack of this register: {sha256}")
    return pack


def _name_pack(pack: Pack) -> str:
    meeting = pack.meeting
    name = f"{meeting.body.programme.key} {meeting.held_on} version {pack.version}"
    if meeting.body.pack_kind is PackKind.MONITORING:
        name += f", {meeting.body.pack_kind.label}"
    return f"{name}, {pack.edition.label.lower()}"
