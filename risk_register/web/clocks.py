"""What the service does by itself: when it last did it, what is next, and what failed."""

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.domain.jobs import Job, JobState
from risk_register.domain.packs import PackState
from risk_register.domain.permissions import Permission
from risk_register.services.watch import keep_watch
from risk_register.web.access import needs, present_member

doors = Blueprint("clocks", __name__)


@doors.get("/<programme_key>/clock")
@needs(Permission.SEE_CLOCK)
def show_clock(programme_key: str) -> ResponseReturnValue:
    """Show how the clock and its jobs fare, and what they have to do for the programme."""
    member = present_member()
    watch = keep_watch(member.programme, current_app.config, at=clock.now())
    checked = watch.get_job(Job.CHECK_RECORD).run
    heads = (checked.facts if checked else None) or {}
    return render_template(
        "clocks/show.html",
        watch=watch,
        checked=checked,
        head=heads.get("heads", {}).get(programme_key),
        backup=watch.get_job(Job.BACK_UP),
        JobState=JobState,
        PackState=PackState,
        may_keep_webhooks=member.may(Permission.KEEP_WEBHOOKS),
    )
