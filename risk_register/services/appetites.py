"""Finding the risks that stand above what the board bears, and since when."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import select

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.appetite import Breach, find_breach
from risk_register.domain.effects import Scored
from risk_register.domain.risks import RiskKind
from risk_register.domain.schemes import Scheme
from risk_register.domain.scoring import Basis
from risk_register.models import Assessment, Risk
from risk_register.services.programmes import Member


def find_breach_of(risk: Risk, *, by: Member) -> Breach | None:
    """Find whether a risk stands above the appetite of its category on the member's day."""
    return list_breaches([risk], by=by).get(risk.id)


def list_breaches(risks: Iterable[Risk], *, by: Member) -> dict[int, Breach]:
    """List what stands above the appetite of its category on the member's day, by risk id.

    Opportunities and risks that have left the register are in no breach. Asks the database once,
    for those alone that stand above.
    """
    above = {risk.id: most for risk in risks if (most := _exceeded(risk, by.scheme)) is not None}
    scores = _read_scores(above) if above else {}
    breaches = {
        risk_id: find_breach(scores.get(risk_id, ()), most=most, today=by.on)
        for risk_id, most in above.items()
    }
    return {risk_id: breach for risk_id, breach in breaches.items() if breach is not None}


def _exceeded(risk: Risk, scheme: Scheme) -> int | None:
    most = scheme.most_borne(risk.category)
    if most is None or risk.current_score is None or not risk.status.is_live:
        return None
    if risk.kind is RiskKind.OPPORTUNITY:
        return None
    return most if risk.current_score > most else None


def _read_scores(ids: Mapping[int, int]) -> dict[int, list[Scored]]:
    scores: dict[int, list[Scored]] = defaultdict(list)
    rows = db.session.execute(
        select(Assessment.risk_id, Assessment.score, Assessment.assessed_at)
        .where(Assessment.risk_id.in_(ids), Assessment.basis == Basis.CURRENT)
        .order_by(Assessment.id)
    )
    for risk_id, score, at in rows:
        scores[risk_id].append(Scored(score, london_day(at)))
    return scores
