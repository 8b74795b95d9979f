"""Milestones: days by which a part of an action is to be reached."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from risk_register.database import Base
from risk_register.domain.milestones import MilestoneStanding, find_standing
from risk_register.models.actions import Action


class Milestone(Base):
    """Something to be reached on the way; ``original_due_on`` is written once and never changed."""

    __tablename__ = "milestone"

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    original_due_on: Mapped[date]
    due_on: Mapped[date]
    met_on: Mapped[date | None]
    added_at: Mapped[datetime]
    dropped_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    action: Mapped[Action] = relationship()

    def standing(self, on: date) -> MilestoneStanding:
        """Say how it stands on a London date."""
        return find_standing(
            due_on=self.due_on,
            met_on=self.met_on,
            is_dropped=self.dropped_at is not None,
            on=on,
        )
