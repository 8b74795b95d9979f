"""Restricted risks: only those named may read them, besides the owner and who always may."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from risk_register.database import db
from risk_register.domain.actions import FINISHED
from risk_register.domain.errors import AlreadyDoneError, RuleError
from risk_register.domain.permissions import Permission
from risk_register.models import (
    Action,
    Agency,
    Holding,
    Membership,
    Mitigation,
    Pack,
    Person,
    Post,
    Programme,
    Risk,
)
from risk_register.services.events import record_event
from risk_register.services.programmes import Member, is_current, list_hidden_from
from risk_register.services.risks import check_living, check_reason, check_version
from risk_register.services.sights import list_restricted


@dataclass(frozen=True)
class Candidate:
    """Somebody with a part in the programme, who can be named; pages call them by their post."""

    person: Person
    title: str  #: of the post they hold, else their name

    @property
    def id(self) -> int:
        """Give the person's id."""
        return self.person.id


@dataclass(frozen=True)
class Named:
    """Who may read a restricted risk besides those who always may."""

    agencies: Sequence[Agency]
    people: Sequence[Candidate]


def restrict_risk(
    risk: Risk,
    *,
    agency_ids: Collection[int],
    person_ids: Collection[int],
    reason: str,
    by: Member,
    at: datetime,
    version: int,
) -> None:
    """Let only the named agencies and people read a risk, or name others than before.

    Its owner's post, and whoever may see restricted risks, read it always.

    :param reason: at least 10 characters; those who read the risk read it
    :raises NotAllowedError: if the member may not restrict risks
    :raises ChangedMeanwhileError: if somebody saved since the form was drawn
    :raises RuleError: if the risk has left the register, the reason is missing, or somebody
        named has no part in the programme
    """
    by.check(Permission.RESTRICT_RISK)
    check_version(risk, version)
    check_living(risk)
    said = check_reason(reason)
    named = _find_named(by, agency_ids, person_ids)
    is_new = risk.restricted_at is None
    risk.restricted_at = at if is_new else risk.restricted_at
    risk.restrict_reason = said
    risk.open_to_agencies = sorted(agency.id for agency in named.agencies)
    risk.open_to_people = sorted(each.person.id for each in named.people)
    risk.version += 1
    record_event(
        "risk restricted" if is_new else "restriction changed",
        subject=f"risk {risk.reference}",
        programme=by.programme,
        by=by.person,
        at=at,
        reason=said,
        facts={"readers": _say_named(named, by.programme)},
    )


def lift_restriction(risk: Risk, *, reason: str, by: Member, at: datetime, version: int) -> None:
    """Let everybody who reads the register read a risk again.

    :param reason: at least 10 characters
    :raises NotAllowedError: if the member may not restrict risks
    :raises ChangedMeanwhileError: if somebody saved since the form was drawn
    :raises AlreadyDoneError: if it is not restricted
    :raises RuleError: if the reason is missing
    """
    by.check(Permission.RESTRICT_RISK)
    check_version(risk, version)
    if risk.restricted_at is None:
        raise AlreadyDoneError(f"{risk.reference} is not restricted.")
    said = check_reason(reason)
    risk.restricted_at = risk.restrict_reason = None
    risk.open_to_agencies, risk.open_to_people = [], []
    risk.version += 1
    record_event(
        "restriction lifted",
        subject=f"risk {risk.reference}",
        programme=by.programme,
        by=by.person,
        at=at,
        reason=said,
    )


def list_named(member: Member, risk: Risk) -> Named:
    """List who is named as a reader of a restricted risk, in the order of the choices."""
    return Named(
        [each for each in list_agencies() if each.id in risk.open_to_agencies],
        [each for each in list_candidates(member) if each.person.id in risk.open_to_people],
    )


def list_agencies() -> Sequence[Agency]:
    """List the agencies that can be named, by name."""
    return db.session.scalars(select(Agency).order_by(Agency.name)).all()


def list_candidates(member: Member) -> list[Candidate]:
    """List the people with a part in the programme, by their titles."""
    people = db.session.scalars(
        select(Person)
        .where(
            Person.is_active,
            Person.id.in_(
                select(Membership.person_id).where(Membership.programme_id == member.programme.id)
            ),
        )
        .options(joinedload(Person.agency))
    ).all()
    held = db.session.execute(
        select(Holding.person_id, Post)
        .join(Holding.post)
        .where(
            Holding.person_id.in_([person.id for person in people]),
            *is_current(Holding, on=member.on),
        )
        .order_by(Holding.from_on.desc(), Holding.id.desc())
    )
    titles = {row.person_id: row.Post.title for row in held}
    found = [Candidate(person, titles.get(person.id, person.name)) for person in people]
    return sorted(found, key=lambda each: (each.title, each.person.id))


def list_unaware_leads(risk: Risk) -> Sequence[Post]:
    """List the posts, besides the owner's, that lead unfinished actions for a risk, by title."""
    serving = select(Action.lead_id).where(
        Action.id.in_(select(Mitigation.action_id).where(Mitigation.risk_id == risk.id)),
        Action.status.not_in(FINISHED),
    )
    return db.session.scalars(
        select(Post).where(Post.id.in_(serving), Post.id != risk.owner_id).order_by(Post.title)
    ).all()


def find_restricted_since(pack: Pack) -> Risk | None:
    """Find the first risk that was restricted after a pack which tells of it was frozen."""
    return _find_told(pack, list_restricted(pack.meeting.body.programme))


def tells_hidden(pack: Pack, reader: Person, *, on: date) -> bool:
    """Say whether a pack tells of a risk that was restricted since, and not for its reader's eyes.

    :param on: the London date whose posts count
    """
    hidden = list_hidden_from(reader, pack.meeting.body.programme, on=on)
    return _find_told(pack, hidden) is not None


def check_not_restricted_since(pack: Pack) -> None:
    """Refuse to pass on a pack that tells of a risk which was restricted after it was made.

    :raises RuleError: naming the first such risk
    """
    risk = find_restricted_since(pack)
    if risk is not None:
        raise RuleError(
            f"{risk.reference} was restricted after this pack was made. Make the pack again."
        )


def _find_told(pack: Pack, restricted: Iterable[Risk]) -> Risk | None:
    """Find the first of some restricted risks that could be read by all when a pack was frozen."""
    if pack.snapshot is None:
        return None
    taken_at = pack.snapshot.taken_at
    return next(
        (
            risk
            for risk in restricted
            if risk.restricted_at and risk.opened_at <= taken_at <= risk.restricted_at
        ),
        None,
    )


def _find_named(by: Member, agency_ids: Iterable[int], person_ids: Iterable[int]) -> Named:
    agencies = {each.id: each for each in list_agencies()}
    people = {each.person.id: each for each in list_candidates(by)}
    wanted, named = set(agency_ids), set(person_ids)
    if wanted - set(agencies):
        raise RuleError("Choose agencies from the list.", field="agency_ids")
    if named - set(people):
        raise RuleError("Choose people from the list.", field="person_ids")
    return Named(
        [each for key, each in agencies.items() if key in wanted],
        [each for key, each in people.items() if key in named],
    )


def _say_named(named: Named, programme: Programme) -> str:
    """Say who is named, by agencies and posts: the record holds no names of people."""
    said = [agency.short for agency in named.agencies]
    said += [
        each.title if each.title != each.person.name else f"somebody of {programme.name}"
        for each in named.people
    ]
    return ", ".join(said) or "nobody besides the owner"
