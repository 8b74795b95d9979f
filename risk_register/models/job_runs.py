"""How each of the clock's jobs has gone."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from risk_register.database import Base
from risk_register.domain.jobs import Course


class JobRun(Base):
    """The last run of a job; every moment is that of its round, on the service's clock."""

    __tablename__ = "job_run"
    is_recorded = False  # it says how the service fares, not what was done in a programme

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    begun_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]  #: ended well
    words: Mapped[str | None] = mapped_column(Text)  #: what it said when it last ended well
    facts: Mapped[dict[str, Any] | None] = mapped_column(JSON)  #: the same for pages
    failed_at: Mapped[datetime | None]
    failing_since: Mapped[datetime | None]
    failure: Mapped[str | None] = mapped_column(Text)  #: a sentence, never a trace

    @property
    def course(self) -> Course:
        """Give its moments to the rules."""
        return Course(self.begun_at, self.ended_at, self.failed_at, self.failing_since)
