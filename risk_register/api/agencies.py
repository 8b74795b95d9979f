"""Agencies: what they are called, who leads them, and where their people's letters may go."""

from typing import Any

from risk_register import clock
from risk_register.api.reading import complete_change
from risk_register.api.risks import tell_post
from risk_register.api.rooms import Room, Told
from risk_register.api.versions import read_version, write_etag
from risk_register.domain.api_keys import Group
from risk_register.domain.errors import RuleError
from risk_register.domain.mail_domains import read_domains
from risk_register.domain.permissions import Access, Permission
from risk_register.models import Agency
from risk_register.schemas.machines.agencies import (
    AgenciesOut,
    AgencyIn,
    MailDomainsIn,
    MailDomainsOut,
    NamedAgencyOut,
    ProgrammeAgenciesOut,
)
from risk_register.services.agencies import (
    ShutOut,
    change_domains,
    count_people,
    find_shut_out,
    get_agency_of,
    list_agencies,
)
from risk_register.services.agency_names import (
    AgencyLine,
    AgencyNames,
    add_agency,
    get_named_agency,
    list_agency_lines,
    rename_agency,
)
from risk_register.services.keepers import Keeper
from risk_register.services.programmes import Member

room = Room("agencies", Group.PEOPLE, "Agencies that work together.")

AGENCIES = "/people/agencies"
AGENCY = f"{AGENCIES}/<int:agency_id>"
IN_PROGRAMME = "/programmes/<programme_key>/agencies"
_NAMES = ("name", "short", "kind")


@room.reads(AGENCIES, Access.KEEPERS, AgenciesOut)
def list_kept_agencies(keeper: Keeper) -> Any:
    """List the agencies with whose people you have to do, and who looks after them."""
    return {"items": [_tell_line(line) for line in list_agency_lines(keeper)]}


@room.adds(
    AGENCIES,
    Access.KEEPERS,
    AgencyIn,
    NamedAgencyOut,
    example={"name": "Vale Council", "short": "Vale", "kind": "local authority"},
)
def add_one_agency(keeper: Keeper, said: dict[str, Any]) -> Any:
    """Add an agency; its key is made from its short name and never changes."""
    agency = add_agency(said["names"], by=keeper, at=clock.now())
    return _told(agency, location=f"/api/v1/people/agencies/{agency.id}")


@room.reads(AGENCY, Access.KEEPERS, NamedAgencyOut, has_etag=True)
def get_one_agency(keeper: Keeper, agency_id: int) -> Any:
    """Show what an agency is called; for administrators, who can call it otherwise."""
    return _told(get_named_agency(keeper, agency_id))


@room.changes(AGENCY, Access.KEEPERS, AgencyIn, NamedAgencyOut, example={"short": "Vale"})
def rename_one_agency(keeper: Keeper, sent: dict[str, Any], agency_id: int) -> Any:
    """Call an agency otherwise from now on; packs and the history keep what it was called."""
    agency = get_named_agency(keeper, agency_id)
    read_version(_name(agency))
    seen = AgencyNames.of(agency).mark
    said = complete_change(AgencyIn, {name: getattr(agency, name) for name in _NAMES}, sent)
    rename_agency(agency, said["names"], seen=seen, by=keeper, at=clock.now())
    return _told(agency)


@room.reads(IN_PROGRAMME, Permission.KEEP_PEOPLE, ProgrammeAgenciesOut)
def list_programme_agencies(member: Member) -> Any:
    """List the programme's agencies, with the domains to which their letters may go."""
    agencies = list_agencies(member)
    people = count_people(agencies, on=clock.today())
    return {"items": [_tell_domains(each, people.get(each.id, 0)) for each in agencies]}


@room.adds(
    f"{IN_PROGRAMME}/<agency_key>/mail-domains",
    Permission.KEEP_PEOPLE,
    MailDomainsIn,
    MailDomainsOut,
    example={"domains": ["council.example"], "replaces": None},
)
def choose_mail_domains(member: Member, said: dict[str, Any], agency_key: str) -> Any:
    """Say where letters of an agency's people may go; whom that shuts out is said before."""
    agency, domains = get_agency_of(member, agency_key), _read(said["domains"])
    shut_out = find_shut_out(agency, domains, on=clock.today())
    if shut_out.is_any and not said["warned"]:
        raise RuleError(_say(shut_out), field="warned")
    change_domains(agency, domains, before=said["replaces"], by=member, at=clock.now())
    people = count_people([agency], on=clock.today())
    return _tell_domains(agency, people.get(agency.id, 0))


def _read(domains: list[str] | None) -> list[str] | None:
    if domains is None:
        return None
    if not domains:
        raise RuleError("Give at least one domain, or null for any.", field="domains")
    try:
        return read_domains(domains)
    except RuleError as error:
        raise RuleError(str(error), field="domains") from None


def _say(shut_out: ShutOut) -> str:
    names = ", ".join(person.name for person in shut_out.people) or "nobody"
    return (
        f"This keeps letters from {names}; letters in the outbox that stay there: "
        f"{shut_out.waiting}. Send yes to say that this is meant."
    )


def _name(agency: Agency) -> str:
    """Name an agency as its ETag does: it has no number that counts its names."""
    return f"agency-{agency.id}-{AgencyNames.of(agency).mark}"


def _told(agency: Agency, *, location: str | None = None) -> Told:
    return Told(_tell(agency), etag=write_etag(_name(agency), 1), location=location)


def _tell(agency: Agency) -> dict[str, Any]:
    return {name: getattr(agency, name) for name in ("id", "key", *_NAMES)}


def _tell_line(line: AgencyLine) -> dict[str, Any]:
    return {
        **_tell(line.agency),
        "people": line.people,
        "keeper_ids": [person.id for person in line.keepers],
        "leaders": [tell_post(post) for post in line.leaders],
    }


def _tell_domains(agency: Agency, people: int) -> dict[str, Any]:
    return {**_tell(agency), "domains": agency.mail_domains, "people": people}
