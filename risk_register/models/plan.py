"""The improvement plan's areas, and which risks threaten them."""

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from risk_register.database import Base
from risk_register.models.risks import Risk


class ImprovementArea(Base):
    """An area of significant weakness that the plan answers."""

    __tablename__ = "improvement_area"
    __table_args__ = (UniqueConstraint("programme_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    key: Mapped[str] = mapped_column(String(20))
    short: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)


class Threat(Base):
    """This risk threatens that improvement area."""

    __tablename__ = "threat"
    __table_args__ = (UniqueConstraint("risk_id", "area_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    risk_id: Mapped[int] = mapped_column(ForeignKey("risk.id"))
    area_id: Mapped[int] = mapped_column(ForeignKey("improvement_area.id"), index=True)

    risk: Mapped[Risk] = relationship()
    area: Mapped[ImprovementArea] = relationship()
