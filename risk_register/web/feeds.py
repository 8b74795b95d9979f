"""Calendar feeds, and the page on which people make them and take them back."""

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.permissions import Access
from risk_register.schemas.base import FormSchema
from risk_register.schemas.feeds import FeedSchema
from risk_register.services.feeds import (
    find_feed,
    list_readable,
    make_feed,
    revoke_feed,
    sign_feed,
    write_feed,
)
from risk_register.services.feeds import list_feeds as list_own
from risk_register.web.access import needs
from risk_register.web.forms import Form, read_form

doors = Blueprint("feeds", __name__)

#: Programs ask again after so many seconds at the earliest.
KEPT_SECONDS = 300


@doors.get("/calendars/<token>.ics")
@needs(Access.ANYBODY)
def show_feed(token: str) -> ResponseReturnValue:
    """Give the calendar of a private address to whatever program asks for it."""
    feed = find_feed(token, secret_key=current_app.config["SECRET_KEY"])
    if feed is None:
        abort(404)
    text = write_feed(feed, at=clock.now(), public_url=_public_url())
    response = Response(text, content_type="text/calendar; charset=utf-8")
    response.headers["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
    response.headers["Content-Disposition"] = 'inline; filename="meetings.ics"'
    response.add_etag()
    return response.make_conditional(request)


@doors.get("/your-calendars")
@needs(Access.SIGNED_IN)
def list_feeds() -> ResponseReturnValue:
    """List the addresses that work, and offer another."""
    return _list(Form())


@doors.post("/your-calendars")
@needs(Access.SIGNED_IN)
def create_feed() -> ResponseReturnValue:
    """Make an address."""
    form = read_form(FeedSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                make_feed(current_user.person, body_id=form.values["body_id"], at=clock.now())
            flash("Your new address is below. Whoever has it can read the calendar.", "success")
            return redirect(url_for("feeds.list_feeds"))
    return _list(form)


@doors.post("/your-calendars/<int:feed_id>/revoke")
@needs(Access.SIGNED_IN)
def delete_feed(feed_id: int) -> ResponseReturnValue:
    """Take an address back."""
    form = read_form(FormSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                revoke_feed(current_user.person, feed_id, at=clock.now())
            flash("The address no longer works.", "success")
            return redirect(url_for("feeds.list_feeds"))
    return _list(form)


def _public_url() -> str:
    return str(current_app.config["PUBLIC_URL"]).rstrip("/")


def _list(form: Form) -> ResponseReturnValue:
    key = current_app.config["SECRET_KEY"]
    addresses = [
        (feed, _public_url() + url_for("feeds.show_feed", token=sign_feed(feed, secret_key=key)))
        for feed in list_own(current_user.person)
    ]
    page = render_template(
        "feeds/list.html",
        form=form,
        addresses=addresses,
        bodies=list_readable(current_user.person),
    )
    return page, form.status
