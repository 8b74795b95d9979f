"""Commands about people: who may sign in, and as what. Each change signs its person out."""

import argparse
import json
from datetime import date

from flask import Flask

from risk_register import clock
from risk_register.commands.invitations import add_invitations
from risk_register.commands.parsing import behind, enter, name_only_programme
from risk_register.database import write_transaction
from risk_register.domain.permissions import Role
from risk_register.frame import open_post_room
from risk_register.models import Person
from risk_register.services.anonymisations import anonymise_people, list_due
from risk_register.services.departures import leave
from risk_register.services.keepers import OPERATOR
from risk_register.services.memberships import give_role, withdraw_role
from risk_register.services.particulars import change_particulars
from risk_register.services.people import (
    add_person,
    choose_keeper,
    disable_person,
    enable_person,
    get_person,
    list_people,
)
from risk_register.services.programmes import get_programme
from risk_register.services.second_factors import remove_factor
from risk_register.services.ways_in import renew_factor, sign_out


def add_people(word: argparse.ArgumentParser) -> None:
    """Enter the commands about people."""
    people = behind(word)
    listed = enter(people, "list", _list, "List everybody, and whether they may sign in.")
    listed.add_argument("--json", action="store_true")
    add_invitations(people)
    added = enter(people, "add", _add, "Add somebody, who then signs in by a letter or directory.")
    added.add_argument("email", help="their e-mail address")
    added.add_argument("--name", required=True)
    added.add_argument("--agency", required=True, help="its key")
    for name, run, words in (
        ("disable", _disable, "Let somebody no longer sign in; they are signed out at once."),
        ("sign-out", _sign_out, "Sign somebody out everywhere; they can sign in again."),
        ("enable", _enable, "Let somebody sign in again."),
        ("renew-second-factor", _renew, "Let somebody set up a second factor when they sign in."),
        ("forget-second-factor", _forget, "Remove a second factor, once you know who asks."),
    ):
        parser = enter(people, name, run, words)
        parser.add_argument("email", help="their e-mail address")
    changed = enter(people, "change", _change, "Say otherwise what somebody is called.")
    changed.add_argument("email", help="their e-mail address")
    changed.add_argument("--name")
    changed.add_argument("--to", metavar="EMAIL", help="where their letters go from now on")
    keeps = enter(people, "keeps-agency", _keep, "Let somebody look after their agency's people.")
    keeps.add_argument("email", help="their e-mail address")
    keeps.add_argument("--no-longer", action="store_true", help="take it back")
    leaves = enter(people, "leaves", _leave, "Note somebody's last day; then their account closes.")
    leaves.add_argument("email", help="their e-mail address")
    leaves.add_argument("--on", type=date.fromisoformat, help="the last day, like 2018-06-30")
    leaves.add_argument("--at-once", action="store_true", help="sign them out now")
    forgotten = enter(
        people,
        "anonymise",
        _anonymise,
        "List whose name and address have been kept long enough, and replace them.",
    )
    forgotten.add_argument("email", nargs="*", help="addresses from the list")
    forgotten.add_argument("--all", action="store_true", help="everybody on the list")
    for name, run, words in (
        ("give-role", _give, "Give somebody a role in a programme; they are signed out."),
        ("withdraw-role", _withdraw, "Take a role from somebody; they are signed out."),
    ):
        parser = enter(people, name, run, words)
        parser.add_argument("email", help="their e-mail address")
        parser.add_argument("role", type=Role, choices=list(Role), metavar="ROLE")
        parser.add_argument("--programme", help="its key; not needed if there is only one")
        parser.add_argument("--reason", required=True)


def _list(_app: Flask, options: argparse.Namespace) -> int:
    found = [_describe(person) for person in list_people()]
    if options.json:
        print(json.dumps(found, indent=2))
    for each in () if options.json else found:
        state = "" if each["may_sign_in"] else "  may not sign in"
        print(f"{each['email']:40} {each['agency']:16} {each['name']}{state}")
    return 0


def _describe(person: Person) -> dict[str, object]:
    return {
        "email": person.email,
        "name": person.name,
        "agency": person.agency.key,
        "may_sign_in": person.is_active,
    }


def _add(_app: Flask, options: argparse.Namespace) -> int:
    with write_transaction():
        person = add_person(
            email=options.email, name=options.name, agency=options.agency, at=clock.now()
        )
        print(f"{person.email} may sign in by a letter or a directory.")
    return 0


def _disable(_app: Flask, options: argparse.Namespace) -> int:
    with write_transaction():
        disable_person(get_person(options.email), at=clock.now())
    print(f"{options.email} may no longer sign in, and is signed out.")
    return 0


def _enable(_app: Flask, options: argparse.Namespace) -> int:
    with write_transaction():
        enable_person(get_person(options.email), at=clock.now())
    print(f"{options.email} may sign in again.")
    return 0


def _sign_out(_app: Flask, options: argparse.Namespace) -> int:
    with write_transaction():
        sign_out(get_person(options.email), by=OPERATOR, at=clock.now())
    print(f"{options.email} is signed out everywhere.")
    return 0


def _change(app: Flask, options: argparse.Namespace) -> int:
    with write_transaction():
        person = get_person(options.email)
        change_particulars(
            person,
            email=options.to or person.email,
            name=options.name or person.name,
            version=None,
            by=OPERATOR,
            room=open_post_room(app),
            at=clock.now(),
        )
        print(f"{person.email} is saved.")
    return 0


def _keep(_app: Flask, options: argparse.Namespace) -> int:
    keeps = not options.no_longer
    with write_transaction():
        choose_keeper(get_person(options.email), keeps=keeps, by=None, at=clock.now())
    words = "looks after" if keeps else "no longer looks after"
    print(f"{options.email} {words} the people of their agency, and is signed out.")
    return 0


def _leave(_app: Flask, options: argparse.Namespace) -> int:
    last_on = options.on or clock.today()
    with write_transaction():
        leave(
            get_person(options.email),
            last_on=last_on,
            at_once=options.at_once,
            by=None,
            at=clock.now(),
        )
    print(f"The last day of {options.email} is {last_on.isoformat()}.")
    return 0


def _renew(app: Flask, options: argparse.Namespace) -> int:
    with write_transaction():
        person, room = get_person(options.email), open_post_room(app)
        renew_factor(person, by=OPERATOR, room=room, at=clock.now())
    print(f"{options.email} sets up a second factor when they next sign in.")
    return 0


def _anonymise(app: Flask, options: argparse.Namespace) -> int:
    years = int(app.config["RETAIN_PEOPLE_YEARS"])
    due = list_due(years=years, on=clock.today())
    chosen = due if options.all else [get_person(email) for email in options.email]
    if not chosen:
        for person in due:
            print(f"{person.email:40} last day {person.left_on}")
        print(f"{len(due)} to replace. Name them, or say --all.")
        return 0
    with write_transaction():
        ids = [person.id for person in chosen]
        count = anonymise_people(ids, years=years, by=OPERATOR, at=clock.now())
    print(f"Names and addresses replaced: {count}.")
    return 0


def _forget(_app: Flask, options: argparse.Namespace) -> int:
    with write_transaction():
        remove_factor(get_person(options.email), by=None, at=clock.now())
    print(f"{options.email} is not asked for a code until they set a second factor up again.")
    return 0


def _give(_app: Flask, options: argparse.Namespace) -> int:
    with write_transaction():
        give_role(
            get_person(options.email),
            get_programme(options.programme or name_only_programme()),
            options.role,
            reason=options.reason,
            at=clock.now(),
        )
    print(f"{options.email} is now {options.role.label.lower()}, and is signed out.")
    return 0


def _withdraw(_app: Flask, options: argparse.Namespace) -> int:
    with write_transaction():
        withdraw_role(
            get_person(options.email),
            get_programme(options.programme or name_only_programme()),
            options.role,
            reason=options.reason,
            at=clock.now(),
        )
    print(f"{options.email} is no longer {options.role.label.lower()}, and is signed out.")
    return 0
