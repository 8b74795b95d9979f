"""What the demonstration tells of the improvement plan and of the delivery of actions."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from risk_register.domain.milestones import MilestoneState
from risk_register.models import Post
from risk_register.services.actions import ActionPlan, get_action
from risk_register.services.demonstration_acts import ToldAct
from risk_register.services.impact import ImpactWords, state_impact
from risk_register.services.milestones import (
    MilestoneNews,
    add_milestone,
    list_milestones,
    update_milestone,
)
from risk_register.services.plan import MeasureWords, add_measure, get_area
from risk_register.services.plan_lines import place_action, plan_action
from risk_register.services.programmes import Member
from risk_register.services.ratings import rate_action

_STEP = timedelta(minutes=1)  #: between the actions that are placed one after the other


def list_plan_acts(document: Mapping[str, Any]) -> Iterator[ToldAct]:
    """List what the file tells of the plan: measures, milestones, ratings and impact."""
    acts: dict[str, Callable[..., None]] = {
        "plan": _tell_measure,
        "milestones": _tell_milestone,
        "ratings": _tell_rating,
        "impact": _tell_impact,
    }
    for name, act in acts.items():
        for told in document.get(name, ()):
            yield ToldAct(told["at"], told["by"], partial(act, told))
            if "met_on" in told:
                yield ToldAct(told["told_at"], told["by"], partial(_tell_met, told))


def _tell_measure(told: Mapping[str, Any], *, by: Member, find_post: Callable[[str], Post]) -> None:
    """Add a success measure, and give its actions their places."""
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


def _tell_milestone(told: Mapping[str, Any], *, by: Member, **_posts: Any) -> None:
    """Add a milestone to an action."""
    action = get_action(by, told["action"])
    add_milestone(action, text=told["text"], due_on=told["due_on"], by=by, at=told["at"])


def _tell_met(told: Mapping[str, Any], *, by: Member, **_posts: Any) -> None:
    """Say that a milestone was met."""
    every = list_milestones(get_action(by, told["action"]))
    (milestone,) = [each for each in every if each.text == told["text"]]
    news = MilestoneNews(MilestoneState.MET, milestone.due_on, told["met_on"])
    update_milestone(milestone, news, by=by, at=told["told_at"], version=milestone.version)


def _tell_rating(told: Mapping[str, Any], *, by: Member, **_posts: Any) -> None:
    """Rate the delivery of an action."""
    action, reason = get_action(by, told["action"]), told.get("reason", "")
    rate_action(action, told["level"], reason=reason, by=by, at=told["at"])


def _tell_impact(told: Mapping[str, Any], *, by: Member, **_posts: Any) -> None:
    """Say what has become better in an area."""
    words = ImpactWords(told["text"], told["source"], told["seen_on"])
    state_impact(get_area(by, told["area"]), words, by=by, at=told["at"])
