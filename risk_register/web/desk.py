"""The programme manager's desk, on one page."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.domain.months import MonthStep, StepState
from risk_register.domain.oddities import OddityKind
from risk_register.domain.permissions import Permission
from risk_register.services.desk import show_desk as lay_out
from risk_register.services.duties import PackStep
from risk_register.web.access import needs, present_member

doors = Blueprint("desk", __name__)

#: Odd risks shown at once.
PAGE_SIZE = 50
#: Risks above the appetite shown at once; the register's list holds them all.
ABOVE_SHOWN = 20


@doors.get("/<programme_key>/desk")
@needs(Permission.SEE_DESK)
def show_desk(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show where the month stands, who is silent, what moved and what is odd."""
    member = present_member()
    desk = lay_out(member, at=clock.now())
    kind = _asked_kind()
    odd = [line for line in desk.odd if kind is None or kind in {odd.kind for odd in line.oddities}]
    pages = max(1, -(-len(odd) // PAGE_SIZE))
    number = request.args.get("page", 1, type=int)
    if not 1 <= number <= pages:
        abort(404)
    return render_template(
        "desk/show.html",
        desk=desk,
        month=desk.month,
        scheme=member.scheme,
        kind=kind,
        odd=odd[(number - 1) * PAGE_SIZE : number * PAGE_SIZE],
        odd_total=len(odd),
        number=number,
        pages=pages,
        ABOVE_SHOWN=ABOVE_SHOWN,
        MonthStep=MonthStep,
        StepState=StepState,
        PackStep=PackStep,
        Permission=Permission,
    )


def _asked_kind() -> OddityKind | None:
    wanted = request.args.get("odd", "")
    return OddityKind(wanted) if wanted in set(OddityKind) else None
