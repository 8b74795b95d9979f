"""Planned work: the list, a new action for a risk, and how one goes."""

from typing import Any

from risk_register import clock
from risk_register.api.paging import read_page, write_page
from risk_register.api.risks import ONE, tell_post, tell_title
from risk_register.api.rooms import Room, Told
from risk_register.api.versions import read_version, write_etag
from risk_register.domain.actions import ActionSort, ActionStatus
from risk_register.domain.api_keys import Group
from risk_register.domain.permissions import Permission
from risk_register.models import Action
from risk_register.schemas.machines.actions import (
    ActionIn,
    ActionOut,
    ActionsAsked,
    ActionsOut,
    MitigationIn,
    OneActionOut,
    ProgressIn,
)
from risk_register.services.actions import (
    ActionPlan,
    Progress,
    add_action,
    get_action,
    link_action,
    list_actions,
    list_mitigations,
    update_action,
)
from risk_register.services.programmes import Member
from risk_register.services.risks import get_risk

room = Room("actions", Group.ACTIONS, "Planned work.")

ACTIONS = "/programmes/<programme_key>/actions"
ACTION = f"{ACTIONS}/<reference>"


@room.reads(ACTIONS, Permission.READ_REGISTER, ActionsOut, asks=ActionsAsked)
def list_programme_actions(member: Member, asked: dict[str, Any]) -> Any:
    """List actions; only unfinished ones unless ``open`` is false."""
    number = read_page(asked["after"])
    page = list_actions(
        member,
        only_open=asked["open"],
        lead_id=asked["lead_id"],
        sort=ActionSort(asked["sort"]),
        page=number,
    )
    following = write_page(number + 1) if number < page.pages else None
    return {"items": [_tell(each) for each in page.actions], "total": page.total, "next": following}


@room.reads(ACTION, Permission.READ_REGISTER, OneActionOut, has_etag=True)
def get_one_action(member: Member, reference: str) -> Any:
    """Show an action with everything that was said about it."""
    return _told(get_action(member, reference))


@room.reads(f"{ONE}/actions", Permission.READ_REGISTER, ActionsOut)
def list_risk_actions(member: Member, reference: str) -> Any:
    """List what is planned against a risk."""
    planned = [_tell(each.action) for each in list_mitigations(get_risk(member, reference))]
    return {"items": planned, "total": len(planned), "next": None}


@room.adds(
    f"{ONE}/actions",
    Permission.ADD_ACTION,
    ActionIn,
    ActionOut,
    is_versioned=True,
    example={
        "text": "Recruit four caseworkers",
        "lead_id": 1,
        "due_on": "2018-09-30",
        "expected_likelihood": 3,
        "expected_impact": 4,
    },
)
def add_one_action(member: Member, said: dict[str, Any], reference: str) -> Any:
    """Plan a piece of work against a risk; If-Match is the risk's."""
    version = read_version(reference)
    risk = get_risk(member, reference)
    action = add_action(risk, ActionPlan(**said), by=member, at=clock.now(), version=version)
    return _told(get_action(member, action.reference))


@room.adds(
    f"{ONE}/mitigations",
    Permission.ADD_ACTION,
    MitigationIn,
    ActionOut,
    is_versioned=True,
    example={"action": "A-1.1", "expected_likelihood": 3, "expected_impact": 4},
)
def add_mitigation_of_risk(member: Member, said: dict[str, Any], reference: str) -> Any:
    """Let an action that is there already serve a risk, too; If-Match is the risk's."""
    version = read_version(reference)
    risk, action = get_risk(member, reference), get_action(member, said["action"])
    expected = (said["expected_likelihood"], said["expected_impact"])
    link_action(risk, action, expected=expected, by=member, at=clock.now(), version=version)
    return _told(get_action(member, said["action"]))


@room.adds(
    f"{ACTION}/updates",
    Permission.UPDATE_ACTION,
    ProgressIn,
    OneActionOut,
    is_versioned=True,
    example={"status": "on_track", "progress": 60, "due_on": "2018-09-30", "note": "Two hired"},
)
def report_on_action(member: Member, said: dict[str, Any], reference: str) -> Any:
    """Say how an action goes; a due date that moves needs a note."""
    version = read_version(reference)
    progress = Progress(
        status=ActionStatus(said["status"]),
        progress=said["progress"],
        due_on=said["due_on"],
        note=said["note"],
    )
    action = get_action(member, reference)
    update_action(action, progress, by=member, at=clock.now(), version=version)
    return _told(get_action(member, reference))


def _told(action: Action) -> Told:
    updates = [
        {
            "status": each.status,
            "progress": each.progress,
            "due_on": each.due_on,
            "note": each.note,
            "updated_as": tell_title(each.updated_as),
            "updated_at": each.updated_at,
        }
        for each in action.updates
    ]
    etag = write_etag(action.reference, action.version)
    return Told({**_tell(action), "updates": updates}, etag=etag)


def _tell(action: Action) -> dict[str, Any]:
    return {
        **{name: getattr(action, name) for name in _PLAIN},
        "lead": tell_post(action.lead),
        "mitigations": [
            {
                "risk": each.risk.reference,
                "expected_likelihood": each.expected_likelihood,
                "expected_impact": each.expected_impact,
            }
            for each in action.mitigations
        ],
    }


_PLAIN = (
    "reference",
    "text",
    "lead_id",
    "original_due_on",
    "due_on",
    "slips",
    "status",
    "progress",
    "note",
    "version",
)
