"""The sentences of the improvement plan."""

from collections.abc import Mapping

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
}
