"""Agencies of a programme: where the letters of their people may go."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from risk_register import clock
from risk_register.database import write_transaction
from risk_register.domain.permissions import Permission
from risk_register.models import Agency
from risk_register.schemas.agencies import ANY, LISTED, MailDomainsSchema
from risk_register.services.agencies import (
    ShutOut,
    change_domains,
    count_people,
    find_shut_out,
    get_agency_of,
    list_agencies,
)
from risk_register.web.access import needs, present_member
from risk_register.web.forms import Form, read_form

doors = Blueprint("agencies", __name__)


@doors.get("/<programme_key>/agencies")
@needs(Permission.KEEP_PEOPLE)
def list_all(programme_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """List the programme's agencies, with the domains to which their letters may go."""
    agencies = list_agencies(present_member())
    return render_template(
        "agencies/list.html",
        agencies=agencies,
        people=count_people(agencies, on=clock.today()),
    )


@doors.get("/<programme_key>/agencies/<agency_key>/mail-domains")
@needs(Permission.KEEP_PEOPLE)
def edit_domains(programme_key: str, agency_key: str) -> ResponseReturnValue:  # noqa: ARG001 - the door has used it
    """Show where letters of an agency's people may go."""
    agency = get_agency_of(present_member(), agency_key)
    said = "\n".join(agency.mail_domains or ())
    typed = {"where": ANY if agency.mail_domains is None else LISTED, "domains": said}
    return _form(agency, Form(typed=typed))


@doors.post("/<programme_key>/agencies/<agency_key>/mail-domains")
@needs(Permission.KEEP_PEOPLE)
def update_domains(programme_key: str, agency_key: str) -> ResponseReturnValue:
    """Save where letters may go; whom that shuts out is said before."""
    member, now = present_member(), clock.now()
    form = read_form(MailDomainsSchema())
    shut_out = None
    if form.is_valid:
        said = form.values
        domains = None if said["where"] == ANY else said["domains"]
        found = find_shut_out(get_agency_of(member, agency_key), domains, on=clock.today())
        shut_out = found if found.is_any and not said["warned"] else None
        if shut_out is None:
            with form.saving():
                with write_transaction():
                    agency = get_agency_of(member, agency_key)
                    before = said["before"].split() or None
                    change_domains(agency, domains, before=before, by=member, at=now)
                    words = f"{agency.name}: saved where letters may go."
                flash(words, "success")
                return redirect(url_for("agencies.list_all", programme_key=programme_key))
    return _form(get_agency_of(member, agency_key), form, shut_out=shut_out)


def _form(agency: Agency, form: Form, *, shut_out: ShutOut | None = None) -> ResponseReturnValue:
    page = render_template(
        "agencies/domains.html",
        agency=agency,
        form=form,
        shut_out=shut_out,
        ANY=ANY,
        LISTED=LISTED,
    )
    return page, form.status
