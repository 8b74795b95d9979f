"""The ledger of chases on a page: who was written to when, about what, and what became of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from risk_register.database import db
from risk_register.domain.chase_letters import say_day
from risk_register.domain.permissions import Permission
from risk_register.models import Acceptance, Meeting, ModerationNote, Person, Reminder, Risk
from risk_register.services.programmes import Member
from risk_register.services.reminders import NUDGE, list_ids, matter_of
from risk_register.services.titles import Titles

PAGE_SIZE = 50
#: The first words of matters that are about a meeting.
_OF_MEETINGS = ("meeting", "vacancies", "approval", "circulation")


@dataclass(frozen=True)
class ReminderPage:
    """A page of the ledger, the newest first, with how many lines there are in all."""

    groups: Mapping[str, Sequence[Reminder]]  #: by what they are about, in words
    titles: Titles  #: of those they went to
    total: int
    number: int  #: from 1

    @property
    def pages(self) -> int:
        """Count the pages, at least one."""
        return max(1, -(-self.total // PAGE_SIZE))


def list_reminders(member: Member, *, page: int = 1) -> ReminderPage:
    """List a page of the programme's ledger.

    :param page: from 1; none are on a page after the last one
    :raises NotAllowedError: if the member may not read it
    """
    member.check(Permission.READ_REMINDERS)
    own = Reminder.programme_id == member.programme.id
    total = db.session.scalar(select(func.count(Reminder.id)).where(own)) or 0
    lines = db.session.scalars(
        select(Reminder)
        .where(own)
        .options(joinedload(Reminder.person).joinedload(Person.agency), joinedload(Reminder.notice))
        .order_by(Reminder.noted_at.desc(), Reminder.id.desc())
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    ).all()
    names = _name_matters({matter_of(line.matter) for line in lines})
    groups: dict[str, list[Reminder]] = {}
    for line in lines:
        groups.setdefault(names[matter_of(line.matter)], []).append(line)
    return ReminderPage(groups, Titles.read({line.person_id for line in lines}), total, page)


def _name_matters(matters: Collection[str]) -> dict[str, str]:
    """Say what each of some matters is; all that is about one meeting is called the same."""
    names = _name_meetings(matters) | _name_rows(matters)
    found = {}
    for matter in matters:
        kind, *rest = matter.split()
        key = f"meeting {rest[0]}" if kind in _OF_MEETINGS else matter
        found[matter] = "Nudges" if matter == NUDGE else names.get(key, matter)
    return found


def _name_meetings(matters: Collection[str]) -> dict[str, str]:
    ids = {number for kind in _OF_MEETINGS for number in list_ids(matters, kind)}
    meetings = db.session.scalars(
        select(Meeting).where(Meeting.id.in_(ids)).options(joinedload(Meeting.body))
    )
    return {
        f"meeting {meeting.id}": f"{meeting.body.name}, {say_day(meeting.held_on)}"
        for meeting in meetings
    }


def _name_rows(matters: Collection[str]) -> dict[str, str]:
    """Name acceptances, questions and reviews by their risks."""
    named = {
        "acceptance": ("Acceptance of", select(Acceptance.id, Risk.number).join(Acceptance.risk)),
        "question": (
            "Question about",
            select(ModerationNote.id, Risk.number).join(ModerationNote.risk),
        ),
        "risk": ("Review of", select(Risk.id, Risk.number)),
    }
    columns = {"acceptance": Acceptance.id, "question": ModerationNote.id, "risk": Risk.id}
    return {
        f"{kind} {row_id}": f"{words} R-{number:03}"
        for kind, (words, query) in named.items()
        for row_id, number in db.session.execute(
            query.where(columns[kind].in_(list_ids(matters, kind)))
        )
    }
