"""What the rules need of many risks, as plain values: rows of 10,000 risks would take seconds.

Python's collector looks at every object again and again that could hold others. So what is read by
the ten thousand is kept as bare tuples, which it leaves alone, and gets names one risk at a time.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import DateTime, Select, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute

from risk_register.clock import london_day
from risk_register.database import as_utc, db
from risk_register.domain.risks import LIVE, Publication, RiskKind, RiskStatus
from risk_register.domain.schemes import Scheme
from risk_register.domain.scoring import Basis
from risk_register.models import Assessment, Programme, Risk

_AT_ONCE = 1000  #: rows read; few enough to be gone before the collector has seen them twice

#: A query for the ids of the risks that are meant.
Chosen: TypeAlias = Select[int]


class LiveRisk(NamedTuple):
    """A risk of the register without its texts; the names are those of its columns."""

    id: int
    number: int
    kind: RiskKind
    category: str
    status: RiskStatus
    owner_id: int
    current_likelihood: int | None
    current_impact: int | None
    current_score: int | None
    current_band: str | None
    current_scheme_id: int | None
    opened_at: datetime
    occurred_at: datetime | None
    reviewed_at: datetime | None
    review_due_on: date | None
    target_on: date | None
    publication: Publication
    exempt_review_on: date | None

    @property
    def reference(self) -> str:
        """Print the number as people say it: R-014."""
        return f"R-{self.number:03}"


class Run(NamedTuple):
    """A current score from its first judgement on, until another score was given."""

    score: int
    assessment_id: int
    stored_at: datetime  #: as the database gives it; few of them are ever asked for

    @property
    def given_on(self) -> date:
        """Give the London date of its first judgement."""
        return london_day(as_utc(self.stored_at))


class Runs:
    """The runs of some risks by their ids."""

    def __init__(self, bare: Mapping[int, list[tuple[int, int, datetime]]]) -> None:
        self.bare = bare

    def of(self, risk_id: int) -> list[Run]:
        """List the runs of a risk, the oldest first; an unscored one has none."""
        return [Run(*each) for each in self.bare.get(risk_id, ())]

    def find_last(self, risk_id: int) -> Run | None:
        """Find the run that lasts until today."""
        runs = self.bare.get(risk_id)
        return Run(*runs[-1]) if runs else None


def read_plain(query: Select[*tuple[Any, ...]]) -> Iterator[Any]:
    """Read columns past the mapper, which would take longer than the database over so many."""
    for rows in db.session.execute(query).partitions(_AT_ONCE):
        yield from rows


def as_stored(moments: InstrumentedAttribute[datetime]) -> Any:
    """Read moments as the database gives them; ``as_utc`` makes those of them that are used."""
    return type_coerce(moments, DateTime(timezone=True))


def choose_live(programme: Programme) -> Chosen:
    """Choose all risks of a programme that live."""
    return select(Risk.id).where(Risk.programme_id == programme.id, Risk.status.in_(LIVE))


def list_live(programme: Programme) -> list[LiveRisk]:
    """List a programme's live risks, by number."""
    rows = read_plain(
        select(*(getattr(Risk, name) for name in LiveRisk._fields))
        .where(Risk.programme_id == programme.id, Risk.status.in_(LIVE))
        .order_by(Risk.number)
    )
    return [LiveRisk(*row) for row in rows]


def list_runs(chosen: Chosen, *, scheme: Scheme) -> Runs:
    """List the runs of the chosen risks, as far back as scores were given on today's scale.

    No rule can tell a score that is given again from one that stands, so those are left out.

    :param scheme: the one in force, which knows the others
    """
    runs: dict[int, list[tuple[int, int, datetime]]] = defaultdict(list)
    scales: dict[int, int] = {}
    rows = read_plain(
        select(
            Assessment.risk_id,
            Assessment.score,
            Assessment.id,
            as_stored(Assessment.assessed_at),
            Assessment.scheme_id,
        )
        .where(Assessment.basis == Basis.CURRENT, Assessment.risk_id.in_(chosen))
        .order_by(Assessment.risk_id, Assessment.id)
    )
    for risk_id, score, assessment_id, at, scheme_id in rows:
        course = runs[risk_id]
        scale = scales.get(risk_id, scheme_id)
        if scale != scheme_id and not scheme.measures_alike(scale, scheme_id):
            course.clear()
        scales[risk_id] = scheme_id
        if not course or course[-1][0] != score:
            course.append((score, assessment_id, at))
    return Runs(runs)
