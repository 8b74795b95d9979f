"""Agencies as such: what they are called, who looks after their people, which posts lead them."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from sqlalchemy import func, select

from risk_register.database import db
from risk_register.domain.bodies import make_key
from risk_register.domain.errors import (
    ChangedMeanwhileError,
    NotAllowedError,
    NotFoundError,
    RuleError,
)
from risk_register.models import Agency, Person, Post
from risk_register.services.events import record_event
from risk_register.services.keepers import Keeper, list_kept_agencies

MOST_KEY = 40  # characters of an agency's key


@dataclass(frozen=True)
class AgencyNames:
    """What an agency is called."""

    name: str
    short: str  #: what tables and packs print
    kind: str  #: like "local authority"

    @classmethod
    def of(cls, agency: Agency) -> Self:
        """Give what an agency is called now."""
        return cls(agency.name, agency.short, agency.kind)

    @property
    def mark(self) -> str:
        """Give the mark by which a form says which names it was drawn from."""
        words = f"{self.name}\n{self.short}\n{self.kind}"
        return hashlib.sha256(words.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class AgencyLine:
    """An agency with who looks after its people, and which posts lead it."""

    agency: Agency
    people: int  #: who may sign in
    keepers: tuple[Person, ...]
    leaders: tuple[Post, ...]


def list_agency_lines(keeper: Keeper) -> list[AgencyLine]:
    """List the agencies with whose people a keeper has to do, by name."""
    agencies = list_kept_agencies(keeper)
    ids = [agency.id for agency in agencies]
    counted = (
        select(Person.agency_id, func.count())
        .where(Person.is_active, Person.agency_id.in_(ids))
        .group_by(Person.agency_id)
    )
    counts = {row[0]: row[1] for row in db.session.execute(counted)}
    keepers: dict[int, list[Person]] = defaultdict(list)
    for person in db.session.scalars(
        select(Person)
        .where(Person.keeps_agency, Person.is_active, Person.agency_id.in_(ids))
        .order_by(Person.name, Person.id)
    ):
        keepers[person.agency_id].append(person)
    leaders: dict[int, list[Post]] = defaultdict(list)
    for post in db.session.scalars(
        select(Post)
        .where(Post.leads_agency, Post.retired_on.is_(None), Post.agency_id.in_(ids))
        .order_by(Post.title)
    ):
        leaders[post.agency_id].append(post)
    return [
        AgencyLine(each, counts.get(each.id, 0), tuple(keepers[each.id]), tuple(leaders[each.id]))
        for each in agencies
    ]


def get_named_agency(keeper: Keeper, agency_id: int) -> Agency:
    """Find an agency that a keeper can rename.

    :raises NotAllowedError: if they are no administrator
    :raises NotFoundError: if there is none
    """
    _check_administrator(keeper)
    agency = db.session.get(Agency, agency_id)
    if agency is None:
        raise NotFoundError("There is no such agency.")
    return agency


def add_agency(names: AgencyNames, *, by: Keeper, at: datetime) -> Agency:
    """Add an agency; its key is made from its short name and never changes.

    :raises NotAllowedError: if it is no administrator who does it
    :raises RuleError: if another is called so
    """
    _check_administrator(by)
    _check_names(names, None)
    key = make_key(names.short)[:MOST_KEY].strip("-")
    if db.session.scalar(select(Agency.id).where(Agency.key == key)) is not None:
        raise RuleError("Another agency has a short name like this.", field="short")
    agency = Agency(key=key, name=names.name, short=names.short, kind=names.kind)
    db.session.add(agency)
    db.session.flush()
    _record("agency added", agency, by=by, at=at)
    return agency


def rename_agency(
    agency: Agency, names: AgencyNames, *, seen: str | None, by: Keeper, at: datetime
) -> None:
    """Call an agency otherwise from now on; packs and the history keep what it was called.

    :param seen: mark of the names on the form they were typed into; None at the command line
    :raises NotAllowedError: if it is no administrator who does it
    :raises ChangedMeanwhileError: if it is not called any more what they saw
    :raises RuleError: if nothing is different, or another is called so
    """
    _check_administrator(by)
    db.session.refresh(agency)  # it was read before the write began
    if seen not in (None, AgencyNames.of(agency).mark):
        raise ChangedMeanwhileError
    if names == AgencyNames.of(agency):
        raise RuleError("This is what stands already. Change something, or leave without saving.")
    _check_names(names, agency)
    agency.name, agency.short, agency.kind = names.name, names.short, names.kind
    _record("agency renamed", agency, by=by, at=at)


def _check_administrator(keeper: Keeper) -> None:
    if not keeper.is_administrator:
        raise NotAllowedError


def _check_names(names: AgencyNames, agency: Agency | None) -> None:
    for other in db.session.scalars(select(Agency)):
        if agency is not None and other.id == agency.id:
            continue
        for field in ("name", "short"):
            if getattr(other, field).casefold() == getattr(names, field).casefold():
                raise RuleError("Another agency is called so.", field=field)


def _record(kind: str, agency: Agency, *, by: Keeper, at: datetime) -> None:
    record_event(
        kind,
        subject=f"agency {agency.id}",
        programme=None,
        by=by.person,
        at=at,
        facts={"name": agency.name},
    )
