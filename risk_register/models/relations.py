"""Relations: which risk bears on which other one."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from risk_register.database import Base, words
from risk_register.domain.relations import RelationKind
from risk_register.models.people import Person, Post
from risk_register.models.risks import Risk


class Relation(Base):
    """The first risk causes, feeds or duplicates the other one, until that is taken back."""

    __tablename__ = "relation"
    __table_args__ = (CheckConstraint("risk_id <> other_id", name="two_risks"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    risk_id: Mapped[int] = mapped_column(ForeignKey("risk.id"), index=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("risk.id"), index=True)
    kind: Mapped[RelationKind] = mapped_column(words(RelationKind))
    note: Mapped[str | None] = mapped_column(Text)
    added_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    added_as_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    remove_reason: Mapped[str | None] = mapped_column(Text)

    risk: Mapped[Risk] = relationship(foreign_keys=[risk_id])
    other: Mapped[Risk] = relationship(foreign_keys=[other_id])
    added_by: Mapped[Person] = relationship()
    added_as: Mapped[Post | None] = relationship()
