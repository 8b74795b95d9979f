"""People: who works in the register, what they are and hold, and how they stand."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.domain.people import PersonState
from risk_register.domain.permissions import Access, Role
from risk_register.schemas.people import RosterSchema
from risk_register.services.keepers import get_kept, list_open_programmes
from risk_register.services.rosters import (
    RosterFilter,
    describe_people,
    list_holdings_of,
    list_invitations_of,
    list_roster,
    list_seen_agencies,
)
from risk_register.web.access import needs, present_keeper
from risk_register.web.forms import read_asked
from risk_register.web.paging import read_page_number

doors = Blueprint("people", __name__, url_prefix="/people")


@doors.get("")
@needs(Access.KEEPERS)
def list_people() -> ResponseReturnValue:
    """List the people whom the signed-in person looks after or works with."""
    keeper = present_keeper()
    number = read_page_number()
    asked = {
        name: value for name, value in request.args.items() if value.strip() and name != "page"
    }
    form = read_asked(RosterSchema(unknown="exclude"))
    wanted = RosterFilter(**form.values) if form.is_valid else RosterFilter()
    return render_template(
        "people/list.html",
        page=list_roster(keeper, wanted, on=clock.today(), number=number),
        asked=asked if form.is_valid else {},
        agencies=list_seen_agencies(keeper),
        programmes=list_open_programmes(keeper),
        Role=Role,
        PersonState=PersonState,
    )


@doors.get("/<int:person_id>")
@needs(Access.KEEPERS)
def show_person(person_id: int) -> ResponseReturnValue:
    """Show somebody: who they are, what they hold, and what can be changed."""
    keeper = present_keeper()
    person = get_kept(keeper, person_id)
    (line,) = describe_people([person], keeper, on=clock.today())
    giveable = {
        part.programme.id: keeper.list_giveable(person, part.programme) for part in line.parts
    }
    return render_template(
        "people/show.html",
        person=person,
        line=line,
        holdings=list_holdings_of(person),
        invitations=list_invitations_of(person),
        giveable=giveable,
        keeps=keeper.keeps(person),
        is_self=person.id == keeper.person.id,
    )
