"""Commands about agencies: their names, where letters may go, and how they lay risks out."""

import argparse
import json
from pathlib import Path

from flask import Flask

from risk_register import clock
from risk_register.commands.parsing import behind, enter, name_only_programme
from risk_register.database import write_transaction
from risk_register.domain.errors import RegisterError
from risk_register.domain.register_layouts import LONGEST_NAME, read_lines
from risk_register.domain.sentences import list_words
from risk_register.models import Agency
from risk_register.services.agency_names import (
    AgencyLine,
    AgencyNames,
    add_agency,
    list_agency_lines,
    rename_agency,
)
from risk_register.services.export_rows import NOW_COLUMNS
from risk_register.services.keepers import OPERATOR
from risk_register.services.mail_domains import choose_mail_domains, get_agency
from risk_register.services.programmes import get_programme
from risk_register.services.register_layouts import set_layout


def add_agencies(word: argparse.ArgumentParser) -> None:
    """Enter the commands about agencies."""
    agencies = behind(word)
    listed = enter(agencies, "list", _list, "List the agencies by their keys.")
    listed.add_argument("--json", action="store_true")
    added = enter(agencies, "add", _add, "Add an agency; its key is made from the short name.")
    renamed = enter(agencies, "rename", _rename, "Call an agency otherwise from now on.")
    renamed.add_argument("agency", help="its key")
    for parser, is_new in ((added, True), (renamed, False)):
        parser.add_argument("--name", required=is_new)
        parser.add_argument("--short", required=is_new, help="what tables and packs print")
        parser.add_argument("--kind", required=is_new, help="like: local authority")
    domains = enter(
        agencies,
        "domains",
        _choose_domains,
        "Show or choose the mail domains to which its people's letters may go.",
    )
    domains.add_argument("agency", help="its key")
    domains.add_argument("domain", nargs="*", help="like example.org; all of them, each time")
    domains.add_argument("--any", action="store_true", help="letters may go to any domain")
    columns = enter(
        agencies,
        "columns",
        _set_columns,
        "Keep the columns under which an agency takes its risks along.",
    )
    columns.add_argument("agency", help="its key")
    columns.add_argument("name", help="what the layout is called; one of that name is replaced")
    columns.add_argument("file", type=Path, help="a text file of lines like Risk ID = Reference")
    columns.add_argument("--programme", help="its key; not needed if there is only one")


def _set_columns(_app: Flask, options: argparse.Namespace) -> int:
    try:
        lines = options.file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise RegisterError(f"{options.file} cannot be read: {error}") from error
    columns = read_lines(lines, [column.heading for column in NOW_COLUMNS])
    programme = get_programme(options.programme or name_only_programme())
    with write_transaction():
        agency = get_agency(options.agency)
        name = " ".join(options.name.split())[:LONGEST_NAME]
        set_layout(programme, agency, name=name, columns=columns, at=clock.now())
        print(f"{agency.short} takes its risks along as “{name}”: {len(columns)} columns.")
    return 0


def _list(_app: Flask, options: argparse.Namespace) -> int:
    lines = list_agency_lines(OPERATOR)
    if options.json:
        print(json.dumps([_describe(line) for line in lines], indent=2, ensure_ascii=False))
    for line in () if options.json else lines:
        print(f"{line.agency.key:16} {line.agency.name}, {line.people} may sign in")
    return 0


def _describe(line: AgencyLine) -> dict[str, object]:
    return {
        "key": line.agency.key,
        "name": line.agency.name,
        "short": line.agency.short,
        "kind": line.agency.kind,
        "people": line.people,
        "administrators": [person.email for person in line.keepers],
        "led_by": [post.title for post in line.leaders],
    }


def _add(_app: Flask, options: argparse.Namespace) -> int:
    with write_transaction():
        names = AgencyNames(options.name, options.short, options.kind)
        agency = add_agency(names, by=OPERATOR, at=clock.now())
        print(f"{agency.name} is added. Its key is {agency.key}.")
    return 0


def _rename(_app: Flask, options: argparse.Namespace) -> int:
    with write_transaction():
        agency = get_agency(options.agency)
        names = AgencyNames(
            options.name or agency.name,
            options.short or agency.short,
            options.kind or agency.kind,
        )
        rename_agency(agency, names, seen=None, by=OPERATOR, at=clock.now())
        print(f"{agency.name} is saved.")
    return 0


def _choose_domains(_app: Flask, options: argparse.Namespace) -> int:
    if options.any and options.domain:
        print("Name domains, or say --any.")
        return 2
    if options.any or options.domain:
        with write_transaction():
            domains = None if options.any else options.domain
            print(_say(choose_mail_domains(options.agency, domains, at=clock.now())))
    else:
        print(_say(get_agency(options.agency)))
    return 0


def _say(agency: Agency) -> str:
    if agency.mail_domains is None:
        return f"Letters of {agency.name} may go to any domain."
    return f"Letters of {agency.name} may go to {list_words(agency.mail_domains)} only."
