"""Looking back: the register as at any moment, and two moments compared."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.domain.comparisons import Comparison
from risk_register.domain.permissions import Permission
from risk_register.models import Meeting
from risk_register.schemas.moments import AsAtSchema, CompareSchema, say_moment, write_moment
from risk_register.services.comparisons import compare_moments
from risk_register.services.moments import get_page_at
from risk_register.services.packs import list_packs
from risk_register.services.programmes import Member
from risk_register.services.risks import PAGE_SIZE
from risk_register.web.access import needs, present_member
from risk_register.web.forms import read_if_asked

doors = Blueprint("moments", __name__)

MOST_FREEZES = 13  #: a year of monthly meetings, and the one before


@dataclass(frozen=True)
class Freeze:
    """A moment at which the figures of a meeting's pack were frozen."""

    meeting: Meeting
    at: datetime

    @property
    def address(self) -> dict[str, str]:
        """Say the moment as the page of one moment reads it."""
        return say_moment(self.at)

    @property
    def text(self) -> str:
        """Say the moment as the page of two moments reads it."""
        return write_moment(self.at)


@doors.get("/<programme_key>/risks/as-at")
@needs(Permission.READ_REGISTER)
def show_register_at(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show the register as it stood at a moment that the address names."""
    member = present_member()
    form = read_if_asked(AsAtSchema(), "on")
    number = request.args.get("page", default=1, type=int)
    if number < 1:
        abort(404)
    moment = form.values["moment"] if form.values else None
    register = get_page_at(member, moment, page=number) if moment else None
    pages = max(1, -(-register.total // PAGE_SIZE)) if register else 1
    if number > pages:
        abort(404)
    return render_template(
        "moments/show.html",
        form=form,
        register=register,
        on=clock.london_day(moment) if moment else None,
        asked={name: form.typed[name] for name in ("on", "at") if form.typed.get(name)},
        text=write_moment(moment) if moment else None,
        number=number,
        pages=pages,
        freezes=_list_freezes(member),
    ), form.status


@doors.get("/<programme_key>/risks/compare")
@needs(Permission.READ_REGISTER)
def show_comparison(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show what became of the register between two moments that the address names."""
    member = present_member()
    form = read_if_asked(CompareSchema(), "from")
    comparison = None
    since, until = form.values.get("since"), form.values.get("until") or clock.now()
    if since:
        if since > until:
            form.refuse("to", "The second moment must be the later one.")
        else:
            comparison = compare_moments(member, since=since, until=until)
    freezes = _list_freezes(member)
    return render_template(
        "moments/compare.html",
        form=form,
        comparison=comparison,
        scheme=member.scheme,
        address=_address(comparison) if comparison else None,
        freezes=freezes,
        pairs=[(earlier, later) for later, earlier in pairwise(freezes)],
    ), form.status


def _list_freezes(member: Member) -> list[Freeze]:
    """List when the newest pack of each meeting was frozen, the last meeting first."""
    if not member.may(Permission.READ_PACKS):
        return []
    found: dict[int, Freeze] = {}
    for pack in list_packs(member):
        if pack.snapshot is not None and pack.meeting_id not in found:
            found[pack.meeting_id] = Freeze(pack.meeting, pack.snapshot.taken_at)
    return list(found.values())[:MOST_FREEZES]


def _address(comparison: Comparison) -> dict[str, str]:
    """Say two moments so that the address means the same to everybody, and next year."""
    return {"from": write_moment(comparison.since), "to": write_moment(comparison.until)}
