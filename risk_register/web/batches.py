"""Changing several risks at once: choose, say what, look, then do it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.batches import BatchAct
from risk_register.domain.permissions import Permission
from risk_register.schemas.batches import BatchSchema
from risk_register.services.batches import Batch, apply_batch, list_chosen, preview_batch
from risk_register.services.lives import list_carrying_agencies
from risk_register.services.programmes import list_posts
from risk_register.web.access import needs, present_member
from risk_register.web.forms import Form, read_form

doors = Blueprint("batches", __name__)


@doors.get("/<programme_key>/risks/batches/new")
@needs(Permission.MOVE_RISK)
def new_batch(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show the chosen risks and what can become of them; then the fields of what was chosen."""
    act = request.args.get("act", "")
    typed = {"act": act if act in set(BatchAct) else ""}
    return _show(Form(typed=typed), request.args.getlist("references"))


@doors.post("/<programme_key>/risks/batches/new")
@needs(Permission.MOVE_RISK)
def create_batch(programme_key: str) -> ResponseReturnValue:
    """Show what would be done, or do it if that has been seen."""
    member = present_member()
    form = read_form(BatchSchema())
    if not form.is_valid:
        return _show(form, request.form.getlist("references"))
    stage, versions = form.values.pop("stage"), dict(form.values.pop("versions"))
    batch = Batch(**form.values | {"references": tuple(form.values["references"])})
    with form.saving():
        if stage == "preview":
            return render_template(
                "batches/preview.html",
                form=form,
                batch=batch,
                lines=preview_batch(batch, by=member),
            )
        with write_transaction():
            done = apply_batch(batch, versions=versions, by=member, at=clock.now())
            references = ", ".join(line.risk.reference for line in done)
        said = f"{batch.act.label}: done for {references}." if done else "Nothing was to be done."
        flash(said, "success")
        return redirect(url_for("risks.list_risks", programme_key=programme_key))
    return _show(form, batch.references)


def _show(form: Form, references: "list[str] | tuple[str, ...]") -> ResponseReturnValue:
    member = present_member()
    act = form.typed.get("act", "")
    page = render_template(
        "batches/new.html",
        form=form,
        risks=list_chosen(member, references),
        act=BatchAct(act) if act in set(BatchAct) else None,
        acts=list(BatchAct),
        posts=list_posts(member.programme),
        agencies=list_carrying_agencies(),
        scheme=member.scheme,
        BatchAct=BatchAct,
    )
    return page, form.status
