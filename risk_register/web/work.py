"""My work: what is due from the person who is signed in."""

from datetime import timedelta

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from risk_register import clock
from risk_register.domain.permissions import Access, Permission
from risk_register.services.chronicles import list_news
from risk_register.services.duties import PackStep, find_month, find_visit, list_duties
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
    now, today = clock.now(), clock.today()
    members = [get_member(current_user.person, each.key, on=today) for each in programmes]
    wanted = request.args.get("programme")
    # The menu leads through one programme; what is due is listed of all of them.
    g.member = next((each for each in members if each.programme.key == wanted), members[0])
    months = {each.programme.id: find_month(each, at=now) for each in members}
    visits = {each.programme.id: find_visit(each, at=now) for each in members}
    readers = [each for each in members if each.may(Permission.READ_REGISTER)]
    duties = [list_duties(each, month=months[each.programme.id]) for each in readers]
    since = now - timedelta(days=NEWS_DAYS)
    return render_template(
        "work/show.html",
        members=members,
        months=months,
        visits=visits,
        waiting=[
            month
            for each in members
            for month in (months[each.programme.id], visits[each.programme.id])
            if month and month.waits_for(each)
        ],
        due=sorted((duty for each in duties for duty in each.due), key=lambda duty: duty.urgency),
        others=[
            (reader, each) for reader, each in zip(readers, duties, strict=True) if each.has_others
        ],
        news=[(reader, line) for reader in readers for line in list_news(reader, since=since)],
        Permission=Permission,
        PackStep=PackStep,
    )


@doors.get("/accessibility")
@needs(Access.ANYBODY)
def show_accessibility() -> ResponseReturnValue:
    """Say how accessible the service is and whom to tell."""
    return render_template("work/accessibility.html")
