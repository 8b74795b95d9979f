"""The register's list, and everything about one risk."""

from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.domain.oddities import STUCK_PACKS
from risk_register.domain.permissions import Permission
from risk_register.domain.risks import LIVE, RiskKind, RiskStatus, list_moves
from risk_register.domain.scoring import Basis
from risk_register.schemas.risks import RiskFilterSchema
from risk_register.services.acceptances import find_borne, list_borne
from risk_register.services.actions import list_mitigations
from risk_register.services.appetites import find_breach_of, list_breaches
from risk_register.services.assessments import list_assessments, list_reviews
from risk_register.services.chronicles import count_risk_lines, list_risk_lines
from risk_register.services.controls import list_retired_controls
from risk_register.services.effects import list_signals
from risk_register.services.escalations import list_escalations
from risk_register.services.lives import list_all_areas, list_carrying_agencies, list_proposals
from risk_register.services.meetings import list_decisions
from risk_register.services.notes import list_notes
from risk_register.services.packs import list_told
from risk_register.services.programmes import Member
from risk_register.services.relations import find_way_round, list_related
from risk_register.services.risk_filters import RiskFilter, RiskSort
from risk_register.services.risks import (
    find_score_before,
    get_risk,
    list_areas,
    list_owners,
)
from risk_register.services.risks import list_risks as list_lines
from risk_register.services.schemes import list_other_bands
from risk_register.services.snapshots import find_reported_assessment_id
from risk_register.web.access import needs, present_member
from risk_register.web.placements import NAMES as PLACE_NAMES
from risk_register.web.placements import read_placement
from risk_register.web.trends import build_trend

doors = Blueprint("risks", __name__)

HISTORY_LINES = 20  #: on a risk's own page; the rest is a page of its own

#: Which statuses each choice of the list shows.
STANDING = {
    "live": LIVE,
    "draft": (RiskStatus.DRAFT,),
    "gone": (RiskStatus.CLOSED, RiskStatus.DECLINED, RiskStatus.MERGED),
    "all": tuple(RiskStatus),
}


@doors.get("/<programme_key>/risks")
@needs(Permission.READ_REGISTER)
def list_risks(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """List the open risks, the highest score first."""
    member, today = present_member(), clock.today()
    wanted, scheme = _read_filter(), member.scheme
    place = read_placement(wanted, scheme)
    page = list_lines(
        member,
        narrowed=RiskFilter(
            search=wanted["search"],
            band=wanted["band"],
            category=wanted["category"],
            agency=wanted["agency"],
            owner_id=wanted["owner_id"],
            overdue_on=today if wanted["overdue"] else None,
            area=wanted["area"],
            affected=wanted["affected"],
            kind=RiskKind(wanted["kind"]) if wanted["kind"] else None,
            above_target=wanted["above"],
            most_borne=_most_borne(member) if wanted["appetite"] else {},
            still_since=_still_since(member) if wanted["stuck"] else None,
            placement=place.placement if place else None,
            sort=RiskSort(wanted["sort"] or "score"),
            statuses=STANDING[wanted["standing"] or "live"],
        ),
        today=today,
        seen_up_to=find_reported_assessment_id(member.programme),
        page=wanted["page"] or 1,
    )
    if page.number > page.pages:
        abort(404)
    owners = list_owners(member.programme)
    shown = [line.risk for line in page.lines]
    asked = {name: value for name, value in wanted.items() if value and name != "page"}
    return render_template(
        "risks/list.html",
        page=page,
        scheme=scheme,
        place=place,
        asked_besides=[name for name in asked if name not in {*PLACE_NAMES, "sort"}],
        breaches=list_breaches(shown, by=member),
        borne=list_borne(shown, on=today),
        STUCK_PACKS=STUCK_PACKS,
        owners=owners,
        agencies=sorted({post.agency for post in owners}, key=lambda agency: agency.short),
        asked=asked,
        areas=list_all_areas(member),
        all_agencies=list_carrying_agencies(),
        kinds=list(RiskKind),
        sorts=list(RiskSort),
        sort=RiskSort(wanted["sort"] or "score"),
        proposals=list_proposals(member) if member.may(Permission.MOVE_RISK) else [],
        may_propose=member.may(Permission.PROPOSE_RISK),
        may_change=member.may(Permission.MOVE_RISK),
        today=today,
    )


@doors.get("/<programme_key>/risks/<reference>")
@needs(Permission.READ_REGISTER)
def show_risk(programme_key: str, reference: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show everything the register knows about a risk."""
    member, today = present_member(), clock.today()
    risk = get_risk(member, reference)
    scheme = member.scheme
    assessments = list_assessments(risk)
    newest = {judged.basis: judged for judged in reversed(assessments)}
    is_alive = risk.status.is_live or risk.status is RiskStatus.DRAFT
    return render_template(
        "risks/show.html",
        risk=risk,
        scheme=scheme,
        scores=[(basis, newest.get(basis)) for basis in Basis],
        before=find_score_before(risk, find_reported_assessment_id(member.programme)),
        assessments=assessments,
        trend=build_trend(assessments, scheme=scheme, today=today),
        reviews=list_reviews(risk),
        mitigations=list_mitigations(risk),
        areas=list_areas(risk),
        decisions=list_decisions(risk.id),
        notes=list_notes(member, risk),
        history=list_risk_lines(member, risk, limit=HISTORY_LINES).lines,
        history_count=count_risk_lines(member, risk),
        may_score=is_alive and member.may(Permission.SCORE_RISK, risk),
        may_review=risk.status.is_live and member.may(Permission.REVIEW_RISK, risk),
        may_add=is_alive and member.may(Permission.ADD_ACTION, risk),
        may_escalate=is_alive and member.may(Permission.ESCALATE_RISK),
        may_accept=is_alive and member.may(Permission.ACCEPT_RISK),
        escalations=list_escalations(risk),
        related=list_related(risk),
        loop_of=find_way_round(risk),
        may_relate=is_alive and member.may(Permission.RELATE_RISK, risk),
        signals=list_signals(risk, scheme=scheme),
        retired=list_retired_controls(risk),
        borne=find_borne(risk, on=today),
        breach=find_breach_of(risk, by=member),
        other_bands=list_other_bands(risk),
        may_edit=is_alive and member.may(Permission.EDIT_RISK, risk),
        moves=list_moves(risk.status) if member.may(Permission.MOVE_RISK) else [],
        RiskStatus=RiskStatus,
        Permission=Permission,
        today=today,
    )


def _most_borne(member: Member) -> dict[str, int]:
    return {category: borne.most for category, borne in member.scheme.appetite.items()}


def _still_since(member: Member) -> int:
    """Give the newest assessment that the pack knew from which on a risk counts as stuck."""
    told = list_told(member.programme)
    return told[STUCK_PACKS - 1].last_assessment_id if len(told) >= STUCK_PACKS else 0


def _read_filter() -> dict[str, Any]:
    schema = RiskFilterSchema()
    given = {name: value for name, value in request.args.items() if value}
    wrong = schema.validate(given)
    if "page" in wrong:
        abort(404)
    kept = {name: value for name, value in given.items() if name not in wrong}
    found: dict[str, Any] = schema.load(kept)
    return found
