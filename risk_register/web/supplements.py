"""Papers added after a pack has gone: who gets which of them, the very letter, one decision."""

from collections.abc import Sequence

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.errors import RuleError
from risk_register.domain.permissions import Permission
from risk_register.mail.letters import Letter
from risk_register.mail.supplements import draw_supplement
from risk_register.models import Circulation, Pack
from risk_register.schemas.circulations import SupplementSchema
from risk_register.services.circulations import (
    Covering,
    check_ready,
    count_circulations,
    is_late,
)
from risk_register.services.packs import get_pack
from risk_register.services.supplement_letters import build_supplement_letter
from risk_register.services.supplements import (
    Share,
    check_said,
    find_next_number,
    list_new_papers,
    list_shares,
    send_supplement,
)
from risk_register.web.access import needs, present_member
from risk_register.web.forms import Form, read_form
from risk_register.web.post_rooms import find_carriage, find_domain, send_packs_now

doors = Blueprint("supplements", __name__)


@doors.get("/<programme_key>/packs/<int:pack_id>/supplements/new")
@needs(Permission.CIRCULATE_PACK)
def new_supplement(programme_key: str, pack_id: int) -> ResponseReturnValue:
    """Show which papers were added since, and who would get which of them."""
    pack = get_pack(present_member(), pack_id)
    try:
        check_ready(pack)
    except RuleError as refusal:
        flash(str(refusal), "problem")
        return redirect(url_for("packs.show_pack", programme_key=programme_key, pack_id=pack_id))
    return _form(pack, Form())


@doors.post("/<programme_key>/packs/<int:pack_id>/supplements/new")
@needs(Permission.CIRCULATE_PACK)
def create_supplement(programme_key: str, pack_id: int) -> ResponseReturnValue:
    """Put one letter for each reader into the outbox and begin to send them."""
    member = present_member()
    form = read_form(SupplementSchema())
    if form.is_valid:
        said = form.values
        with form.saving():
            with write_transaction():
                made = send_supplement(
                    get_pack(member, pack_id),
                    number=said["number"],
                    covering=Covering(said["note"], said["late_reason"]),
                    domain=find_domain(),
                    by=member,
                    at=clock.now(),
                    carriage=find_carriage(),
                )
                number, supplement, count = made.number, made.supplement, len(made.deliveries)
            send_packs_now()
            letters = "One letter is" if count == 1 else f"{count} letters are"
            flash(f"Supplement {supplement}: {letters} on the way.", "success")
            return redirect(
                url_for(
                    "letters.show_circulation",
                    programme_key=programme_key,
                    pack_id=pack_id,
                    number=number,
                )
            )
    return _form(get_pack(member, pack_id), form)


def _form(pack: Pack, form: Form) -> ResponseReturnValue:
    papers = list_new_papers(pack)
    shares = list_shares(pack, papers, on=clock.today(), carriage=find_carriage())
    typed = form.typed
    with form.saving():
        check_said(pack, Covering(typed.get("note", ""), typed.get("late_reason", "")), shares)
    page = render_template(
        "supplements/new.html",
        pack=pack,
        form=form,
        papers=papers,
        shares=shares,
        letters=_draw_samples(pack, form, shares),
        supplement=find_next_number(pack),
        number=count_circulations(pack) + 1,
        is_late=is_late(pack, at=clock.now()),
    )
    return page, form.status


def _draw_samples(pack: Pack, form: Form, shares: Sequence[Share]) -> list[tuple[Share, Letter]]:
    """Draw the letter once for each choice of papers, as its first reader would get it."""
    firsts: dict[tuple[int, ...], Share] = {}
    for share in shares:
        firsts.setdefault(tuple(paper.id for paper in share.papers), share)
    return [(share, _draw_sample(pack, form, share)) for share in firsts.values()]


def _draw_sample(pack: Pack, form: Form, share: Share) -> Letter:
    now = clock.now()
    planned = Circulation(
        number=0,
        supplement=find_next_number(pack),
        decided_as=present_member().post,
        decided_at=now,
        note=form.typed.get("note", "").strip() or None,
        late_reason=form.typed.get("late_reason", "").strip() or None,
        head="the head of the record at the moment of sending",
    )
    return draw_supplement(
        build_supplement_letter(
            pack,
            planned,
            share.papers,
            post_title=share.seat.title,
            capacity=share.seat.capacity.label,
            way="(the reader’s personal link)" if share.by_link else None,
        ),
        message_id="<preview@localhost>",
        written_at=now,
        sender=current_app.config["MAIL_FROM"],
        recipient=share.person.email,
        files=(),
    )
