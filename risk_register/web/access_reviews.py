"""The access review of a quarter: who has what part, what is doubtful, and that it was seen."""

from io import BytesIO

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.clock import london_day
from risk_register.database import read_moment, write_transaction
from risk_register.domain.access_reviews import Quarter
from risk_register.domain.permissions import Permission
from risk_register.schemas.access_reviews import AccessReviewSchema
from risk_register.services.access_reviews import (
    AccessLine,
    list_access,
    list_changes,
    list_reviews,
    record_review,
    record_taking,
)
from risk_register.sheets.access_reviews import lay_out
from risk_register.sheets.registers import SheetKind, write_csv
from risk_register.sheets.workbooks import Cell
from risk_register.web.access import needs, present_member
from risk_register.web.forms import Form, read_form

doors = Blueprint("access_reviews", __name__)


@doors.get("/<programme_key>/access")
@needs(Permission.READ_ACCESS_REVIEW)
def show_review(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show who has what part, the doubtful ones first, and who looked at it when."""
    return _show(Form())


@doors.post("/<programme_key>/access")
@needs(Permission.REVIEW_ACCESS)
def create_review(programme_key: str) -> ResponseReturnValue:
    """Note that it was looked at."""
    form = read_form(AccessReviewSchema())
    if form.is_valid:
        with form.saving():
            with write_transaction():
                record_review(form.values["note"], by=present_member(), at=clock.now())
            flash("Your review is in the history.", "success")
            return redirect(url_for("access_reviews.show_review", programme_key=programme_key))
    return _show(form)


@doors.get("/<programme_key>/access.csv")
@needs(Permission.READ_ACCESS_REVIEW)
def export_review(programme_key: str) -> ResponseReturnValue:
    """Hand the list over as a table, and record who takes it."""
    member, now, file = present_member(), clock.now(), BytesIO()
    day = london_day(now)
    with read_moment():
        rows = [row for line in list_access(member, at=now) for row in _lay_rows(line)]
        programme = member.programme.name
    sheet = lay_out(rows, programme=programme, quarter=Quarter.of(day).label, day=day, made_at=now)
    write_csv(sheet, file)
    if request.method == "GET":
        with write_transaction():
            member = present_member()
            record_taking(member.programme, by=member, at=now)
    answer = Response(file.getvalue(), mimetype=SheetKind.CSV.media_type)
    name = f"{programme_key}-access-{day}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _lay_rows(line: AccessLine) -> list[tuple[Cell, ...]]:
    person = line.person
    seen = london_day(person.signed_in_at) if person.signed_in_at else None
    return [
        (
            person.name,
            person.email,
            person.agency.short,
            "; ".join(post.title for post in line.posts),
            each.role.label,
            london_day(each.given_at) if each.given_at else None,
            seen,
            "yes" if person.is_active else "no",
            person.left_on,
            "; ".join(line.doubts),
        )
        for each in line.memberships
    ]


def _show(form: Form) -> ResponseReturnValue:
    member, now = present_member(), clock.now()
    quarter = Quarter.of(london_day(now))
    page = render_template(
        "access_reviews/show.html",
        form=form,
        quarter=quarter,
        lines=list_access(member, at=now),
        changes=list_changes(member, quarter),
        reviews=list_reviews(member),
        may_review=member.may(Permission.REVIEW_ACCESS),
        may_keep=member.may(Permission.KEEP_PEOPLE),
    )
    return page, form.status
