"""One letter to the address that publishes: sent again with a reason, or said to have arrived."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.circulation import DeliveryState
from risk_register.domain.letter_states import CAME_BACK
from risk_register.domain.permissions import Permission
from risk_register.models import PublicationLetter
from risk_register.schemas.publications import AskingAgainSchema
from risk_register.services.publication_resends import (
    find_hindrance,
    get_publication_letter,
    note_arrival,
    send_again,
)
from risk_register.web.access import needs, present_member
from risk_register.web.forms import Form, read_form

doors = Blueprint("publication_letters", __name__)


@doors.get("/<programme_key>/publications/letters/<int:letter_id>/resend")
@needs(Permission.PUBLISH_PACK)
def edit_letter(programme_key: str, letter_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show what the mail server said, and ask where to, and why, it is sent again."""
    letter = get_publication_letter(present_member(), letter_id)
    came_back = letter.state is DeliveryState.BOUNCED
    typed = {"address": letter.address, "reason": CAME_BACK if came_back else ""}
    return _form(letter, Form(typed=typed))


@doors.post("/<programme_key>/publications/letters/<int:letter_id>/resend")
@needs(Permission.PUBLISH_PACK)
def update_letter(programme_key: str, letter_id: int) -> ResponseReturnValue:
    """Send it again; it is sent by the clock."""
    member = present_member()
    form = read_form(AskingAgainSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                letter = get_publication_letter(member, letter_id)
                send_again(letter, by=member, at=clock.now(), **form.values)
                page = _page(programme_key, letter)
            flash("The letter goes again within minutes.", "success")
            return redirect(page)
    return _form(get_publication_letter(member, letter_id), form)


@doors.post("/<programme_key>/publications/letters/<int:letter_id>/arrival")
@needs(Permission.PUBLISH_PACK)
def create_arrival(programme_key: str, letter_id: int) -> ResponseReturnValue:
    """Note that a held letter has arrived."""
    member = present_member()
    with write_transaction():
        letter = get_publication_letter(member, letter_id)
        note_arrival(letter, by=member, at=clock.now())
        page = _page(programme_key, letter)
    flash("Noted: it has arrived, and does not go again.", "success")
    return redirect(page)


def _page(programme_key: str, letter: PublicationLetter) -> str:
    return url_for(
        "publications.new_publication",
        programme_key=programme_key,
        pack_id=letter.publication.pack_id,
    )


def _form(letter: PublicationLetter, form: Form) -> ResponseReturnValue:
    page = render_template(
        "publications/resend.html",
        letter=letter,
        form=form,
        hindrance=find_hindrance(letter, at=clock.now()),
    )
    return page, form.status
