"""Commands about programmes: how their packs look, what they score by and what they rate by."""

import argparse
import json
from datetime import date
from pathlib import Path
from typing import Any

from flask import Flask

from risk_register import clock
from risk_register.commands.parsing import (
    behind,
    enter,
    name_only_programme,
    read_toml,
)
from risk_register.database import write_transaction
from risk_register.domain.errors import RegisterError
from risk_register.domain.looks import Look, read_look
from risk_register.services.looks import choose_look
from risk_register.services.programmes import get_programme, list_programmes
from risk_register.services.ratings import choose_ratings, list_choices
from risk_register.services.schemes import (
    adopt_scheme,
    list_adoptions,
    name_scheme_of_agency,
)


def add_programmes(word: argparse.ArgumentParser) -> None:
    """Enter the commands about programmes."""
    programmes = behind(word)
    look = enter(programmes, "look", _choose_look, "Choose how its packs look from now on.")
    look.add_argument("programme", help="its key")
    look.add_argument("file", type=Path, help="a TOML file with accent, logo, alt and contact")


def add_schemes(word: argparse.ArgumentParser) -> None:
    """Enter the commands about schemes."""
    schemes = behind(word)
    adopt = enter(schemes, "adopt", _adopt_scheme, "Score by another scheme from a day on.")
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
    agency = enter(
        schemes, "of-agency", _name_scheme, "Say in which scheme an agency's own people think."
    )
    agency.add_argument("agency", help="its key")
    agency.add_argument("file", type=Path, help="a TOML file like those in config/schemes/")
    shown = enter(
        schemes, "list", _list_schemes, "List what each programme scores by, and from when."
    )
    shown.add_argument("--json", action="store_true")


def add_ratings(word: argparse.ArgumentParser) -> None:
    """Enter the commands about ratings of delivery."""
    ratings = behind(word)
    choose = enter(ratings, "choose", _choose_ratings, "Rate by other levels from a day on.")
    choose.add_argument("file", type=Path, help="a TOML file like those in config/ratings/")
    choose.add_argument(
        "--from",
        dest="from_on",
        type=date.fromisoformat,
        metavar="YYYY-MM-DD",
        help="the first day on which they are used; today if left out",
    )
    choose.add_argument("--programme", help="its key; not needed if there is only one")
    enter(ratings, "list", _list_ratings, "List what each programme rates by, and from when.")


def build_look(document: dict[str, Any], folder: Path) -> Look:
    """Read a look and the logo it names, which stands in the folder.

    :raises RegisterError: if the logo cannot be read or something does not fit
    """
    path = folder / str(document["logo"]) if document.get("logo") else None
    try:
        return read_look(document, path.read_bytes() if path else None)
    except OSError as error:
        raise RegisterError(f"{path} cannot be read: {error}") from error


def _choose_look(_app: Flask, options: argparse.Namespace) -> int:
    look = build_look(read_toml(options.file), options.file.parent)
    with write_transaction():
        choose_look(get_programme(options.programme), look, at=clock.now())
    print(f"The next packs of {options.programme} look so. What is frozen stays as it was.")
    return 0


def _adopt_scheme(_app: Flask, options: argparse.Namespace) -> int:
    document = read_toml(options.file)
    with write_transaction():
        programme = get_programme(options.programme or name_only_programme())
        version = adopt_scheme(
            programme, document, from_on=options.from_on, at=clock.now(), today=clock.today()
        )
        print(
            f"{programme.key} scores by {version.key} {version.version} from {options.from_on} on. "
            "What was scored before stays as it was."
        )
    return 0


def _name_scheme(_app: Flask, options: argparse.Namespace) -> int:
    document = read_toml(options.file)
    with write_transaction():
        agency = name_scheme_of_agency(options.agency, document, at=clock.now())
        print(f"{agency.name} thinks in {document['name']}.")
    return 0


def _choose_ratings(_app: Flask, options: argparse.Namespace) -> int:
    document = read_toml(options.file)
    from_on = options.from_on or clock.today()
    with write_transaction():
        programme = get_programme(options.programme or name_only_programme())
        version = choose_ratings(programme, document, from_on=from_on, at=clock.now())
        print(
            f"{programme.key} rates delivery by {version.key} {version.version} from {from_on} on. "
            "What was rated before stays as it was."
        )
    return 0


def _list_ratings(_app: Flask, _options: argparse.Namespace) -> int:
    for programme in list_programmes():
        for from_on, version in list_choices(programme):
            print(f"{programme.key:24} from {from_on}  {version}")
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
