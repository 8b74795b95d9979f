"""Papers of an agenda: adding a file, handing it out, withdrawing it."""

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.evidence import list_endings, say_size
from risk_register.domain.permissions import Permission
from risk_register.doors.uploads import hand_out, read_file, takes_files
from risk_register.models import AgendaItem, Paper
from risk_register.schemas.evidence import WithdrawalSchema
from risk_register.schemas.papers import PaperSchema
from risk_register.services.agendas import get_item
from risk_register.services.papers import add_paper, get_file, get_paper, withdraw_paper
from risk_register.web.access import needs, present_member
from risk_register.web.forms import Form, read_form

doors = Blueprint("papers", __name__)


@doors.get("/<programme_key>/meetings/<int:meeting_id>/agenda/items/<int:item_id>/papers/new")
@needs(Permission.KEEP_MEETINGS)
def new_paper(programme_key: str, meeting_id: int, item_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Ask for a file and its title."""
    return _new_form(get_item(present_member().programme, meeting_id, item_id), Form())


@doors.post("/<programme_key>/meetings/<int:meeting_id>/agenda/items/<int:item_id>/papers/new")
@needs(Permission.KEEP_MEETINGS)
@takes_files
def create_paper(programme_key: str, meeting_id: int, item_id: int) -> ResponseReturnValue:
    """Keep the file; it is looked at before the register is locked for it."""
    member = present_member()
    form = read_form(PaperSchema())
    with form.saving():
        file = read_file()
        if form.is_valid:
            with write_transaction():
                item = get_item(member.programme, meeting_id, item_id)
                add_paper(item, file, by=member, at=clock.now(), **form.values)
                number = item.number
            flash(f"{file.name} is a paper of item {number}.", "success")
            return redirect(_page(programme_key, meeting_id))
    return _new_form(get_item(member.programme, meeting_id, item_id), form)


@doors.get("/<programme_key>/meetings/<int:meeting_id>/papers/<int:paper_id>")
@needs(Permission.READ_MEETINGS)
def show_file(programme_key: str, meeting_id: int, paper_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Hand the paper out to be saved."""
    paper, content = get_file(present_member(), meeting_id, paper_id)
    return hand_out(paper.name, paper.kind, content)


@doors.get("/<programme_key>/meetings/<int:meeting_id>/papers/<int:paper_id>/withdraw")
@needs(Permission.KEEP_MEETINGS)
def new_withdrawal(programme_key: str, meeting_id: int, paper_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Ask why the paper is to be handed out no longer."""
    return _withdrawal_form(get_paper(present_member(), meeting_id, paper_id), Form())


@doors.post("/<programme_key>/meetings/<int:meeting_id>/papers/<int:paper_id>/withdraw")
@needs(Permission.KEEP_MEETINGS)
def create_withdrawal(programme_key: str, meeting_id: int, paper_id: int) -> ResponseReturnValue:
    """Withdraw the paper."""
    member = present_member()
    form = read_form(WithdrawalSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                paper = get_paper(member, meeting_id, paper_id)
                withdraw_paper(paper, by=member, at=clock.now(), **form.values)
                name = paper.name
            flash(f"{name} is withdrawn. Your reason is on record.", "success")
            return redirect(_page(programme_key, meeting_id))
    return _withdrawal_form(get_paper(member, meeting_id, paper_id), form)


def _page(programme_key: str, meeting_id: int) -> str:
    return url_for("agendas.show_agenda", programme_key=programme_key, meeting_id=meeting_id)


def _new_form(item: AgendaItem, form: Form) -> ResponseReturnValue:
    page = render_template(
        "papers/new.html",
        item=item,
        meeting=item.meeting,
        form=form,
        most=say_size(current_app.config["EVIDENCE_MOST_BYTES"]),
        endings=",".join(f".{ending}" for ending in list_endings()),
    )
    return page, form.status


def _withdrawal_form(paper: Paper, form: Form) -> ResponseReturnValue:
    page = render_template(
        "papers/withdraw.html", paper=paper, item=paper.item, meeting=paper.item.meeting, form=form
    )
    return page, form.status
