"""Letters with packs: what became of each, and what can be done about one of them."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.circulation import DeliveryState
from risk_register.domain.letter_states import CAME_BACK
from risk_register.domain.permissions import Permission
from risk_register.doors.post_rooms import find_domain, send_packs_now
from risk_register.models import Pack
from risk_register.schemas.circulations import SecondLetterSchema
from risk_register.services.attendances import reads_exempt
from risk_register.services.circulations import count_circulations, get_letter
from risk_register.services.letter_pages import (
    LetterLine,
    get_circulation,
    get_line,
    list_lines,
)
from risk_register.services.pack_versions import find_in_place
from risk_register.services.packs import get_pack
from risk_register.services.reading_links import revoke_links
from risk_register.services.resends import note_arrival, send_second_letter
from risk_register.services.withheld_words import find_sparing, list_repeats
from risk_register.web.access import needs, present_member
from risk_register.web.forms import Form, read_form

doors = Blueprint("letters", __name__)


@doors.get("/<programme_key>/packs/<int:pack_id>/circulations/<int:number>")
@needs(Permission.READ_CIRCULATIONS)
def show_circulation(programme_key: str, pack_id: int, number: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show each letter of one circulation: what it brought, and what became of it."""
    member = present_member()
    pack = get_pack(member, pack_id)
    circulation = get_circulation(member, pack, number)
    return render_template(
        "letters/circulation.html",
        pack=pack,
        circulation=circulation,
        lines=list_lines(circulation, at=clock.now()),
        in_place=find_in_place(pack),
        sees_exempt=reads_exempt(member, pack.meeting.body),
        spare=find_sparing(member, pack.meeting),
    )


@doors.get("/<programme_key>/packs/<int:pack_id>/letters/<int:letter_id>")
@needs(Permission.READ_CIRCULATIONS)
def show_letter(programme_key: str, pack_id: int, letter_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show all that is known of one letter."""
    member = present_member()
    pack = get_pack(member, pack_id)
    line = get_line(member, pack, letter_id, at=clock.now())
    return render_template(
        "letters/show.html",
        pack=pack,
        line=line,
        in_place=line.in_place,
        may_circulate=member.may(Permission.CIRCULATE_PACK),
        spare=find_sparing(member, pack.meeting),
    )


@doors.get("/<programme_key>/packs/<int:pack_id>/letters/<int:letter_id>/second")
@needs(Permission.CIRCULATE_PACK)
def new_second_letter(programme_key: str, pack_id: int, letter_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Ask where to, and why, one reader is sent a letter more."""
    member = present_member()
    pack = get_pack(member, pack_id)
    line = get_line(member, pack, letter_id, at=clock.now())
    came_back = line.delivery.state is DeliveryState.BOUNCED
    typed = {"address": line.delivery.address, "reason": CAME_BACK if came_back else ""}
    return _second_form(pack, line, Form(typed=typed))


@doors.post("/<programme_key>/packs/<int:pack_id>/letters/<int:letter_id>/second")
@needs(Permission.CIRCULATE_PACK)
def create_second_letter(programme_key: str, pack_id: int, letter_id: int) -> ResponseReturnValue:
    """Put a letter more to one reader into the outbox."""
    member, now = present_member(), clock.now()
    form = read_form(SecondLetterSchema())
    said = form.values
    if form.is_valid and (said.pop("warned") or not _list_repeats(get_pack(member, pack_id), form)):
        with form.saving():
            with write_transaction():
                letter = get_letter(member, get_pack(member, pack_id), letter_id)
                made = send_second_letter(letter, domain=find_domain(), by=member, at=now, **said)
                reader, new_id = letter.title, made.deliveries[0].id
            send_packs_now()
            flash(f"A second letter to {reader} is on its way.", "success")
            return redirect(_page(programme_key, pack_id, new_id))
    pack = get_pack(member, pack_id)
    return _second_form(pack, get_line(member, pack, letter_id, at=now), form)


@doors.post("/<programme_key>/packs/<int:pack_id>/letters/<int:letter_id>/arrival")
@needs(Permission.CIRCULATE_PACK)
def create_arrival(programme_key: str, pack_id: int, letter_id: int) -> ResponseReturnValue:
    """Note that a held letter has arrived."""
    member = present_member()
    with write_transaction():
        letter = get_letter(member, get_pack(member, pack_id), letter_id)
        note_arrival(letter, by=member, at=clock.now())
    flash("Noted: it has arrived, and does not go again.", "success")
    return redirect(_page(programme_key, pack_id, letter_id))


@doors.post("/<programme_key>/packs/<int:pack_id>/letters/<int:letter_id>/links/revocation")
@needs(Permission.CIRCULATE_PACK)
def revoke_link(programme_key: str, pack_id: int, letter_id: int) -> ResponseReturnValue:
    """Stop a letter's link, for instance when it went astray."""
    member = present_member()
    with write_transaction():
        letter = get_letter(member, get_pack(member, pack_id), letter_id)
        revoke_links(letter, by=member, at=clock.now())
    flash("The link is stopped. Whoever has the letter can no longer use it.", "success")
    return redirect(_page(programme_key, pack_id, letter_id))


def _page(programme_key: str, pack_id: int, letter_id: int) -> str:
    return url_for(
        "letters.show_letter", programme_key=programme_key, pack_id=pack_id, letter_id=letter_id
    )


def _list_repeats(pack: Pack, form: Form) -> list[str]:
    return list_repeats(pack, {"reason": form.typed.get("reason", "")})


def _second_form(pack: Pack, line: LetterLine, form: Form) -> ResponseReturnValue:
    page = render_template(
        "letters/second.html",
        pack=pack,
        line=line,
        form=form,
        number=count_circulations(pack) + 1,
        repeats=[] if form.errors else _list_repeats(pack, form),
    )
    return page, form.status
