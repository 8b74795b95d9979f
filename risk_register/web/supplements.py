"""Papers that go after a pack: which, who gets which of them, the very letter, one decision."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.errors import RuleError
from risk_register.domain.permissions import Permission
from risk_register.doors.post_rooms import find_carriage, find_domain, send_packs_now
from risk_register.mail.blocks import Block, list_shown
from risk_register.mail.letters import Letter
from risk_register.mail.supplements import draw_supplement, list_supplement_blocks
from risk_register.models import Circulation, Pack, Post
from risk_register.schemas.circulations import PREVIEW, SEND, SupplementSchema
from risk_register.services.circulations import (
    Covering,
    check_ready,
    count_circulations,
    is_late,
    list_agreeing,
)
from risk_register.services.packs import get_pack
from risk_register.services.supplement_letters import build_supplement_letter
from risk_register.services.supplements import (
    Share,
    check_said,
    find_next_number,
    list_added_since,
    list_shares,
    list_unsent_papers,
    send_supplement,
)
from risk_register.services.withheld_words import list_repeats
from risk_register.web.access import needs, present_member
from risk_register.web.forms import Form, read_form

doors = Blueprint("supplements", __name__)


@dataclass(frozen=True)
class Sample:
    """A letter as one reader would get it, before anything is sent."""

    share: Share
    letter: Letter
    blocks: list[tuple[str, Block]]  #: its page, as templates draw it


@doors.get("/<programme_key>/packs/<int:pack_id>/supplements/new")
@needs(Permission.CIRCULATE_PACK)
def new_supplement(programme_key: str, pack_id: int) -> ResponseReturnValue:
    """Show which papers have not gone yet, and who would get which of them."""
    pack = get_pack(present_member(), pack_id)
    try:
        check_ready(pack)
    except RuleError as refusal:
        flash(str(refusal), "problem")
        return redirect(url_for("packs.show_pack", programme_key=programme_key, pack_id=pack_id))
    added = list_added_since(pack, list_unsent_papers(pack))
    return _form(pack, Form(typed={"papers": ",".join(str(paper.id) for paper in added)}))


@doors.post("/<programme_key>/packs/<int:pack_id>/supplements/new")
@needs(Permission.CIRCULATE_PACK)
def create_supplement(programme_key: str, pack_id: int) -> ResponseReturnValue:
    """Put one letter for each reader into the outbox and begin to send them."""
    member = present_member()
    form = read_form(SupplementSchema())
    said = form.values
    if form.is_valid and said["stage"] == SEND and not _list_repeats(pack_id, form):
        with form.saving():
            with write_transaction():
                made = send_supplement(
                    get_pack(member, pack_id),
                    number=said["number"],
                    covering=Covering(
                        note=said["note"],
                        late_reason=said["late_reason"],
                        late_agreed_by_id=said["late_agreed_by_id"],
                        paper_ids=said["papers"],
                    ),
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


def _list_repeats(pack_id: int, form: Form) -> list[str]:
    """List what exempt matters the words repeat, unless the sender has been warned of it."""
    if form.values["warned"]:
        return []
    return list_repeats(get_pack(present_member(), pack_id), _list_said(form))


def _list_said(form: Form) -> dict[str, str]:
    return {name: form.typed.get(name, "") for name in ("note", "late_reason")}


def _form(pack: Pack, form: Form) -> ResponseReturnValue:
    today, now = clock.today(), clock.now()
    papers = list_unsent_papers(pack)
    ticked = form.typed.get("papers", "").split(",")
    chosen = [paper for paper in papers if str(paper.id) in ticked]
    shares = list_shares(pack, chosen, on=today, carriage=find_carriage())
    agreeing = list_agreeing(pack, on=today)
    planned = _plan(pack, form, agreeing)
    with form.saving():
        check_said(pack, Covering(planned.note or "", planned.late_reason or ""), shares)
    page = render_template(
        "supplements/new.html",
        pack=pack,
        form=form,
        papers=papers,
        added=list_added_since(pack, papers),
        ticked=ticked,
        chosen=chosen,
        shares=shares,
        letters=[] if form.errors else _draw_samples(pack, planned, shares),
        repeats=[] if form.errors else list_repeats(pack, _list_said(form)),
        supplement=planned.supplement,
        number=count_circulations(pack) + 1,
        is_late=is_late(pack, at=now),
        agreeing=agreeing,
        PREVIEW=PREVIEW,
    )
    return page, form.status


def _plan(pack: Pack, form: Form, agreeing: Iterable[Post]) -> Circulation:
    """Make the circulation that the form would decide on, to read its letters; it is not kept."""
    posts = {str(post.id): post for post in agreeing}
    return Circulation(
        number=0,
        supplement=find_next_number(pack),
        decided_as=present_member().post,
        decided_at=clock.now(),
        note=form.typed.get("note", "").strip() or None,
        late_reason=form.typed.get("late_reason", "").strip() or None,
        late_agreed_by=posts.get(form.typed.get("late_agreed_by_id", "")),
        head="the head of the record at the moment of sending",
    )


def _draw_samples(pack: Pack, planned: Circulation, shares: Iterable[Share]) -> list[Sample]:
    """Draw the letter once for each choice of papers, as its first reader would get it."""
    firsts: dict[tuple[int, ...], Share] = {}
    for share in shares:
        firsts.setdefault(tuple(paper.id for paper in share.papers), share)
    return [_draw_sample(pack, planned, share) for share in firsts.values()]


def _draw_sample(pack: Pack, planned: Circulation, share: Share) -> Sample:
    public_url = current_app.config["PUBLIC_URL"]
    said = build_supplement_letter(
        pack,
        planned,
        share.papers,
        post_title=share.seat.title,
        capacity=share.seat.capacity.label,
        way=f"{public_url.rstrip('/')}/reading/…" if share.by_link else None,
    )
    letter = draw_supplement(
        said,
        message_id="<preview@localhost>",
        written_at=planned.decided_at,
        sender=current_app.config["MAIL_FROM"],
        recipient=share.person.email,
        files=(),
    )
    return Sample(share, letter, list_shown(list_supplement_blocks(said)))
