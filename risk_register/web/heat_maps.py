"""The heat map: a real table with the risks in its cells, and what moved since a moment."""

from datetime import date
from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from marshmallow import ValidationError

from risk_register import clock
from risk_register.documents.moves import draw_moves
from risk_register.domain.heat_maps import FlowKind, HeatMap
from risk_register.domain.permissions import Permission
from risk_register.domain.scoring import Basis
from risk_register.schemas.base import first_sentences
from risk_register.schemas.heat_maps import HeatMapSchema
from risk_register.schemas.moments import write_moment
from risk_register.services.heat_maps import count_opportunities, get_heat_map
from risk_register.services.movements import Movement, find_movement
from risk_register.services.programmes import Member
from risk_register.services.told_packs import list_told
from risk_register.web.access import needs, present_member
from risk_register.web.forms import Form

doors = Blueprint("heat_maps", __name__)

MOST_PACKS = 12  #: a year of monthly boards


@doors.get("/<programme_key>/heat-map")
@needs(Permission.READ_REGISTER)
def show_heat_map(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show where the open risks stand, by one basis, and how they moved if that is asked."""
    member, (form, wanted) = present_member(), _read()
    basis, since, page = wanted["basis"], wanted["since"], wanted["page"] or 1
    heat_map = get_heat_map(member, basis)
    movement = find_movement(member, basis, since=since, page=page) if since else None
    if page > (movement.pages if movement else 1):
        abort(404)
    return render_template(
        "heat_maps/show.html",
        scheme=member.scheme,
        heat_map=heat_map,
        basis=basis,
        bases=list(Basis),
        form=form,
        movement=movement,
        drawing=_draw(heat_map, movement),
        since=write_moment(since) if since else None,
        reported=_list_reported(member),
        opportunities=count_opportunities(member),
        FlowKind=FlowKind,
        at=clock.now(),
    ), form.status


def _read() -> tuple[Form, dict[str, Any]]:
    """Read the address; a basis that does not exist is none, a moment is answered at its field."""
    form = Form(typed=dict(request.args.items()))
    given = {name: value for name, value in form.typed.items() if value.strip()}
    if given.get("basis") not in set(Basis):
        given.pop("basis", None)
    schema = HeatMapSchema()
    try:
        return form, schema.load(given)
    except ValidationError as error:
        form.errors, form.status = first_sentences(error.messages), 422
    if "page" in form.errors:
        abort(404)
    return form, schema.load({"basis": given["basis"]} if "basis" in given else {})


def _list_reported(member: Member) -> list[tuple[date, str]]:
    """List the last packs that were circulated, for those who read packs."""
    if not member.may(Permission.READ_PACKS):
        return []
    told = list_told(member.programme, on=member.on)[:MOST_PACKS]
    return [(each.held_on, write_moment(each.taken_at)) for each in told]


def _draw(heat_map: HeatMap, movement: Movement | None) -> Markup | None:
    if movement is None or not movement.flows.drawn:
        return None
    drawn = draw_moves(heat_map, movement.flows)
    return Markup(drawn)  # noqa: S704 - our own drawing, which escapes what it writes
