"""Publishing a pack's public edition, taking it back, and the letters that ask for it."""

from typing import Any

from risk_register import clock
from risk_register.api.packs import PACK
from risk_register.api.risks import tell_title
from risk_register.api.rooms import Room, Told
from risk_register.domain.api_keys import Group
from risk_register.domain.permissions import Permission
from risk_register.doors.post_rooms import find_domain
from risk_register.models import Publication, PublicationLetter
from risk_register.schemas.machines.agendas import NoWordsIn
from risk_register.schemas.machines.publications import (
    AskingAgainIn,
    PublicationIn,
    PublicationLetterOut,
    PublicationOut,
    PublicationsOut,
    TakingBackIn,
)
from risk_register.services.packs import get_full_pack
from risk_register.services.programmes import Member
from risk_register.services.publication_resends import (
    get_publication_letter,
    note_arrival,
    send_again,
)
from risk_register.services.publications import (
    get_publication,
    is_standing,
    list_publications,
    publish_edition,
    take_back,
)

room = Room("publications", Group.PACKS, "Public editions that everybody may read.")

OF_PACK = f"{PACK}/publications"
PUBLICATIONS = "/programmes/<programme_key>/publications"
PUBLICATION = f"{PUBLICATIONS}/<int:publication_id>"
LETTER = f"{PUBLICATIONS}/letters/<int:letter_id>"


@room.reads(OF_PACK, Permission.PUBLISH_PACK, PublicationsOut)
def list_publications_of_pack(member: Member, pack_id: int) -> Any:
    """List what was published for the meeting of a pack, taken back or not, the newest first."""
    published = list_publications(get_full_pack(member, pack_id).meeting)
    return {"items": [_tell(each) for each in published]}


@room.adds(
    OF_PACK,
    Permission.PUBLISH_PACK,
    PublicationIn,
    PublicationOut,
    example={"sha256": "0" * 64, "late_reason": "The chair was ill."},
)
def publish_one_edition(member: Member, said: dict[str, Any], pack_id: int) -> Any:
    """Let everybody read the public edition of an approved pack; the one before is taken back."""
    pack = get_full_pack(member, pack_id)
    made = publish_edition(pack, domain=find_domain(), by=member, at=clock.now(), **said)
    place = f"/api/v1/programmes/{member.programme.key}/publications/{made.id}"
    return Told(_tell(made), location=place)


@room.reads(PUBLICATION, Permission.PUBLISH_PACK, PublicationOut)
def get_one_publication(member: Member, publication_id: int) -> Any:
    """Show what was published, and what became of the letters about it."""
    return _tell(get_publication(member.programme, publication_id))


@room.adds(
    f"{PUBLICATION}/withdrawal",
    Permission.PUBLISH_PACK,
    TakingBackIn,
    PublicationOut,
    example={"reason": "The date was wrong."},
)
def take_publication_back(member: Member, said: dict[str, Any], publication_id: int) -> Any:
    """Let nobody read it any more; the address that has it is asked to take it down."""
    publication = get_publication(member.programme, publication_id)
    take_back(publication, domain=find_domain(), by=member, at=clock.now(), **said)
    return _tell(publication)


@room.reads(LETTER, Permission.PUBLISH_PACK, PublicationLetterOut)
def get_one_publication_letter(member: Member, letter_id: int) -> Any:
    """Show a letter to the address that publishes."""
    return _tell_letter(get_publication_letter(member, letter_id))


@room.adds(
    f"{LETTER}/resend",
    Permission.PUBLISH_PACK,
    AskingAgainIn,
    PublicationLetterOut,
    example={"address": "web@example.org", "reason": "They never got it."},
)
def send_publication_letter_again(member: Member, said: dict[str, Any], letter_id: int) -> Any:
    """Put a letter that has not gone back into the outbox."""
    letter = get_publication_letter(member, letter_id)
    send_again(letter, by=member, at=clock.now(), **said)
    return _tell_letter(letter)


@room.adds(
    f"{LETTER}/arrival", Permission.PUBLISH_PACK, NoWordsIn, PublicationLetterOut, example={}
)
def note_arrival_of_publication_letter(
    member: Member, _said: dict[str, Any], letter_id: int
) -> Any:
    """Note that a held letter has arrived, as its reader said."""
    letter = get_publication_letter(member, letter_id)
    note_arrival(letter, by=member, at=clock.now())
    return _tell_letter(letter)


def _tell(publication: Publication) -> dict[str, Any]:
    return {
        **{name: getattr(publication, name) for name in _PLAIN},
        "version": publication.pack.version,
        "is_standing": is_standing(publication),
        "decided_as": tell_title(publication.decided_as),
        "withdrawn_as": tell_title(publication.withdrawn_as),
        "letters": [_tell_letter(letter) for letter in publication.letters],
    }


def _tell_letter(letter: PublicationLetter) -> dict[str, Any]:
    return {name: getattr(letter, name) for name in _OF_LETTER}


_PLAIN = (
    "id",
    "pack_id",
    "sha256",
    "address",
    "late_reason",
    "decided_at",
    "withdrawn_at",
    "withdraw_reason",
)
_OF_LETTER = ("id", "asks", "address", "state", "sent_at", "repeat_reason")
