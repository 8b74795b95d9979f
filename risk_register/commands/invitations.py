"""Commands about people who are asked in: many at once from a sheet, or one of them again."""

import argparse
import json
from pathlib import Path

from flask import Flask

from risk_register import clock
from risk_register.commands.parsing import Commands, enter
from risk_register.database import write_transaction
from risk_register.domain.errors import RegisterError
from risk_register.frame import open_post_room
from risk_register.services.invitation_sheets import FoundPerson, invite_people, weigh_people
from risk_register.services.invitations import invite_again, take_back
from risk_register.services.keepers import OPERATOR
from risk_register.services.people import get_person
from risk_register.sheets.pasting import read_as_pasted


def add_invitations(people: Commands) -> None:
    """Enter the commands about invitations, behind the word for people."""
    sheet = enter(people, "invite-sheet", _invite_sheet, "Ask in everybody of a sheet, or nobody.")
    sheet.add_argument("file", type=Path, help="an .xlsx, .xls, .ods or .csv file")
    sheet.add_argument("--dry-run", action="store_true", help="only say what each line would do")
    sheet.add_argument("--json", action="store_true")
    for name, run, words in (
        (
            "invite-again",
            _invite_again,
            "Send a new key to somebody who has not come, or has left.",
        ),
        ("take-back", _take_back, "Take an invitation back, and what was given with it."),
    ):
        parser = enter(people, name, run, words)
        parser.add_argument("email", help="their e-mail address")


def _invite_sheet(app: Flask, options: argparse.Namespace) -> int:
    try:
        content = options.file.read_bytes()
    except OSError as error:
        raise RegisterError(f"{options.file} cannot be read: {error.strerror}") from error
    text, now = read_as_pasted(options.file.name, content), clock.now()
    found = weigh_people(text, by=OPERATOR, at=now)
    wrong = [each for each in found if each.problem]
    if not (options.dry_run or wrong):
        with write_transaction():
            invite_people(text, by=OPERATOR, room=open_post_room(app), at=now)
    if options.json:
        print(json.dumps([_describe(each) for each in found], indent=2, ensure_ascii=False))
    else:
        _print(found, is_done=not (options.dry_run or wrong))
    return 1 if wrong else 0


def _describe(found: FoundPerson) -> dict[str, object]:
    line = found.line
    return {
        "line": line.number,
        "name": line.name,
        "email": line.email,
        "agency": found.invitee.agency.key if found.invitee else line.agency,
        "post": line.post,
        "roles": list(line.roles),
        "problem": found.problem,
    }


def _print(found: list[FoundPerson], *, is_done: bool) -> None:
    for each in found:
        print(f"Line {each.line.number}: {each.line.email:40} {each.problem or 'fits'}")
    print(
        f"{len(found)} invited; their letters go with the clock."
        if is_done
        else "Nobody was invited."
    )


def _invite_again(app: Flask, options: argparse.Namespace) -> int:
    with write_transaction():
        person = get_person(options.email)
        invite_again(person, by=OPERATOR, room=open_post_room(app), at=clock.now())
    print(f"{options.email} gets a letter with a new key. Earlier ones no longer work.")
    return 0


def _take_back(_app: Flask, options: argparse.Namespace) -> int:
    with write_transaction():
        take_back(get_person(options.email), by=OPERATOR, at=clock.now())
    print(f"The invitation of {options.email} is taken back, and its key opens nothing.")
    return 0
