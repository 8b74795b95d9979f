"""Commands about the database and the index that risks are found by."""

import argparse

from flask import Flask

from risk_register.commands.parsing import behind, enter
from risk_register.database import write_transaction
from risk_register.frame import set_clock
from risk_register.migrations import is_up_to_date, upgrade_database
from risk_register.services.search_index import index_risks, is_indexed, list_batches


def add_database(word: argparse.ArgumentParser) -> None:
    """Enter the commands about the database."""
    database = behind(word)
    enter(database, "upgrade", _upgrade, "Bring the tables to this version.")


def add_search(word: argparse.ArgumentParser) -> None:
    """Enter the commands about the index."""
    search = behind(word)
    enter(search, "rebuild", _rebuild_index, "Index every text of the register anew.")


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
