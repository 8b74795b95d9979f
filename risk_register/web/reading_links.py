"""Reading by a personal link: no password, nothing but one letter's pack and papers.

Whatever is asked for is noted before it is handed out. A mail scanner that follows the link
uses nothing up, and only a button says that somebody has the pack.
"""

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.circulation import Opening
from risk_register.domain.errors import NotFoundError
from risk_register.domain.packs import Form
from risk_register.domain.permissions import Access
from risk_register.domain.reading_links import LinkState
from risk_register.doors.uploads import hand_out
from risk_register.mail.letters import file_name_of
from risk_register.services.handouts import (
    READABLE,
    Handout,
    find_handout,
    get_handout_file,
    get_handout_paper,
    note_opening,
)
from risk_register.services.reading_links import find_link
from risk_register.web.access import needs
from risk_register.web.policies import write_policy

doors = Blueprint("reading_links", __name__)

_FORMS = {form.file: form for form in READABLE}
_NAMES = ", ".join(f"'{name}'" for name in _FORMS)


@doors.get("/reading/<token>")
@needs(Access.ANYBODY)
def show_reading(token: str) -> ResponseReturnValue:
    """Show what a letter's link gives, and note that it was opened; a look at its head is none."""
    handout = _find(token)
    if handout is not None and handout.gives:
        _note(token, Opening.OPENED)
        handout = _find(token)
    return _show(token, handout)


@doors.post("/reading/<token>/acknowledgement")
@needs(Access.ANYBODY)
def acknowledge(token: str) -> ResponseReturnValue:
    """Note that its reader has the pack."""
    handout = _find(token)
    if handout is None or not handout.gives:
        return _show(token, handout)
    _note(token, Opening.ACKNOWLEDGED)
    flash("Noted: you have it. The board secretary can see that.", "success")
    return redirect(url_for("reading_links.show_reading", token=token))


@doors.get(f"/reading/<token>/<any({_NAMES}):file>")
@needs(Access.ANYBODY)
def show_pack_file(token: str, file: str) -> ResponseReturnValue:
    """Give the pack in one form, once it is noted."""
    handout, form = _find(token), _FORMS[file]
    if handout is None or handout.edition is None:
        return _show(token, handout)
    content = get_handout_file(handout, form)
    _note(token, Opening.READ, form.file)
    response = Response(content, mimetype=form.media_type)
    response.headers["Content-Disposition"] = f'inline; filename="{_name_file(handout, form)}"'
    if form is Form.HTML:
        response.headers["Content-Security-Policy"] = write_policy(content)
    return response


@doors.get("/reading/<token>/papers/<int:paper_id>")
@needs(Access.ANYBODY)
def show_paper(token: str, paper_id: int) -> ResponseReturnValue:
    """Give a paper, once it is noted."""
    handout = _find(token)
    if handout is None or not handout.gives:
        return _show(token, handout)
    paper, content = get_handout_paper(handout, paper_id)
    name, kind = paper.name, paper.kind
    _note(token, Opening.READ, f"paper {paper_id}")
    return hand_out(name, kind, content)


@doors.after_request
def _keep_quiet(response: Response) -> Response:
    """Keep the address out of whatever is opened next, and the page out of search engines."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    return response


def _find(token: str) -> Handout | None:
    return find_handout(token, secret_key=current_app.config["SECRET_KEY"], at=clock.now())


def _note(token: str, kind: Opening, what: str | None = None) -> None:
    """Note a use before anything is handed out; whoever asks for the head alone gets nothing."""
    if request.method == "HEAD":
        return
    with write_transaction():
        link = find_link(token, secret_key=current_app.config["SECRET_KEY"])
        note_opening(link, kind, what=what, at=clock.now())


def _show(token: str, handout: Handout | None) -> ResponseReturnValue:
    if handout is None:
        return render_template("reading_links/unknown.html"), 404
    known = {"handout": handout, "programme": handout.meeting.body.programme}
    if not handout.gives:
        is_expired = handout.state is LinkState.EXPIRED
        name = "shut" if handout.is_shut else "ended"
        return render_template(f"reading_links/{name}.html", is_expired=is_expired, **known), 410
    return render_template("reading_links/show.html", token=token, **known)


def _name_file(handout: Handout, form: Form) -> str:
    pack = handout.edition
    if pack is None:
        raise NotFoundError
    return file_name_of(
        handout.meeting.body.name,
        handout.meeting.held_on,
        pack.version,
        marking=handout.marking,
        edition=pack.edition.value,
        ending=form.value,
    )
