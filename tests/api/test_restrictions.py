"""A restricted risk is not there for the program of whoever may not read it: by no address."""

import json
import re
from types import SimpleNamespace

import pytest

from risk_register import clock
from tests.services.test_decisions import MEETING
from tests.web.test_restrictions import MARKER, list_doors, mark, restrict

MINUTES = "/programmes/send/meetings/1/minutes"

#: Questions that the plain addresses do not ask.
ASKED = (
    "risks?search=wombat",
    "risks?standing=all&sort=reference",
    "risks/as-at?moment=2018-05-20T09:00",
    "risks/R-001/as-at?moment=2018-05-20T09:00",
    "risks.csv?standing=all",
    "risks.csv?search=wombat",
    "actions?sort=reference",
    "indicators?retired=true",
)


def list_leaks(program, app):
    """List the addresses whose answer shows the word, or names the risk without being asked."""
    doors = [door for door in list_doors(app, "GET") if door.startswith("/api/v1/")]
    asked = [f"/api/v1/programmes/send/{question}" for question in ASKED]
    leaks = []
    for address in sorted({*doors, *(door.replace("R-001", "A-1.1") for door in doors), *asked}):
        with program.browser.get(address, headers=program.headers) as answer:
            said = answer.data.lower()
            if MARKER in said or (b"r-001" in said and "R-001" not in address):
                leaks.append(address)
    return leaks


@pytest.fixture
def programs(app, program):
    """The programs of two who may not see it, after a meeting whose minutes name it."""
    with app.app_context():
        mark()
    clock.flow_from(MEETING, anchored_at=clock.machine_now())
    sofia = program("sofia")
    begun = sofia.send("POST", MINUTES, {})
    agreed = {"post_id": 5}
    version = begun.headers["ETag"]
    assert sofia.send("POST", f"{MINUTES}/agreement", agreed, If_Match=version).status_code == 201
    return SimpleNamespace(priya=program("priya"), grace=program("grace"))


def test_no_address_shows_it_to_the_program_of_whoever_may_not_read_it(app, programs):
    before = list_leaks(programs.priya, app)
    assert len(before) > 10
    assert f"/api/v1{MINUTES}" in before
    assert len([address for address in before if "?" in address]) > 5
    with app.app_context():
        restrict()

    assert [*list_leaks(programs.priya, app), *list_leaks(programs.grace, app)] == []


#: What hangs on the hidden risk, and what is not there at all, in an address.
HIDDEN = {"risk": "R-001", "action": "A-1.1", "id": "1"}
ABSENT = {"risk": "R-998", "action": "A-9.98", "id": "998"}
#: Doors whose numbers are of something else than what hangs on a risk.
OF_OTHERS = ("meeting_id", "pack_id", "person_id", "post_id", "agency_id")


def list_writing_doors(program):
    """List what the document says of each door by which something comes in as JSON."""
    document = program.browser.get("/api/openapi.json").json
    for path, doors in document["paths"].items():
        for method in {"post", "patch"} & set(doors):
            content = doors[method]["requestBody"]["content"]
            if "application/json" in content:
                yield method, path, content["application/json"]["example"]


def name_place(path, within, own):
    """Put what is hidden, what is not there or what is one's own in the place of the parts."""
    action = "/actions/" in path
    parts = {"programme_key": "send", "area_key": "W1", "body_key": "board", "agency_key": "ccg"}
    parts |= dict.fromkeys(OF_OTHERS, "1")
    parts["reference"] = own or within["action" if action else "risk"]
    return re.sub(r"{(\w+)}", lambda part: parts.get(part[1], within["id"]), path)


def say(example, within):
    """Name in a body what is hidden, or what is not there."""
    text = re.sub(r"R-00\d", within["risk"], json.dumps(example))
    return re.sub(r"A-1\.\d", within["action"], text).encode()


def list_requests(program, within):
    """List what can be asked of the writing doors about a risk: of itself and of one's own."""
    return [
        (method, name_place(path, within, own).removeprefix("/api/v1"), say(example, within))
        for method, path, example in list_writing_doors(program)
        for own in (None, "R-002")
    ]


def ask(program, within, method, place, body):
    """Send something, and give what was answered without the names that were sent."""
    version = program.get(place.removesuffix("/relations")).headers.get("ETag", '"x.1"')
    answer = program.send(method.upper(), place, body, If_Match=version)
    text = answer.text.replace(within["risk"], "R").replace(within["action"], "A")
    return answer.status_code, text


def test_what_is_hidden_is_refused_to_programs_as_what_is_not_there(app, programs):
    with app.app_context():
        restrict()
    priya = programs.priya
    both = zip(list_requests(priya, HIDDEN), list_requests(priya, ABSENT), strict=True)
    pairs = {(hidden, absent) for hidden, absent in both if hidden != absent}
    told = [
        (hidden, answer)
        for hidden, absent in sorted(pairs)
        if (answer := ask(priya, HIDDEN, *hidden)) != ask(priya, ABSENT, *absent)
        or MARKER in answer[1].encode()
    ]

    assert told == []
    assert len(pairs) > 70
