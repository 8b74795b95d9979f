"""Assessments and reviews: what people judged and confirmed about a risk, and when."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from risk_register.database import Base, words
from risk_register.domain.risks import ReviewOutcome
from risk_register.domain.scoring import Basis, Confidence, Method
from risk_register.models.people import Person, Post
from risk_register.models.programmes import SchemeVersion
from risk_register.models.risks import Risk


class Assessment(Base):
    """One person's judgement of one risk on one day.

    Rows are only ever added. ``score`` and ``band`` are stored beside the
    judgement they came from because the scheme may change; ``scheme_id`` says
    which one was used.
    """

    __tablename__ = "assessment"
    __table_args__ = (
        CheckConstraint("likelihood >= 1 AND impact >= 1", name="points_from_one"),
        Index("ix_assessment_newest", "risk_id", "basis", "id"),
        Index("ix_assessment_by_basis", "basis", "risk_id", "id"),
        Index("ix_assessment_moment", "basis", "assessed_at", "risk_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    risk_id: Mapped[int] = mapped_column(ForeignKey("risk.id"))
    basis: Mapped[Basis] = mapped_column(words(Basis))
    likelihood: Mapped[int]
    impact: Mapped[int]
    score: Mapped[int]
    band: Mapped[str] = mapped_column(String(40))
    scheme_id: Mapped[int] = mapped_column(ForeignKey("scheme.id"))
    reason: Mapped[str] = mapped_column(Text)
    confidence: Mapped[Confidence | None] = mapped_column(words(Confidence))
    method: Mapped[Method] = mapped_column(words(Method))
    assessed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    assessed_as_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    assessed_at: Mapped[datetime]

    risk: Mapped[Risk] = relationship()
    scheme: Mapped[SchemeVersion] = relationship()
    assessed_by: Mapped[Person] = relationship()
    assessed_as: Mapped[Post | None] = relationship()


class Review(Base):
    """Somebody looked at a risk; only this moves the date of the next look."""

    __tablename__ = "review"

    id: Mapped[int] = mapped_column(primary_key=True)
    risk_id: Mapped[int] = mapped_column(ForeignKey("risk.id"), index=True)
    outcome: Mapped[ReviewOutcome] = mapped_column(words(ReviewOutcome))
    note: Mapped[str | None] = mapped_column(Text)
    reviewed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reviewed_as_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    reviewed_at: Mapped[datetime]

    risk: Mapped[Risk] = relationship()
    reviewed_by: Mapped[Person] = relationship()
    reviewed_as: Mapped[Post | None] = relationship()
