"""Bodies, their rules, and who sits on them."""

from datetime import date, time
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from risk_register.database import Base, words
from risk_register.domain.calendars import DaysCounted, IssueCount
from risk_register.domain.circulation import OWN_SEAT, Capacity, SendsBy, WhenUncertain
from risk_register.domain.holidays import HolidaySet
from risk_register.domain.packs import PackKind
from risk_register.models.agencies import Agency
from risk_register.models.people import Person, Post
from risk_register.models.programmes import Programme

if TYPE_CHECKING:  # bodies and their holidays name each other
    from risk_register.models.holidays import Holiday


class Body(Base):
    """A board or committee with its own rules; ``counted`` says which days they count."""

    __tablename__ = "body"
    __table_args__ = (UniqueConstraint("programme_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    key: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(100))
    is_public: Mapped[bool]
    has_packs: Mapped[bool]  #: whether the clock makes a pack for its meetings
    pack_kind: Mapped[PackKind] = mapped_column(words(PackKind), default=PackKind.BOARD)
    call_days: Mapped[int]
    updates_due_days: Mapped[int]
    moderation_days: Mapped[int]
    lock_days: Mapped[int]
    # ``issue_count`` says whether clear or not; the record has always known it by this name.
    circulate_clear_days: Mapped[int]
    minutes_days: Mapped[int]
    lock_time: Mapped[time]  #: London civil time
    reports_to_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"))
    counted: Mapped[DaysCounted] = mapped_column(words(DaysCounted), default=DaysCounted.WORKING)
    issue_count: Mapped[IssueCount] = mapped_column(words(IssueCount), default=IssueCount.CLEAR)
    issue_until: Mapped[time | None]  #: London civil time; None: the whole day counts
    holidays: Mapped[HolidaySet] = mapped_column(
        words(HolidaySet), default=HolidaySet.ENGLAND_AND_WALES
    )
    quorum: Mapped[int | None]  #: of a new meeting
    usual_time: Mapped[time | None]  #: London civil time of a new meeting
    usual_place: Mapped[str | None] = mapped_column(String(200))
    recurrence: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    deputies_always: Mapped[bool] = mapped_column(default=False)  #: get papers without apologies
    #: Counted days from the day updates are due, on which people are chased; negative: before.
    chase_days: Mapped[list[int]] = mapped_column(JSON, default=[-2, 0, 1])
    escalate_days: Mapped[int] = mapped_column(default=2)  #: counted days after updates were due
    sends_by: Mapped[SendsBy] = mapped_column(words(SendsBy), default=SendsBy.ATTACHED)
    #: Days after the meeting, or after sending if that is later, for which personal links work.
    link_days: Mapped[int] = mapped_column(default=90)
    when_uncertain: Mapped[WhenUncertain] = mapped_column(
        words(WhenUncertain), default=WhenUncertain.SEND_AGAIN
    )
    publishes: Mapped[bool] = mapped_column(default=False)  #: must publish its public editions
    publish_address: Mapped[str | None] = mapped_column(String(254))  #: that gets a copy to publish
    version: Mapped[int] = mapped_column(default=1)

    programme: Mapped[Programme] = relationship()
    reports_to: Mapped["Body | None"] = relationship(remote_side="Body.id")
    own_days: Mapped[list["Holiday"]] = relationship(
        primaryjoin="and_(Holiday.programme_id == foreign(Body.programme_id),"
        " Holiday.removed_at.is_(None),"
        " or_(Holiday.body_id.is_(None), Holiday.body_id == Body.id))",
        order_by="Holiday.id",
        uselist=True,
        viewonly=True,
    )


class Seat(Base):
    """A post's or a person's place on a body, from one London date to another, both included."""

    __tablename__ = "seat"
    __table_args__ = (
        CheckConstraint("(post_id IS NULL) <> (person_id IS NULL)", name="post_or_person"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"), index=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    capacity: Mapped[Capacity] = mapped_column(words(Capacity))
    deputy_for_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    is_entitled_to_exempt: Mapped[bool]
    wants_paper: Mapped[bool] = mapped_column(default=False)  #: a printed copy as well
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    body: Mapped[Body] = relationship()
    post: Mapped[Post | None] = relationship(foreign_keys=[post_id])
    person: Mapped[Person | None] = relationship()
    deputy_for: Mapped[Post | None] = relationship(foreign_keys=[deputy_for_id])

    @property
    def title(self) -> str:
        """Say whose seat it is: a post's title, or a person's name where there is no post."""
        return self.post.title if self.post else self._sitter.name

    @property
    def recorded_title(self) -> str:
        """Say it for the record, which never changes and so names nobody."""
        return self.post.title if self.post else OWN_SEAT

    @property
    def agency(self) -> Agency:
        """Say whom the seat speaks for."""
        return self.post.agency if self.post else self._sitter.agency

    @property
    def _sitter(self) -> Person:
        if self.person is None:
            raise LookupError("A seat is a post's or a person's.")
        return self.person
