"""The improvement plan: areas, what shows that they are better, and the actions under them."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from risk_register.database import Base
from risk_register.domain.plan import number_of_area
from risk_register.models.actions import Action
from risk_register.models.people import Person, Post
from risk_register.models.risks import Risk


class ImprovementArea(Base):
    """An area of significant weakness that the plan answers; its key never changes."""

    __tablename__ = "improvement_area"
    __table_args__ = (UniqueConstraint("programme_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    key: Mapped[str] = mapped_column(String(20))
    short: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    version: Mapped[int] = mapped_column(default=1)

    lead: Mapped[Post | None] = relationship()
    measures: Mapped[list["SuccessMeasure"]] = relationship(
        back_populates="area", order_by="SuccessMeasure.number"
    )

    @property
    def number(self) -> str:
        """Give what numbers in the plan begin with: W4 is area 4."""
        return number_of_area(self.key)


class Threat(Base):
    """This risk threatens that improvement area."""

    __tablename__ = "threat"
    __table_args__ = (UniqueConstraint("risk_id", "area_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    risk_id: Mapped[int] = mapped_column(ForeignKey("risk.id"))
    area_id: Mapped[int] = mapped_column(ForeignKey("improvement_area.id"), index=True)

    risk: Mapped[Risk] = relationship()
    area: Mapped[ImprovementArea] = relationship()


class SuccessMeasure(Base):
    """What will show that an area is better; ``number`` counts from 1 and is never given again."""

    __tablename__ = "success_measure"
    __table_args__ = (UniqueConstraint("area_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("improvement_area.id"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    baseline: Mapped[str | None] = mapped_column(Text)  #: where it stood at first, in words
    target: Mapped[str | None] = mapped_column(Text)  #: where it is to stand, in words
    target_on: Mapped[date | None]
    retired_at: Mapped[datetime | None]
    retire_reason: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)

    area: Mapped[ImprovementArea] = relationship(back_populates="measures")
    lines: Mapped[list["PlanLine"]] = relationship(
        back_populates="measure", order_by="PlanLine.number"
    )

    @property
    def said_number(self) -> str:
        """Print its number: 4.1."""
        return f"{self.area.number}.{self.number}"


class PlanLine(Base):
    """An action's place in the plan; ``number`` is never given again under its measure.

    An action has one place at a time. One that was taken out keeps the row, with the reason.
    """

    __tablename__ = "plan_line"
    __table_args__ = (
        UniqueConstraint("measure_id", "number"),
        Index(
            "ix_plan_line_standing",
            "action_id",
            unique=True,
            sqlite_where=text("removed_at IS NULL"),
            postgresql_where=text("removed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("success_measure.id"))
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"))
    number: Mapped[int]
    placed_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    remove_reason: Mapped[str | None] = mapped_column(Text)

    measure: Mapped[SuccessMeasure] = relationship(back_populates="lines")
    action: Mapped[Action] = relationship()

    @property
    def said_number(self) -> str:
        """Print its number: 4.1.2."""
        return f"{self.measure.said_number}.{self.number}"


class ImpactStatement(Base):
    """What has become better for children and families, and how that is known.

    It stands apart from the evidence that work was done. It may be withdrawn once and is never
    changed.
    """

    __tablename__ = "impact_statement"

    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("improvement_area.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    seen_on: Mapped[date]
    added_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    added_as_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    added_at: Mapped[datetime]
    withdrawn_as_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    withdrawn_at: Mapped[datetime | None]
    withdraw_reason: Mapped[str | None] = mapped_column(Text)

    area: Mapped[ImprovementArea] = relationship()
    added_by: Mapped[Person] = relationship()
    added_as: Mapped[Post | None] = relationship(foreign_keys=[added_as_id])
    withdrawn_as: Mapped[Post | None] = relationship(foreign_keys=[withdrawn_as_id])
