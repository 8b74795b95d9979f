"""People: who works in the register, what they are and hold, and how they stand."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.errors import NotAllowedError
from risk_register.domain.people import PersonState
from risk_register.domain.permissions import Access, Permission, Role
from risk_register.doors.post_rooms import open_room, send_now
from risk_register.models import Person
from risk_register.schemas.people import LeavingSchema, PersonSchema, RosterSchema
from risk_register.services.departures import leave, list_left_behind
from risk_register.services.invitations import may_ask
from risk_register.services.keepers import (
    ADDRESS,
    get_changeable,
    get_kept,
    get_other_changeable,
    list_open_programmes,
)
from risk_register.services.particulars import change_particulars
from risk_register.services.people import choose_keeper
from risk_register.services.programmes import Member
from risk_register.services.rosters import (
    RosterFilter,
    describe_people,
    list_holdings_of,
    list_invitations_of,
    list_roster,
    list_seen_agencies,
)
from risk_register.web.access import needs, present_keeper
from risk_register.web.filters import as_day
from risk_register.web.forms import Form, date_parts, read_asked, read_form
from risk_register.web.paging import read_page_number

doors = Blueprint("people", __name__, url_prefix="/people")

READ_ACCESS = Permission.READ_ACCESS_REVIEW


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
        is_administrator=keeper.is_administrator,
        reviewed=[each.programme for each in keeper.members if each.may(READ_ACCESS)],
        laid_out=[each.programme for each in keeper.members if each.may(Permission.KEEP_LAYOUTS)],
        keeps_domains=_keeps_domains(),
        Role=Role,
        PersonState=PersonState,
    )


def _keeps_domains() -> bool:
    """Say whether the menu's programme lets its keeper choose where letters may go."""
    member: Member | None = g.member
    return member is not None and member.may(Permission.KEEP_PEOPLE)


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
        PersonState=PersonState,
        is_administrator=keeper.is_administrator,
        is_self=person.id == keeper.person_id,
        may_ask=may_ask(person, keeper),
        may_bar=keeper.may_bar(person),
    )


@doors.get("/<int:person_id>/edit")
@needs(Access.KEEPERS)
def edit_person(person_id: int) -> ResponseReturnValue:
    """Ask what somebody is called and where their letters go."""
    person = get_changeable(present_keeper(), person_id)
    return _edit_form(person, Form(typed={"name": person.name, "email": person.email}))


@doors.post("/<int:person_id>/edit")
@needs(Access.KEEPERS)
def update_person(person_id: int) -> ResponseReturnValue:
    """Keep it; another address signs them out, and the old one gets a letter."""
    form = read_form(PersonSchema())
    if form.is_valid:
        said, now = form.values, clock.now()
        with form.saving():
            with write_transaction():
                person, keeper = get_changeable(present_keeper(), person_id), present_keeper()
                is_new = person.signed_in_at is None
                is_moved = change_particulars(person, by=keeper, room=open_room(), at=now, **said)
            send_now()
            words = f"{said['name']} is saved."
            if is_moved and is_new:
                words += " The key in their invitation no longer works: send the letter again."
            flash(words, "success")
            return redirect(url_for("people.show_person", person_id=person_id))
    return _edit_form(get_changeable(present_keeper(), person_id), form)


@doors.get("/<int:person_id>/leaving")
@needs(Access.KEEPERS)
def new_leaving(person_id: int) -> ResponseReturnValue:
    """Ask for somebody's last day, and say what they leave behind."""
    person = get_other_changeable(present_keeper(), person_id)
    typed = date_parts("last_on", person.left_on or clock.today())
    return _leaving_form(person, Form(typed=typed))


@doors.post("/<int:person_id>/leaving")
@needs(Access.KEEPERS)
def create_leaving(person_id: int) -> ResponseReturnValue:
    """Note the last day; at its end, or at once, the account is closed."""
    keeper = present_keeper()
    form = read_form(LeavingSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                person = get_other_changeable(present_keeper(), person_id)
                leave(person, by=keeper.person, at=clock.now(), **form.values)
                words = f"The last day of {person.name} is {as_day(form.values['last_on'])}."
            flash(words, "success")
            return redirect(url_for("people.list_people"))
    return _leaving_form(get_other_changeable(present_keeper(), person_id), form)


@doors.post("/<int:person_id>/agency")
@needs(Access.KEEPERS)
def update_keeper(person_id: int) -> ResponseReturnValue:
    """Let somebody look after the people of their agency, or no longer."""
    keeper = present_keeper()
    with write_transaction():
        person = get_other_changeable(present_keeper(), person_id)
        if not keeper.is_administrator:
            raise NotAllowedError
        keeps = request.form.get("keeps") == "yes"
        choose_keeper(person, keeps=keeps, by=keeper.person, at=clock.now())
        words = "looks after" if keeps else "no longer looks after"
        words = f"{person.name} {words} the people of {person.agency.name}."
    flash(words, "success")
    return redirect(url_for("people.show_person", person_id=person_id))


def _edit_form(person: Person, form: Form) -> ResponseReturnValue:
    bar = None if present_keeper().may_readdress(person) else ADDRESS
    return render_template("people/edit.html", person=person, form=form, bar=bar), form.status


def _leaving_form(person: Person, form: Form) -> ResponseReturnValue:
    left = list_left_behind(person, on=clock.today())
    page = render_template("people/leaving.html", person=person, form=form, left=left)
    return page, form.status
