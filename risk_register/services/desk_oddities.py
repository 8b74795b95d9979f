"""What is odd in a whole register: all is counted, and said of the risks that are shown."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import NamedTuple

from risk_register.domain.actions import overdue_days
from risk_register.domain.effects import find_signals
from risk_register.domain.oddities import (
    Oddity,
    OddityKind,
    PlannedWork,
    RiskFacts,
    Standing,
    find_oddities,
)
from risk_register.domain.risks import Publication
from risk_register.domain.schemes import Scheme
from risk_register.domain.scoring import Basis
from risk_register.services.courses import LiveRisk
from risk_register.services.desk_matter import Matter
from risk_register.services.effects import Given
from risk_register.services.told_packs import Told


class OddLine(NamedTuple):
    """A risk's place among those that are odd."""

    risk: LiveRisk
    kinds: frozenset[OddityKind]


def list_odd(facts: "Facts") -> list[OddLine]:
    """List every live risk that is odd, the highest score first, then by number."""
    known: dict[frozenset[OddityKind], frozenset[OddityKind]] = {}
    odd = [
        OddLine(risk, known.setdefault(kinds, kinds))
        for risk in facts.matter.risks
        if (kinds := frozenset(oddity.kind for oddity in facts.list_oddities(risk)))
    ]
    return sorted(odd, key=lambda line: (-(line.risk.current_score or 0), line.risk.number))


def count_kinds(odd: Sequence[OddLine]) -> dict[OddityKind, int]:
    """Count the risks with each kind of oddity, in the kinds' order."""
    counts: Counter[OddityKind] = Counter()
    for kinds, risks in Counter(line.kinds for line in odd).items():
        counts.update(dict.fromkeys(kinds, risks))
    return {kind: counts[kind] for kind in OddityKind if counts[kind]}


class Facts:
    """Brings together what the rules look at, risk by risk.

    :param told: the packs that were circulated, the newest first
    :param today: the London date
    """

    def __init__(
        self, matter: Matter, told: Sequence[Told], scheme: Scheme, *, today: date
    ) -> None:
        self.matter = matter
        self.told = told
        self.scheme = scheme
        self.today = today

        @cache
        def stand(score: int, band: str, scheme_id: int) -> Standing:
            """Make each standing once: thousands of risks share a few dozen."""
            given = Given(score, band, scheme_id)
            return Standing(score, scheme.band_of(given).name, scheme.rank(given))

        self.stand = stand

    def list_oddities(self, risk: LiveRisk) -> list[Oddity]:
        """List what is odd about one risk, the most pressing first."""
        return find_oddities(self.of(risk), today=self.today)

    def of(self, risk: LiveRisk) -> RiskFacts:
        """Give the facts of one risk."""
        matter = self.matter
        touched = matter.touched.get(risk.id)
        return RiskFacts(
            current=self._current(risk),
            before=self._before(risk),
            inherent=self._aim(risk, Basis.INHERENT),
            target=self._aim(risk, Basis.TARGET),
            target_on=risk.target_on,
            reason=touched.now.reason if touched and touched.now else "",
            has_owner=risk.owner_id in matter.holders,
            review_due_on=risk.review_due_on,
            still_packs=self._count_still(risk),
            is_accepted=risk.id in matter.borne,
            quiet_packs=self._count_quiet(risk),
            signals=tuple(find_signals(matter.courses.of(risk, self.scheme))),
            kind=risk.kind,
            is_exempt=risk.publication is Publication.EXEMPT,
            exempt_review_on=risk.exempt_review_on,
            actions=tuple(
                PlannedWork(
                    work.reference,
                    work.status.is_finished,
                    overdue_days(work.due_on, work.status, self.today),
                    work.slips,
                )
                for work in matter.courses.works.get(risk.id, ())
            ),
        )

    def _current(self, risk: LiveRisk) -> Standing | None:
        score, band, scheme_id = risk.current_score, risk.current_band, risk.current_scheme_id
        if score is None or band is None or scheme_id is None:
            return None
        return self.stand(score, band, scheme_id)

    def _before(self, risk: LiveRisk) -> Standing | None:
        touched = self.matter.touched.get(risk.id)
        if touched is None:  # the last pack, if there is one, printed what stands today
            return self._current(risk) if self.told else None
        before = touched.before
        if before is None or not self._is_alike(risk, before.scheme_id):
            return None
        return self.stand(before.score, before.band, before.scheme_id)

    def _aim(self, risk: LiveRisk, basis: Basis) -> Standing | None:
        given = self.matter.courses.aims[basis].get(risk.id)
        return self.stand(*given) if given and self._is_alike(risk, given.scheme_id) else None

    def _is_alike(self, risk: LiveRisk, scheme_id: int) -> bool:
        """Say whether a score of that scheme can be set against the risk's present one."""
        return self.scheme.measures_alike(scheme_id, risk.current_scheme_id)

    def _count_still(self, risk: LiveRisk) -> int:
        run = self.matter.courses.runs.find_last(risk.id)
        if run is None:
            return 0
        return sum(pack.last_assessment_id >= run.assessment_id for pack in self.told)

    def _count_quiet(self, risk: LiveRisk) -> int:
        words_at = self._words_at(risk)
        return sum(pack.taken_at >= words_at for pack in self.told)

    def _words_at(self, risk: LiveRisk) -> datetime:
        moments = (
            risk.opened_at,
            self.matter.words_at.get(risk.id),
            self.matter.edits_at.get(f"risk {risk.reference}"),
        )
        return max(moment for moment in moments if moment is not None)
