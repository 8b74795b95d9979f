"""Publishing a pack's public edition, taking it back, and what everybody may read of it."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.packs import Form
from risk_register.domain.permissions import Access, Permission
from risk_register.doors.post_rooms import find_domain
from risk_register.mail.letters import file_name_of
from risk_register.models import Pack, Publication
from risk_register.schemas.publications import PublicationSchema, TakingBackSchema
from risk_register.services.circulations import RESENDABLE, is_late
from risk_register.services.meetings import deadlines_of
from risk_register.services.packs import get_full_pack
from risk_register.services.publications import (
    FORMS,
    get_public_edition,
    get_publication,
    is_standing,
    list_public,
    list_publications,
    may_publish,
    publish_edition,
    read_public,
    take_back,
)
from risk_register.web.access import needs, present_member
from risk_register.web.forms import Form as Typed
from risk_register.web.forms import read_form
from risk_register.web.policies import write_policy

doors = Blueprint("publications", __name__)

_FILES = {form.file: form for form in FORMS}
_NAMES = ", ".join(f"'{name}'" for name in _FILES)


@doors.get("/<programme_key>/packs/<int:pack_id>/publication")
@needs(Permission.PUBLISH_PACK)
def new_publication(programme_key: str, pack_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Say what is published and by when, and what was published before."""
    return _form(get_full_pack(present_member(), pack_id), Typed())


@doors.post("/<programme_key>/packs/<int:pack_id>/publication")
@needs(Permission.PUBLISH_PACK)
def create_publication(programme_key: str, pack_id: int) -> ResponseReturnValue:
    """Let everybody read the public edition."""
    member = present_member()
    form = read_form(PublicationSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                pack = get_full_pack(member, pack_id)
                publish_edition(
                    pack, domain=find_domain(), by=member, at=clock.now(), **form.values
                )
            flash("The public edition is published.", "success")
            return redirect(_page(programme_key, pack_id))
    return _form(get_full_pack(member, pack_id), form)


@doors.get("/<programme_key>/publications/<int:publication_id>/withdrawal")
@needs(Permission.PUBLISH_PACK)
def new_withdrawal(programme_key: str, publication_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Ask why it is taken back."""
    return _withdrawal_form(get_publication(present_member().programme, publication_id), Typed())


@doors.post("/<programme_key>/publications/<int:publication_id>/withdrawal")
@needs(Permission.PUBLISH_PACK)
def create_withdrawal(programme_key: str, publication_id: int) -> ResponseReturnValue:
    """Take it back."""
    member = present_member()
    form = read_form(TakingBackSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                publication = get_publication(member.programme, publication_id)
                take_back(
                    publication, domain=find_domain(), by=member, at=clock.now(), **form.values
                )
                pack_id = publication.pack_id
            flash("It is taken back. Nobody can read it at the public address.", "success")
            return redirect(_page(programme_key, pack_id))
    return _withdrawal_form(get_publication(member.programme, publication_id), form)


@doors.get("/published/<programme_key>")
@needs(Access.ANYBODY)
def list_published(programme_key: str) -> ResponseReturnValue:
    """List for everybody what a programme has published."""
    found = list_public(programme_key)
    return render_template(
        "publications/list.html",
        publications=found,
        published_by=found[0].pack.meeting.body.programme,
        standing={each.id for each in found if is_standing(each)},
        forms=FORMS,
    )


@doors.get(f"/published/<programme_key>/<int:publication_id>/<any({_NAMES}):file>")
@needs(Access.ANYBODY)
def show_published(programme_key: str, publication_id: int, file: str) -> ResponseReturnValue:
    """Give everybody a published file."""
    form = _FILES[file]
    pack, content = read_public(programme_key, publication_id, form)
    answer = Response(content, mimetype=form.media_type)
    manner = "attachment" if form is Form.JSON else "inline"
    name = file_name_of(
        pack.meeting.body.name,
        pack.meeting.held_on,
        pack.version,
        edition=pack.edition.value,
        ending=form.value,
    )
    answer.headers["Content-Disposition"] = f'{manner}; filename="{name}"'
    if form is Form.HTML:
        answer.headers["Content-Security-Policy"] = write_policy(content)
    return answer


def _page(programme_key: str, pack_id: int) -> str:
    return url_for("publications.new_publication", programme_key=programme_key, pack_id=pack_id)


def _form(pack: Pack, form: Typed) -> ResponseReturnValue:
    public, deadlines = get_public_edition(pack), deadlines_of(pack.meeting)
    publications = list_publications(pack.meeting)
    page = render_template(
        "publications/new.html",
        pack=pack,
        public=public,
        form=form,
        deadlines=deadlines,
        is_late=is_late(pack, at=clock.now()),
        can_publish=may_publish(present_member(), pack),
        publications=publications,
        resendable=RESENDABLE,
        standing={each.id for each in publications if is_standing(each)},
    )
    return page, form.status


def _withdrawal_form(publication: Publication, form: Typed) -> ResponseReturnValue:
    return render_template(
        "publications/withdraw.html", publication=publication, form=form
    ), form.status
