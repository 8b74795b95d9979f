"""How a snapshot's risks stand against the appetite, what was accepted, and earlier packs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.acceptances import AcceptanceState, find_state
from risk_register.domain.appetite import find_breach
from risk_register.domain.directions import is_reached
from risk_register.domain.oddities import STUCK_PACKS
from risk_register.domain.risks import Publication, RiskKind
from risk_register.domain.schemes import Scheme
from risk_register.models import Acceptance, Programme, Risk
from risk_register.services.courses import Runs, choose_live, list_runs
from risk_register.services.told_packs import Told

#: Who acted when nobody's post is known.
UNNAMED = "The register"


@dataclass(frozen=True)
class StandingRisks:
    """What is needed to say how the live risks stand on a day; by risk id where it is by risk."""

    scheme: Scheme
    today: date
    told: Sequence[Told]  #: the packs that were circulated to the body, the newest first
    runs: Runs
    accepted: Mapping[int, Acceptance]  #: the newest of each risk, whether it holds or not

    @classmethod
    def read(
        cls, programme: Programme, *, scheme: Scheme, told: Sequence[Told], today: date
    ) -> Self:
        """Read them; asks twice."""
        live = choose_live(programme)
        newest = (
            select(func.max(Acceptance.id))
            .where(Acceptance.risk_id.in_(live))
            .group_by(Acceptance.risk_id)
        )
        rows = db.session.scalars(
            select(Acceptance)
            .where(Acceptance.id.in_(newest))
            .options(joinedload(Acceptance.accepted_as))
        )
        accepted = {row.risk_id: row for row in rows}
        return cls(scheme, today, told, list_runs(live, scheme=scheme), accepted)

    def describe_appetite(self, risk: Risk) -> dict[str, Any] | None:
        """Set a risk against what the board bears; None if the board has not said, or nobody asks.

        As on pages, a score of an earlier scheme that measures otherwise is held against that
        scheme's appetite, and an opportunity against none.
        """
        appetite = self.scheme.like(risk.current_scheme_id).appetite.get(risk.category)
        if appetite is None or risk.kind is RiskKind.OPPORTUNITY:
            return None
        breach = find_breach(self.runs.of(risk.id), most=appetite.most, today=self.today)
        return {
            "level": appetite.level,
            "cap": appetite.most,
            "is_above": breach is not None,
            "since": breach.since.isoformat() if breach else None,
            "months": breach.months if breach else 0,
        }

    def find_accepted(self, risk: Risk) -> Acceptance | None:
        """Find the acceptance under which a risk is borne on the day."""
        newest = self.accepted.get(risk.id)
        if newest is None or self._find_state(newest, risk) is not AcceptanceState.HOLDS:
            return None
        return newest

    def describe_acceptance(self, risk: Risk) -> dict[str, Any] | None:
        """Say until when a risk is borne knowingly; None if it is not."""
        held = self.find_accepted(risk)
        if held is None:
            return None
        return {
            "accepted_on": london_day(held.accepted_at).isoformat(),
            "until": held.expires_on.isoformat(),
            "by": _name(held),
            "reason": held.reason,
        }

    def describe_stuck(
        self, risk: Risk, line: Mapping[str, Any], *, back_at: datetime | None
    ) -> dict[str, Any] | None:
        """Say in how many circulated packs a risk has stood at its top score; None if in too few.

        One that is borne knowingly or is as good as its target is not stuck.

        :param line: what the snapshot says of it so far
        :param back_at: when it was last opened again; earlier packs do not count
        """
        run = self.runs.find_last(risk.id)
        if run is None or line["acceptance"] or not self._is_top(line):
            return None
        packs = sum(
            pack.last_assessment_id >= run.assessment_id
            and (back_at is None or pack.taken_at >= back_at)
            for pack in self.told
        )
        if packs < STUCK_PACKS:
            return None
        return {"packs": packs, "since": run.given_on.isoformat()}

    def list_ended(
        self, risks: Iterable[Risk], before: Mapping[str, Mapping[str, Any]], since: datetime | None
    ) -> list[dict[str, Any]]:
        """List the acceptances that ended since a pack was frozen, by the risks' order.

        :param before: the lines of that pack by reference
        :param since: when it was frozen; None if there is none
        """
        if since is None:
            return []
        found = []
        for risk in risks:
            newest = self.accepted.get(risk.id)
            if newest is None:
                continue
            state = self._find_state(newest, risk)
            line = before.get(risk.reference)
            if state is not AcceptanceState.HOLDS and _held(newest, risk, line, since):
                found.append(_describe_ended(newest, risk, state))
        return found

    def _find_state(self, acceptance: Acceptance, risk: Risk) -> AcceptanceState:
        return find_state(
            accepted=acceptance.score,
            score=risk.current_score,
            kind=risk.kind,
            expires_on=acceptance.expires_on,
            is_withdrawn=acceptance.withdrawn_at is not None,
            on=self.today,
        )

    def _is_top(self, line: Mapping[str, Any]) -> bool:
        """Say whether a threat stands in the highest band in force, and not where it was meant."""
        current, target = line["current"], line["target"]
        if line["kind"] != RiskKind.THREAT or current is None or current["earlier_scheme"]:
            return False
        if target and is_reached(current["score"], target["score"], RiskKind.THREAT):
            return False
        return bool(current["band"] == self.scheme.bands[-1].key)


def _held(
    acceptance: Acceptance, risk: Risk, line: Mapping[str, Any] | None, since: datetime
) -> bool:
    """Say whether an acceptance held when the earlier pack was frozen, or was given after it."""
    if acceptance.accepted_at > since:
        return True
    if line is None:
        return False
    withdrawn_at, current = acceptance.withdrawn_at, line["current"]
    then = find_state(
        accepted=acceptance.score,
        score=current["score"] if current else None,
        kind=risk.kind,
        expires_on=acceptance.expires_on,
        is_withdrawn=withdrawn_at is not None and withdrawn_at <= since,
        on=london_day(since),
    )
    return then is AcceptanceState.HOLDS


def _describe_ended(acceptance: Acceptance, risk: Risk, state: AcceptanceState) -> dict[str, Any]:
    return {
        "reference": risk.reference,
        "title": risk.title,
        "until": acceptance.expires_on.isoformat(),
        "by": _name(acceptance),
        "reason": acceptance.reason,
        "how": state.value,
        "ended_reason": acceptance.withdraw_reason,
        "exempt": risk.publication is Publication.EXEMPT,
    }


def _name(acceptance: Acceptance) -> str:
    return acceptance.accepted_as.title if acceptance.accepted_as else UNNAMED
