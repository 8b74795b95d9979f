"""Every cell of docs/access.csv at the doors of the running application."""

import re
import tomllib

import pytest
from flask import g
from sqlalchemy import delete, select

from risk_register.api.access import open_door
from risk_register.commands.demonstrations import build_story
from risk_register.database import db
from risk_register.domain.errors import NotAllowedError, NotFoundError
from risk_register.domain.permissions import Access, Role
from risk_register.frame import open_post_room
from risk_register.models import Heartbeat, Person
from risk_register.services.demonstration import load_demonstration
from risk_register.services.leases import DEMONSTRATION
from risk_register.web.access import check_door
from risk_register.web.identity import SignedIn
from tests.api.keys import make_program
from tests.architecture.test_access_file import read_lines
from tests.registers import PASSWORD, ROOT, SMALL
from tests.web.test_forgeries import PARTS, list_doors

WHO = {
    "programme_manager": "amira",
    "board_secretary": "sofia",
    "risk_owner": "tom",
    "board_member": "grace",
    "observer": "olu",
    "auditor": "ada",
    "administrator": "max",
}
#: Nobody of the small programme looks after the people of their agency.
SHUT = ("no", "own agency")
MARKER = b"quagga"
#: What people write, in the programme's file.
TEXTS = (
    "title",
    "name",
    "short",
    "text",
    "cause",
    "event",
    "consequence",
    "reason",
    "place",
    "notice",
    "term",
    "meaning",
)


@pytest.fixture
def database():
    """Doors are the same on either database."""
    return "sqlite"


def build(app, lines, programme="send"):
    """Put something that exists in the place of each part of the lines' addresses."""
    endpoints = {rule.rule: rule for rule in app.url_map.iter_rules()}
    adapter = app.url_map.bind("localhost")
    addresses = []
    for line in lines:
        rule = endpoints[line["address"]]
        parts = {name: PARTS.get(name, 1) for name in rule.arguments}
        addresses.append(adapter.build(rule.endpoint, parts | {"programme_key": programme}))
    return [
        (line, address.partition("?")[0]) for line, address in zip(lines, addresses, strict=True)
    ]


def knock(app, method, address, person):
    """Stand before a door as somebody, and say what it answers."""
    headers = secret_of(app, person) if address.startswith("/api/v1/") else {}
    with app.test_request_context(address, method=method, headers=headers):
        g._login_user = SignedIn("", person)
        try:
            if headers:
                open_door()
            return "open" if check_door() is None else "elsewhere"
        except NotAllowedError:
            return "refused"
        except NotFoundError as error:
            return f"not found: {error}"


SECRETS = {}


def secret_of(app, person):
    """Make a person's program a key that opens everything they may open themselves."""
    if (app, person) not in SECRETS:
        SECRETS[app, person] = make_program(app, person.email.partition("@")[0]).headers
    return SECRETS[app, person]


def find(app, name):
    with app.app_context():
        mine = Person.email == f"{name}@example.org"
        return db.session.scalars(select(Person).where(mine)).one()


def test_every_role_opens_by_every_method_what_the_table_says(app):
    lines = build(app, [line for line in read_lines() if "/static/" not in line["address"]])
    wrong = {}
    for role, who in WHO.items():
        person = find(app, who)
        for line, address in lines:
            said = knock(app, line["method"], address, person)
            if said != ("refused" if line[role] in SHUT else "open"):
                wrong[role, line["method"], line["address"]] = said

    assert set(WHO) == set(Role)
    assert len(lines) > 270
    assert wrong == {}


def test_another_programme_answers_by_every_method_as_one_that_does_not_exist(app):
    add_other_programme(app)
    lines = [line for line in read_lines() if line["needs"] not in set(Access)]
    doors = zip(build(app, lines, "other"), build(app, lines, "nowhere"), strict=True)
    amira = find(app, "amira")

    for (line, theirs), (_, nowhere) in doors:
        said = knock(app, line["method"], theirs, amira)
        assert said == knock(app, line["method"], nowhere, amira), line
        assert said.startswith("not found"), line


def test_nothing_of_another_programme_is_seen_by_its_numbers(app, at_the_page):
    """Whatever a manager asks for by the numbers of the other programme's rows, none is shown."""
    add_other_programme(app)
    amira, quagga = at_the_page("amira"), at_the_page("quagga-amira")
    for door in list_doors(app, "GET"):
        address = re.sub(r"/1(?=/|$)", "/2", door)
        with amira.get(address) as answer:
            assert MARKER not in answer.data.lower(), address
    # The words are there, to be seen by those to whom they belong.
    for address in ("risks/R-001", "plan/W1", "meetings/2", "risks/export.csv", "history"):
        assert MARKER in quagga.get(f"/other/{address}").data.lower(), address


def add_other_programme(app):
    """Live through the small programme a second time, with other people and a marker word."""
    told = SMALL.read_text(encoding="utf-8")
    told = re.sub(rf'\b({"|".join(TEXTS)}) = "', r'\1 = "Quagga ', told)
    # Agencies belong to no programme; anybody who names one may choose from all.
    told = re.sub(r'"Quagga (The C|Council|CCG)', r'"\1', told)
    told = re.sub(r'"(council|ccg)"', r'"other-\1"', told)
    told = told.replace('email = "', 'email = "quagga-').replace('key = "send"', 'key = "other"')
    with app.app_context():
        db.session.execute(delete(Heartbeat).where(Heartbeat.name == DEMONSTRATION))
        db.session.commit()
        room = open_post_room(app)
        story = build_story(tomllib.loads(told), folder=ROOT / "config", room=room)
        load_demonstration(story, password=PASSWORD)
