"""The record: what was done since a line, for whoever keeps a copy up to date."""

from typing import Any

from risk_register.api.rooms import Room
from risk_register.domain.api_keys import Group
from risk_register.domain.permissions import Permission
from risk_register.schemas.machines.events import EventsAsked, EventsOut
from risk_register.services.chronicles import ChronicleFilter, Paging, list_programme_lines
from risk_register.services.programmes import Member

room = Room("events", Group.RECORD, "The record of everything that was done.")


@room.reads(
    "/programmes/<programme_key>/events", Permission.READ_HISTORY, EventsOut, asks=EventsAsked
)
def list_events(member: Member, asked: dict[str, Any]) -> Any:
    """List the lines that follow a line, 50 at a time, in the order in which they were written.

    Keep ``next`` and ask with it as ``after``: nothing is left out and nothing comes twice.
    """
    after = asked["after"] or 0
    narrowed = ChronicleFilter(matter=asked["matter"])
    page = list_programme_lines(member, narrowed, paging=Paging(after=after))
    lines = page.lines[::-1]
    return {
        "items": [
            {
                **{name: getattr(line, name) for name in ("sequence", "hash", "at", "subject")},
                "matter": line.told.matter,
                "sentence": line.told.sentence,
                "reason": line.reason,
            }
            for line in lines
        ],
        "next": lines[-1].sequence if lines else after,
        "has_more": page.newer_than is not None,
    }
