"""Tables that Excel and Power BI open "from web": CSV with the columns of the exported list."""

from typing import Any

from flask import Response, request

from risk_register import clock
from risk_register.api.risks import build_filter
from risk_register.api.rooms import Room
from risk_register.database import read_moment, write_transaction
from risk_register.domain.api_keys import Group
from risk_register.domain.permissions import Permission
from risk_register.schemas.machines.risks import RisksFeedAsked
from risk_register.services.exports import export_list, record_export
from risk_register.services.programmes import Member
from risk_register.services.told_packs import find_reported_assessment_id
from risk_register.sheets.registers import SheetKind

room = Room("feeds", Group.RISKS, "Tables for Excel and Power BI.")


@room.hands_over(
    "/programmes/<programme_key>/risks.csv",
    Permission.READ_REGISTER,
    "text/csv",
    asks=RisksFeedAsked,
)
def get_risks_table(member: Member, asked: dict[str, Any]) -> Any:
    """Hand over the list of risks as a table.

    Excel and Power BI sign in with Basic: any name, and the key as the password. Each
    time it is taken along, the record says so.
    """
    now = clock.now()
    with read_moment():
        made = export_list(
            member,
            narrowed=build_filter(asked, member),
            words="as a program asked for it",
            kind=SheetKind.CSV,
            seen_up_to=find_reported_assessment_id(member.programme, on=member.on),
            at=now,
        )
    with write_transaction():
        record_export(member, made, query=request.query_string.decode(errors="replace"), at=now)
    with made.file as file:
        return Response(file.read(), mimetype="text/csv")
