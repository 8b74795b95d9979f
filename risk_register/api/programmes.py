"""Programmes: which there are for a key, and the words their risks are described with."""

from typing import Any

from risk_register.api.access import present_key
from risk_register.api.rooms import Room
from risk_register.domain.api_keys import Group
from risk_register.domain.permissions import Access, Permission
from risk_register.schemas.machines.programmes import ProgrammesOut, WordsOut
from risk_register.services.lives import list_all_areas, list_carrying_agencies
from risk_register.services.programmes import Member, list_programmes_of

room = Room("programmes", Group.RISKS, "Programmes, and the words their risks are described with.")


@room.reads("/programmes", Access.SIGNED_IN, ProgrammesOut)
def list_own_programmes() -> Any:
    """List the programmes in which the key's person has a part."""
    return {"items": list_programmes_of(present_key().person)}


@room.reads("/programmes/<programme_key>", Permission.READ_REGISTER, WordsOut)
def get_one_programme(member: Member) -> Any:
    """Show the scales, bands, categories, agencies and areas of a programme."""
    scheme = member.scheme
    return {
        "key": member.programme.key,
        "name": member.programme.name,
        "categories": scheme.categories,
        "likelihood": scheme.likelihood,
        "impact": scheme.impact,
        "grid": scheme.grid,
        "bands": scheme.bands,
        "agencies": list_carrying_agencies(),
        "areas": list_all_areas(member),
    }
