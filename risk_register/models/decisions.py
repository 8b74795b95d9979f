"""What bodies decided at their meetings, and what came of it in the register."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from risk_register.database import Base, words
from risk_register.domain.meetings import DecisionKind
from risk_register.models.acceptances import Acceptance
from risk_register.models.actions import Action
from risk_register.models.agendas import AgendaItem
from risk_register.models.assessments import Assessment
from risk_register.models.escalations import Escalation
from risk_register.models.meetings import Meeting
from risk_register.models.notes import ModerationNote
from risk_register.models.people import Person, Post
from risk_register.models.risks import Risk


class Decision(Base):
    """What a body decided, mostly about a risk; the change it made is named beside it."""

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    risk_id: Mapped[int | None] = mapped_column(ForeignKey("risk.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"))
    kind: Mapped[DecisionKind] = mapped_column(words(DecisionKind), default=DecisionKind.NOTED)
    text: Mapped[str] = mapped_column(Text)
    assessment_id: Mapped[int | None] = mapped_column(ForeignKey("assessment.id"))
    acceptance_id: Mapped[int | None] = mapped_column(ForeignKey("acceptance.id"))
    action_id: Mapped[int | None] = mapped_column(ForeignKey("action.id"))
    escalation_id: Mapped[int | None] = mapped_column(ForeignKey("escalation.id"))
    note_id: Mapped[int | None] = mapped_column(ForeignKey("moderation_note.id"))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    recorded_as_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    recorded_at: Mapped[datetime | None]  #: None: before the register kept it
    withdrawn_at: Mapped[datetime | None]
    withdraw_reason: Mapped[str | None] = mapped_column(Text)

    meeting: Mapped[Meeting] = relationship()
    risk: Mapped[Risk | None] = relationship()
    item: Mapped[AgendaItem | None] = relationship()
    assessment: Mapped[Assessment | None] = relationship()
    acceptance: Mapped[Acceptance | None] = relationship()
    action: Mapped[Action | None] = relationship()
    escalation: Mapped[Escalation | None] = relationship()
    note: Mapped[ModerationNote | None] = relationship()
    recorded_by: Mapped[Person | None] = relationship()
    recorded_as: Mapped[Post | None] = relationship()
