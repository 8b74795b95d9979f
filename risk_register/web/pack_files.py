"""A pack's files, the same bytes for everybody: shown as pages, or handed over to be kept."""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.packs import Form
from risk_register.domain.permissions import Permission
from risk_register.mail.letters import file_name_of
from risk_register.models import Pack
from risk_register.services.pack_files import get_content, get_file, is_noted, record_reading
from risk_register.services.packs import get_pack
from risk_register.services.readership import check_reading
from risk_register.web.access import needs, present_member
from risk_register.web.policies import write_policy

doors = Blueprint("pack_files", __name__)

_FORMS = {form.file: form for form in Form}
_NAMES = ", ".join(f"'{name}'" for name in _FORMS)
#: What browsers can show; other forms are handed over to be kept.
_SHOWN = (Form.PDF, Form.HTML)


@doors.get(f"/<programme_key>/packs/<int:pack_id>/<any({_NAMES}):file>")
@needs(Permission.READ_PACKS)
def show_file(programme_key: str, pack_id: int, file: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Give one form of one edition."""
    member = present_member()
    pack, form = get_pack(member, pack_id), _FORMS[file]
    check_reading(member, pack)
    content = get_file(pack, form)
    if request.method == "GET" and not is_noted(pack, form, by=member, at=clock.now()):
        with write_transaction():
            record_reading(pack, form, by=member, at=clock.now())
    response = Response(content, mimetype=form.media_type)
    manner = "inline" if form in _SHOWN else "attachment"
    response.headers["Content-Disposition"] = f'{manner}; filename="{_name_file(pack, form)}"'
    if form is Form.HTML:
        response.headers["Content-Security-Policy"] = write_policy(content)
    return response


def _name_file(pack: Pack, form: Form) -> str:
    return file_name_of(
        pack.meeting.body.name,
        pack.meeting.held_on,
        pack.version,
        marking=get_content(pack)["marking"],
        edition=pack.edition.value,
        ending=form.value,
    )
