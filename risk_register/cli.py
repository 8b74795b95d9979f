"""The command line: ``risk-register …``. Every command prints what it did."""

import argparse
import hashlib
import json
import secrets
import sys
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

from flask import Flask

from risk_register import clock
from risk_register.app import create_app, open_post_room, set_clock, start_logging
from risk_register.database import read_moment, write_transaction
from risk_register.domain.errors import RegisterError, SettingsError
from risk_register.domain.looks import Look, read_look
from risk_register.domain.packs import PackState
from risk_register.migrations import is_up_to_date, upgrade_database
from risk_register.models import Pack
from risk_register.scheduler.clockwork import run_clockwork
from risk_register.scheduler.jobs import run_round
from risk_register.server import serve
from risk_register.services.circulations import count_letters
from risk_register.services.deliveries import PostRoom
from risk_register.services.demonstration import (
    is_loaded,
    list_sign_ins,
    load_demonstration,
    set_password,
)
from risk_register.services.demonstration_steps import Story
from risk_register.services.drawings import claim_asked_pack, finish_pack
from risk_register.services.events import Head
from risk_register.services.history import export_lines, verify_history
from risk_register.services.looks import choose_look
from risk_register.services.meetings import find_next_meeting, get_meeting
from risk_register.services.pack_files import find_by_hash
from risk_register.services.packs import find_newest, find_standing, list_made
from risk_register.services.programmes import get_programme, list_programmes
from risk_register.services.schemes import (
    adopt_scheme,
    list_adoptions,
    name_scheme_of_agency,
)
from risk_register.services.search_index import index_risks, is_indexed, list_batches
from risk_register.web.access import list_doors

Command = Callable[[Flask, argparse.Namespace], int]
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - argparse gives its type no other name


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    :returns: the process's exit code: 0 if it did what it was asked, 1 if not
    """
    options = _parser().parse_args(arguments)
    start_logging()
    try:
        app = create_app()
        with app.app_context():
            run: Command = options.run
            return run(app, options)
    except RegisterError as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="risk-register", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_service(commands)
    _add_packs(commands)
    _add_programmes(commands)
    _add_schemes(commands)
    _add_history(commands)
    return parser


def _add_service(commands: Commands) -> None:
    serving = _add(commands, "serve", _serve, "Serve the pages, and run the clock beside them.")
    serving.add_argument("--host", default="127.0.0.1")
    serving.add_argument("--port", type=int, default=8000)
    serving.add_argument("--workers", type=int, default=2, help="processes")
    _add(commands, "scheduler", _run_scheduler, "Run the clock alone, beside several servers.")
    tick = _add(commands, "tick", _tick, "Do one round of the clock by hand.")
    tick.add_argument("--json", action="store_true", help="print the counts as JSON")
    routes = _add(commands, "routes", _list_routes, "List every address and who may open it.")
    routes.add_argument("--json", action="store_true")
    database = _group(commands, "database", "Look after the database.")
    _add(database, "upgrade", _upgrade, "Bring the tables to this version.")
    search = _group(commands, "search", "The index that risks are found by.")
    _add(search, "rebuild", _rebuild_index, "Index every text of the register anew.")
    demonstration = _group(commands, "demonstration", "Never in production.")
    _add(demonstration, "load", _load_demonstration, "Load it, and print who can sign in.")


def _add_packs(commands: Commands) -> None:
    packs = _group(commands, "pack", "Board packs.")
    make = _add(packs, "make", _make_pack, "Make a meeting's pack now.")
    make.add_argument("--programme", help="its key; not needed if there is only one")
    make.add_argument("--meeting", type=date.fromisoformat, help="YYYY-MM-DD; the next by default")
    make.add_argument("--correction", help="what a new version changes")
    make.add_argument("--out", type=Path, help="also write the PDF to this file")
    _add(packs, "list", _list_packs, "List the packs that are made, with where they stand.")
    verify = _add(packs, "verify", _verify_pack, "Say which pack a file is, if it is one of ours.")
    verify.add_argument("file", type=Path, help="a PDF, or another form of a pack")


def _add_programmes(commands: Commands) -> None:
    programmes = _group(commands, "programme", "What is set for a programme.")
    look = _add(programmes, "look", _choose_look, "Choose how its packs look from now on.")
    look.add_argument("programme", help="its key")
    look.add_argument("file", type=Path, help="a TOML file with accent, logo, alt and contact")


def _add_schemes(commands: Commands) -> None:
    schemes = _group(commands, "scheme", "What the programmes score by.")
    adopt = _add(schemes, "adopt", _adopt_scheme, "Score by another scheme from a day on.")
    adopt.add_argument("file", type=Path, help="a TOML file like those in config/schemes/")
    adopt.add_argument(
        "--from",
        dest="from_on",
        type=date.fromisoformat,
        required=True,
        metavar="YYYY-MM-DD",
        help="the first day it is in force on; today or later",
    )
    adopt.add_argument("--programme", help="its key; not needed if there is only one")
    agency = _add(
        schemes, "of-agency", _name_scheme, "Say in which scheme an agency's own people think."
    )
    agency.add_argument("agency", help="its key")
    agency.add_argument("file", type=Path, help="a TOML file like those in config/schemes/")
    shown = _add(
        schemes, "list", _list_schemes, "List what each programme scores by, and from when."
    )
    shown.add_argument("--json", action="store_true")


def _add_history(commands: Commands) -> None:
    history = _group(commands, "history", "The record of everything that was done.")
    verify = _add(history, "verify", _verify_history, "Check the record, tables and packs.")
    verify.add_argument(
        "--expect",
        action="append",
        default=[],
        type=_head,
        metavar="N:HASH",
        help="a head that a pack or a letter prints; may be repeated",
    )
    export = _add(history, "export", _export_history, "Print the record, one JSON line each.")
    export.add_argument("--chain", help="the programme's key, or 'service'")


def _add(commands: Commands, name: str, run: Command, words: str) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=words, description=words)
    parser.set_defaults(run=run)
    return parser


def _group(commands: Commands, name: str, words: str) -> Commands:
    parser = commands.add_parser(name, help=words, description=words)
    return parser.add_subparsers(required=True, metavar="COMMAND")


def _serve(_app: Flask, options: argparse.Namespace) -> int:
    if not (is_up_to_date() and is_indexed()):
        raise SettingsError("The database is not up to date. Run: risk-register database upgrade")
    serve(host=options.host, port=options.port, workers=options.workers)
    return 0


def _run_scheduler(app: Flask, _options: argparse.Namespace) -> int:
    print("The clock runs. Stop it with Ctrl+C.")
    run_clockwork(app, lambda: open_post_room(app))
    return 0


def _tick(app: Flask, options: argparse.Namespace) -> int:
    done = run_round(open_post_room(app), at=clock.now())
    print(json.dumps(asdict(done)) if options.json else (done.words or "Nothing was due."))
    return 1 if done.troubles else 0


def _list_routes(app: Flask, options: argparse.Namespace) -> int:
    doors = list_doors(app)
    if options.json:
        print(json.dumps(doors, indent=2))
    else:
        for door in doors:
            print(f"{door['methods']:12} {door['address']:60} {door['needs']}")
    return 0


def _upgrade(app: Flask, _options: argparse.Namespace) -> int:
    if is_up_to_date() and is_indexed():
        print("The database is up to date.")
    else:
        upgrade_database()
        set_clock(app)
        _index_all()
        print("The database was brought up to date.")
    return 0


def _rebuild_index(_app: Flask, _options: argparse.Namespace) -> int:
    print(f"Indexed {_index_all()} risks.")
    return 0


def _index_all() -> int:
    """Index all risks, some at a time, so that nobody waits long to save something meanwhile."""
    count = 0
    for batch in list_batches():
        with write_transaction():
            index_risks(batch)
        count += len(batch)
    return count


def _load_demonstration(app: Flask, _options: argparse.Namespace) -> int:
    if app.config["ENVIRONMENT"] == "production":
        raise SettingsError("The demonstration is never loaded in production.")
    if not app.config["DEMONSTRATION"]:
        raise SettingsError("RISK_REGISTER_DEMONSTRATION names no file to load.")
    story = read_story(app)
    chosen = app.config["DEMONSTRATION_PASSWORD"]
    password = chosen or secrets.token_urlsafe(9)
    if not is_loaded(story):
        load_demonstration(story, password=password, tell=print)
    elif chosen:
        set_password(story, chosen)
    else:
        print("The demonstration is loaded. Its password was printed when it was;")
        print("to choose another, set RISK_REGISTER_DEMONSTRATION_PASSWORD and start again.")
        return 0
    print("\nDemonstration sign-ins:")
    for sign_in in list_sign_ins(story):
        print(f"  {sign_in.email:42} {sign_in.title} ({', '.join(sign_in.roles)})")
    given = "as in RISK_REGISTER_DEMONSTRATION_PASSWORD" if chosen else password
    print(f"Password of them all: {given}\n")
    return 0


def read_story(app: Flask) -> Story:
    """Read the demonstration's file and the schemes it names."""
    path: Path = app.config["CONFIG_DIR"] / app.config["DEMONSTRATION"]
    return build_story(_read_toml(path), folder=app.config["CONFIG_DIR"], room=open_post_room(app))


def build_story(document: dict[str, Any], *, folder: Path, room: PostRoom) -> Story:
    """Put a demonstration's file together with the schemes it names, which stand in a folder."""
    told = [document["programme"], *document["agencies"]]
    names = {each["scheme"] for each in told if "scheme" in each}
    look = _build_look(document["programme"].get("look", {}), folder)
    return Story(document, {name: _read_toml(folder / name) for name in names}, room, look)


def _make_pack(_app: Flask, options: argparse.Namespace) -> int:
    now = clock.now()
    with write_transaction():
        programme = get_programme(options.programme or _only_programme())
        if options.meeting:
            meeting = get_meeting(programme, options.meeting)
        else:
            coming = find_next_meeting(programme, on=clock.today())
            if coming is None:
                raise RegisterError("No meeting is planned.")
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


def _only_programme() -> str:
    keys = [programme.key for programme in list_programmes()]
    if len(keys) != 1:
        raise RegisterError(f"Name a programme with --programme: {', '.join(keys) or 'none yet'}.")
    return keys[0]


def _list_packs(_app: Flask, _options: argparse.Namespace) -> int:
    for programme in list_programmes():
        packs = list_made(programme)
        letters = count_letters(packs)
        for pack in packs:
            circulated = pack.id in letters
            standing = find_standing(pack, versions=packs, is_circulated=circulated)
            print(f"{_name_pack(pack)}: {standing.value}, SHA-256 {pack.sha256}")
    return 0


def _choose_look(_app: Flask, options: argparse.Namespace) -> int:
    look = _build_look(_read_toml(options.file), options.file.parent)
    with write_transaction():
        choose_look(get_programme(options.programme), look, at=clock.now())
    print(f"The next packs of {options.programme} look so. What is frozen stays as it was.")
    return 0


def _build_look(document: dict[str, Any], folder: Path) -> Look:
    path = folder / str(document["logo"]) if document.get("logo") else None
    try:
        return read_look(document, path.read_bytes() if path else None)
    except OSError as error:
        raise RegisterError(f"{path} cannot be read: {error}") from error


def _verify_pack(_app: Flask, options: argparse.Namespace) -> int:
    try:
        sha256 = hashlib.sha256(options.file.read_bytes()).hexdigest()
    except OSError as error:
        raise RegisterError(f"{options.file} cannot be read: {error}") from error
    found = find_by_hash(sha256)
    if found is None:
        raise RegisterError(f"{options.file} is no file of a pack of this register: {sha256}")
    pack, form = found
    print(f"{options.file}: {_name_pack(pack)}, {form.label}, as it was made")
    if pack.withdrawn_at is not None:
        print(f"Withdrawn on {pack.withdrawn_at:%Y-%m-%d}: {pack.withdraw_reason}")
    return 0


def _name_pack(pack: Pack) -> str:
    meeting = pack.meeting
    name = f"{meeting.body.programme.key} {meeting.held_on} version {pack.version}"
    return f"{name}, {pack.edition.label.lower()}"


def _adopt_scheme(_app: Flask, options: argparse.Namespace) -> int:
    document = _read_toml(options.file)
    with write_transaction():
        programme = get_programme(options.programme or _only_programme())
        version = adopt_scheme(
            programme, document, from_on=options.from_on, at=clock.now(), today=clock.today()
        )
        print(
            f"{programme.key} scores by {version.key} {version.version} from {options.from_on} on. "
            "What was scored before stays as it was."
        )
    return 0


def _name_scheme(_app: Flask, options: argparse.Namespace) -> int:
    document = _read_toml(options.file)
    with write_transaction():
        agency = name_scheme_of_agency(options.agency, document, at=clock.now())
        print(f"{agency.name} thinks in {document['name']}.")
    return 0


def _list_schemes(_app: Flask, options: argparse.Namespace) -> int:
    adopted = [
        {"programme": programme.key, "from": from_on.isoformat(), "scheme": version}
        for programme in list_programmes()
        for from_on, version in list_adoptions(programme)
    ]
    if options.json:
        print(json.dumps(adopted, indent=2))
    for line in () if options.json else adopted:
        print(f"{line['programme']:24} from {line['from']}  {line['scheme']}")
    return 0


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RegisterError(f"{path} cannot be read: {error}") from error


def _verify_history(_app: Flask, options: argparse.Namespace) -> int:
    with read_moment():
        findings = verify_history(expected=options.expect)
    for problem in findings.problems:
        print(problem, file=sys.stderr)
    print(
        f"Looked at {findings.lines} lines, {findings.rows} rows, {findings.packs} packs "
        f"and {findings.files} files: "
        + (f"{len(findings.problems)} problems." if findings.problems else "all as recorded.")
    )
    for chain, head in findings.heads.items():
        print(f"  {chain}: {head}")
    return 1 if findings.problems else 0


def _export_history(_app: Flask, options: argparse.Namespace) -> int:
    for line in export_lines(options.chain or _only_programme()):
        print(json.dumps(line, ensure_ascii=False))
    return 0


def _head(given: str) -> Head:
    sequence, _, text = given.partition(":")
    if not sequence.isdigit() or len(text) != 64:
        raise argparse.ArgumentTypeError("a head looks like 412:0f3a… with 64 hexadecimal digits")
    return Head(int(sequence), text)


if __name__ == "__main__":
    sys.exit(main())
