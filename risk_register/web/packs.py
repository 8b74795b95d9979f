"""Packs: made, read, approved."""

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.packs import PackState
from risk_register.domain.permissions import Permission
from risk_register.mail.letters import file_name_of
from risk_register.models import Pack
from risk_register.schemas.packs import ApprovalSchema, PackSchema
from risk_register.services.circulations import (
    RESENDABLE,
    count_letters,
    get_content,
    list_circulations,
)
from risk_register.services.drawings import claim_asked_pack, finish_pack
from risk_register.services.duties import PackStep, find_month
from risk_register.services.meetings import deadlines_of, get_meeting
from risk_register.services.packs import approve_pack, find_newest, get_pack, list_newer_events
from risk_register.services.packs import list_packs as list_all
from risk_register.web.access import needs, present_member
from risk_register.web.background import go_on
from risk_register.web.forms import Form, read_form

doors = Blueprint("packs", __name__)


@doors.get("/<programme_key>/packs")
@needs(Permission.READ_PACKS)
def list_packs(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """List the packs by meeting, and what the coming one waits for."""
    return _list(Form())


@doors.post("/<programme_key>/packs")
@needs(Permission.MAKE_PACK)
def create_pack(programme_key: str) -> ResponseReturnValue:
    """Ask for a pack; it is drawn after this page."""
    member, now = present_member(), clock.now()
    form = read_form(PackSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                meeting = get_meeting(member.programme, form.values["meeting"])
                claim = claim_asked_pack(
                    meeting, correction=form.values["correction"], by=member, at=now
                )
            go_on(lambda: finish_pack(claim, at=now), name=f"Pack {claim.pack_id}")
            return redirect(
                url_for("packs.show_pack", programme_key=programme_key, pack_id=claim.pack_id)
            )
    return _list(form)


@doors.get("/<programme_key>/packs/<int:pack_id>")
@needs(Permission.READ_PACKS)
def show_pack(programme_key: str, pack_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show what a pack is, the facts of its life, and what can be done with it."""
    return _show(get_pack(present_member(), pack_id), Form())


@doors.get("/<programme_key>/packs/<int:pack_id>/pack.pdf")
@needs(Permission.READ_PACKS)
def show_pdf(programme_key: str, pack_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Give the file itself, the same bytes for everybody."""
    pack = get_pack(present_member(), pack_id, with_pdf=True)
    if pack.pdf is None:
        abort(404)
    name = file_name_of(
        pack.meeting.body.name,
        pack.meeting.held_on,
        pack.version,
        marking=get_content(pack)["marking"],
    )
    response = Response(pack.pdf, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@doors.post("/<programme_key>/packs/<int:pack_id>/approval")
@needs(Permission.APPROVE_PACK)
def create_approval(programme_key: str, pack_id: int) -> ResponseReturnValue:
    """Approve the very file that was read."""
    member = present_member()
    form = read_form(ApprovalSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                pack = get_pack(member, pack_id)
                approve_pack(pack, sha256=form.values["sha256"], by=member, at=clock.now())
            flash("The pack is approved. The board secretary can circulate it now.", "success")
            return redirect(
                url_for("packs.show_pack", programme_key=programme_key, pack_id=pack_id)
            )
    return _show(get_pack(member, pack_id), form)


def _list(form: Form) -> ResponseReturnValue:
    member = present_member()
    packs = list_all(member)
    page = render_template(
        "packs/list.html",
        packs=packs,
        letters=count_letters(packs),
        month=find_month(member, at=clock.now()),
        may_make=member.may(Permission.MAKE_PACK),
        sees_letters=member.may(Permission.READ_CIRCULATIONS),
        form=form,
        PackStep=PackStep,
        PackState=PackState,
    )
    return page, form.status


def _show(pack: Pack, form: Form) -> ResponseReturnValue:
    member = present_member()
    newest = find_newest(pack.meeting)
    is_newest = newest is None or newest.id == pack.id
    is_made = pack.state is PackState.MADE
    sees_letters = member.may(Permission.READ_CIRCULATIONS)
    page = render_template(
        "packs/show.html",
        pack=pack,
        content=get_content(pack) if is_made else None,
        deadlines=deadlines_of(pack.meeting),
        newest=newest,
        is_newest=is_newest,
        newer_events=list_newer_events(pack) if is_made and sees_letters else [],
        circulations=list_circulations(pack) if sees_letters else [],
        resendable=RESENDABLE,
        may_approve=is_made and is_newest and member.may(Permission.APPROVE_PACK),
        may_circulate=is_made and is_newest and member.may(Permission.CIRCULATE_PACK),
        may_make=is_newest and member.may(Permission.MAKE_PACK),
        sends_to_folder=current_app.config["MAIL_TRANSPORT"] == "folder",
        form=form,
        PackState=PackState,
    )
    return page, form.status
