"""Milestones of an action: a new one, and what has become of one."""

from typing import Any

from risk_register import clock
from risk_register.api.actions import ACTION
from risk_register.api.reading import complete_change
from risk_register.api.rooms import Room, Told
from risk_register.api.versions import read_version, write_etag
from risk_register.domain.api_keys import Group
from risk_register.domain.permissions import Permission
from risk_register.models import Milestone
from risk_register.schemas.machines.milestones import (
    MilestoneIn,
    MilestoneOut,
    MilestonesOut,
    NewMilestoneIn,
)
from risk_register.services.actions import get_action
from risk_register.services.milestones import (
    MilestoneNews,
    add_milestone,
    get_milestone,
    list_milestones,
    update_milestone,
)
from risk_register.services.programmes import Member

room = Room("milestones", Group.ACTIONS, "What is to be reached on the way of an action.")

MILESTONES = f"{ACTION}/milestones"
MILESTONE = f"{MILESTONES}/<int:milestone_id>"


@room.reads(MILESTONES, Permission.READ_REGISTER, MilestonesOut)
def list_milestones_of_action(member: Member, reference: str) -> Any:
    """List the milestones of an action, the earliest due first."""
    return {"items": [_tell(each) for each in list_milestones(get_action(member, reference))]}


@room.adds(
    MILESTONES,
    Permission.UPDATE_ACTION,
    NewMilestoneIn,
    MilestoneOut,
    example={"text": "Two of four are recruited", "due_on": "2018-07-31"},
)
def add_one_milestone(member: Member, said: dict[str, Any], reference: str) -> Any:
    """Say what is to be reached on the way, and by when."""
    action = get_action(member, reference)
    return _told(add_milestone(action, by=member, at=clock.now(), **said))


@room.reads(MILESTONE, Permission.READ_REGISTER, MilestoneOut, has_etag=True)
def get_one_milestone(member: Member, reference: str, milestone_id: int) -> Any:
    """Show one milestone."""
    return _told(get_milestone(member, reference, milestone_id))


@room.changes(
    MILESTONE,
    Permission.UPDATE_ACTION,
    MilestoneIn,
    MilestoneOut,
    example={"state": "met", "met_on": "2018-06-01"},
)
def change_milestone(
    member: Member, sent: dict[str, Any], reference: str, milestone_id: int
) -> Any:
    """Say that a milestone is met, moves or is no longer wanted; its first day stays."""
    version = read_version(_name(milestone_id))
    milestone = get_milestone(member, reference, milestone_id)
    news = MilestoneNews(**complete_change(MilestoneIn, _tell(milestone), sent))
    update_milestone(milestone, news, by=member, at=clock.now(), version=version)
    return _told(milestone)


def _name(milestone_id: int) -> str:
    return f"milestone-{milestone_id}"


def _told(milestone: Milestone) -> Told:
    return Told(_tell(milestone), etag=write_etag(_name(milestone.id), milestone.version))


def _tell(milestone: Milestone) -> dict[str, Any]:
    standing = milestone.standing(clock.today())
    plain = ("id", "text", "original_due_on", "due_on", "met_on", "version")
    return {
        **{name: getattr(milestone, name) for name in plain},
        "state": standing.state,
        "days_late": standing.days_late,
    }
