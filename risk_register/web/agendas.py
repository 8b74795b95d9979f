"""The agenda of a meeting: read by everybody at its table, kept by its secretary."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.agendas import LONGEST_MINUTES
from risk_register.domain.errors import AlreadyDoneError, ChangedMeanwhileError, RuleError
from risk_register.domain.meetings import Purpose
from risk_register.domain.permissions import Permission
from risk_register.models import AgendaItem, Meeting, Pack
from risk_register.schemas.agendas import ItemSchema, MoveSchema, NewItemSchema, RemovalSchema
from risk_register.services import agendas
from risk_register.services.agendas import (
    ItemWords,
    add_item,
    change_item,
    get_item,
    is_drafted,
    is_issued,
    list_chairs,
    list_lines,
    list_removed,
    remove_item,
)
from risk_register.services.attendances import list_own_seats
from risk_register.services.meetings import get_meeting
from risk_register.services.packs import list_packs
from risk_register.services.programmes import Member, list_posts
from risk_register.web.access import needs, present_member
from risk_register.web.forms import Form, read_form

doors = Blueprint("agendas", __name__)


@doors.get("/<programme_key>/meetings/<int:meeting_id>/agenda")
@needs(Permission.READ_MEETINGS)
def show_agenda(programme_key: str, meeting_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show the agenda, as it is printed, with what may be done to it."""
    member = present_member()
    meeting = get_meeting(member, meeting_id)
    keeps = member.may(Permission.KEEP_MEETINGS)
    return render_template(
        "agendas/show.html",
        meeting=meeting,
        lines=list_lines(member, meeting),
        may_draft=keeps and not is_drafted(meeting),
        removed=list_removed(meeting) if keeps else [],
        keeps=keeps,
        is_issued=is_issued(meeting, on=clock.today()),
        has_seat=bool(list_own_seats(member, meeting.body, on=meeting.held_on)),
        pack=_find_pack(member, meeting),
    )


@doors.post("/<programme_key>/meetings/<int:meeting_id>/agenda")
@needs(Permission.KEEP_MEETINGS)
def draft_agenda(programme_key: str, meeting_id: int) -> ResponseReturnValue:
    """Put the standing items on it."""
    member = present_member()
    try:
        with write_transaction():
            meeting = get_meeting(member, meeting_id)
            agendas.draft_agenda(meeting, by=member, at=clock.now())
        flash("The agenda is drafted: the standing items are on it.", "success")
    except AlreadyDoneError as refusal:
        flash(str(refusal), "problem")
    return redirect(_page(programme_key, meeting_id))


@doors.get("/<programme_key>/meetings/<int:meeting_id>/agenda/items/new")
@needs(Permission.KEEP_MEETINGS)
def new_item(programme_key: str, meeting_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show an empty item."""
    meeting = get_meeting(present_member(), meeting_id)
    return _item_form(meeting, None, Form())


@doors.post("/<programme_key>/meetings/<int:meeting_id>/agenda/items/new")
@needs(Permission.KEEP_MEETINGS)
def create_item(programme_key: str, meeting_id: int) -> ResponseReturnValue:
    """Put the item on the agenda."""
    member = present_member()
    form = read_form(NewItemSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                meeting = get_meeting(member, meeting_id)
                item = add_item(meeting, ItemWords(**form.values), by=member, at=clock.now())
                number = item.number
            flash(f"It is on the agenda as item {number}.", "success")
            return redirect(_page(programme_key, meeting_id))
    return _item_form(get_meeting(member, meeting_id), None, form)


@doors.get("/<programme_key>/meetings/<int:meeting_id>/agenda/items/<int:item_id>/edit")
@needs(Permission.KEEP_MEETINGS)
def edit_item(programme_key: str, meeting_id: int, item_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show what an item says, ready to be changed."""
    item = get_item(present_member().programme, meeting_id, item_id)
    return _item_form(item.meeting, item, Form(typed=_typed(item)))


@doors.post("/<programme_key>/meetings/<int:meeting_id>/agenda/items/<int:item_id>/edit")
@needs(Permission.KEEP_MEETINGS)
def update_item(programme_key: str, meeting_id: int, item_id: int) -> ResponseReturnValue:
    """Change what it says."""
    member = present_member()
    form = read_form(ItemSchema())
    if form.is_valid:
        version = form.values.pop("version")
        with form.saving():
            with write_transaction():
                item = get_item(member.programme, meeting_id, item_id)
                words = ItemWords(**form.values)
                change_item(item, words, by=member, at=clock.now(), version=version)
                number = item.number
            flash(f"Item {number} is saved.", "success")
            return redirect(_page(programme_key, meeting_id))
    item = get_item(member.programme, meeting_id, item_id)
    return _item_form(item.meeting, item, form)


@doors.post("/<programme_key>/meetings/<int:meeting_id>/agenda/items/<int:item_id>/move")
@needs(Permission.KEEP_MEETINGS)
def move_item(programme_key: str, meeting_id: int, item_id: int) -> ResponseReturnValue:
    """Let the item change places with its neighbour."""
    member = present_member()
    form = read_form(MoveSchema())
    if not form.is_valid:
        flash("Use the page's own buttons to move an item.", "problem")
        return redirect(_page(programme_key, meeting_id))
    try:
        with write_transaction():
            item = get_item(member.programme, meeting_id, item_id)
            agendas.move_item(
                item,
                up=form.values["direction"] == "up",
                number=form.values["number"],
                by=member,
                at=clock.now(),
            )
            said = f"“{item.title}” is item {item.number}."
        flash(said, "success")
    except ChangedMeanwhileError:
        flash(
            "Somebody else changed the order meanwhile. Nothing was moved; look again.", "problem"
        )
    except RuleError as refusal:
        flash(str(refusal), "problem")
    return redirect(_page(programme_key, meeting_id))


@doors.get("/<programme_key>/meetings/<int:meeting_id>/agenda/items/<int:item_id>/remove")
@needs(Permission.KEEP_MEETINGS)
def new_removal(programme_key: str, meeting_id: int, item_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Ask whether the item is to come off the agenda, and why."""
    return _removal_form(get_item(present_member().programme, meeting_id, item_id), Form())


@doors.post("/<programme_key>/meetings/<int:meeting_id>/agenda/items/<int:item_id>/remove")
@needs(Permission.KEEP_MEETINGS)
def create_removal(programme_key: str, meeting_id: int, item_id: int) -> ResponseReturnValue:
    """Take it off."""
    member = present_member()
    form = read_form(RemovalSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                item = get_item(member.programme, meeting_id, item_id)
                remove_item(item, by=member, at=clock.now(), **form.values)
                title = item.title
            flash(f"“{title}” is off the agenda. The numbers have closed up.", "success")
            return redirect(_page(programme_key, meeting_id))
    return _removal_form(get_item(member.programme, meeting_id, item_id), form)


def _page(programme_key: str, meeting_id: int) -> str:
    return url_for("agendas.show_agenda", programme_key=programme_key, meeting_id=meeting_id)


def _find_pack(member: Member, meeting: Meeting) -> Pack | None:
    """Find the newest pack of a meeting that the member may read."""
    if not (meeting.body.has_packs and member.may(Permission.READ_PACKS)):
        return None
    return next((pack for pack in list_packs(member) if pack.meeting_id == meeting.id), None)


def _typed(item: AgendaItem) -> dict[str, str]:
    given = {
        "title": item.title,
        "purpose": item.purpose.value,
        "presenter_id": item.presenter_id,
        "minutes_long": item.minutes_long,
        "reference": item.reference,
        "is_exempt": "true" if item.is_exempt else None,
        "exempt_paragraph": item.exempt_paragraph,
        "late_reason": item.late_reason,
        "agreed_by_id": item.agreed_by_id,
        "version": item.version,
    }
    return {name: str(value) for name, value in given.items() if value is not None}


def _item_form(meeting: Meeting, item: AgendaItem | None, form: Form) -> ResponseReturnValue:
    """Show the form of an item; of a new one if there is none yet."""
    member = present_member()
    is_late = item.late_reason is not None if item else is_issued(meeting, on=clock.today())
    page = render_template(
        "agendas/edit.html" if item else "agendas/new.html",
        meeting=meeting,
        item=item,
        form=form,
        is_late=is_late,
        purposes=list(Purpose),
        posts=list_posts(member.programme),
        chairs=list_chairs(meeting) if is_late else [],
        longest_minutes=LONGEST_MINUTES,
    )
    return page, form.status


def _removal_form(item: AgendaItem, form: Form) -> ResponseReturnValue:
    page = render_template(
        "agendas/remove.html",
        item=item,
        meeting=item.meeting,
        form=form,
        is_issued=is_issued(item.meeting, on=clock.today()),
    )
    return page, form.status
