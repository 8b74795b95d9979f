"""What a link in a letter is for: what is due from its posts, and what was answered by it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from risk_register.database import db
from risk_register.models import Action, ModerationNote, Risk, SignInLink
from risk_register.services.duties import Duty, DutyKind, find_month, list_duties
from risk_register.services.programmes import Member
from risk_register.services.sign_in_links import list_answers

#: How the note of a link's answer calls what it was about, before its id.
_NAMES = {DutyKind.ANSWER: "question", DutyKind.REVIEW: "risk", DutyKind.REPORT: "action"}


@dataclass(frozen=True)
class Answered:
    """Something that was answered by a link."""

    kind: DutyKind
    row_id: int  #: of the question, risk or action
    reference: str
    words: str
    at: datetime

    @property
    def matter(self) -> str:
        """Call it as the note of the answer does."""
        return f"{_NAMES[self.kind]} {self.row_id}"


def matter_of(duty: Duty) -> str:
    """Call what is due as the note of a link's answer does: ``risk 12``, by id."""
    about = duty.note or duty.matter
    return f"{_NAMES[duty.kind]} {about.id}"


def list_due(member: Member, link: SignInLink, *, at: datetime) -> list[Duty]:
    """List what is due from the member's posts and was not answered by the link, urgent first.

    :param member: narrowed to the posts for which the link acts
    """
    answered = list_answers(link)
    duties = list_duties(member, month=find_month(member, at=at))
    return [duty for duty in duties.due if matter_of(duty) not in answered]


def list_answered(member: Member, link: SignInLink) -> list[Answered]:
    """List what was answered by the link and is still the member's posts' own, the first one first.

    :param member: narrowed to the posts for which the link acts
    """
    answers = list_answers(link)
    posts = [post.id for post in member.posts]
    owned = (Risk.programme_id == member.programme.id, Risk.owner_id.in_(posts))
    notes = db.session.scalars(
        select(ModerationNote)
        .join(ModerationNote.risk)
        .where(*owned, ModerationNote.id.in_(_ids(answers, DutyKind.ANSWER)))
        .options(contains_eager(ModerationNote.risk))
    )
    risks = db.session.scalars(
        select(Risk).where(*owned, Risk.id.in_(_ids(answers, DutyKind.REVIEW)))
    )
    actions = db.session.scalars(
        select(Action).where(
            Action.programme_id == member.programme.id,
            Action.lead_id.in_(posts),
            Action.id.in_(_ids(answers, DutyKind.REPORT)),
        )
    )
    rows = [
        *((DutyKind.ANSWER, note.id, note.risk.reference, note.question) for note in notes),
        *((DutyKind.REVIEW, risk.id, risk.reference, risk.title) for risk in risks),
        *((DutyKind.REPORT, action.id, action.reference, action.text) for action in actions),
    ]
    found = [
        Answered(kind, row_id, reference, words, answers[f"{_NAMES[kind]} {row_id}"])
        for kind, row_id, reference, words in rows
    ]
    return sorted(found, key=lambda each: each.at)


def _ids(answers: dict[str, datetime], kind: DutyKind) -> list[int]:
    """Give the ids of what was answered of a kind."""
    parts = [matter.split(" ") for matter in answers]
    return [int(number) for name, number in parts if name == _NAMES[kind]]
