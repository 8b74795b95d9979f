"""The sentences of the improvement plan."""

from collections.abc import Callable, Mapping

from risk_register.domain.matters import Matter
from risk_register.domain.sentences import Line, Telling, plainly


def _say_planned(line: Line) -> str:
    row = line.find("action")
    lead, due = row.find("lead_id").said_after, row.find("original_due_on").said_after
    return "".join(
        (
            f"planned action {line.fact('action')} as {line.fact('number')} of the plan",
            f", led by the {lead}" if lead else "",
            f", due {due}" if due else "",
        )
    )


_PLANNED = frozenset(
    {
        "action.lead_id",
        "action.original_due_on",
        "action.due_on",
        "action.slips",
        "action.progress",
        "plan_line",
    }
)
_PLACE = frozenset({"plan_line"})
_RATED = frozenset({"rating"})


def _say_rating(line: Line) -> str:
    before = line.fact("level before")
    was = f" (was {before})" if before else ""
    return f"rated the delivery of action {line.fact('action')} {line.fact('level')}{was}"


def _say_milestone(verb: str) -> Callable[[Line], str]:
    def say(line: Line) -> str:
        return f"{verb} the milestone “{line.fact('milestone')}” of action {line.fact('action')}"

    return say


def _say_met(line: Line) -> str:
    met = line.find("milestone").find("met_on").said_after
    return _say_milestone("met")(line) + (f" on {met}" if met else "")


PLAN_TELLINGS: Mapping[str, Telling] = {
    "area added": Telling(Matter.PLAN, plainly("added {about} to the plan")),
    "area changed": Telling(Matter.PLAN, plainly("changed {about} of the plan")),
    "success measure added": Telling(
        Matter.PLAN, plainly("said by success measure {measure} what will show that {about} is met")
    ),
    "success measure changed": Telling(
        Matter.PLAN, plainly("changed success measure {measure} of {about}")
    ),
    "success measure retired": Telling(
        Matter.PLAN, plainly("retired success measure {measure} of {about}")
    ),
    "action planned": Telling(Matter.ACTIONS, _say_planned, _PLANNED),
    "action placed": Telling(
        Matter.ACTIONS, plainly("gave action {action} its place in the plan as {number}"), _PLACE
    ),
    "action taken out of the plan": Telling(
        Matter.ACTIONS,
        plainly("took action {action} out of the plan, where it was {number}"),
        _PLACE,
    ),
    "impact stated": Telling(Matter.PLAN, plainly("said what has become better in {about}")),
    "impact withdrawn": Telling(
        Matter.PLAN, plainly("took back what was said to have become better in {about}")
    ),
    "milestone added": Telling(
        Matter.ACTIONS,
        _say_milestone("added"),
        frozenset({"milestone.action_id", "milestone.text", "milestone.original_due_on"}),
    ),
    "milestone moved": Telling(Matter.ACTIONS, _say_milestone("moved")),
    "milestone met": Telling(Matter.ACTIONS, _say_met, frozenset({"milestone.met_on"})),
    "milestone dropped": Telling(
        Matter.ACTIONS, _say_milestone("said that nobody waits any longer for")
    ),
    "action rated": Telling(Matter.ACTIONS, _say_rating, _RATED),
    "plan exported": Telling(
        Matter.PACKS, plainly("took the improvement plan along as {kind}: {actions} actions")
    ),
    "ratings chosen": Telling(
        Matter.SETTING_UP,
        plainly("chose to rate delivery by {ratings}"),
        frozenset({"rating_scale", "rating_choice.scale_id"}),
    ),
}
