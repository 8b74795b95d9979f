"""The value of a period: recorded by the owner's post, restated with a reason."""

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.errors import RuleError
from risk_register.domain.periods import Period, read_period
from risk_register.domain.permissions import Permission
from risk_register.models import Indicator
from risk_register.schemas.readings import ReadingSchema
from risk_register.services.indicators import get_indicator
from risk_register.services.measures import Measure, read_measure
from risk_register.services.readings import Entry, find_reading, record_reading, say_value
from risk_register.web.access import needs, present_member
from risk_register.web.addresses import way_back
from risk_register.web.forms import Form, read_form
from risk_register.web.indicators import indicator_page

doors = Blueprint("readings", __name__)


@doors.get("/<programme_key>/indicators/<reference>/readings/new")
@needs(Permission.RECORD_READING)
def new_reading(programme_key: str, reference: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Ask for the value that is missing, or for a better one of the period that is named."""
    indicator = _own_indicator(reference)
    measure = read_measure(indicator, known_at=clock.now())
    typed = {"period": request.args.get("period", ""), "back": request.args.get("back", "")}
    if not typed["period"] and measure.missing:
        typed["period"] = measure.missing.label
    return _form(measure, Form(typed=typed))


@doors.post("/<programme_key>/indicators/<reference>/readings/new")
@needs(Permission.RECORD_READING)
def create_reading(programme_key: str, reference: str) -> ResponseReturnValue:
    """Record the value."""
    member = present_member()
    form = read_form(ReadingSchema())
    if form.is_valid:
        said = form.values
        with form.saving():
            with write_transaction():
                indicator = get_indicator(member, reference)
                period = read_period(indicator.period_kind, said["period"])
                entry = Entry(
                    period,
                    said["value"],
                    said["is_provisional"],
                    said["commentary"],
                    said["reason"],
                )
                record_reading(indicator, entry, by=member, at=clock.now(), known=said["known"])
                value = say_value(entry.number, indicator.unit)
            flash(f"{reference}: {value} for {period.label} is on record.", "success")
            return redirect(way_back(said["back"], indicator_page(programme_key, reference)))
    indicator = _own_indicator(reference)
    return _form(read_measure(indicator, known_at=clock.now()), form)


def _own_indicator(reference: str) -> Indicator:
    member = present_member()
    indicator = get_indicator(member, reference)
    member.check(Permission.RECORD_READING, indicator)
    return indicator


def _form(measure: Measure, form: Form) -> ResponseReturnValue:
    indicator = measure.indicator
    period = _find_period(indicator, form.typed.get("period", ""))
    known = find_reading(indicator, period) if period else None
    page = render_template(
        "readings/new.html",
        indicator=indicator,
        measure=measure,
        form=form,
        period=period,
        known=known,
        expected=measure.aim.expect(period.end) if period else None,
    )
    return page, form.status


def _find_period(indicator: Indicator, typed: str) -> Period | None:
    try:
        return read_period(indicator.period_kind, typed) if typed else None
    except RuleError:
        return None
