"""The command line: ``risk-register …``. Every command prints what it did."""

import argparse
import gc
import pkgutil
import sys
from collections.abc import Sequence
from typing import Any

from risk_register.domain.errors import RegisterError
from risk_register.settings import start_logging

#: Every first word: what it is about, and who enters what stands behind it.
WORDS = {
    "serve": ("Serve the pages, and run the clock beside them.", "serving:add_serve"),
    "scheduler": ("Run the clock alone, beside several servers.", "clocks:add_scheduler"),
    "tick": ("Do one round of the clock by hand.", "clocks:add_tick"),
    "routes": ("List every address and who may open it.", "doors:add_routes"),
    "openapi": ("Print the OpenAPI document of the API.", "doors:add_openapi"),
    "database": ("Look after the database.", "databases:add_database"),
    "search": ("The index that risks are found by.", "databases:add_search"),
    "demonstration": ("Never in production.", "demonstrations:add_demonstration"),
    "backup": ("Copy the register into one file, while it runs.", "backups:add_backup"),
    "restore": (
        "Put the register back from a backup. Stop the service first.",
        "backups:add_restore",
    ),
    "send-test-letter": (
        "Send one letter to an address and say what the mail server answered.",
        "letters:add_test_letter",
    ),
    "bounces": ("Letters that came back.", "letters:add_bounces"),
    "pack": ("Board packs.", "packs:add_packs"),
    "circulation": ("What was sent, to whom and when.", "circulations:add_circulations"),
    "meeting": ("Meetings and their deadlines.", "meetings:add_meetings"),
    "person": ("Who may sign in, and as what.", "people:add_people"),
    "post": ("Titles at an agency, and who holds them.", "posts:add_posts"),
    "access": ("Who has what part in a programme.", "access:add_access"),
    "key": ("Keys by which programs use the API.", "api_keys:add_api_keys"),
    "webhook": ("Programs that are told what happens.", "webhooks:add_webhooks"),
    "programme": ("What is set for a programme.", "programmes:add_programmes"),
    "agency": ("What is set for an agency.", "agencies:add_agencies"),
    "import": ("Say what a spreadsheet holds; it saves nothing.", "imports:add_import"),
    "scheme": ("What the programmes score by.", "programmes:add_schemes"),
    "ratings": ("By which levels delivery is rated: RAG, BRAG.", "programmes:add_ratings"),
    "history": ("The record of everything that was done.", "history:add_history"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    :returns: the process's exit code: 0 if it did what it was asked, 1 if not
    """
    # What is loaded stays to the end; a collector that walks through it again and again finds
    # nothing, and takes a fourth of the time that a command needs to start.
    gc.disable()
    options = _parser().parse_args(arguments)
    start_logging()
    try:
        app = options.build()
        gc.freeze()
        gc.enable()
        with app.app_context():
            return int(options.run(app, options))
    except RegisterError as error:
        print(error, file=sys.stderr)
        return 1


class _Word(argparse.ArgumentParser):
    """The first word of a command. What it needs is loaded when it is the one that was typed."""

    def __init__(self, *, entrance: str, **words: Any) -> None:
        super().__init__(**words)
        self.entrance = entrance

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Enter what stands behind the word, and read on."""
        pkgutil.resolve_name(f"risk_register.commands.{self.entrance}")(self)
        return super().parse_known_args(args, namespace)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="risk-register", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Word)
    for name, (words, entrance) in WORDS.items():
        commands.add_parser(name, help=words, description=words, entrance=entrance)
    return parser


if __name__ == "__main__":
    sys.exit(main())
