"""Asking back about a risk, and answering."""

from typing import Any

from risk_register import clock
from risk_register.api.risks import ONE, tell_title
from risk_register.api.rooms import Room
from risk_register.domain.api_keys import Group
from risk_register.domain.permissions import Permission
from risk_register.models import ModerationNote
from risk_register.schemas.machines.notes import AnswerIn, QuestionIn, QuestionOut, QuestionsOut
from risk_register.services.notes import answer_note, ask_back, get_note, list_notes
from risk_register.services.programmes import Member
from risk_register.services.risks import get_risk

room = Room("questions", Group.RISKS, "What the programme manager asked back about risks.")

QUESTIONS = f"{ONE}/questions"


@room.reads(QUESTIONS, Permission.READ_REGISTER, QuestionsOut)
def list_risk_questions(member: Member, reference: str) -> Any:
    """List what was asked about a risk, as far as it is for your eyes, the newest first."""
    return {"items": [_tell(each) for each in list_notes(member, get_risk(member, reference))]}


@room.adds(
    QUESTIONS,
    Permission.ASK_BACK,
    QuestionIn,
    QuestionOut,
    example={"question": "Why has the score not moved since May?"},
)
def ask_owner_back(member: Member, said: dict[str, Any], reference: str) -> Any:
    """Put a question to a risk's owner."""
    return _tell(ask_back(get_risk(member, reference), by=member, at=clock.now(), **said))


@room.adds(
    f"{QUESTIONS}/<int:note_id>/answer",
    Permission.REVIEW_RISK,
    AnswerIn,
    QuestionOut,
    example={"answer": "Because the two posts are filled in July only."},
)
def answer_question(member: Member, said: dict[str, Any], reference: str, note_id: int) -> Any:
    """Answer a question about a risk of yours; what has been answered stays as it was."""
    note = get_note(member, reference, note_id)
    answer_note(note, answer=said["answer"], by=member, at=clock.now())
    return _tell(note)


def _tell(note: ModerationNote) -> dict[str, Any]:
    plain = ("id", "question", "asked_at", "answer", "answered_at")
    return {
        **{name: getattr(note, name) for name in plain},
        "asked_as": tell_title(note.asked_as),
        "answered_as": tell_title(note.answered_as),
    }
