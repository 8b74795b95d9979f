"""Commands about agencies: what they are called, and where their people's letters may go."""

import argparse
import json

from flask import Flask

from risk_register import clock
from risk_register.commands.parsing import Commands, enter, enter_group
from risk_register.database import write_transaction
from risk_register.domain.sentences import list_words
from risk_register.models import Agency
from risk_register.services.agency_names import (
    AgencyLine,
    AgencyNames,
    add_agency,
    list_agency_lines,
    rename_agency,
)
from risk_register.services.keepers import OPERATOR
from risk_register.services.mail_domains import choose_mail_domains, get_agency


def add_agencies(commands: Commands) -> None:
    """Enter the commands about agencies."""
    agencies = enter_group(commands, "agency", "What is set for an agency.")
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
