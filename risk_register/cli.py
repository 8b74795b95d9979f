"""The command line: ``risk-register …``. Every command prints what it did."""

import argparse
import json
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask import Flask

from risk_register import clock
from risk_register.api.documents import write_document
from risk_register.app import create_app, open_post_room, set_clock, start_logging
from risk_register.commands.access import add_access
from risk_register.commands.agencies import add_agencies
from risk_register.commands.api_keys import add_api_keys
from risk_register.commands.backups import add_backups
from risk_register.commands.circulations import add_circulations
from risk_register.commands.imports import add_imports
from risk_register.commands.letters import add_letters
from risk_register.commands.meetings import add_meetings
from risk_register.commands.packs import add_packs
from risk_register.commands.parsing import (
    Command,
    Commands,
    enter,
    enter_group,
    name_only_programme,
    read_toml,
)
from risk_register.commands.people import add_people
from risk_register.commands.posts import add_posts
from risk_register.commands.programmes import (
    add_programmes,
    add_ratings,
    add_schemes,
    build_look,
)
from risk_register.commands.webhooks import add_webhooks
from risk_register.database import read_moment, write_transaction
from risk_register.domain.errors import RegisterError, SettingsError
from risk_register.migrations import is_up_to_date, upgrade_database
from risk_register.scheduler.clockwork import run_clockwork
from risk_register.scheduler.jobs import run_round
from risk_register.server import serve
from risk_register.services.demonstration import (
    is_loaded,
    list_sign_ins,
    load_demonstration,
    set_password,
)
from risk_register.services.demonstration_steps import Story
from risk_register.services.events import Head
from risk_register.services.history import export_lines, verify_history
from risk_register.services.outbox import PostRoom
from risk_register.services.search_index import index_risks, is_indexed, list_batches
from risk_register.settings import list_cautions
from risk_register.web.access_table import list_doors, write_table


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    :returns: the process's exit code: 0 if it did what it was asked, 1 if not
    """
    options = _parser().parse_args(arguments)
    start_logging()
    try:
        # Most commands open no page, and start faster without.
        app = create_app(has_doors=options.has_doors)
        with app.app_context():
            run: Command = options.run
            return run(app, options)
    except RegisterError as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="risk-register", description=__doc__)
    parser.set_defaults(has_doors=False)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_service(commands)
    add_backups(commands)
    add_letters(commands)
    add_packs(commands)
    add_circulations(commands)
    add_meetings(commands)
    add_people(commands)
    add_posts(commands)
    add_access(commands)
    add_api_keys(commands)
    add_webhooks(commands)
    add_programmes(commands)
    add_agencies(commands)
    add_imports(commands)
    add_schemes(commands)
    add_ratings(commands)
    _add_history(commands)
    return parser


def _add_service(commands: Commands) -> None:
    serving = enter(commands, "serve", _serve, "Serve the pages, and run the clock beside them.")
    serving.set_defaults(has_doors=True)
    serving.add_argument("--host", default="127.0.0.1")
    serving.add_argument("--port", type=int, default=8000)
    serving.add_argument("--workers", type=int, default=2, help="processes")
    enter(commands, "scheduler", _run_scheduler, "Run the clock alone, beside several servers.")
    tick = enter(commands, "tick", _tick, "Do one round of the clock by hand.")
    tick.add_argument("--json", action="store_true", help="print counts and jobs as JSON")
    routes = enter(commands, "routes", _list_routes, "List every address and who may open it.")
    routes.set_defaults(has_doors=True)
    routes.add_argument("--json", action="store_true")
    routes.add_argument("--csv", action="store_true", help="as docs/access.csv keeps it")
    document = enter(commands, "openapi", _print_document, "Print the OpenAPI document of the API.")
    document.set_defaults(has_doors=True)
    database = enter_group(commands, "database", "Look after the database.")
    enter(database, "upgrade", _upgrade, "Bring the tables to this version.")
    search = enter_group(commands, "search", "The index that risks are found by.")
    enter(search, "rebuild", _rebuild_index, "Index every text of the register anew.")
    demonstration = enter_group(commands, "demonstration", "Never in production.")
    enter(demonstration, "load", _load_demonstration, "Load it, and print who can sign in.")


def _add_history(commands: Commands) -> None:
    history = enter_group(commands, "history", "The record of everything that was done.")
    verify = enter(history, "verify", _verify_history, "Check the record, tables and packs.")
    verify.add_argument(
        "--expect",
        action="append",
        default=[],
        type=_head,
        metavar="N:HASH",
        help="a head that a pack or a letter prints; may be repeated",
    )
    export = enter(history, "export", _export_history, "Print the record, one JSON line each.")
    export.add_argument("--chain", help="the programme's key, or 'service'")


def _serve(app: Flask, options: argparse.Namespace) -> int:
    if not (is_up_to_date() and is_indexed()):
        raise SettingsError("The database is not up to date. Run: risk-register database upgrade")
    for caution in list_cautions(app.config):
        print(caution, file=sys.stderr)
    serve(host=options.host, port=options.port, workers=options.workers)
    return 0


def _run_scheduler(app: Flask, _options: argparse.Namespace) -> int:
    print("The clock runs. Stop it with Ctrl+C.")
    run_clockwork(app, lambda: open_post_room(app))
    return 0


def _tick(app: Flask, options: argparse.Namespace) -> int:
    done = run_round(open_post_room(app), at=clock.now())
    if options.json:
        print(json.dumps(done.as_plain()))
    for outcome in () if options.json else done.outcomes:
        print(f"{outcome.job.label}: {outcome.words}")
    return 1 if done.troubles else 0


def _list_routes(app: Flask, options: argparse.Namespace) -> int:
    if options.csv:
        print(write_table(app), end="")
    elif options.json:
        print(json.dumps(list_doors(app), indent=2))
    else:
        for door in list_doors(app):
            print(f"{door['method']:6} {door['address']:66} {door['needs']}")
    return 0


def _print_document(app: Flask, _options: argparse.Namespace) -> int:
    print(json.dumps(write_document(app), indent=2))
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
    return build_story(read_toml(path), folder=app.config["CONFIG_DIR"], room=open_post_room(app))


def build_story(document: dict[str, Any], *, folder: Path, room: PostRoom) -> Story:
    """Put a demonstration's file together with the schemes it names, which stand in a folder."""
    told = [document["programme"], *document["agencies"]]
    names = {each["scheme"] for each in told if "scheme" in each}
    names |= {each["ratings"] for each in told if "ratings" in each}
    look = build_look(document["programme"].get("look", {}), folder)
    return Story(document, {name: read_toml(folder / name) for name in names}, room, look)


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
    for line in export_lines(options.chain or name_only_programme()):
        print(json.dumps(line, ensure_ascii=False))
    return 0


def _head(given: str) -> Head:
    sequence, _, text = given.partition(":")
    if not sequence.isdigit() or len(text) != 64:
        raise argparse.ArgumentTypeError("a head looks like 412:0f3a… with 64 hexadecimal digits")
    return Head(int(sequence), text)


if __name__ == "__main__":
    sys.exit(main())
