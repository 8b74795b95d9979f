"""Commands that say at which addresses the service answers."""

import argparse
import json

from flask import Flask

from risk_register.api.documents import write_document
from risk_register.app import create_app
from risk_register.commands.parsing import let_run
from risk_register.web.access_table import list_doors, write_table


def add_routes(word: argparse.ArgumentParser) -> None:
    """Enter the command that lists the addresses."""
    let_run(word, _list_routes, build=create_app)
    word.add_argument("--json", action="store_true")
    word.add_argument("--csv", action="store_true", help="as docs/access.csv keeps it")


def add_openapi(word: argparse.ArgumentParser) -> None:
    """Enter the command that describes the API."""
    let_run(word, _print_document, build=create_app)


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
