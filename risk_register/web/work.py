"""My work: what is due from the person who is signed in."""

from datetime import timedelta

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from risk_register import clock
from risk_register.domain.permissions import Access, Permission
from risk_register.services.actions import list_led
from risk_register.services.duties import (
    PackStep,
    find_month,
    list_news,
    list_owned_risks,
)
from risk_register.services.notes import list_open_notes
from risk_register.services.programmes import get_member, list_programmes_of
from risk_register.web.access import needs

doors = Blueprint("work", __name__)

#: How far back "what changed in your risks" looks.
NEWS_DAYS = 31


@doors.get("/")
@needs(Access.SIGNED_IN)
def show_work() -> ResponseReturnValue:
    """Show what is due, what was said last, and one button for each."""
    programmes = list_programmes_of(current_user.person)
    if not programmes:
        return render_template("work/none.html")
    wanted = request.args.get("programme")
    programme = next((each for each in programmes if each.key == wanted), programmes[0])
    now, today = clock.now(), clock.today()
    member = g.member = get_member(current_user.person, programme.key, on=today)
    reads = member.may(Permission.READ_REGISTER)
    month = find_month(member, at=now)
    return render_template(
        "work/show.html",
        programmes=programmes,
        scheme=member.scheme,
        owned=list_owned_risks(member, today=today) if reads else [],
        led=list_led(member) if reads else [],
        questions=list_open_notes(member) if reads else [],
        month=month,
        news=list_news(member, since=now - timedelta(days=NEWS_DAYS)) if reads else [],
        Permission=Permission,
        PackStep=PackStep,
    )


@doors.get("/accessibility")
@needs(Access.ANYBODY)
def show_accessibility() -> ResponseReturnValue:
    """Say how accessible the service is and whom to tell."""
    return render_template("work/accessibility.html")
