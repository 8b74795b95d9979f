"""Bodies: boards and committees, and the rules by which their months go."""

from collections.abc import Callable
from datetime import time
from typing import Any

from risk_register import clock
from risk_register.api.reading import complete_change
from risk_register.api.rooms import Room, Told
from risk_register.api.versions import read_version, write_etag
from risk_register.domain.api_keys import Group
from risk_register.domain.bodies import BodyFacts
from risk_register.domain.permissions import Permission
from risk_register.models import Body
from risk_register.schemas.machines.base import as_partial
from risk_register.schemas.machines.bodies import (
    BodyIn,
    BodyOutlookOut,
    BodyRulesIn,
    OneBodyOut,
)
from risk_register.schemas.machines.meetings import BodiesOut
from risk_register.services.bodies import (
    add_body,
    change_rules,
    check_change,
    facts_of,
    get_body,
    list_bodies,
)
from risk_register.services.outlooks import Outlook, foresee_rules
from risk_register.services.programmes import Member

room = Room("bodies", Group.MEETINGS, "Boards and committees, and the rules of their months.")

BODIES = "/programmes/<programme_key>/bodies"
BODY = f"{BODIES}/<body_key>"
_EXAMPLE = {
    "name": "Health and wellbeing board",
    "kind": "Committee",
    "is_public": True,
    "has_packs": True,
    "counted": "working",
    "holidays": "england_and_wales",
    "issue_count": "clear",
    "lock_time": "06:00",
    "call_days": 15,
    "updates_due_days": 10,
    "moderation_days": 8,
    "lock_days": 7,
    "circulate_days": 5,
    "minutes_days": 10,
    "remind_days": [2, 0],
    "late_days": [1],
    "escalate_days": 2,
    "sends_by": "attached",
    "link_days": 90,
    "when_uncertain": "send_again",
}


@room.reads(BODIES, Permission.READ_MEETINGS, BodiesOut)
def list_programme_bodies(member: Member) -> Any:
    """List the programme's bodies, by name."""
    return {"items": list_bodies(member.programme)}


@room.adds(BODIES, Permission.KEEP_BODIES, BodyIn, OneBodyOut, example=_EXAMPLE)
def add_one_body(member: Member, said: dict[str, Any]) -> Any:
    """Let another board or committee look at the programme's risks."""
    body = add_body(said["facts"], by=member, at=clock.now())
    place = f"/api/v1/programmes/{member.programme.key}/bodies/{body.key}"
    return told_body(body, location=place)


@room.reads(BODY, Permission.READ_MEETINGS, OneBodyOut, has_etag=True)
def get_one_body(member: Member, body_key: str) -> Any:
    """Show a body with its rules; its ETag is needed for a change of them."""
    return told_body(get_body(member, body_key))


@room.adds(
    f"{BODY}/outlook",
    Permission.KEEP_BODIES,
    as_partial(BodyIn),
    BodyOutlookOut,
    is_prepared=True,
    example={"lock_days": 6},
)
def foresee_change_of_body(
    member: Member, sent: dict[str, Any], body_key: str
) -> Callable[[], Any]:
    """Say what would follow for a body's meetings from other rules; nothing is saved."""
    body = get_body(member, body_key)
    facts: BodyFacts = complete_change(BodyIn, _tell(body), sent)["facts"]
    check_change(body, facts, list_bodies(member.programme))
    outlook = tell_outlook(foresee_rules(body, facts, at=clock.now()))
    return lambda: outlook


@room.changes(
    BODY,
    Permission.KEEP_BODIES,
    BodyRulesIn,
    OneBodyOut,
    example={"lock_days": 6, "mark": "0123456789abcdef"},
)
def change_one_body(member: Member, sent: dict[str, Any], body_key: str) -> Any:
    """Say by which rules a body's months go from now on; its outlook says first what follows."""
    body = get_body(member, body_key)
    version = read_version(name_body(body))
    said = complete_change(BodyRulesIn, _tell(body), sent)
    outlook = foresee_rules(body, said["facts"], at=clock.now())
    change_rules(body, said["facts"], by=member, at=clock.now(), version=version)
    outlook.check_mark(said["mark"])
    return told_body(body)


def name_body(body: Body) -> str:
    """Name a body as its ETag does."""
    return f"body-{body.id}"


def told_body(body: Body, *, location: str | None = None) -> Told:
    """Tell a body and its rules, with its version in the header."""
    return Told(_tell(body), etag=write_etag(name_body(body), body.version), location=location)


def tell_outlook(outlook: Outlook) -> dict[str, Any]:
    """Tell what would follow for meetings."""
    return {
        "items": [
            {
                "meeting_id": each.meeting.id,
                "body": each.meeting.body.key,
                "held_on": each.meeting.held_on,
                "sentences": each.sentences,
            }
            for each in outlook.meetings
        ],
        "looked_at": outlook.looked_at,
        "mark": outlook.mark,
    }


def _tell(body: Body) -> dict[str, Any]:
    facts = facts_of(body)
    rules, dispatch = facts.rules, facts.dispatch
    return {
        **{name: getattr(body, name) for name in ("id", "key", "version")},
        **{name: getattr(facts, name) for name in _PLAIN},
        **{name: getattr(rules, name) for name in _RULES},
        **{name: getattr(dispatch, name) for name in _DISPATCH},
        "usual_time": _say_time(facts.usual_time),
        "usual_place": facts.usual_place or "",
        "issue_until": _say_time(rules.issue_until),
        "lock_time": _say_time(rules.lock_time),
        "remind_days": [-day for day in facts.chase_days if day <= 0],
        "late_days": [day for day in facts.chase_days if day > 0],
        "publish_address": dispatch.publish_address or "",
    }


def _say_time(moment: time | None) -> str | None:
    return f"{moment:%H:%M}" if moment else None


_PLAIN = (
    "name",
    "kind",
    "is_public",
    "has_packs",
    "holidays",
    "reports_to_id",
    "quorum",
    "deputies_always",
    "escalate_days",
    "pack_kind",
)
_RULES = (
    "counted",
    "issue_count",
    "call_days",
    "updates_due_days",
    "moderation_days",
    "lock_days",
    "circulate_days",
    "minutes_days",
)
_DISPATCH = ("sends_by", "link_days", "when_uncertain", "publishes")
