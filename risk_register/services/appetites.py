"""Finding the risks that stand above what the board bears, and since when."""

from collections.abc import Iterable

from sqlalchemy import select

from risk_register.domain.appetite import Breach, find_breach
from risk_register.domain.risks import RiskKind
from risk_register.domain.schemes import Scheme
from risk_register.models import Risk
from risk_register.services.courses import LiveRisk, Runs, list_runs
from risk_register.services.programmes import Member
from risk_register.services.schemes import find_version


def find_breach_of(risk: Risk, *, by: Member) -> Breach | None:
    """Find whether a risk stands above the appetite of its category on the member's day."""
    return list_breaches([risk], by=by).get(risk.id)


def list_breaches(
    risks: Iterable[Risk | LiveRisk], *, by: Member, runs: Runs | None = None
) -> dict[int, Breach]:
    """List what stands above the appetite of its category on the member's day, by risk id.

    Opportunities and risks that have left the register are in no breach.

    :param runs: of these risks, if they are read already; else those are asked for once, for the
        risks alone that stand above
    """
    above = {risk.id: most for risk in risks if (most := _exceeded(risk, by.scheme)) is not None}
    if runs is None:
        runs = list_runs(select(Risk.id).where(Risk.id.in_(above)), scheme=by.scheme)
    breaches = {
        risk_id: find_breach(runs.of(risk_id), most=most, today=by.on)
        for risk_id, most in above.items()
    }
    return {risk_id: breach for risk_id, breach in breaches.items() if breach is not None}


def list_limits(member: Member) -> dict[tuple[int, str], int]:
    """List what the board bears, by the id of the scheme a score was given under and category."""
    scheme = member.scheme
    ids = [find_version(member.programme, on=member.on).id, *scheme.others]
    return {
        (scheme_id, appetite.category): appetite.most
        for scheme_id in ids
        for appetite in scheme.like(scheme_id).appetite.values()
    }


def _exceeded(risk: Risk | LiveRisk, scheme: Scheme) -> int | None:
    most = scheme.like(risk.current_scheme_id).most_borne(risk.category)
    if most is None or risk.current_score is None or not risk.status.is_live:
        return None
    if risk.kind is RiskKind.OPPORTUNITY:
        return None
    return most if risk.current_score > most else None
