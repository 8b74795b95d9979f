"""Letters that came back: the secretary pastes the report."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.circulation import DeliveryState
from risk_register.domain.permissions import Permission
from risk_register.models import Bounce
from risk_register.schemas.bounces import LONGEST_REPORT, BounceSchema
from risk_register.services.bounces import paste_report
from risk_register.web.access import needs, present_member
from risk_register.web.forms import Form, read_form

doors = Blueprint("bounces", __name__)


@doors.get("/<programme_key>/bounces/new")
@needs(Permission.CIRCULATE_PACK)
def new_bounce(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show room for a report."""
    return _form(Form())


@doors.post("/<programme_key>/bounces/new")
@needs(Permission.CIRCULATE_PACK)
def create_bounce(programme_key: str) -> ResponseReturnValue:
    """Keep the report and mark its letter."""
    form = read_form(BounceSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                bounce = paste_report(form.values["report"], by=present_member(), at=clock.now())
                said, page = _say(bounce), _find_page(bounce, programme_key)
            flash(said, "success")
            return redirect(page)
    return _form(form)


def _say(bounce: Bounce) -> str:
    letter = bounce.delivery or bounce.publication_letter or bounce.notice
    title = bounce.delivery.title if bounce.delivery else None
    what = f"The letter to {title}" if title else "The letter"
    if bounce.is_permanent and letter is not None and letter.state is DeliveryState.BOUNCED:
        return f"{what} came back, and is marked so."
    if bounce.is_permanent:
        return f"The report was kept. {what} stays as it is: it is about an earlier try."
    return f"The report was kept. {what} is delayed; the mail server is still trying."


def _find_page(bounce: Bounce, programme_key: str) -> str:
    if bounce.publication_letter is not None:
        return url_for(
            "publications.new_publication",
            programme_key=programme_key,
            pack_id=bounce.publication_letter.publication.pack_id,
        )
    if bounce.delivery is None:
        return url_for("packs.list_packs", programme_key=programme_key)
    pack_id = bounce.delivery.circulation.pack_id
    return url_for("packs.show_pack", programme_key=programme_key, pack_id=pack_id)


def _form(form: Form) -> ResponseReturnValue:
    return render_template("bounces/new.html", form=form, longest=LONGEST_REPORT), form.status
