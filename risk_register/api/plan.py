"""The improvement plan: areas, what will show that they are better, and actions under it."""

from typing import Any

from risk_register import clock
from risk_register.api.reading import complete_change
from risk_register.api.rooms import Room, Told
from risk_register.api.versions import read_version, write_etag
from risk_register.domain.api_keys import Group
from risk_register.domain.permissions import Permission
from risk_register.models import PlanLine, SuccessMeasure
from risk_register.schemas.machines.plan import (
    AreaIn,
    LineOut,
    MeasureIn,
    MeasureOut,
    MeasureRetirementIn,
    NewAreaIn,
    NewMeasureIn,
    PlaceIn,
    PlanAreaOut,
    PlannedActionIn,
    PlanOut,
    RemovalIn,
)
from risk_register.services.actions import ActionPlan, get_action
from risk_register.services.plan import (
    AreaView,
    AreaWords,
    MeasureWords,
    add_area,
    add_measure,
    change_area,
    change_measure,
    get_area,
    get_measure,
    list_plan,
    retire_measure,
    view_area,
)
from risk_register.services.plan_lines import get_line, place_action, plan_action, remove_line
from risk_register.services.programmes import Member

room = Room("plan", Group.ACTIONS, "The improvement plan.")

PLAN = "/programmes/<programme_key>/plan"
AREA = f"{PLAN}/<area_key>"
MEASURES = f"{AREA}/measures"
MEASURE = f"{MEASURES}/<int:number>"


@room.reads(PLAN, Permission.READ_REGISTER, PlanOut)
def get_plan(member: Member) -> Any:
    """Show the improvement plan: areas, what will show that they are better, actions."""
    return {"items": [_tell_area(view) for view in list_plan(member)]}


@room.adds(
    PLAN,
    Permission.KEEP_PLAN,
    NewAreaIn,
    PlanAreaOut,
    example={"key": "W6", "short": "Transport", "text": "Journeys to school take too long"},
)
def add_one_area(member: Member, said: dict[str, Any]) -> Any:
    """Let the plan answer another weakness."""
    given = dict(said)
    key = given.pop("key")
    add_area(key, AreaWords(**given), by=member, at=clock.now())
    place = f"/api/v1/programmes/{member.programme.key}/plan/{key}"
    return _told_area(member, key, location=place)


@room.reads(AREA, Permission.READ_REGISTER, PlanAreaOut, has_etag=True)
def get_one_area(member: Member, area_key: str) -> Any:
    """Show one area of the plan."""
    return _told_area(member, area_key)


@room.changes(
    AREA, Permission.KEEP_PLAN, AreaIn, PlanAreaOut, example={"short": "Journeys to school"}
)
def change_one_area(member: Member, sent: dict[str, Any], area_key: str) -> Any:
    """Word an area anew, or let another post lead it."""
    version = read_version(area_key)
    area = get_area(member, area_key)
    said = complete_change(AreaIn, _tell_area(view_area(member, area_key)), sent)
    change_area(area, AreaWords(**said), by=member, at=clock.now(), version=version)
    return _told_area(member, area_key)


@room.adds(
    MEASURES,
    Permission.KEEP_PLAN,
    NewMeasureIn,
    MeasureOut,
    example={"text": "Fewer journeys over an hour", "baseline": "34", "target": "10"},
)
def add_one_measure(member: Member, said: dict[str, Any], area_key: str) -> Any:
    """Say what else will show that an area is better."""
    area = get_area(member, area_key)
    return _told(add_measure(area, MeasureWords(**said), by=member, at=clock.now()))


@room.reads(MEASURE, Permission.READ_REGISTER, MeasureOut, has_etag=True)
def get_one_measure(member: Member, area_key: str, number: int) -> Any:
    """Show one success measure, retired or not."""
    return _told(get_measure(member, area_key, number))


@room.changes(MEASURE, Permission.KEEP_PLAN, MeasureIn, MeasureOut, example={"target": "5"})
def change_one_measure(member: Member, sent: dict[str, Any], area_key: str, number: int) -> Any:
    """Word a success measure anew, or set it another target."""
    version = read_version(f"{area_key}-{number}")
    measure = get_measure(member, area_key, number)
    standing = _tell(measure)
    words = {"baseline": measure.baseline or "", "target": measure.target or ""}
    said = complete_change(MeasureIn, standing | words, sent)
    change_measure(measure, MeasureWords(**said), by=member, at=clock.now(), version=version)
    return _told(measure)


@room.adds(
    f"{MEASURE}/retirement",
    Permission.KEEP_PLAN,
    MeasureRetirementIn,
    MeasureOut,
    is_versioned=True,
    example={"reason": "It is counted no longer"},
)
def retire_one_measure(member: Member, said: dict[str, Any], area_key: str, number: int) -> Any:
    """Say that an area is judged by a measure no longer."""
    version = read_version(f"{area_key}-{number}")
    measure = get_measure(member, area_key, number)
    retire_measure(measure, by=member, at=clock.now(), version=version, **said)
    return _told(measure)


@room.adds(
    f"{MEASURE}/actions",
    Permission.KEEP_PLAN,
    PlannedActionIn,
    LineOut,
    example={"text": "Review the longest routes", "lead_id": 1, "due_on": "2018-09-30"},
)
def plan_one_action(member: Member, said: dict[str, Any], area_key: str, number: int) -> Any:
    """Plan a new action under a success measure; it may serve risks later."""
    measure = get_measure(member, area_key, number)
    return _tell_line(plan_action(measure, ActionPlan(**said), by=member, at=clock.now()))


@room.adds(f"{MEASURE}/places", Permission.KEEP_PLAN, PlaceIn, LineOut, example={"action": "A-1.1"})
def place_one_action(member: Member, said: dict[str, Any], area_key: str, number: int) -> Any:
    """Give an action that is there already its place in the plan."""
    measure = get_measure(member, area_key, number)
    action = get_action(member, said["action"])
    return _tell_line(place_action(measure, action, by=member, at=clock.now(), field="action"))


@room.adds(
    f"{AREA}/lines/<int:line_id>/removal",
    Permission.KEEP_PLAN,
    RemovalIn,
    LineOut,
    example={"reason": "It serves another area better"},
)
def remove_one_line(member: Member, said: dict[str, Any], area_key: str, line_id: int) -> Any:
    """Take an action out of the plan; the action itself goes on."""
    line = get_line(member, area_key, line_id)
    remove_line(line, by=member, at=clock.now(), **said)
    return _tell_line(line)


def _told_area(member: Member, key: str, *, location: str | None = None) -> Told:
    view = view_area(member, key)
    return Told(_tell_area(view), etag=write_etag(key, view.area.version), location=location)


def _tell_area(view: AreaView) -> dict[str, Any]:
    area = view.area
    names = ("id", "key", "short", "text", "lead_id", "version")
    return {
        **{name: getattr(area, name) for name in names},
        "per_cent": view.progress.per_cent,
        "reckoning": view.progress.reckoning,
        "measures": [_tell(each.measure) for each in view.measures],
    }


def _told(measure: SuccessMeasure) -> Told:
    etag = write_etag(f"{measure.area.key}-{measure.number}", measure.version)
    return Told(_tell(measure), etag=etag)


def _tell(measure: SuccessMeasure) -> dict[str, Any]:
    names = ("text", "baseline", "target", "target_on", "retired_at", "retire_reason", "version")
    lines = [line for line in measure.lines if line.removed_at is None]
    return {
        **{name: getattr(measure, name) for name in names},
        "number": measure.said_number,
        "actions": [line.action.reference for line in lines],
        "lines": [_tell_line(line) for line in lines],
    }


def _tell_line(line: PlanLine) -> dict[str, Any]:
    return {
        **{name: getattr(line, name) for name in ("id", "removed_at", "remove_reason")},
        "number": line.said_number,
        "action": line.action.reference,
    }
