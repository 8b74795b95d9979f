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
    FIRST = "first"
    CHANGED = "changed"
    RESCALED = "rescaled"  #: given on another scale, so that there is no difference


@dataclass(frozen=True)
class ScoreSince:
    """A score and the one before the moment, if they are not the same."""

    what: Scored
    now: int | None = None
    before: int | None = None
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
