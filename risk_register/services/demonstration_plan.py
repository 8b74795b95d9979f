"""What the demonstration tells of the improvement plan."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from risk_register.models import Post
from risk_register.services.actions import ActionPlan, get_action
from risk_register.services.plan import MeasureWords, add_measure, get_area
from risk_register.services.plan_lines import place_action, plan_action
from risk_register.services.programmes import Member

_STEP = timedelta(minutes=1)  #: between the actions that are placed one after the other


def tell_measure(told: Mapping[str, Any], *, by: Member, find_post: Callable[[str], Post]) -> None:
    """Add a success measure, and give its actions their places.

    :param find_post: finds a post by its key in the file
    """
    words = {
        name: told[name] for name in ("text", "baseline", "target", "target_on") if name in told
    }
    at = told["at"]
    measure = add_measure(get_area(by, told["area"]), MeasureWords(**words), by=by, at=at)
    for reference in told.get("actions", ()):
        at += _STEP
        place_action(measure, get_action(by, reference), by=by, at=at)
    for new in told.get("planned", ()):
        at += _STEP
        plan = ActionPlan(new["text"], find_post(new["lead"]).id, new["due_on"])
        plan_action(measure, plan, by=by, at=at)
