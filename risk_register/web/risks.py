"""The register's list, and everything about one risk."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.domain.meetings import DecisionKind
from risk_register.domain.oddities import STUCK_PACKS
from risk_register.domain.permissions import Permission, may
from risk_register.domain.risks import RiskKind, RiskStatus, list_moves
from risk_register.domain.scoring import Basis
from risk_register.domain.searches import Search
from risk_register.doors.risk_lists import read_list
from risk_register.services.acceptances import find_borne, list_borne
from risk_register.services.actions import list_mitigations
from risk_register.services.appetites import find_breach_of, list_breaches
from risk_register.services.assessments import list_assessments, list_reviews
from risk_register.services.chronicles import count_risk_lines, list_risk_lines
from risk_register.services.controls import list_retired_controls
from risk_register.services.decisions import list_decisions
from risk_register.services.early_warnings import list_warnings
from risk_register.services.effects import list_signals
from risk_register.services.escalations import list_escalations
from risk_register.services.lives import list_all_areas, list_carrying_agencies, list_proposals
from risk_register.services.notes import list_notes
from risk_register.services.posts import find_vacant
from risk_register.services.register_layouts import list_layouts
from risk_register.services.relations import find_way_round, list_related
from risk_register.services.restrictions import list_named
from risk_register.services.risk_filters import RiskSort
from risk_register.services.risks import (
    find_before,
    get_risk,
    list_areas,
    list_owners,
)
from risk_register.services.risks import list_risks as list_lines
from risk_register.services.saved_filters import list_filters, may_change
from risk_register.services.schemes import list_other_bands
from risk_register.services.searches import find_excerpts
from risk_register.services.told_packs import find_reported_assessment_id
from risk_register.web.access import needs, present_member
from risk_register.web.placements import NAMES as PLACE_NAMES
from risk_register.web.placements import read_placement
from risk_register.web.risk_lists import STANDING_WORDS, build_filter, say_list
from risk_register.web.trends import build_trend

doors = Blueprint("risks", __name__)

HISTORY_LINES = 20  #: on a risk's own page; the rest is a page of its own


@doors.get("/<programme_key>/risks")
@needs(Permission.READ_REGISTER)
def list_risks(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """List the open risks, the highest score first."""
    member, today = present_member(), clock.today()
    asked = read_list(request.args)
    page = list_lines(
        member,
        narrowed=build_filter(asked, member),
        today=today,
        seen_up_to=find_reported_assessment_id(member.programme, on=member.on),
        page=asked.page,
    )
    if page.number > page.pages:
        abort(404)
    search = Search.read(asked.wanted["search"])
    owners = list_owners(member.programme)
    shown = [line.risk for line in page.lines]
    return render_template(
        "risks/list.html",
        page=page,
        excerpts=find_excerpts(search, shown, member),
        scheme=member.scheme,
        place=read_placement(asked.wanted, member.scheme),
        asked_besides=[name for name in asked.asked if name not in {*PLACE_NAMES, "sort"}],
        breaches=list_breaches(shown, by=member),
        borne=list_borne(shown, on=today),
        vacant=find_vacant([risk.owner_id for risk in shown], on=today),
        STUCK_PACKS=STUCK_PACKS,
        owners=owners,
        agencies=sorted({post.agency for post in owners}, key=lambda agency: agency.short),
        carriers=list_carrying_agencies(),
        asked=asked.asked,
        words=say_list(asked, member) if asked.asked else None,
        query=asked.query,
        kept=list_filters(member),
        may_change=may_change,
        may_share=member.may(Permission.SHARE_FILTER),
        areas=list_all_areas(member),
        all_agencies=list_carrying_agencies(),
        kinds=list(RiskKind),
        standings=STANDING_WORDS,
        sorts=list(RiskSort),
        sort=asked.sort,
        proposals=list_proposals(member) if member.may(Permission.MOVE_RISK) else [],
        may_propose=member.may(Permission.PROPOSE_RISK),
        may_import=member.may(Permission.MOVE_RISK),
        layouts=[
            each for each in list_layouts(member) if each.agency_id == member.person.agency_id
        ],
        may_lay_out=member.may(Permission.KEEP_LAYOUTS),
        may_bring=may(member.roles, Permission.EDIT_RISK, owns=True),
        may_batch=member.may(Permission.MOVE_RISK),
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
    decisions = list_decisions(risk.id)
    is_alive = risk.status.is_live or risk.status is RiskStatus.DRAFT
    return render_template(
        "risks/show.html",
        risk=risk,
        scheme=scheme,
        scores=[(basis, newest.get(basis)) for basis in Basis],
        before=find_before(risk, find_reported_assessment_id(member.programme, on=member.on)),
        assessments=assessments,
        trend=build_trend(assessments, scheme=scheme, today=today),
        reviews=list_reviews(risk),
        mitigations=list_mitigations(risk),
        areas=list_areas(risk),
        decisions=decisions,
        board_scores={
            decision.assessment_id: decision
            for decision in decisions
            if decision.kind is DecisionKind.SCORED
        },
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
        warnings=list_warnings(risk, known_at=clock.now()),
        retired=list_retired_controls(risk),
        borne=find_borne(risk, on=today),
        vacant=find_vacant([risk.owner_id], on=today),
        breach=find_breach_of(risk, by=member),
        other_bands=list_other_bands(risk),
        named=list_named(member, risk) if risk.restricted_at else None,
        may_restrict=is_alive and member.may(Permission.RESTRICT_RISK),
        may_edit=is_alive and member.may(Permission.EDIT_RISK, risk),
        moves=list_moves(risk.status) if member.may(Permission.MOVE_RISK) else [],
        RiskStatus=RiskStatus,
        Permission=Permission,
        today=today,
    )
