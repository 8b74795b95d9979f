"""Taking along as a file what the list shows, now or as at a moment; the plan; what is measured."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import IO

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from risk_register import clock
from risk_register.database import read_moment, write_transaction
from risk_register.domain.permissions import Permission
from risk_register.doors.risk_lists import read_list
from risk_register.schemas.moments import AsAtSchema
from risk_register.services.events import Head
from risk_register.services.export_files import Export
from risk_register.services.exports import (
    export_layout,
    export_list,
    export_register_at,
    record_export,
)
from risk_register.services.indicator_exports import export_indicators, record_indicator_export
from risk_register.services.moments import get_register_at
from risk_register.services.plan_exports import export_plan, record_plan_export
from risk_register.services.programmes import Member
from risk_register.services.register_layouts import get_layout
from risk_register.services.told_packs import find_reported_assessment_id
from risk_register.sheets.registers import SheetKind
from risk_register.web.access import needs, present_member
from risk_register.web.risk_lists import build_filter, say_list

doors = Blueprint("exports", __name__)

PIECE_BYTES = 65_536


@doors.get("/<programme_key>/risks.<any(csv, xlsx, ods, json):kind>")
@needs(Permission.READ_REGISTER)
def export_risks(programme_key: str, kind: str) -> ResponseReturnValue:
    """Hand over every page of the list that the address asks for."""
    member, now, asked = present_member(), clock.now(), read_list(request.args)
    with read_moment():
        made = export_list(
            member,
            narrowed=build_filter(asked, member),
            words=say_list(asked, member),
            kind=SheetKind(kind),
            seen_up_to=find_reported_assessment_id(member.programme, on=member.on),
            at=now,
        )
    name = f"{programme_key}-risks-{clock.london_day(now).isoformat()}"
    return _hand_over(member, made, partial(record_export, query=asked.query), name=name)


@doors.get("/<programme_key>/risks/as-at.<any(csv, xlsx, ods, json):kind>")
@needs(Permission.READ_REGISTER)
def export_risks_at(programme_key: str, kind: str) -> ResponseReturnValue:
    """Hand over the register as it stood at the moment that the address names."""
    member, now = present_member(), clock.now()
    try:
        moment = AsAtSchema().load(request.args.to_dict())["moment"]
    except ValidationError:
        return "Name a moment that has passed, like ?on=2018-05-10&at=09:00.\n", 422
    with read_moment():
        register = get_register_at(member, moment)
        made = export_register_at(member, register, kind=SheetKind(kind), at=now)
    name = f"{programme_key}-risks-as-at-{clock.london_day(moment).isoformat()}"
    query = request.query_string.decode()[:500]
    return _hand_over(member, made, partial(record_export, query=query), name=name)


@doors.get("/<programme_key>/layouts/<int:layout_id>/risks.<any(csv, xlsx, ods):kind>")
@needs(Permission.READ_REGISTER)
def export_risks_laid_out(programme_key: str, layout_id: int, kind: str) -> ResponseReturnValue:
    """Hand over an agency's risks under its own headings."""
    member, now = present_member(), clock.now()
    with read_moment():
        made = export_layout(
            member,
            get_layout(member, layout_id),
            kind=SheetKind(kind),
            seen_up_to=find_reported_assessment_id(member.programme, on=member.on),
            at=now,
        )
    name = f"{programme_key}-layout-{layout_id}-{clock.london_day(now).isoformat()}"
    return _hand_over(member, made, partial(record_export, query=f"layout={layout_id}"), name=name)


@doors.get("/<programme_key>/plan.<any(csv, xlsx, ods, json):kind>")
@needs(Permission.READ_REGISTER)
def export_improvement_plan(programme_key: str, kind: str) -> ResponseReturnValue:
    """Hand over the improvement plan as it stands."""
    member, now = present_member(), clock.now()
    with read_moment():
        made = export_plan(member, kind=SheetKind(kind), at=now)
    name = f"{programme_key}-plan-{clock.london_day(now).isoformat()}"
    return _hand_over(member, made, record_plan_export, name=name)


@doors.get("/<programme_key>/indicators.<any(csv, xlsx, ods, json):kind>")
@needs(Permission.READ_REGISTER)
def export_measured(programme_key: str, kind: str) -> ResponseReturnValue:
    """Hand over what is measured, with all its values."""
    member, now = present_member(), clock.now()
    with read_moment():
        made = export_indicators(member, kind=SheetKind(kind), at=now)
    name = f"{programme_key}-indicators-{clock.london_day(now).isoformat()}"
    return _hand_over(member, made, record_indicator_export, name=name)


def _hand_over(member: Member, made: Export, record: Callable[..., Head], *, name: str) -> Response:
    """Record the export, and send its file piece by piece; who asks for its head takes nothing."""
    if request.method == "GET":
        with write_transaction():
            record(member, made, at=clock.now())
    answer = Response(_read(made.file), mimetype=made.kind.media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{made.kind}"'
    answer.call_on_close(made.file.close)
    return answer


def _read(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE_BYTES):
            yield piece
