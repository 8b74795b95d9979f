"""How people are chased: the kinds of letters, and the stages of a chase."""

from enum import StrEnum


class NoticeKind(StrEnum):
    """What a letter that is not a pack is for."""

    DUE = "due"  #: what is due from its reader, in one letter for all programmes
    NOTHING_DUE = "nothing_due"  #: the monthly line, so that silence means failure
    NUDGE = "nudge"  #: the programme manager asks again
    ESCALATION = "escalation"  #: somebody else has not answered
    LATE = "late"  #: a step of the month is late
    MOVED = "moved"  #: a meeting was moved or cancelled after its call had gone out
    CAUGHT_UP = "caught_up"  #: letters that an outage held up


class Stage(StrEnum):
    """How far a chase has come."""

    CALL = "call"
    REMINDER = "reminder"
    DUE_DAY = "due_day"
    OVERDUE = "overdue"
    ESCALATION = "escalation"
    NUDGE = "nudge"
    NOTHING_DUE = "nothing_due"
    SOON = "soon"
    EXPIRED = "expired"
    LATE = "late"
    MOVED = "moved"
