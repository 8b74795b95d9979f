"""Actions, what became of them, and which risk each is meant to bring down."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from risk_register.database import Base, words
from risk_register.domain.actions import ActionStatus
from risk_register.models.people import Person, Post
from risk_register.models.programmes import Programme
from risk_register.models.risks import Risk


class Action(Base):
    """A planned piece of work. ``original_due_on`` is written once and never changed."""

    __tablename__ = "action"
    __table_args__ = (
        UniqueConstraint("programme_id", "reference"),
        CheckConstraint("progress BETWEEN 0 AND 100", name="progress_in_per_cent"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    reference: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    lead_id: Mapped[int] = mapped_column(ForeignKey("post.id"), index=True)
    original_due_on: Mapped[date]
    due_on: Mapped[date]
    slips: Mapped[int] = mapped_column(default=0)  #: how often the due date moved later
    status: Mapped[ActionStatus] = mapped_column(words(ActionStatus))
    progress: Mapped[int] = mapped_column(default=0)  #: per cent
    note: Mapped[str | None] = mapped_column(Text)
    noted_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    programme: Mapped[Programme] = relationship()
    lead: Mapped[Post] = relationship()
    updates: Mapped[list["ActionUpdate"]] = relationship(order_by="ActionUpdate.id")
    mitigations: Mapped[list["Mitigation"]] = relationship(
        back_populates="action", order_by="Mitigation.id"
    )  #: that of the risk it was planned for first; one of the plan may serve no risk

    @property
    def served(self) -> Risk | None:
        """Give the risk it was planned for first; None if it stands in the plan alone."""
        return self.mitigations[0].risk if self.mitigations else None

    @property
    def subject(self) -> str:
        """Say what the record's lines about it are about."""
        served = self.served
        return f"risk {served.reference}" if served else f"action {self.reference}"


class ActionUpdate(Base):
    """What somebody said about an action on one day; rows are only ever added."""

    __tablename__ = "action_update"

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    status: Mapped[ActionStatus] = mapped_column(words(ActionStatus))
    progress: Mapped[int]  #: per cent
    due_on: Mapped[date]
    note: Mapped[str | None] = mapped_column(Text)
    updated_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    updated_as_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    updated_at: Mapped[datetime]

    updated_by: Mapped[Person] = relationship()
    updated_as: Mapped[Post | None] = relationship()


class Mitigation(Base):
    """This action is meant to bring that risk to this likelihood and impact."""

    __tablename__ = "mitigation"
    __table_args__ = (UniqueConstraint("risk_id", "action_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    risk_id: Mapped[int] = mapped_column(ForeignKey("risk.id"))
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    expected_likelihood: Mapped[int | None]
    expected_impact: Mapped[int | None]

    risk: Mapped[Risk] = relationship()
    action: Mapped[Action] = relationship(back_populates="mitigations")
