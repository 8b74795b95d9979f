"""Commands about agencies: where the letters of their people may go."""

import argparse

from flask import Flask

from risk_register import clock
from risk_register.commands.parsing import Commands, enter, enter_group
from risk_register.database import write_transaction
from risk_register.domain.sentences import list_words
from risk_register.models import Agency
from risk_register.services.mail_domains import choose_mail_domains, get_agency


def add_agencies(commands: Commands) -> None:
    """Enter the commands about agencies."""
    agencies = enter_group(commands, "agency", "What is set for an agency.")
    domains = enter(
        agencies,
        "domains",
        _choose_domains,
        "Show or choose the mail domains to which its people's letters may go.",
    )
    domains.add_argument("agency", help="its key")
    domains.add_argument("domain", nargs="*", help="like example.org; all of them, each time")
    domains.add_argument("--any", action="store_true", help="letters may go to any domain")


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
