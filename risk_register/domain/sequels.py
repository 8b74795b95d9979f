"""What became of a decision: one sentence of what has happened to its risk since."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from risk_register.domain.risks import RiskStatus


class Scored(StrEnum):
    """What became of a score since a moment."""

    UNSCORED = "unscored"
    STILL = "still"
    AGAIN = "again"  #: it was another one in between
    FIRST = "first"
    CHANGED = "changed"
    RESCALED = "rescaled"  #: given on another scale, so that there is no difference


@dataclass(frozen=True)
class ScoreSince:
    """A score and the one it came from, if they are not the same."""

    what: Scored
    now: int | None = None
    before: int | None = None  #: the moment; of a score that is back, what it was in between
    given_on: date | None = None  #: London date of the newest judgement


@dataclass(frozen=True)
class Sequel:
    """What happened to a risk since a body decided about it."""

    score: ScoreSince
    status: RiskStatus
    left_on: date | None = None  #: London date, if it has left the register
    merged_into: str | None = None  #: reference of the risk that stands for it
    added: int = 0  #: actions planned or tied to it
    finished: int = 0
    dropped: int = 0
    slipped: int = 0  #: actions whose due date is later than it was
    accepted_until: date | None = None  #: accepted since, and still borne


@dataclass(frozen=True)
class Followed:
    """How the very thing stands that a decision made: an action, a question, an escalation."""

    action: str | None = None  #: its reference
    status: str = ""  #: of the action, in words
    due_on: date | None = None  #: London date
    body: str | None = None  #: to which the risk was escalated
    returned_on: date | None = None  #: London date on which it came back from there
    was_asked: bool = False  #: whether the owner was asked back
    answered_on: date | None = None  #: London date


LONGEST_ANSWER = 160  # characters of an answer that a pack quotes


def say_followed(followed: Followed) -> str:
    """Say it: "A-4.3 is on track, due 31 July 2018."; empty if a decision made no such thing."""
    if followed.action:
        due = f", due {_say(followed.due_on)}" if followed.due_on else ""
        return f"{followed.action} is {followed.status}{due}."
    if followed.body and followed.returned_on:
        return f"Back from the {followed.body} on {_say(followed.returned_on)}."
    if followed.body:
        return f"With the {followed.body}."
    if followed.answered_on:
        return f"The owner answered on {_say(followed.answered_on)}."
    return "The owner has not answered yet." if followed.was_asked else ""


def quote_answer(answer: str) -> str:
    """Give the first words of an answer, whole words only."""
    said = " ".join(answer.split())
    if len(said) <= LONGEST_ANSWER:
        return said
    return f"{said[:LONGEST_ANSWER].rsplit(' ', 1)[0]} …"


def say_sequel(sequel: Sequel) -> str:
    """Say it: "Score 20 → 16 on 12 May 2018; 1 action added; open."."""
    parts = [_say_score(sequel.score), *_say_work(sequel)]
    if sequel.accepted_until:
        parts.append(f"accepted until {_say(sequel.accepted_until)}")
    parts.append(_say_status(sequel))
    return f"{'; '.join(parts)}."


def _say_score(score: ScoreSince) -> str:
    on = f" on {_say(score.given_on)}" if score.given_on else ""
    return {
        Scored.UNSCORED: "Not scored",
        Scored.STILL: f"Score still {score.now}",
        Scored.AGAIN: f"Score {score.now} again{on}, after {score.before}",
        Scored.FIRST: f"First scored {score.now}{on}",
        Scored.CHANGED: f"Score {score.before} → {score.now}{on}",
        Scored.RESCALED: f"Scored {score.now}{on} under another scheme",
    }[score.what]


def _say_work(sequel: Sequel) -> Iterable[str]:
    for count, one, many in (
        (sequel.added, "action added", "actions added"),
        (sequel.finished, "action done", "actions done"),
        (sequel.dropped, "action dropped", "actions dropped"),
        (sequel.slipped, "due date moved later", "due dates moved later"),
    ):
        if count:
            yield f"{count} {one if count == 1 else many}"


def _say_status(sequel: Sequel) -> str:
    on = f" on {_say(sequel.left_on)}" if sequel.left_on else ""
    if sequel.status is RiskStatus.MERGED:
        return f"merged into {sequel.merged_into}{on}"
    if sequel.status is RiskStatus.OCCURRED:
        return "it has happened"
    return f"{sequel.status.label.lower()}{on}"


def _say(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
