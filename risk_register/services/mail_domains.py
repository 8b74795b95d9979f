"""Where the letters of an agency's people may go."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from risk_register.database import db
from risk_register.domain.errors import NotFoundError, RuleError
from risk_register.domain.mail_domains import domain_of, find_bar, read_domains
from risk_register.models import Agency, Person
from risk_register.services.events import record_event


@dataclass(frozen=True)
class MailDomains:
    """Where letters may go, by agency, and which domains the programme has to do with."""

    allowed: Mapping[int, Sequence[str] | None]  #: by the agency's id; None: any
    known: frozenset[str]

    def find_bar(self, person: Person, address: str) -> str | None:
        """Say why a person's letter may not go to an address; None if it may."""
        return find_bar(address, allowed=self.allowed.get(person.agency_id), known=self.known)


def read_mail_domains(people: Iterable[Person] = ()) -> MailDomains:
    """Read where letters may go.

    :param people: of one table; a domain that two of them have is known, too
    """
    rows = db.session.execute(select(Agency.id, Agency.mail_domains))
    allowed = {row.id: row.mail_domains for row in rows}
    addresses = {person.email.casefold() for person in people}
    shared = Counter(domain_of(address) for address in addresses)
    listed = {domain for domains in allowed.values() for domain in domains or ()}
    return MailDomains(allowed, frozenset(listed | {each for each, n in shared.items() if n > 1}))


def check_mail_domain(person: Person, address: str, among: Iterable[Person] = ()) -> None:
    """Refuse an address to which the person's letters may not go.

    :param among: people of one table, whose domains no other one may look like
    :raises RuleError: with the field ``address``
    """
    bar = read_mail_domains(among).find_bar(person, address)
    if bar is not None:
        raise RuleError(bar, field="address")


def choose_mail_domains(
    key: str, domains: Iterable[str] | None, *, by: Person | None = None, at: datetime
) -> Agency:
    """Say to which domains the letters of an agency's people may go.

    :param domains: None: any
    :param by: None: the operator
    :raises NotFoundError: if there is no such agency
    :raises RuleError: if one is no domain
    """
    agency = get_agency(key)
    agency.mail_domains = None if domains is None else read_domains(domains)
    record_event(
        "agency's mail domains chosen",
        subject=f"agency {agency.key}",
        programme=None,
        by=by,
        at=at,
        facts={},
    )
    return agency


def get_agency(key: str) -> Agency:
    """Find an agency by its key.

    :raises NotFoundError: if there is none
    """
    agency = db.session.scalar(select(Agency).where(Agency.key == key))
    if agency is None:
        raise NotFoundError(f"There is no agency {key!r}.")
    return agency
