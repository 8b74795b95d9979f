"""Commands about the access review: who has what part in a programme, and that somebody looked."""

import argparse
import json

from flask import Flask

from risk_register import clock
from risk_register.commands.parsing import behind, enter, name_only_programme
from risk_register.database import write_transaction
from risk_register.domain.access_reviews import Quarter
from risk_register.services.access_reviews import (
    AccessLine,
    list_parts,
    record_review,
    record_taking,
)
from risk_register.services.people import get_person
from risk_register.services.programmes import get_member, get_programme


def add_access(word: argparse.ArgumentParser) -> None:
    """Enter the commands about the access review."""
    access = behind(word)
    listed = enter(access, "list", _list, "List everybody with a part, the doubtful ones first.")
    listed.add_argument("--json", action="store_true")
    reviewed = enter(access, "review", _review, "Note that somebody has looked at the list.")
    reviewed.add_argument("--by", required=True, metavar="EMAIL", help="who has looked")
    reviewed.add_argument("--note", required=True, help="what they looked at and what was changed")
    for parser in (listed, reviewed):
        parser.add_argument("--programme", help="its key; not needed if there is only one")


def _list(_app: Flask, options: argparse.Namespace) -> int:
    programme, now = get_programme(options.programme or name_only_programme()), clock.now()
    found = list_parts(programme, at=now)
    with write_transaction():
        record_taking(programme, by=None, at=now)
    if options.json:
        print(json.dumps([_describe(line) for line in found], indent=2, ensure_ascii=False))
    for line in () if options.json else found:
        roles = ", ".join(each.role.label for each in line.memberships)
        doubts = "".join(f"  Look: {doubt}" for doubt in line.doubts)
        print(f"{line.person.email:40} {roles}{doubts}")
    return 0


def _describe(line: AccessLine) -> dict[str, object]:
    person = line.person
    return {
        "email": person.email,
        "name": person.name,
        "agency": person.agency.key,
        "posts": [post.title for post in line.posts],
        "roles": [each.role.value for each in line.memberships],
        "signed_in_at": person.signed_in_at.isoformat() if person.signed_in_at else None,
        "doubts": [str(doubt) for doubt in line.doubts],
    }


def _review(_app: Flask, options: argparse.Namespace) -> int:
    key, now, today = options.programme or name_only_programme(), clock.now(), clock.today()
    with write_transaction():
        member = get_member(get_person(options.by), key, on=today)
        record_review(options.note, by=member, at=now, is_entered=True)
    print(f"The review of {Quarter.of(today).label} by {options.by} is in the history.")
    return 0
