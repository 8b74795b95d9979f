"""Evidence of impact in an area: stated, and taken back."""

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.permissions import Permission
from risk_register.models import ImpactStatement, ImprovementArea
from risk_register.schemas.impact import ImpactSchema, ImpactWithdrawalSchema
from risk_register.services.impact import ImpactWords, get_impact, state_impact, withdraw_impact
from risk_register.services.plan import get_area
from risk_register.services.programmes import Member
from risk_register.web.access import needs, present_member
from risk_register.web.addresses import area_page
from risk_register.web.forms import Form, read_form

doors = Blueprint("impact", __name__)


@doors.get("/<programme_key>/plan/<area_key>/impact/new")
@needs(Permission.STATE_IMPACT)
def new_impact(programme_key: str, area_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Ask what has become better."""
    return _new_form(_own_area(present_member(), area_key), Form())


@doors.post("/<programme_key>/plan/<area_key>/impact/new")
@needs(Permission.STATE_IMPACT)
def create_impact(programme_key: str, area_key: str) -> ResponseReturnValue:
    """Keep what has become better."""
    member = present_member()
    form = read_form(ImpactSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                area = get_area(member, area_key)
                state_impact(area, ImpactWords(**form.values), by=member, at=clock.now())
            flash(f"The evidence of impact in {area_key} is kept.", "success")
            return redirect(area_page(programme_key, area_key))
    return _new_form(_own_area(member, area_key), form)


@doors.get("/<programme_key>/plan/<area_key>/impact/<int:statement_id>/withdraw")
@needs(Permission.STATE_IMPACT)
def new_withdrawal(programme_key: str, area_key: str, statement_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Ask why it is taken back."""
    return _withdrawal_form(_own_impact(present_member(), area_key, statement_id), Form())


@doors.post("/<programme_key>/plan/<area_key>/impact/<int:statement_id>/withdraw")
@needs(Permission.STATE_IMPACT)
def create_withdrawal(programme_key: str, area_key: str, statement_id: int) -> ResponseReturnValue:
    """Take it back."""
    member = present_member()
    form = read_form(ImpactWithdrawalSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                statement = get_impact(member, area_key, statement_id)
                withdraw_impact(statement, by=member, at=clock.now(), **form.values)
            flash("It no longer stands as evidence of impact. Your reason is on record.", "success")
            return redirect(area_page(programme_key, area_key))
    return _withdrawal_form(_own_impact(member, area_key, statement_id), form)


def _own_area(member: Member, area_key: str) -> ImprovementArea:
    area = get_area(member, area_key)
    member.check(Permission.STATE_IMPACT, area)
    return area


def _own_impact(member: Member, area_key: str, statement_id: int) -> ImpactStatement:
    statement = get_impact(member, area_key, statement_id)
    member.check(Permission.STATE_IMPACT, statement.area)
    return statement


def _new_form(area: ImprovementArea, form: Form) -> ResponseReturnValue:
    return render_template("plan/impact.html", area=area, form=form), form.status


def _withdrawal_form(statement: ImpactStatement, form: Form) -> ResponseReturnValue:
    page = render_template(
        "plan/withdraw_impact.html", area=statement.area, statement=statement, form=form
    )
    return page, form.status
