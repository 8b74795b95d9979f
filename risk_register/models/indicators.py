"""Indicators, where each should be by when, and the values that are known of them."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from risk_register.database import Base, words
from risk_register.domain.indicators import Aim, Direction, Sector, say_reference
from risk_register.domain.periods import Period, PeriodKind
from risk_register.domain.readings import Rhythm, Value
from risk_register.models.people import Person, Post
from risk_register.models.plan import ImprovementArea
from risk_register.models.programmes import Programme
from risk_register.models.risks import Risk


class Indicator(Base):
    """Something that is measured again and again, in one unit and one kind of period.

    Its direction, unit and kind of period never change: with another one, it is another indicator.
    """

    __tablename__ = "indicator"
    __table_args__ = (
        UniqueConstraint("programme_id", "number"),
        CheckConstraint("number >= 1", name="number_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    number: Mapped[int]  #: never used again in its programme
    title: Mapped[str] = mapped_column(String(200))
    definition: Mapped[str] = mapped_column(Text)
    sector: Mapped[Sector] = mapped_column(words(Sector))
    unit: Mapped[str] = mapped_column(String(40))
    denominator: Mapped[str | None] = mapped_column(String(200))
    direction: Mapped[Direction] = mapped_column(words(Direction))
    period_kind: Mapped[PeriodKind] = mapped_column(words(PeriodKind))
    due_days: Mapped[int]  #: after a period's end
    source: Mapped[str] = mapped_column(String(200))
    attribution: Mapped[str | None] = mapped_column(String(300))  #: printed where it is shown
    counts_people: Mapped[bool]  #: a public edition prints a small count as <5
    is_illustrative: Mapped[bool] = mapped_column(default=False, server_default=false())
    owner_id: Mapped[int] = mapped_column(ForeignKey("post.id"), index=True)
    added_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    retire_reason: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int]

    programme: Mapped[Programme] = relationship()
    owner: Mapped[Post] = relationship()

    @property
    def reference(self) -> str:
        """Give what people call it: I-01."""
        return say_reference(self.number)

    @property
    def rhythm(self) -> Rhythm:
        """Give how often its values come and when they are due."""
        return Rhythm(self.period_kind, self.due_days)


class Trajectory(Base):
    """Where an indicator should be by when, from a moment on. Rows are only ever added."""

    __tablename__ = "trajectory"

    id: Mapped[int] = mapped_column(primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"), index=True)
    baseline: Mapped[Decimal | None]
    baseline_on: Mapped[date | None]
    target: Mapped[Decimal | None]
    target_on: Mapped[date | None]
    tolerance: Mapped[Decimal]  #: up to so much worse than expected is at risk, more is off track
    reason: Mapped[str | None] = mapped_column(Text)  #: why it replaced the one before
    set_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    set_as_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    set_at: Mapped[datetime]

    indicator: Mapped[Indicator] = relationship()

    def aim(self, direction: Direction) -> Aim:
        """Give it as values are judged by it."""
        return Aim(
            direction, self.baseline, self.baseline_on, self.target, self.target_on, self.tolerance
        )


class Reading(Base):
    """The value of one period as it is known from a moment on. Rows are only ever added.

    ``comparator`` names whose value it is, like England; the programme's own have none.
    """

    __tablename__ = "reading"
    __table_args__ = (Index("ix_reading_by_period", "indicator_id", "period_start"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"))
    comparator: Mapped[str | None] = mapped_column(String(60))
    period_start: Mapped[date]
    value: Mapped[Decimal]
    is_provisional: Mapped[bool]
    commentary: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)  #: why it replaced an earlier value
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_as_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    recorded_at: Mapped[datetime]

    indicator: Mapped[Indicator] = relationship()
    recorded_by: Mapped[Person] = relationship()
    recorded_as: Mapped[Post | None] = relationship()

    def as_value(self, kind: PeriodKind) -> Value:
        """Give it as a plain value."""
        return Value(
            Period(self.period_start, kind),
            self.value,
            self.recorded_at,
            self.is_provisional,
            self.commentary,
            self.reason,
        )


class IndicatorArea(Base):
    """This indicator shows whether that improvement area improves, until it is unlinked."""

    __tablename__ = "indicator_area"

    id: Mapped[int] = mapped_column(primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"), index=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("improvement_area.id"), index=True)
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    indicator: Mapped[Indicator] = relationship()
    area: Mapped[ImprovementArea] = relationship()


class EarlyWarning(Base):
    """This indicator warns early of that risk, until it is unlinked."""

    __tablename__ = "early_warning"

    id: Mapped[int] = mapped_column(primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"), index=True)
    risk_id: Mapped[int] = mapped_column(ForeignKey("risk.id"), index=True)
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    indicator: Mapped[Indicator] = relationship()
    risk: Mapped[Risk] = relationship()
