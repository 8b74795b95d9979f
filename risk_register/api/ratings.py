"""Rating how the delivery of an action goes."""

from typing import Any

from risk_register import clock
from risk_register.api.actions import ACTION
from risk_register.api.risks import tell_title
from risk_register.api.rooms import Room
from risk_register.domain.api_keys import Group
from risk_register.domain.permissions import Permission
from risk_register.schemas.machines.ratings import RatingIn, RatingOut, RatingsOut
from risk_register.services.actions import get_action
from risk_register.services.programmes import Member
from risk_register.services.ratings import Rated, list_ratings, rate_action

room = Room("ratings", Group.ACTIONS, "How the delivery of actions goes.")

RATINGS = f"{ACTION}/ratings"


@room.reads(RATINGS, Permission.READ_REGISTER, RatingsOut)
def list_ratings_of_action(member: Member, reference: str) -> Any:
    """List how the delivery of an action was rated, the newest first."""
    return {"items": [_tell(each) for each in list_ratings(get_action(member, reference))]}


@room.adds(
    RATINGS,
    Permission.UPDATE_ACTION,
    RatingIn,
    RatingOut,
    example={"level": "green", "reason": "Both posts are filled"},
)
def rate_one_action(member: Member, said: dict[str, Any], reference: str) -> Any:
    """Say how the delivery of an action goes, by a level that the programme has chosen."""
    action = get_action(member, reference)
    rate_action(action, said["level"], reason=said["reason"], by=member, at=clock.now())
    return _tell(list_ratings(action)[0])


def _tell(rated: Rated) -> dict[str, Any]:
    row = rated.rating
    return {
        **{name: getattr(row, name) for name in ("level", "reason", "rated_at")},
        "name": rated.level.name,
        "rated_as": tell_title(row.rated_as),
    }
