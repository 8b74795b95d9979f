"""Webhooks: addresses of programs that are told what happens in the programme."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.matters import Matter
from risk_register.domain.permissions import Permission
from risk_register.domain.webhooks import TOLD
from risk_register.doors.webhooks import find_secret, is_production, send_test
from risk_register.schemas.webhooks import WebhookSchema
from risk_register.services.webhooks import (
    add_webhook,
    begin_test,
    get_webhook,
    list_webhooks,
    note_answer,
    stop_webhook,
)
from risk_register.web.access import needs, present_member
from risk_register.web.forms import Form, read_form

doors = Blueprint("webhooks", __name__)


@dataclass(frozen=True)
class Choice:
    """A box of the form."""

    id: str
    label: str


@doors.get("/<programme_key>/webhooks")
@needs(Permission.KEEP_WEBHOOKS)
def list_hooks(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """List what is told to whom, and what they answered last."""
    webhooks = list_webhooks(present_member())
    labels = {
        each.id: [Matter(matter).label for matter in each.matters]
        for each in webhooks
        if len(each.matters) < len(TOLD)
    }
    return render_template("webhooks/list.html", webhooks=webhooks, labels=labels)


@doors.get("/<programme_key>/webhooks/new")
@needs(Permission.KEEP_WEBHOOKS)
def new_hook(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Ask for the address, and what it is told."""
    return _form(Form(typed={"matters": ",".join(each.value for each in TOLD)}))


@doors.post("/<programme_key>/webhooks/new")
@needs(Permission.KEEP_WEBHOOKS)
def create_hook(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Add the address, and show its secret once."""
    form = read_form(WebhookSchema())
    if form.is_valid:
        with form.saving():
            member = present_member()
            with write_transaction():
                webhook = add_webhook(
                    member.programme,
                    is_production=is_production(),
                    by=member,
                    at=clock.now(),
                    **form.values,
                )
            secret = find_secret(webhook.nonce)
            return render_template("webhooks/made.html", webhook=webhook, secret=secret)
    return _form(form)


@doors.post("/<programme_key>/webhooks/<int:webhook_id>/test")
@needs(Permission.KEEP_WEBHOOKS)
def try_hook(programme_key: str, webhook_id: int) -> ResponseReturnValue:
    """Send a message without events, and say what came back."""
    member, now = present_member(), clock.now()
    with write_transaction():  # nothing may stay open while the other side thinks
        test = begin_test(webhook_id, by=member, at=now)
    answer = send_test(test, at=now)
    with write_transaction():
        note_answer(get_webhook(present_member(), webhook_id), answer, at=now)
    if answer.is_taken:
        flash(f"The test was taken. {answer.words}", "success")
    else:
        flash(f"The test was not taken. {answer.words}", "error")
    return redirect(url_for("webhooks.list_hooks", programme_key=programme_key))


@doors.post("/<programme_key>/webhooks/<int:webhook_id>/stop")
@needs(Permission.KEEP_WEBHOOKS)
def stop_hook(programme_key: str, webhook_id: int) -> ResponseReturnValue:
    """Tell the address nothing more."""
    member = present_member()
    with write_transaction():
        webhook = get_webhook(member, webhook_id)
        stop_webhook(webhook, by=member.person, at=clock.now())
    flash("The webhook is stopped. Nothing more is sent to it.", "success")
    return redirect(url_for("webhooks.list_hooks", programme_key=programme_key))


def _form(form: Form) -> ResponseReturnValue:
    choices = [Choice(each.value, each.label) for each in TOLD]
    page = render_template("webhooks/new.html", form=form, choices=choices)
    return page, form.status
