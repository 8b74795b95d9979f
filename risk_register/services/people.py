"""Signing people in and out."""

import hashlib
import secrets
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import joinedload

from risk_register.database import db
from risk_register.domain.chases import WEEKDAYS
from risk_register.domain.errors import (
    AlreadyDoneError,
    ChangedMeanwhileError,
    NotFoundError,
    RuleError,
)
from risk_register.domain.sign_ins import Way
from risk_register.models import Agency, Invitation, Person, SignInLink, SignInSession
from risk_register.services.api_keys import revoke_api_keys
from risk_register.services.events import record_event
from risk_register.services.mailed_keys import end_keys
from risk_register.services.passwords import is_right

TAKEN = "This address is in the register already."
#: How much older ``seen_at`` may be before a page writes it again.
SEEN_STEP = timedelta(minutes=1)
#: No session lasts so long, whatever the settings say.
LONGEST_KEPT = timedelta(days=31)


def find_person(*, email: str, password: str) -> Person | None:
    """Find an active person by e-mail and password; takes as long when there is none.

    Must run outside a transaction, because it is slow.
    """
    person = db.session.scalar(select(Person).where(Person.email == email.strip().lower()))
    known = person.password_hash if person and person.is_active else None
    return person if is_right(password, known) else None


def get_person(email: str) -> Person:
    """Find somebody by their address, whether they may sign in or not.

    :raises NotFoundError: if there is nobody
    """
    person = db.session.scalar(select(Person).where(Person.email == email.strip().lower()))
    if person is None:
        raise NotFoundError(f"The register knows nobody by the address {email}.")
    return person


def list_people() -> Sequence[Person]:
    """List everybody, by address."""
    return db.session.scalars(
        select(Person).options(joinedload(Person.agency)).order_by(Person.email)
    ).all()


def add_person(
    *, email: str, name: str, agency: str, at: datetime, by: Person | None = None
) -> Person:
    """Add somebody, who signs in by a letter or a directory until they choose a password.

    :param agency: its key
    :raises NotFoundError: if there is no such agency
    :raises AlreadyDoneError: if the address is somebody's
    """
    known = db.session.scalar(select(Agency).where(Agency.key == agency))
    if known is None:
        raise NotFoundError(f"There is no agency {agency}.")
    address = email.strip().lower()
    if db.session.scalar(select(Person.id).where(Person.email == address)):
        raise AlreadyDoneError(f"{address} is in the register already.")
    person = Person(email=address, name=name.strip(), agency=known)
    db.session.add(person)
    db.session.flush()
    record_event("person added", subject=f"person {person.id}", programme=None, by=by, at=at)
    return person


def change_person(
    person: Person,
    *,
    email: str,
    name: str,
    version: int | None,
    by: Person | None,
    at: datetime,
) -> bool:
    """Say otherwise what somebody is called, or where their letters go.

    The record holds neither. With another address they are signed out everywhere, and keys in
    letters to the old one no longer work.

    :param version: the person's on the form it was typed into; None at the command line
    :returns: whether the address is another one
    :raises ChangedMeanwhileError: if the person is not the version they saw
    :raises RuleError: if nothing is different, or the address is somebody else's
    """
    db.session.refresh(person)  # it was read before the write began
    if version not in (None, person.version):
        raise ChangedMeanwhileError
    address, called = email.strip().lower(), name.strip()
    is_moved = address != person.email
    if not is_moved and called == person.name:
        raise RuleError("This is what stands already. Change something, or leave without saving.")
    taken = select(Person.id).where(Person.email == address, Person.id != person.id)
    if db.session.scalar(taken) is not None:
        raise RuleError(TAKEN, field="email")
    parts = [
        word
        for word, is_new in (("name", called != person.name), ("e-mail address", is_moved))
        if is_new
    ]
    person.email, person.name = address, called
    person.version += 1
    record_event(
        "person changed",
        subject=f"person {person.id}",
        programme=None,
        by=by,
        at=at,
        facts={"what": " and ".join(parts)},
    )
    if is_moved:
        end_keys(person, at=at)
        end_sessions(person, by=by, at=at)
    return is_moved


def choose_keeper(person: Person, *, keeps: bool, by: Person | None, at: datetime) -> None:
    """Let somebody look after the people of their agency, or no longer; they are signed out.

    :raises AlreadyDoneError: if it is so already
    """
    if person.keeps_agency == keeps:
        raise AlreadyDoneError("This is so already.")
    person.keeps_agency = keeps
    kind = "agency administrator named" if keeps else "agency administrator relieved"
    record_event(kind, subject=f"person {person.id}", programme=None, by=by, at=at)
    end_sessions(person, by=by, at=at)


def disable_person(
    person: Person, *, reason: str | None = None, by: Person | None = None, at: datetime
) -> None:
    """Let somebody no longer sign in; they are out at once, and keys of their programs are revoked.

    A last day that is noted is taken back: whoever is barred has not left, so that nobody who
    looks after people can invite them again.

    :param by: None for whoever runs the service
    :raises AlreadyDoneError: if they may not sign in
    """
    if not person.is_active:
        raise AlreadyDoneError(f"{person.email} may not sign in already.")
    person.is_active, person.left_on = False, None
    revoke_api_keys(person, by=by, at=at)
    end_keys(person, at=at)
    _record_bar("person disabled", person, reason, by, at)
    end_sessions(person, by=by, at=at)


def enable_person(
    person: Person, *, reason: str | None = None, by: Person | None = None, at: datetime
) -> None:
    """Let somebody sign in again.

    :param by: None for whoever runs the service
    :raises AlreadyDoneError: if they may
    """
    if person.is_active:
        raise AlreadyDoneError(f"{person.email} may sign in already.")
    person.is_active = True
    _record_bar("person enabled", person, reason, by, at)


def start_session(
    person: Person,
    *,
    at: datetime,
    way: Way = Way.PASSWORD,
    browser: str | None = None,
    needs_factor: bool = False,
) -> str:
    """Sign a person in.

    :param browser: what it is, in words
    :param needs_factor: whether they have to set up a second factor first
    :returns: the session's secret, which is kept nowhere but in the browser
    """
    _forget_old(person, at)
    _accept_invitation(person, at)
    token = add_session(
        person, link=None, at=at, way=way, browser=browser, needs_factor=needs_factor
    )
    record_event(
        "signed in",
        subject=f"person {person.id}",
        programme=None,
        by=person,
        at=at,
        facts={} if way is Way.PASSWORD else {"way": way.value},
    )
    return token


def add_session(
    person: Person,
    *,
    link: SignInLink | None,
    at: datetime,
    way: Way | None = None,
    browser: str | None = None,
    needs_factor: bool = False,
) -> str:
    """Add a session; whoever calls it records why the person is signed in.

    :param link: the link by which they came; None if they signed in for everything
    :returns: the session's secret
    """
    token = secrets.token_urlsafe(32)
    db.session.execute(
        update(Person)
        .where(Person.id == person.id)
        .values(signed_in_at=at)
        .execution_options(synchronize_session=False)
    )
    db.session.add(
        SignInSession(
            token_hash=_digest(token),
            person_id=person.id,
            started_at=at,
            seen_at=at,
            link_id=link.id if link else None,
            way=way,
            browser=browser,
            needs_factor=needs_factor,
        )
    )
    return token


def find_session(
    token: str, *, at: datetime, idle: timedelta, longest: timedelta
) -> SignInSession | None:
    """Find the session a secret belongs to, if it still counts.

    :param idle: how long it lasts without a request
    :param longest: how long it lasts in any case
    """
    session = db.session.get(
        SignInSession,
        _digest(token),
        options=[joinedload(SignInSession.person).joinedload(Person.agency)],
    )
    if session is None or not session.person.is_active:
        return None
    if at - session.seen_at > idle + SEEN_STEP or at - session.started_at > longest:
        return None
    return session


def touch_session(token: str, *, at: datetime) -> None:
    """Note that the session was used."""
    session = db.session.get(SignInSession, _digest(token))
    if session is not None:
        session.seen_at = at


def list_sessions(
    person: Person, *, at: datetime, idle: timedelta, longest: timedelta
) -> Sequence[SignInSession]:
    """List the browsers in which somebody is signed in for everything, the last used first."""
    return db.session.scalars(
        select(SignInSession)
        .where(
            SignInSession.person_id == person.id,
            SignInSession.link_id.is_(None),
            SignInSession.seen_at >= at - idle - SEEN_STEP,
            SignInSession.started_at >= at - longest,
        )
        .order_by(SignInSession.seen_at.desc(), SignInSession.token_hash)
    ).all()


def mark_of(session: SignInSession) -> str:
    """Give the mark by which a page names a session without giving anything away."""
    return session.token_hash[:16]


def is_of(session: SignInSession, token: str) -> bool:
    """Say whether a session is the one a secret belongs to."""
    return session.token_hash == _digest(token)


def end_other_session(person: Person, mark: str, *, at: datetime) -> None:
    """End the session of one of a person's browsers.

    :param mark: from ``mark_of``; one that has ended meanwhile is as it was wanted
    """
    mine = SignInSession.person_id == person.id
    db.session.execute(
        delete(SignInSession).where(mine, func.substr(SignInSession.token_hash, 1, 16) == mark)
    )
    record_event("session ended", subject=f"person {person.id}", programme=None, by=person, at=at)


def end_sessions(person: Person, *, by: Person | None, at: datetime) -> None:
    """Sign somebody out everywhere, in every browser and by every link."""
    db.session.execute(delete(SignInSession).where(SignInSession.person_id == person.id))
    record_event(
        "signed out everywhere", subject=f"person {person.id}", programme=None, by=by, at=at
    )


def ask_factor(person: Person) -> None:
    """Let every session of somebody open nothing until they have set up a second factor.

    Whoever calls it records why.
    """
    db.session.execute(
        update(SignInSession)
        .where(SignInSession.person_id == person.id, SignInSession.link_id.is_(None))
        .values(needs_factor=True)
        .execution_options(synchronize_session=False)
    )


def end_session(token: str, *, by: Person, at: datetime) -> None:
    """Sign out: the secret opens nothing any more."""
    db.session.execute(delete(SignInSession).where(SignInSession.token_hash == _digest(token)))
    record_event("signed out", subject=f"person {by.id}", programme=None, by=by, at=at)


def choose_letter_days(person: Person, days: Collection[int], *, at: datetime) -> None:
    """Choose the weekdays on which letters about duties come; the duties stay as they are.

    :param days: Monday is 0, Friday is 4; all five mean every working day
    :raises RuleError: if none is chosen, or one is no weekday
    """
    chosen = sorted(set(days))
    if not chosen or not set(chosen) <= set(WEEKDAYS):
        raise RuleError("Choose one day or more from Monday to Friday.", field="days")
    person.digest_days = None if len(chosen) == len(WEEKDAYS) else chosen
    record_event(
        "letter days chosen", subject=f"person {person.id}", programme=None, by=person, at=at
    )


def _record_bar(
    kind: str, person: Person, reason: str | None, by: Person | None, at: datetime
) -> None:
    subject = f"person {person.id}"
    record_event(kind, subject=subject, programme=None, by=by, at=at, reason=reason)


def _accept_invitation(person: Person, at: datetime) -> None:
    """Whoever signs in has accepted, in whatever way; the line that they did tells it."""
    waiting = select(Invitation).where(
        Invitation.person_id == person.id,
        Invitation.accepted_at.is_(None),
        Invitation.revoked_at.is_(None),
    )
    for invitation in db.session.scalars(waiting):
        invitation.accepted_at = at


def _forget_old(person: Person, at: datetime) -> None:
    """Take away what is left of sessions that ended long ago."""
    old = SignInSession.started_at < at - LONGEST_KEPT
    db.session.execute(delete(SignInSession).where(SignInSession.person_id == person.id, old))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8")).hexdigest()
