"""Commands about the keys of programs."""

import argparse
import json

from flask import Flask

from risk_register import clock
from risk_register.commands.parsing import behind, enter
from risk_register.database import write_transaction
from risk_register.domain.api_keys import LASTS_DAYS, LONGEST_NAME, SCOPES
from risk_register.models import ApiKey
from risk_register.services.api_keys import (
    get_api_key,
    is_alive,
    list_all_api_keys,
    make_api_key,
    revoke_api_key,
)
from risk_register.services.people import get_person


def add_api_keys(word: argparse.ArgumentParser) -> None:
    """Enter the commands about the keys of programs."""
    keys = behind(word)
    listed = enter(keys, "list", _list, "List the keys that nobody has revoked.")
    listed.add_argument("--json", action="store_true")
    made = enter(keys, "make", _make, "Make a key, and print it once.")
    made.add_argument("email", help="address of the person for whom the program acts")
    made.add_argument("--name", required=True, type=_name, help="of the program")
    made.add_argument(
        "--scope", required=True, action="append", choices=SCOPES, help="may be repeated"
    )
    made.add_argument("--days", type=int, default=LASTS_DAYS[1], help="for how long it works")
    revoked = enter(keys, "revoke", _revoke, "Revoke a key.")
    revoked.add_argument("number", type=int, help="as the list prints it")


def _list(_app: Flask, options: argparse.Namespace) -> int:
    found = [_describe(key) for key in list_all_api_keys()]
    if options.json:
        print(json.dumps(found, indent=2))
    for each in () if options.json else found:
        state = "" if each["works"] else "  expired"
        print(f"{each['number']:>6} {each['person']:40} …{each['ending']} {each['name']}{state}")
    return 0


def _describe(key: ApiKey) -> dict[str, object]:
    return {
        "number": key.id,
        "person": key.person.email,
        "name": key.name,
        "ending": key.ending,
        "scopes": key.scopes,
        "made_at": key.made_at.isoformat(),
        "expires_at": key.expires_at.isoformat(),
        "used_at": key.used_at.isoformat() if key.used_at else None,
        "works": is_alive(key, at=clock.now()) and key.person.is_active,
    }


def _make(_app: Flask, options: argparse.Namespace) -> int:
    with write_transaction():
        _, secret = make_api_key(
            get_person(options.email),
            name=options.name,
            scopes=options.scope,
            days=options.days,
            by=None,
            at=clock.now(),
        )
    print(secret)
    return 0


def _revoke(_app: Flask, options: argparse.Namespace) -> int:
    with write_transaction():
        revoke_api_key(get_api_key(options.number), by=None, at=clock.now())
    print(f"Key {options.number} is revoked.")
    return 0


def _name(given: str) -> str:
    if not 1 <= len(given.strip()) <= LONGEST_NAME:
        raise argparse.ArgumentTypeError(f"use 1 to {LONGEST_NAME} characters")
    return given.strip()
