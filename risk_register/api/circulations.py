"""Circulating a pack: one decision, its letters, and what can be done about one of them."""

from collections.abc import Callable, Mapping
from typing import Any

from risk_register import clock
from risk_register.api.afterwards import once_saved
from risk_register.api.packs import PACK, get_read_pack
from risk_register.api.risks import tell_title
from risk_register.api.rooms import Room
from risk_register.domain.api_keys import Group
from risk_register.domain.permissions import Permission
from risk_register.doors.post_rooms import find_carriage, find_domain, send_packs_now
from risk_register.doors.two_persons import present_rule
from risk_register.models import Circulation, Delivery
from risk_register.schemas.machines.agendas import NoWordsIn
from risk_register.schemas.machines.circulations import (
    CirculationIn,
    CirculationOut,
    CirculationsOut,
    OneLetterOut,
    ResendIn,
    SecondLetterIn,
)
from risk_register.services.circulations import (
    Covering,
    circulate_pack,
    get_letter,
    list_circulations,
    resend_letter,
)
from risk_register.services.packs import get_pack
from risk_register.services.programmes import Member
from risk_register.services.reading_links import revoke_links
from risk_register.services.resends import note_arrival, send_second_letter
from risk_register.services.withheld_words import check_repeats, find_sparing

room = Room("circulations", Group.PACKS, "Who was sent packs, and what became of it.")

CIRCULATIONS = f"{PACK}/circulations"
LETTER = f"{PACK}/letters/<int:letter_id>"


@room.reads(CIRCULATIONS, Permission.READ_CIRCULATIONS, CirculationsOut)
def list_pack_circulations(member: Member, pack_id: int) -> Any:
    """List who was sent a pack, and what became of each letter."""
    pack = get_read_pack(member, pack_id)
    spare = find_sparing(member, pack.meeting)
    return {"items": [tell_circulation(each, spare) for each in list_circulations(pack)]}


@room.adds(
    CIRCULATIONS,
    Permission.CIRCULATE_PACK,
    CirculationIn,
    CirculationOut,
    example={"number": 1, "note": "See R-002 first."},
)
def circulate_one_pack(member: Member, said: dict[str, Any], pack_id: int) -> Any:
    """Send an approved pack to its readers; the letters go after the answer."""
    pack = get_pack(member, pack_id)
    words = {name: said[name] for name in ("note", "late_reason", "repeat_reason")}
    check_repeats(pack, words, is_warned=bool(said["warned"]))
    made = circulate_pack(
        pack,
        number=said["number"],
        covering=read_covering(said, words),
        domain=find_domain(),
        by=member,
        at=clock.now(),
        carriage=find_carriage(),
        rule=present_rule(),
    )
    once_saved(send_packs_now)
    return tell_circulation(made, find_sparing(member, pack.meeting))


@room.reads(LETTER, Permission.READ_CIRCULATIONS, OneLetterOut)
def get_one_letter(member: Member, pack_id: int, letter_id: int) -> Any:
    """Show one letter."""
    return _tell_one(get_letter(member, get_pack(member, pack_id), letter_id))


@room.adds(
    f"{LETTER}/resend",
    Permission.CIRCULATE_PACK,
    ResendIn,
    OneLetterOut,
    example={"address": "name@example.org"},
)
def send_letter_again(member: Member, said: dict[str, Any], pack_id: int, letter_id: int) -> Any:
    """Put a letter that has not gone back into the outbox."""
    letter = get_letter(member, get_pack(member, pack_id), letter_id)
    resend_letter(letter, address=said["address"], by=member, at=clock.now())
    once_saved(send_packs_now)
    return _tell_one(letter)


@room.adds(
    f"{LETTER}/second",
    Permission.CIRCULATE_PACK,
    SecondLetterIn,
    CirculationOut,
    example={"address": "name@example.org", "reason": "The first one came back", "number": 2},
)
def send_letter_more(member: Member, said: dict[str, Any], pack_id: int, letter_id: int) -> Any:
    """Send one reader whose letter has gone a letter more."""
    given = dict(said)
    pack = get_pack(member, pack_id)
    check_repeats(pack, {"reason": said["reason"]}, is_warned=bool(given.pop("warned")))
    letter = get_letter(member, pack, letter_id)
    made = send_second_letter(letter, domain=find_domain(), by=member, at=clock.now(), **given)
    once_saved(send_packs_now)
    return tell_circulation(made, find_sparing(member, pack.meeting))


@room.adds(
    f"{LETTER}/links/revocation", Permission.CIRCULATE_PACK, NoWordsIn, OneLetterOut, example={}
)
def revoke_links_of_letter(
    member: Member, _said: dict[str, Any], pack_id: int, letter_id: int
) -> Any:
    """Stop the personal links of a letter for good, for instance when it went astray."""
    letter = get_letter(member, get_pack(member, pack_id), letter_id)
    revoke_links(letter, by=member, at=clock.now())
    return _tell_one(letter)


@room.adds(f"{LETTER}/arrival", Permission.CIRCULATE_PACK, NoWordsIn, OneLetterOut, example={})
def note_arrival_of_letter(
    member: Member, _said: dict[str, Any], pack_id: int, letter_id: int
) -> Any:
    """Note that a held letter has arrived, as its reader said."""
    letter = get_letter(member, get_pack(member, pack_id), letter_id)
    note_arrival(letter, by=member, at=clock.now())
    return _tell_one(letter)


def read_covering(said: Mapping[str, Any], words: Mapping[str, Any]) -> Covering:
    """Read what goes with a pack to its readers: the sender's words, and papers by their ids."""
    return Covering(
        **words,
        late_agreed_by_id=said["late_agreed_by_id"],
        paper_ids=tuple(sorted(set(said["papers"]))),
    )


def tell_circulation(
    circulation: Circulation, spare: Callable[[str | None], str | None]
) -> dict[str, Any]:
    """Tell of one decision to send.

    :param spare: what hides words from who may not read them
    """
    return {
        **{
            name: getattr(circulation, name)
            for name in ("number", "supplement", "decided_at", "head")
        },
        "late_reason": spare(circulation.late_reason),
        "decided_as": tell_title(circulation.decided_as),
        "papers": [each.paper_id for each in circulation.papers],
        "letters": [_tell_letter(letter) for letter in circulation.deliveries],
    }


def _tell_one(letter: Delivery) -> dict[str, Any]:
    has_link = any(link.revoked_at is None for link in letter.links)
    return {**_tell_letter(letter), "has_link": has_link}


def _tell_letter(letter: Delivery) -> dict[str, Any]:
    return {
        "id": letter.id,
        "reader": letter.recorded_title,
        "edition": letter.edition.edition if letter.edition else None,
        "state": letter.state,
        "sent_at": letter.sent_at,
        "by_link": letter.by_link,
    }
