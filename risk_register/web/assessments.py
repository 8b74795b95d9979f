"""Judging a risk: the scale at the point of choosing, and a reason when the score changes."""

import json

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.permissions import Permission
from risk_register.domain.schemes import Band, Scheme
from risk_register.domain.scoring import Basis, Confidence
from risk_register.models import Risk
from risk_register.schemas.assessments import AssessmentSchema
from risk_register.services.assessments import Judgement, find_latest, record_assessment
from risk_register.services.duties import DutyKind
from risk_register.services.risks import get_risk
from risk_register.web.access import needs, present_member
from risk_register.web.addresses import risk_page, way_back
from risk_register.web.forms import Form, read_form
from risk_register.web.scopes import check_current, note_answer

doors = Blueprint("assessments", __name__)

#: Name of the button that only puts other words beside the points of impact.
SHOW_WORDS = "show_words"


@doors.get("/<programme_key>/risks/<reference>/assessments/new")
@needs(Permission.SCORE_RISK, by_link=DutyKind.REVIEW)
def new_assessment(programme_key: str, reference: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show the scale with the present judgement chosen."""
    member = present_member()
    risk = get_risk(member, reference)
    member.check(Permission.SCORE_RISK, risk)
    basis = _read_basis(request.args.get("basis", ""))
    check_current(basis)
    latest = find_latest(risk, basis)
    typed = {
        "version": str(risk.version),
        "back": request.args.get("back", ""),
        "basis": basis.value,
    }
    if latest is not None:
        typed["likelihood"], typed["impact"] = str(latest.likelihood), str(latest.impact)
        typed["confidence"] = latest.confidence.value if latest.confidence else ""
    return _form(risk, Form(typed=typed))


@doors.post("/<programme_key>/risks/<reference>/assessments/new")
@needs(Permission.SCORE_RISK, by_link=DutyKind.REVIEW)
def create_assessment(programme_key: str, reference: str) -> ResponseReturnValue:
    """Record the judgement and say what moved."""
    member = present_member()
    if SHOW_WORDS in request.form:
        risk = get_risk(member, reference)
        member.check(Permission.SCORE_RISK, risk)
        return _form(risk, Form(typed=dict(request.form.items())))
    form = read_form(AssessmentSchema())
    if form.is_valid:
        said, now = form.values, clock.now()
        check_current(said["basis"])
        judgement = Judgement(
            likelihood=said["likelihood"],
            impact=said["impact"],
            reason=said["reason"],
            confidence=Confidence(said["confidence"]) if said["confidence"] else None,
        )
        with form.saving():
            with write_transaction():
                risk = get_risk(member, reference)
                note_answer(at=now)
                before = find_latest(risk, said["basis"])
                score_before = before.score if before else None
                made = record_assessment(
                    risk,
                    judgement,
                    basis=said["basis"],
                    by=member,
                    at=now,
                    version=said["version"],
                )
                sentence = _say(
                    risk, said["basis"], score_before, member.scheme.band_of(made), made.score
                )
            flash(sentence, "success")
            return redirect(way_back(said["back"], risk_page(programme_key, reference)))
    risk = get_risk(member, reference)
    member.check(Permission.SCORE_RISK, risk)
    return _form(risk, form)


def _read_basis(given: str) -> Basis:
    return Basis(given) if given in set(Basis) else Basis.CURRENT


def _say(risk: Risk, basis: Basis, before: int | None, band: Band, score: int) -> str:
    what = risk.reference
    if basis is not Basis.CURRENT:
        what = f"The {basis.value} score of {risk.reference}"
    if before is None:
        return f"{what} is {score} {band.name}."
    if before == score:
        return f"{what} stays at {score} {band.name}. Your reason is on record."
    return f"{what} moved from {before} to {score} {band.name}. Your reason is on record."


def _form(risk: Risk, form: Form) -> ResponseReturnValue:
    scheme = present_member().scheme
    basis = _read_basis(form.typed.get("basis", ""))
    latest = find_latest(risk, basis)
    latest_band = scheme.band_of(latest) if latest else None
    domains = {domain.key: domain for domain in scheme.domains}
    page = render_template(
        "assessments/new.html",
        risk=risk,
        form=form,
        scheme=scheme,
        basis=basis,
        latest=latest,
        domain=domains.get(form.typed.get("domain", ""), next(iter(domains.values()), None)),
        latest_band=latest_band,
        was=f"{latest.score} {latest_band.name}" if latest and latest_band else "",
        grid=json.dumps(scheme.grid),
        bands=json.dumps(_name_bands(scheme)),
        Confidence=Confidence,
    )
    return page, form.status


def _name_bands(scheme: Scheme) -> list[list[str]]:
    """Name the band of every cell, laid out as the grid is."""
    return [
        [scheme.band_at(likelihood.point, impact.point).name for impact in scheme.impact]
        for likelihood in scheme.likelihood
    ]
