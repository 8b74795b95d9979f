"""Ratings of delivery, and the levels by which a programme rates."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from risk_register.database import Base
from risk_register.models.actions import Action
from risk_register.models.people import Person, Post


class RatingVersion(Base):
    """Levels with their meanings; never rewritten, ratings keep theirs."""

    __tablename__ = "rating_scale"
    __table_args__ = (UniqueConstraint("key", "version"),)
    is_settled = True

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40))
    version: Mapped[str] = mapped_column(String(20))
    document: Mapped[str] = mapped_column(Text)  #: canonical JSON of the TOML file


class RatingChoice(Base):
    """From this London date on the programme rates by these levels."""

    __tablename__ = "rating_choice"

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    scale_id: Mapped[int] = mapped_column(ForeignKey("rating_scale.id"))
    from_on: Mapped[date]
    chosen_at: Mapped[datetime]

    scale: Mapped[RatingVersion] = relationship(lazy="joined")


class Rating(Base):
    """How somebody rated an action's delivery on one day; rows are only ever added."""

    __tablename__ = "rating"

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    scale_id: Mapped[int] = mapped_column(ForeignKey("rating_scale.id"))
    level: Mapped[str] = mapped_column(String(20))  #: key of a level of the scale
    reason: Mapped[str | None] = mapped_column(Text)
    rated_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    rated_as_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    rated_at: Mapped[datetime]

    action: Mapped[Action] = relationship()
    scale: Mapped[RatingVersion] = relationship(lazy="joined")
    rated_by: Mapped[Person] = relationship()
    rated_as: Mapped[Post | None] = relationship()
