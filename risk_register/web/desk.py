"""The programme manager's desk, on one page."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.domain.months import MonthStep, StepState
from risk_register.domain.oddities import OddityKind
from risk_register.domain.permissions import Permission
from risk_register.services.desk import Asked, Desk
from risk_register.services.desk import show_desk as lay_out
from risk_register.services.duties import PackStep
from risk_register.services.milestones import list_late
from risk_register.services.ratings import list_silent_worst
from risk_register.services.reminders import list_nudged
from risk_register.web.access import needs, present_member
from risk_register.web.paging import read_page_number

doors = Blueprint("desk", __name__)

#: What the second list with pages of its own calls them in an address.
CHANGED_PAGE = "changed"
#: So many late milestones, and so many silent actions, are shown.
MOST_OF_PLAN = 10


@doors.get("/<programme_key>/desk")
@needs(Permission.SEE_DESK)
def show_desk(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show where the month stands, who is silent, what moved and what is odd."""
    member = present_member()
    asked = Asked(
        odd_kind=_asked_kind(),
        odd_page=read_page_number(),
        changed_page=read_page_number(CHANGED_PAGE),
    )
    desk = lay_out(member, at=clock.now(), asked=asked)
    if asked.odd_page > desk.odd_pages or asked.changed_page > desk.changed_pages:
        abort(404)
    return render_template(
        "desk/show.html",
        desk=desk,
        month=desk.month,
        may_nudge=member.may(Permission.NUDGE_OWNER) and _is_called(desk),
        nudged=list_nudged(
            [line.holder.id for line in desk.waiting.lines if line.holder], on=clock.today()
        ),
        scheme=member.scheme,
        late=list_late(member),
        silent=list_silent_worst(member),
        most=MOST_OF_PLAN,
        kind=asked.odd_kind,
        asked=asked,
        asked_odd=_keep(("odd", "page")),
        asked_changed=_keep((CHANGED_PAGE,)),
        CHANGED_PAGE=CHANGED_PAGE,
        MonthStep=MonthStep,
        StepState=StepState,
        PackStep=PackStep,
        Permission=Permission,
    )


def _is_called(desk: Desk) -> bool:
    """Say whether answers are awaited, so that somebody can be asked again."""
    month = desk.month
    return month is not None and month.deadlines.call_on <= clock.today() and month.told is None


def _keep(names: tuple[str, ...]) -> dict[str, str]:
    """Give the part of the address that the links of the other list carry along."""
    return {name: request.args[name] for name in names if request.args.get(name)}


def _asked_kind() -> OddityKind | None:
    wanted = request.args.get("odd", "")
    return OddityKind(wanted) if wanted in set(OddityKind) else None
