"""Loading the demonstration programme by living through it.

Every score, update, pack and circulation goes through the same verbs that
people use, in the order of time, so the record of the demonstration is a real
one. Each step commits with a note of how far the story has come; a load that
was cut off goes on from there.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import select

from risk_register.clock import london_day
from risk_register.database import db, write_transaction
from risk_register.domain.calendars import DaysCounted, IssueCount
from risk_register.domain.circulation import Capacity
from risk_register.domain.holidays import HolidaySet
from risk_register.domain.packs import PackKind
from risk_register.domain.permissions import Role
from risk_register.domain.recurrences import Recurrence
from risk_register.models import (
    Agency,
    Body,
    Holding,
    ImprovementArea,
    Membership,
    Person,
    Post,
    Programme,
    Seat,
)
from risk_register.services.demonstration_steps import Story, list_steps
from risk_register.services.events import record_event
from risk_register.services.leases import DEMONSTRATION, beat, find_heartbeat
from risk_register.services.passwords import hash_password
from risk_register.services.people import find_person
from risk_register.services.ratings import choose_ratings
from risk_register.services.schemes import store_scheme


@dataclass(frozen=True)
class SignIn:
    """One way into the demonstration."""

    email: str
    title: str
    roles: tuple[str, ...]


def load_demonstration(
    story: Story, *, password: str, tell: Callable[[str], None] = lambda _words: None
) -> None:
    """Live through the story from where it was left; opens its own transactions.

    :param password: of every sign-in
    :param tell: is told each longer step
    """
    if find_heartbeat(DEMONSTRATION) is None:
        _set_up(story, password)
    else:
        set_password(story, password)
    steps = list_steps(story)
    mark = find_heartbeat(DEMONSTRATION)
    lived = int(mark.words) if mark else 0
    for number, step in enumerate(steps[lived:], lived + 1):
        if step.words:
            tell(step.words)
        if step.is_alone:
            step.act()
        with write_transaction():
            if not step.is_alone:
                step.act()
            beat(DEMONSTRATION, at=step.at, words=str(number))


def is_loaded(story: Story) -> bool:
    """Say whether nothing of the story is left to load."""
    mark = find_heartbeat(DEMONSTRATION)
    return mark is not None and int(mark.words) >= len(list_steps(story))


def set_password(story: Story, password: str) -> None:
    """Give every sign-in of the demonstration this password, if it has another one."""
    first = story.document["posts"][0]["email"].lower()
    if find_person(email=first, password=password) is not None:
        return
    hashes = _hash(story, password)
    with write_transaction():
        for person in db.session.scalars(select(Person).where(Person.email.in_(hashes))):
            person.password_hash = hashes[person.email]


def list_sign_ins(story: Story) -> list[SignIn]:
    """List who can sign in, in the file's order."""
    return [
        SignIn(post["email"], post["title"], tuple(Role(role).label for role in post["roles"]))
        for post in story.document["posts"]
    ]


def _hash(story: Story, password: str) -> dict[str, str]:
    return {post["email"].lower(): hash_password(password) for post in story.document["posts"]}


def _set_up(story: Story, password: str) -> None:
    at = story.document["programme"]["opened_at"]
    hashes = _hash(story, password)
    with write_transaction():
        posts = _add_people(story, hashes, at)
        programme = _add_programme(story, posts, at)
        _add_bodies(story, programme, posts)
        record_event(
            "programme set up",
            subject=f"programme {programme.key}",
            programme=programme,
            by=None,
            at=at,
        )
        if "ratings" in story.document["programme"]:
            levels = story.schemes[story.document["programme"]["ratings"]]
            choose_ratings(programme, levels, from_on=london_day(at), at=at)
        beat(DEMONSTRATION, at=at, words="0")


def _add_people(
    story: Story, hashes: Mapping[str, str], at: datetime
) -> dict[str, tuple[Post, Person]]:
    agencies = {
        agency["key"]: Agency(
            key=agency["key"], name=agency["name"], short=agency["short"], kind=agency["kind"]
        )
        for agency in story.document["agencies"]
    }
    db.session.add_all(agencies.values())
    for told in story.document["agencies"]:
        if "scheme" in told:
            version = store_scheme(story.schemes[told["scheme"]])
            db.session.flush()
            agencies[told["key"]].scheme_id = version.id
    posts = {}
    for told in story.document["posts"]:
        agency, email = agencies[told["agency"]], told["email"].lower()
        name = told.get("name", told["title"])
        person = Person(email=email, name=name, password_hash=hashes[email], agency=agency)
        post = Post(
            title=told["title"], agency=agency, leads_agency=told.get("leads_agency", False)
        )
        db.session.add(Holding(post=post, person=person, from_on=london_day(at)))
        posts[told["key"]] = (post, person)
    record_event("people added", subject="people", programme=None, by=None, at=at)
    return posts


def _add_programme(
    story: Story, posts: Mapping[str, tuple[Post, Person]], at: datetime
) -> Programme:
    about = story.document["programme"]
    programme = Programme(
        key=about["key"],
        name=about["name"],
        notice=about["notice"],
        scheme=store_scheme(story.schemes[about["scheme"]]),
        scheme_from_on=about["scheme_from"],
        look=story.look.content,
        contact=story.look.contact,
        glossary=[dict(term) for term in story.document["glossary"]],
    )
    db.session.add(programme)
    db.session.flush()
    for told in story.document["posts"]:
        for role in told["roles"]:
            person = posts[told["key"]][1]
            db.session.add(
                Membership(programme=programme, person=person, role=Role(role), given_at=at)
            )
    for area in story.document["areas"]:
        lead = posts[area["lead"]][0] if "lead" in area else None
        words = {name: area[name] for name in ("key", "short", "text")}
        db.session.add(ImprovementArea(programme_id=programme.id, lead=lead, **words))
    return programme


def _add_bodies(
    story: Story, programme: Programme, posts: Mapping[str, tuple[Post, Person]]
) -> None:
    bodies = {
        told["key"]: Body(programme=programme, **_read_body(told))
        for told in story.document["bodies"]
    }
    db.session.add_all(bodies.values())
    db.session.flush()
    for told in story.document["bodies"]:
        body = bodies[told["key"]]
        if "reports_to" in told:
            body.reports_to_id = bodies[told["reports_to"]].id
        for seat in told.get("seats", ()):
            deputised = seat.get("deputy_for")
            db.session.add(
                Seat(
                    body=body,
                    post=posts[seat["post"]][0] if "post" in seat else None,
                    person=posts[seat["person"]][1] if "person" in seat else None,
                    capacity=Capacity(seat["capacity"]),
                    deputy_for_id=posts[deputised][0].id if deputised else None,
                    is_entitled_to_exempt=seat["is_entitled_to_exempt"],
                    wants_paper=seat.get("wants_paper", False),
                    from_on=seat["from"],
                )
            )


def _read_body(told: Mapping[str, Any]) -> dict[str, Any]:
    """Read the columns of a body; what a file leaves out is as the tables have it."""
    readers: dict[str, Callable[[Any], Any]] = {
        "pack_kind": PackKind,
        "counted": DaysCounted,
        "issue_count": IssueCount,
        "holidays": HolidaySet,
        "lock_time": time.fromisoformat,
        "issue_until": time.fromisoformat,
        "usual_time": time.fromisoformat,
        "recurrence": lambda rule: Recurrence.from_document(rule).to_document(),
    }
    return {
        name: readers[name](value) if name in readers else value
        for name, value in told.items()
        if name not in {"seats", "reports_to"}
    }
