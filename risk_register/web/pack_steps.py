"""The steps of a pack's life, each on a page that says first what comes of it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.permissions import Permission
from risk_register.doors.background import go_on
from risk_register.doors.post_rooms import find_domain, send_packs_now
from risk_register.doors.two_persons import present_rule
from risk_register.models import Pack
from risk_register.schemas.packs import (
    ApprovalSchema,
    CorrectionSchema,
    ReasonSchema,
    WithdrawalSchema,
)
from risk_register.services.circulations import count_letters
from risk_register.services.drawings import Claim, claim_asked_pack, claim_due_pack, finish_pack
from risk_register.services.meetings import deadlines_of
from risk_register.services.pack_versions import check_newest
from risk_register.services.packs import (
    approve_pack,
    find_newest,
    get_full_pack,
    list_newer_events,
    return_pack,
)
from risk_register.services.readers import list_readers
from risk_register.services.two_persons import find_bar_to_approval
from risk_register.services.withdrawals import Withdrawal, withdraw_and_tell
from risk_register.services.withheld_words import list_repeats
from risk_register.web.access import needs, present_member
from risk_register.web.forms import Form, read_form

doors = Blueprint("pack_steps", __name__)


@doors.get("/<programme_key>/packs/<int:pack_id>/approval")
@needs(Permission.APPROVE_PACK)
def new_approval(programme_key: str, pack_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Say what is approved, and what comes of it."""
    return _approval_form(get_full_pack(present_member(), pack_id), Form())


@doors.post("/<programme_key>/packs/<int:pack_id>/approval")
@needs(Permission.APPROVE_PACK)
def create_approval(programme_key: str, pack_id: int) -> ResponseReturnValue:
    """Approve the very file that was read, and have its cover drawn."""
    member, now = present_member(), clock.now()
    form = read_form(ApprovalSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                pack = get_full_pack(member, pack_id)
                approve_pack(
                    pack, sha256=form.values["sha256"], by=member, at=now, rule=present_rule()
                )
                claim = claim_due_pack(pack.meeting, at=now)
            _draw(claim)
            flash(
                "The pack is approved. Your approval is being put on its cover; then the board "
                "secretary can circulate it.",
                "success",
            )
            return redirect(_page(programme_key, pack_id))
    return _approval_form(get_full_pack(member, pack_id), form)


@doors.get("/<programme_key>/packs/<int:pack_id>/return")
@needs(Permission.APPROVE_PACK)
def new_return(programme_key: str, pack_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Ask what has to change before it can be approved."""
    return _form("return", get_full_pack(present_member(), pack_id), Form())


@doors.post("/<programme_key>/packs/<int:pack_id>/return")
@needs(Permission.APPROVE_PACK)
def create_return(programme_key: str, pack_id: int) -> ResponseReturnValue:
    """Send the version back with the reason."""
    member = present_member()
    form = read_form(ReasonSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                pack = get_full_pack(member, pack_id)
                return_pack(pack, by=member, at=clock.now(), **form.values)
                words = f"Version {pack.version} is returned. It can only be replaced now."
            flash(words, "success")
            return redirect(_page(programme_key, pack_id))
    return _form("return", get_full_pack(member, pack_id), form)


@doors.get("/<programme_key>/packs/<int:pack_id>/withdrawal")
@needs(Permission.WITHDRAW_PACK)
def new_withdrawal(programme_key: str, pack_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Say whom it would reach and whom not any more, and ask why."""
    return _withdrawal_form(get_full_pack(present_member(), pack_id), Form())


@doors.post("/<programme_key>/packs/<int:pack_id>/withdrawal")
@needs(Permission.WITHDRAW_PACK)
def create_withdrawal(programme_key: str, pack_id: int) -> ResponseReturnValue:
    """Withdraw the pack and stop its letters."""
    member = present_member()
    form = read_form(WithdrawalSchema())
    said = form.values
    if form.is_valid and (said.pop("warned") or not _list_repeats(pack_id, form)):
        with form.saving():
            with write_transaction():
                pack = get_full_pack(member, pack_id)
                done = withdraw_and_tell(
                    pack,
                    domain=find_domain(),
                    by=member,
                    at=clock.now(),
                    **said,
                )
                version = pack.version
            send_packs_now()
            flash(f"Version {version} is withdrawn. {_say_letters(done)}", "success")
            return redirect(_page(programme_key, pack_id))
    return _withdrawal_form(get_full_pack(member, pack_id), form)


@doors.get("/<programme_key>/packs/<int:pack_id>/correction")
@needs(Permission.MAKE_PACK)
def new_correction(programme_key: str, pack_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Ask what a new version changes; what the last one was returned for stands there already."""
    pack = get_full_pack(present_member(), pack_id)
    reason = pack.return_reason or pack.withdraw_reason or ""
    return _correction_form(pack, Form(typed={"correction": reason}))


@doors.post("/<programme_key>/packs/<int:pack_id>/correction")
@needs(Permission.MAKE_PACK)
def create_correction(programme_key: str, pack_id: int) -> ResponseReturnValue:
    """Freeze the register anew for the next version; it is drawn after this page."""
    member, now = present_member(), clock.now()
    form = read_form(CorrectionSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                pack = get_full_pack(member, pack_id)
                check_newest(pack, form.values["version"])
                claim = claim_asked_pack(
                    pack.meeting, correction=form.values["correction"], by=member, at=now
                )
            _draw(claim)
            return redirect(_page(programme_key, claim.pack_id))
    return _correction_form(get_full_pack(member, pack_id), form)


def _say_letters(done: Withdrawal) -> str:
    letters = {0: "No letter had to be stopped.", 1: "One letter was stopped."}
    stopped = letters.get(done.stopped, f"{done.stopped} letters were stopped.")
    readers = {0: "No reader holds it.", 1: "One reader who holds it is told by letter."}
    told = readers.get(done.told, f"{done.told} readers who hold it are told by letter.")
    return f"{stopped} {told}"


def _draw(claim: Claim | None) -> None:
    if claim is not None:
        go_on(lambda: finish_pack(claim, at=clock.now()), name=f"Pack {claim.pack_id}")


def _page(programme_key: str, pack_id: int) -> str:
    return url_for("packs.show_pack", programme_key=programme_key, pack_id=pack_id)


def _approval_form(pack: Pack, form: Form) -> ResponseReturnValue:
    is_open = pack.approved_at is None and pack.snapshot is not None
    readers = list_readers(pack, on=clock.today()) if is_open else []
    return _form(
        "approve",
        pack,
        form,
        readers=sum(reader.edition is not None for reader in readers),
        deadlines=deadlines_of(pack.meeting),
        newer=len(list_newer_events(pack)) if is_open else 0,
        bar=find_bar_to_approval(pack, present_member().person, present_rule()),
    )


def _withdrawal_form(pack: Pack, form: Form) -> ResponseReturnValue:
    sent, total = count_letters([pack]).get(pack.id, (0, 0))
    repeats = [] if form.errors else list_repeats(pack, {"reason": form.typed.get("reason", "")})
    return _form("withdraw", pack, form, sent=sent, total=total, repeats=repeats)


def _list_repeats(pack_id: int, form: Form) -> list[str]:
    pack = get_full_pack(present_member(), pack_id)
    return list_repeats(pack, {"reason": form.typed.get("reason", "")})


def _correction_form(pack: Pack, form: Form) -> ResponseReturnValue:
    return _form("correct", pack, form, newer_events=list_newer_events(pack))


def _form(name: str, pack: Pack, form: Form, **more: object) -> ResponseReturnValue:
    newest = find_newest(pack.meeting)
    is_newest = newest is None or newest.id == pack.id
    page = render_template(f"packs/{name}.html", pack=pack, form=form, is_newest=is_newest, **more)
    return page, form.status
