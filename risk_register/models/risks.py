"""Risks and the controls that hold them down."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from risk_register.database import Base, words
from risk_register.domain.controls import AssuranceLine
from risk_register.domain.risks import (
    ControlState,
    Proximity,
    Publication,
    RiskKind,
    RiskStatus,
    Treatment,
)
from risk_register.models.agencies import Agency
from risk_register.models.people import Post
from risk_register.models.programmes import Programme


class Risk(Base):
    """An uncertain event that would set a programme's objectives back.

    The ``current_…`` columns repeat the newest current assessment, so that a
    long register can be sorted by score; ``history verify`` compares the two.
    ``version`` rises with every change of the risk or of what hangs on it.
    """

    __tablename__ = "risk"
    __table_args__ = (
        UniqueConstraint("programme_id", "number"),
        CheckConstraint("number >= 1", name="number_from_one"),
        Index("ix_risk_restricted", "programme_id", "restricted_at"),
        Index("ix_risk_by_score", "programme_id", "status", "current_score", "number"),
        Index(
            "ix_risk_by_band", "programme_id", "status", "current_band", "current_score", "number"
        ),
        Index(
            "ix_risk_by_cell",
            "programme_id",
            "kind",
            "status",
            "current_likelihood",
            "current_impact",
            "current_score",
            "current_band",
            "number",
        ),
    )
    unrecorded = frozenset({"current_scheme_id"})  # the newest judgement is recorded with its own

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    number: Mapped[int]  #: never used again in its programme
    kind: Mapped[RiskKind] = mapped_column(
        words(RiskKind), default=RiskKind.THREAT, server_default=RiskKind.THREAT.value
    )
    title: Mapped[str] = mapped_column(String(200))
    category: Mapped[str] = mapped_column(String(60))
    cause: Mapped[str] = mapped_column(Text)
    event: Mapped[str] = mapped_column(Text)
    consequence: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[int] = mapped_column(ForeignKey("post.id"), index=True)
    carrying_agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    treatment: Mapped[Treatment] = mapped_column(words(Treatment))
    proximity: Mapped[Proximity] = mapped_column(words(Proximity))
    status: Mapped[RiskStatus] = mapped_column(words(RiskStatus))
    proposed_as_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("risk.id"), index=True)
    publication: Mapped[Publication] = mapped_column(words(Publication))
    exempt_paragraph: Mapped[int | None]
    exempt_reason: Mapped[str | None] = mapped_column(Text)
    exempt_reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    exempt_review_on: Mapped[date | None]  #: when the reviewer looks at the exemption again
    #: Which parts of an exempt risk are withheld; none named means all of it. Set, never appended
    #: to. Lines of the record written before the column was there do not tell it.
    exempt_fields: Mapped[list[str]] = mapped_column(JSON, default=[], server_default="[]")
    #: Since when only those named, the owner's post and who sees restricted risks read it.
    restricted_at: Mapped[datetime | None]
    restrict_reason: Mapped[str | None] = mapped_column(Text)
    #: Ids of the agencies and people that are named. Set, never appended to. Lines of the record
    #: written before the columns were there do not tell them.
    open_to_agencies: Mapped[list[int]] = mapped_column(JSON, default=[], server_default="[]")
    open_to_people: Mapped[list[int]] = mapped_column(JSON, default=[], server_default="[]")
    target_on: Mapped[date | None]
    opened_at: Mapped[datetime]
    occurred_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]  #: or declined, or merged
    close_reason: Mapped[str | None] = mapped_column(Text)
    current_likelihood: Mapped[int | None]
    current_impact: Mapped[int | None]
    current_score: Mapped[int | None]
    current_band: Mapped[str | None] = mapped_column(String(40))
    current_scheme_id: Mapped[int | None] = mapped_column(ForeignKey("scheme.id"))
    reviewed_at: Mapped[datetime | None]
    review_due_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    programme: Mapped[Programme] = relationship()
    owner: Mapped[Post] = relationship(foreign_keys=[owner_id])
    proposed_as: Mapped[Post | None] = relationship(foreign_keys=[proposed_as_id])
    merged_into: Mapped["Risk | None"] = relationship(remote_side="Risk.id")
    exempt_reviewer: Mapped[Post | None] = relationship(foreign_keys=[exempt_reviewer_id])
    carrying_agency: Mapped[Agency] = relationship()
    affected_agencies: Mapped[list[Agency]] = relationship(
        secondary="affected_agency", order_by=Agency.short, viewonly=True
    )  #: written as rows of ``AffectedAgency``, so that the record tells them
    controls: Mapped[list["Control"]] = relationship(
        primaryjoin="and_(Risk.id == Control.risk_id, Control.retired_at.is_(None))",
        order_by="Control.id",
        back_populates="risk",
    )  #: those that hold today; retired ones are found by services/controls.py

    @property
    def reference(self) -> str:
        """Print the number as people say it: R-014."""
        return f"R-{self.number:03}"


class AffectedAgency(Base):
    """This agency feels it if that risk strikes, or comes, though another one carries it."""

    __tablename__ = "affected_agency"
    __table_args__ = (UniqueConstraint("risk_id", "agency_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    risk_id: Mapped[int] = mapped_column(ForeignKey("risk.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)

    risk: Mapped[Risk] = relationship()
    agency: Mapped[Agency] = relationship()


class Control(Base):
    """What already holds a risk down today, or did until it was retired.

    ``version`` rises with every change. Lines of the record that were written
    before the column was there do not tell it; its default is what they meant.
    """

    __tablename__ = "control"
    __table_args__ = (CheckConstraint("assurance_line BETWEEN 1 AND 3", name="line_from_1_to_3"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    risk_id: Mapped[int] = mapped_column(ForeignKey("risk.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[ControlState] = mapped_column(words(ControlState))
    assurance_line: Mapped[int | None]
    gaps: Mapped[str | None] = mapped_column(Text)  #: what it leaves open, or nobody has tested
    retired_at: Mapped[datetime | None]
    retire_reason: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    risk: Mapped[Risk] = relationship(back_populates="controls")

    @property
    def assurance(self) -> AssuranceLine | None:
        """Give the line that assures it; None if nobody has said."""
        return AssuranceLine(self.assurance_line) if self.assurance_line else None
