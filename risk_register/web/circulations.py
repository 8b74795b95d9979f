"""Circulating: who gets what, the very letter, one decision, and each letter's fate."""

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.calendars import Deadlines
from risk_register.domain.day_words import begin, say_count
from risk_register.domain.errors import RuleError
from risk_register.domain.issue_reckonings import say_noun
from risk_register.domain.permissions import Permission
from risk_register.mail.letters import Letter, draw_pack_letter
from risk_register.models import Circulation, Delivery, Pack
from risk_register.schemas.circulations import CirculationSchema, ResendSchema
from risk_register.services.circulations import (
    Covering,
    check_ready,
    circulate_pack,
    count_circulations,
    get_letter,
    is_late,
    resend_letter,
)
from risk_register.services.deliveries import build_pack_letter, deliver_letters
from risk_register.services.meetings import deadlines_of
from risk_register.services.outbox import PostRoom
from risk_register.services.packs import get_pack
from risk_register.services.readers import Reader, list_left_readers, list_readers
from risk_register.web.access import needs, present_member
from risk_register.web.background import go_on
from risk_register.web.forms import Form, read_form

doors = Blueprint("circulations", __name__)


@doors.get("/<programme_key>/packs/<int:pack_id>/circulations/new")
@needs(Permission.CIRCULATE_PACK)
def new_circulation(programme_key: str, pack_id: int) -> ResponseReturnValue:
    """Show who gets the pack and the letter they get, before anything is sent."""
    pack = get_pack(present_member(), pack_id)
    try:
        check_ready(pack)
    except RuleError as refusal:
        flash(str(refusal), "problem")
        return redirect(url_for("packs.show_pack", programme_key=programme_key, pack_id=pack_id))
    return _form(pack, Form(typed={"number": str(count_circulations(pack) + 1)}))


@doors.post("/<programme_key>/packs/<int:pack_id>/circulations/new")
@needs(Permission.CIRCULATE_PACK)
def create_circulation(programme_key: str, pack_id: int) -> ResponseReturnValue:
    """Put one letter for each reader into the outbox and begin to send them."""
    member = present_member()
    form = read_form(CirculationSchema())
    if form.is_valid:
        said = form.values
        with form.saving():
            with write_transaction():
                made = circulate_pack(
                    get_pack(member, pack_id),
                    number=said["number"],
                    covering=Covering(said["note"], said["late_reason"], said["repeat_reason"]),
                    domain=current_app.config["MAIL_FROM"].rpartition("@")[2],
                    by=member,
                    at=clock.now(),
                )
                count = len(made.deliveries)
            _send_now()
            flash(f"{count} letters are on their way. This page shows each one.", "success")
            return redirect(
                url_for("packs.show_pack", programme_key=programme_key, pack_id=pack_id)
            )
    return _form(get_pack(member, pack_id), form)


@doors.get("/<programme_key>/packs/<int:pack_id>/letters/<int:letter_id>/resend")
@needs(Permission.CIRCULATE_PACK)
def edit_letter(programme_key: str, pack_id: int, letter_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show what the mail server said, and the address the letter goes to."""
    member = present_member()
    pack = get_pack(member, pack_id)
    letter = get_letter(member, pack, letter_id)
    return _letter_form(pack, letter, Form(typed={"address": letter.address}))


@doors.post("/<programme_key>/packs/<int:pack_id>/letters/<int:letter_id>/resend")
@needs(Permission.CIRCULATE_PACK)
def update_letter(programme_key: str, pack_id: int, letter_id: int) -> ResponseReturnValue:
    """Send one letter again."""
    member = present_member()
    form = read_form(ResendSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                letter = get_letter(member, get_pack(member, pack_id), letter_id)
                resend_letter(letter, address=form.values["address"], by=member, at=clock.now())
                reader = letter.title
            _send_now()
            flash(f"The letter to {reader} is on its way again.", "success")
            return redirect(
                url_for("packs.show_pack", programme_key=programme_key, pack_id=pack_id)
            )
    pack = get_pack(member, pack_id)
    return _letter_form(pack, get_letter(member, pack, letter_id), form)


def _send_now() -> None:
    room: PostRoom = current_app.extensions["open_room"]()
    go_on(lambda: deliver_letters(room, at=clock.now()), name="Sending letters")


def _form(pack: Pack, form: Form) -> ResponseReturnValue:
    member, today = present_member(), clock.today()
    readers, deadlines = list_readers(pack, on=today), deadlines_of(pack.meeting)
    page = render_template(
        "circulations/new.html",
        pack=pack,
        form=form,
        readers=readers,
        getting=[reader for reader in readers if reader.edition],
        left=list_left_readers(pack, readers),
        deadlines=deadlines,
        is_late=is_late(pack, at=clock.now()),
        number=count_circulations(pack) + 1,
        letter=_draw_sample(form, readers),
        rule=_say_rule(deadlines),
        member=member,
    )
    return page, form.status


def _say_rule(deadlines: Deadlines) -> str:
    rules = deadlines.rules
    return begin(say_count(rules.circulate_days, say_noun(rules)))


def _letter_form(pack: Pack, letter: Delivery, form: Form) -> ResponseReturnValue:
    return render_template(
        "circulations/resend.html", pack=pack, letter=letter, form=form
    ), form.status


def _draw_sample(form: Form, readers: list[Reader]) -> Letter | None:
    """Draw the letter the first reader would get if it were sent at this moment."""
    first = next((reader for reader in readers if reader.edition), None)
    if first is None or first.edition is None or first.person is None:
        return None
    member, now = present_member(), clock.now()
    planned = Circulation(
        number=0,
        decided_as=member.post,
        decided_at=now,
        note=form.typed.get("note", "").strip() or None,
        late_reason=form.typed.get("late_reason", "").strip() or None,
        repeat_reason=form.typed.get("repeat_reason", "").strip() or None,
        head="the head of the record at the moment of sending",
    )
    return draw_pack_letter(
        build_pack_letter(
            first.edition,
            planned,
            post_title=first.seat.title,
            capacity=first.seat.capacity,
            public_url=current_app.config["PUBLIC_URL"],
        ),
        message_id="<preview@localhost>",
        written_at=now,
        sender=current_app.config["MAIL_FROM"],
        recipient=first.person.email,
        pdf=b"",
    )
