"""Changing several risks at once, and letting changed scores stand."""

from collections.abc import Callable
from typing import Any

from risk_register import clock
from risk_register.api.paging import read_page, write_page
from risk_register.api.risks import RISKS, tell_title
from risk_register.api.rooms import Room
from risk_register.domain.api_keys import Group
from risk_register.domain.errors import RuleError
from risk_register.domain.permissions import Permission
from risk_register.models import Assessment
from risk_register.schemas.machines.batches import (
    AgreedScoresIn,
    AgreedScoresOut,
    BatchIn,
    BatchOut,
    BatchOutlookIn,
    ChangedScoresAsked,
    ChangedScoresOut,
)
from risk_register.services.agreements import agree_scores
from risk_register.services.assessments import list_judged
from risk_register.services.batches import (
    Batch,
    BatchLine,
    apply_batch,
    list_missing,
    preview_batch,
)
from risk_register.services.desk import Asked, show_desk
from risk_register.services.desk_lines import PAGE_SIZE, Changed
from risk_register.services.programmes import Member

room = Room("batches", Group.RISKS, "One act for several risks.")

BATCHES = f"{RISKS}/batches"
AGREEMENTS = "/programmes/<programme_key>/agreements"
_EXAMPLE = {"act": "hand_over", "references": ["R-001", "R-002"], "owner_id": 1}


@room.adds(
    f"{BATCHES}/outlook",
    Permission.MOVE_RISK,
    BatchOutlookIn,
    BatchOut,
    is_prepared=True,
    example=_EXAMPLE,
)
def foresee_batch(member: Member, said: dict[str, Any]) -> Callable[[], Any]:
    """Say what a change would do to each of several risks; nothing is saved."""
    lines = preview_batch(_read(member, said), by=member)
    told = {"items": [_tell(line) for line in lines]}
    return lambda: told


@room.adds(
    BATCHES,
    Permission.MOVE_RISK,
    BatchIn,
    BatchOut,
    example={**_EXAMPLE, "versions": {"R-001": 3, "R-002": 1}},
)
def change_several_risks(member: Member, said: dict[str, Any]) -> Any:
    """Do to several risks what the outlook said, to all of them or none.

    ``versions`` are those that the outlook gave. The answer holds the risks that were changed.
    """
    given = dict(said)
    versions = given.pop("versions")
    done = apply_batch(_read(member, given), versions=versions, by=member, at=clock.now())
    return {"items": [_tell(line) for line in done]}


@room.reads(AGREEMENTS, Permission.SEE_DESK, ChangedScoresOut, asks=ChangedScoresAsked)
def list_changed_scores(member: Member, asked: dict[str, Any]) -> Any:
    """List what the next pack scores differently from the last one, and what was agreed of it."""
    number = read_page(asked["after"])
    desk = show_desk(member, at=clock.now(), asked=Asked(changed_page=number))
    following = write_page(number + 1) if number * PAGE_SIZE < desk.changed.total else None
    return {
        "items": [_tell_changed(line) for line in desk.changed.lines],
        "total": desk.changed.total,
        "next": following,
    }


@room.adds(
    AGREEMENTS,
    Permission.AGREE_SCORE,
    AgreedScoresIn,
    AgreedScoresOut,
    example={"assessments": [1, 2]},
)
def agree_several_scores(member: Member, said: dict[str, Any]) -> Any:
    """Let scores stand that were read: all of them, or none if one has changed meanwhile."""
    judged = list_judged(member, said["assessments"])
    agree_scores(judged, by=member, at=clock.now())
    return {"risks": [each.risk.reference for each in judged]}


def _read(member: Member, said: dict[str, Any]) -> Batch:
    """Read what is to be done; a page leaves out what is gone, a program hears of it."""
    missing = list_missing(member, said["references"])
    if missing:
        raise RuleError(f"There is no risk {', '.join(missing)} here.", field="references")
    return Batch(**said | {"references": tuple(said["references"])})


def _tell(line: BatchLine) -> dict[str, Any]:
    return {
        **{name: getattr(line, name) for name in ("before", "after", "refusal")},
        "risk": line.risk.reference,
        "version": line.risk.version,
    }


def _tell_changed(line: Changed) -> dict[str, Any]:
    agreed = line.agreed
    return {
        "risk": line.risk.reference,
        "assessment_id": line.now.id if line.now else None,
        "before": _tell_score(line.before),
        "now": _tell_score(line.now),
        "steps": line.steps,
        "agreed_at": agreed.agreed_at if agreed else None,
        "agreed_as": tell_title(agreed.agreed_as) if agreed else None,
    }


def _tell_score(judged: Assessment | None) -> dict[str, Any] | None:
    if judged is None:
        return None
    return {name: getattr(judged, name) for name in ("likelihood", "impact", "score", "band")}
