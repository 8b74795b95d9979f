"""What somebody is called and where their letters go, changed by who looks after them."""

from datetime import datetime

from risk_register.models import Person
from risk_register.services.account_letters import tell_change
from risk_register.services.invitations import check_person_address
from risk_register.services.keepers import Keeper
from risk_register.services.outbox import PostRoom
from risk_register.services.people import change_person
from risk_register.services.sign_in_links import list_links_of, revoke_link

MOVED = "Your letters go to another address, and you are signed out."


def change_particulars(
    person: Person,
    *,
    email: str,
    name: str,
    version: int | None,
    by: Keeper,
    room: PostRoom,
    at: datetime,
) -> bool:
    """Keep a name and an address; another address signs them out, and the old one gets a letter.

    :param version: the person's on the form it was typed into; None at the command line
    :returns: whether the address is another one
    :raises NotAllowedError: if the address is not theirs to choose
    :raises ChangedMeanwhileError: if the person is not the version they saw
    :raises RuleError: if nothing is different, or the address is none or somebody else's
    """
    old = person.email
    if email.strip().lower() != old:
        by.check_readdresses(person)
    check_person_address(email, person.agency)
    is_moved = change_person(person, email=email, name=name, version=version, by=by.person, at=at)
    if is_moved:
        for link in list_links_of(person):
            revoke_link(link, by=by.person, at=at)
        tell_change(person, MOVED, room=room, at=at, address=old)
    return is_moved
