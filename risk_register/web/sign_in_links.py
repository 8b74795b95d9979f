"""Links in letters: one tap signs in for what is due from the reader, and for nothing else.

No page has a link's secret in its own address, so none can hand it on: the
letter's address only ever leads to another one.
"""

from flask import (
    Blueprint,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user
from werkzeug.wrappers import Response

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.permissions import Access, Permission
from risk_register.models import SignInLink
from risk_register.services.link_duties import list_answered
from risk_register.services.link_duties import list_due as list_left
from risk_register.services.people import end_session
from risk_register.services.programmes import get_member, list_programmes_of
from risk_register.services.sign_in_links import (
    find_link,
    get_member_link,
    get_own_link,
    is_alive,
    list_acting_posts,
    list_links_of,
    list_member_links,
    revoke_link,
    start_link_session,
)
from risk_register.web.access import needs, present_member
from risk_register.web.identity import SignedIn
from risk_register.web.scopes import narrow_member

doors = Blueprint("sign_in_links", __name__)

#: Where the browser keeps a link while somebody else is asked whether to give way.
WAITING = "link"


@doors.get("/due/<token>")
@needs(Access.ANYBODY)
def open_link(token: str) -> ResponseReturnValue:
    """Sign the reader of a letter in; a scanner's look changes nothing that anybody wrote."""
    if request.method == "HEAD":
        return _quietly(Response())
    link = _find(token)
    if link is None:
        return _quietly(redirect(url_for("sign_in_links.show_ended")))
    if current_user.is_authenticated:
        if current_user.person.id != link.person_id:
            session[WAITING] = token
            return _quietly(redirect(url_for("sign_in_links.ask_who")))
        if current_user.link is None:
            return _quietly(redirect(url_for("work.show_work")))
    _start(link)
    return _quietly(redirect(url_for("sign_in_links.list_due")))


@doors.get("/due")
@needs(Access.SIGNED_IN, by_link=True)
def list_due() -> ResponseReturnValue:
    """Show what is left to answer by the link, and what was answered by it."""
    link = current_user.link
    if link is None:
        return redirect(url_for("work.show_work"))
    now, today, person = clock.now(), clock.today(), current_user.person
    members = [
        narrow_member(get_member(person, each.key, on=today)) for each in list_programmes_of(person)
    ]
    readers = [each for each in members if each.may(Permission.READ_REGISTER)]
    due = [duty for each in readers for duty in list_left(each, link, at=now)]
    done = [answered for each in readers for answered in list_answered(each, link)]
    return render_template(
        "due/list.html",
        due=sorted(due, key=lambda duty: duty.urgency),
        done=sorted(done, key=lambda answered: answered.at),
        has_several=len(readers) > 1,
    )


@doors.get("/due/instead")
@needs(Access.SIGNED_IN, by_link=True)
def ask_who() -> ResponseReturnValue:
    """Ask before a link takes the place of somebody else who is signed in."""
    link = _find(session.get(WAITING, ""))
    if link is None:
        return redirect(url_for("sign_in_links.show_ended"))
    return render_template("due/instead.html", posts=list_acting_posts(link, at=clock.now()))


@doors.post("/due/instead")
@needs(Access.SIGNED_IN, by_link=True)
def change_person() -> ResponseReturnValue:
    """Sign out, and in again by the link."""
    link = _find(session.get(WAITING, ""))
    if link is None:
        return redirect(url_for("sign_in_links.show_ended"))
    with write_transaction():
        end_session(current_user.token, by=current_user.person, at=clock.now())
    _start(link)
    return redirect(url_for("sign_in_links.list_due"))


@doors.get("/due/ended")
@needs(Access.ANYBODY)
def show_ended() -> ResponseReturnValue:
    """Say that a link opens nothing, in the same words whatever is wrong with it."""
    return render_template("due/ended.html"), 410


@doors.get("/your-links")
@needs(Access.SIGNED_IN)
def list_links() -> ResponseReturnValue:
    """Show a person the links in their own letters."""
    links = list_links_of(current_user.person)
    now = clock.now()
    return render_template(
        "sign_in_links/own.html",
        links=links,
        alive=[link for link in links if is_alive(link, at=now)],
    )


@doors.post("/your-links/<int:link_id>/revocation")
@needs(Access.SIGNED_IN)
def revoke_own(link_id: int) -> ResponseReturnValue:
    """Let a person stop one of their links."""
    with write_transaction():
        link = get_own_link(current_user.person, link_id)
        revoke_link(link, by=current_user.person, at=clock.now())
    flash("The link is stopped. Whoever has the letter can no longer use it.", "success")
    return redirect(url_for("sign_in_links.list_links"))


@doors.post("/your-links/revocation")
@needs(Access.SIGNED_IN)
def revoke_all() -> ResponseReturnValue:
    """Let a person stop all of their links at once."""
    now = clock.now()
    with write_transaction():
        alive = [link for link in list_links_of(current_user.person) if is_alive(link, at=now)]
        for link in alive:
            revoke_link(link, by=current_user.person, at=now)
    flash("All your links are stopped. The next letter brings a new one.", "success")
    return redirect(url_for("sign_in_links.list_links"))


@doors.get("/<programme_key>/links")
@needs(Permission.NUDGE_OWNER)
def list_all_links(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show who can answer by a link now."""
    links = list_member_links(present_member(), at=clock.now())
    return render_template("sign_in_links/all.html", links=links)


@doors.post("/<programme_key>/links/<int:link_id>/revocation")
@needs(Permission.NUDGE_OWNER)
def revoke_one(programme_key: str, link_id: int) -> ResponseReturnValue:
    """Stop somebody's link, for instance when their letter went astray."""
    with write_transaction():
        link = get_member_link(present_member(), link_id)
        revoke_link(link, by=current_user.person, at=clock.now())
    flash("The link is stopped. Whoever has the letter can no longer use it.", "success")
    return redirect(url_for("sign_in_links.list_all_links", programme_key=programme_key))


def _find(token: str) -> SignInLink | None:
    return find_link(token, secret_key=current_app.config["SECRET_KEY"], at=clock.now())


def _start(link: SignInLink) -> None:
    with write_transaction():
        token = start_link_session(link, at=clock.now())
    session.clear()  # nothing from before the sign-in may live on
    login_user(SignedIn(token, link.person, link=link))


def _quietly(response: Response) -> Response:
    """Keep the address of a letter's link out of whatever is opened next."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
