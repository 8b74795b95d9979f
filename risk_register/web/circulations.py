"""Circulating: who gets what, the very letter, one decision, and each letter's fate."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.errors import RuleError
from risk_register.domain.permissions import Permission
from risk_register.doors.post_rooms import find_carriage, find_domain, send_packs_now
from risk_register.doors.two_persons import present_rule
from risk_register.mail.blocks import Block, list_shown
from risk_register.mail.letters import Letter
from risk_register.mail.pack_letters import draw_pack_letter, list_blocks
from risk_register.models import Circulation, Delivery, Pack, Paper, Person, Post
from risk_register.schemas.circulations import PREVIEW, SEND, CirculationSchema, ResendSchema
from risk_register.services.circulations import (
    Covering,
    check_ready,
    check_resendable,
    check_said,
    circulate_pack,
    count_circulations,
    get_letter,
    is_late,
    list_agreeing,
    resend_letter,
)
from risk_register.services.deliveries import build_pack_letter
from risk_register.services.issue_positions import find_position
from risk_register.services.letter_papers import list_sendable_papers
from risk_register.services.packs import get_pack
from risk_register.services.readers import Reader, list_left_readers, list_readers
from risk_register.services.two_persons import find_bar_to_circulation
from risk_register.services.withheld_words import list_repeats
from risk_register.web.access import needs, present_member
from risk_register.web.forms import Form, read_form

doors = Blueprint("circulations", __name__)


@dataclass(frozen=True)
class Sample:
    """A letter as one reader would get it, before anything is sent."""

    reader: Reader
    letter: Letter
    blocks: list[tuple[str, Block]]  #: its page, as templates draw it


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
    number = count_circulations(pack) + 1
    papers = list_sendable_papers(pack.meeting) if number == 1 else []
    ticked = ",".join(str(paper.id) for paper in papers)
    return _form(pack, Form(typed={"number": str(number), "papers": ticked}))


@doors.post("/<programme_key>/packs/<int:pack_id>/circulations/new")
@needs(Permission.CIRCULATE_PACK)
def create_circulation(programme_key: str, pack_id: int) -> ResponseReturnValue:
    """Put one letter for each reader into the outbox and begin to send them."""
    member = present_member()
    form = read_form(CirculationSchema())
    if form.is_valid and form.values["stage"] == SEND and not _list_repeats(pack_id, form):
        with form.saving():
            with write_transaction():
                made = circulate_pack(
                    get_pack(member, pack_id),
                    number=form.values["number"],
                    covering=_cover(form),
                    domain=find_domain(),
                    by=member,
                    at=clock.now(),
                    carriage=find_carriage(),
                    rule=present_rule(),
                )
                count = len(made.deliveries)
            send_packs_now()
            letters = "One letter is on its" if count == 1 else f"{count} letters are on their"
            flash(f"{letters} way. This page shows each one.", "success")
            return redirect(
                url_for("packs.show_pack", programme_key=programme_key, pack_id=pack_id)
            )
    return _form(get_pack(member, pack_id), form)


def _list_repeats(pack_id: int, form: Form) -> list[str]:
    """List what exempt matters the words repeat, unless the sender has been warned of it."""
    if form.values["warned"]:
        return []
    return list_repeats(get_pack(present_member(), pack_id), _list_said(form))


def _list_said(form: Form) -> dict[str, str]:
    return {name: form.typed.get(name, "") for name in ("note", "late_reason", "repeat_reason")}


def _cover(form: Form) -> Covering:
    said = form.values
    return Covering(
        note=said["note"],
        late_reason=said["late_reason"],
        repeat_reason=said["repeat_reason"],
        late_agreed_by_id=said["late_agreed_by_id"],
        paper_ids=said["papers"],
    )


@doors.get("/<programme_key>/packs/<int:pack_id>/letters/<int:letter_id>/resend")
@needs(Permission.CIRCULATE_PACK)
def edit_letter(programme_key: str, pack_id: int, letter_id: int) -> ResponseReturnValue:
    """Show what the mail server said, and the address the letter goes to."""
    member = present_member()
    pack = get_pack(member, pack_id)
    letter = get_letter(member, pack, letter_id)
    try:
        check_resendable(letter, at=clock.now())
    except RuleError as refusal:
        flash(str(refusal), "problem")
        return redirect(
            url_for(
                "letters.show_letter",
                programme_key=programme_key,
                pack_id=pack_id,
                letter_id=letter_id,
            )
        )
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
            send_packs_now()
            flash(f"The letter to {reader} is on its way again.", "success")
            return redirect(
                url_for("packs.show_pack", programme_key=programme_key, pack_id=pack_id)
            )
    pack = get_pack(member, pack_id)
    return _letter_form(pack, get_letter(member, pack, letter_id), form)


def _form(pack: Pack, form: Form) -> ResponseReturnValue:
    today, now = clock.today(), clock.now()
    papers = list_sendable_papers(pack.meeting)
    ticked = form.typed.get("papers", "").split(",")
    chosen = [paper for paper in papers if str(paper.id) in ticked]
    readers = list_readers(pack, on=today, papers=chosen, carriage=find_carriage())
    agreeing = list_agreeing(pack, on=today)
    planned = _plan(form, agreeing)
    with form.saving():
        said = Covering(planned.note or "", planned.late_reason or "", planned.repeat_reason or "")
        check_said(pack, said, readers, chosen)
    page = render_template(
        "circulations/new.html",
        pack=pack,
        form=form,
        readers=readers,
        getting=[reader for reader in readers if reader.edition],
        refused=[reader for reader in readers if reader.is_refused],
        left=list_left_readers(pack, readers),
        is_late=is_late(pack, at=now),
        bar=find_bar_to_circulation(pack, present_member().person, present_rule()),
        position=find_position(pack.meeting, at=now),
        agreeing=agreeing,
        papers=papers,
        chosen=chosen,
        ticked=ticked,
        number=count_circulations(pack) + 1,
        letters=[] if form.errors else _draw_samples(planned, readers),
        repeats=[] if form.errors else list_repeats(pack, _list_said(form)),
        PREVIEW=PREVIEW,
    )
    return page, form.status


def _plan(form: Form, agreeing: Iterable[Post]) -> Circulation:
    """Make the circulation that the form would decide on, to read its letters; it is not kept."""
    posts = {str(post.id): post for post in agreeing}

    def say(name: str) -> str | None:
        return form.typed.get(name, "").strip() or None

    return Circulation(
        number=0,
        decided_as=present_member().post,
        decided_at=clock.now(),
        note=say("note"),
        late_reason=say("late_reason"),
        late_agreed_by=posts.get(form.typed.get("late_agreed_by_id", "")),
        repeat_reason=say("repeat_reason"),
        head="the head of the record at the moment of sending",
    )


def _letter_form(pack: Pack, letter: Delivery, form: Form) -> ResponseReturnValue:
    return render_template(
        "circulations/resend.html", pack=pack, letter=letter, form=form
    ), form.status


def _draw_samples(planned: Circulation, readers: Iterable[Reader]) -> list[Sample]:
    """Draw for each kind of letter the one its first reader would get at this moment."""
    firsts: dict[tuple[int, tuple[Paper, ...]], Reader] = {}
    for reader in readers:
        if reader.edition is not None:
            firsts.setdefault((reader.edition.id, reader.papers), reader)
    return [
        _draw_sample(planned, reader, reader.edition, reader.person)
        for reader in firsts.values()
        if reader.edition is not None and reader.person is not None
    ]


def _draw_sample(planned: Circulation, reader: Reader, edition: Pack, person: Person) -> Sample:
    public_url = current_app.config["PUBLIC_URL"]
    said = build_pack_letter(
        edition,
        planned,
        post_title=reader.seat.title,
        capacity=reader.seat.capacity,
        public_url=public_url,
        papers=reader.papers,
        way=f"{public_url.rstrip('/')}/reading/…" if reader.by_link else None,
    )
    letter = draw_pack_letter(
        said,
        message_id="<preview@localhost>",
        written_at=planned.decided_at,
        sender=current_app.config["MAIL_FROM"],
        recipient=person.email,
        pdf=None if reader.by_link else b"",
    )
    return Sample(reader, letter, list_shown(list_blocks(said)))
