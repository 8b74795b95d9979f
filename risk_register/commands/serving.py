"""The command that serves the pages."""

import argparse
import sys

from flask import Flask

from risk_register.app import create_app
from risk_register.commands.parsing import let_run
from risk_register.domain.errors import SettingsError
from risk_register.migrations import is_up_to_date
from risk_register.server import serve
from risk_register.services.search_index import is_indexed
from risk_register.settings import list_cautions


def add_serve(word: argparse.ArgumentParser) -> None:
    """Enter the command that serves the pages."""
    let_run(word, _serve, build=create_app)
    word.add_argument("--host", default="127.0.0.1")
    word.add_argument("--port", type=int, default=8000)
    word.add_argument("--workers", type=int, default=2, help="processes")


def _serve(app: Flask, options: argparse.Namespace) -> int:
    if not (is_up_to_date() and is_indexed()):
        raise SettingsError("The database is not up to date. Run: risk-register database upgrade")
    for caution in list_cautions(app.config):
        print(caution, file=sys.stderr)
    serve(host=options.host, port=options.port, workers=options.workers)
    return 0
