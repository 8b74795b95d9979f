"""What is odd about a risk: reasons to look before the board does.

An oddity is a question to the owner, not a fault. The rules are those that
programme managers apply by hand, and the warnings about scores: a target worse
than today's score or an inherent score better than it is unusual, not
forbidden. Worse is higher for a threat and lower for an opportunity.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from risk_register.domain.directions import is_better, is_reached
from risk_register.domain.effects import Signal, SignalKind
from risk_register.domain.risks import RiskKind

#: After so many circulated packs with the same words somebody should ask.
QUIET_PACKS = 3

#: A risk above its target whose score stood in so many circulated packs is stuck.
STUCK_PACKS = 3

#: A change of so many bands between two packs needs a reason of a sentence.
STEEP_BANDS = 2

#: Fewer words than these are no sentence.
SENTENCE_WORDS = 4

#: An action that has moved later so often has slipped once too often.
MOST_SLIPS = 2


class OddityKind(StrEnum):
    """What kind of thing is odd, the most pressing first."""

    NOT_SCORED = "not_scored"
    STEEP = "steep"
    DOWN_WITHOUT_ACTION = "down_without_action"
    DONE_NOT_MOVED = "done_not_moved"
    UNEXPLAINED = "unexplained"
    STUCK = "stuck"
    NO_ACTION = "no_action"
    EFFECT_SHORT = "effect_short"
    NO_OWNER = "no_owner"
    TARGET_DATE_PAST = "target_date_past"
    ACTION_OVERDUE = "action_overdue"
    ACTION_SLIPPED = "action_slipped"
    REVIEW_OVERDUE = "review_overdue"
    EXEMPTION_DUE = "exemption_due"
    SAME_WORDS = "same_words"
    TARGET_ABOVE_CURRENT = "target_above_current"
    INHERENT_BELOW_CURRENT = "inherent_below_current"

    @property
    def label(self) -> str:
        """Say it in a few words."""
        return _LABELS[self]


_LABELS = {
    OddityKind.NOT_SCORED: "Not scored",
    OddityKind.STEEP: "Two bands or more",
    OddityKind.DOWN_WITHOUT_ACTION: "Better without action",
    OddityKind.DONE_NOT_MOVED: "Done, but not moved",
    OddityKind.UNEXPLAINED: "Score changed without a reason",
    OddityKind.STUCK: "Stuck short of its target",
    OddityKind.NO_ACTION: "No live action",
    OddityKind.EFFECT_SHORT: "Plan falls short of target",
    OddityKind.NO_OWNER: "No owner in post",
    OddityKind.TARGET_DATE_PAST: "Target date past",
    OddityKind.ACTION_OVERDUE: "Action overdue",
    OddityKind.ACTION_SLIPPED: "Action keeps slipping",
    OddityKind.REVIEW_OVERDUE: "Review overdue",
    OddityKind.EXEMPTION_DUE: "Exemption due",
    OddityKind.SAME_WORDS: "Nothing new said",
    OddityKind.TARGET_ABOVE_CURRENT: "Target worse than current",
    OddityKind.INHERENT_BELOW_CURRENT: "Better without controls",
}


#: The risk's own page says these things in the same sentences.
_SIGNALLED = {
    SignalKind.FELL_UNEXPLAINED: OddityKind.DOWN_WITHOUT_ACTION,
    SignalKind.DONE_NOT_MOVED: OddityKind.DONE_NOT_MOVED,
    SignalKind.NOTHING_UNDER_WAY: OddityKind.NO_ACTION,
    SignalKind.EFFECT_SHORT: OddityKind.EFFECT_SHORT,
}


#: What nobody need ask about a risk that is borne knowingly.
_SETTLED_BY_ACCEPTANCE = {
    OddityKind.STUCK,
    OddityKind.NO_ACTION,
    OddityKind.EFFECT_SHORT,
    OddityKind.TARGET_DATE_PAST,
}


_ORDER = {kind: place for place, kind in enumerate(OddityKind)}


@dataclass(frozen=True)
class Oddity:
    """One odd thing, with why it is odd in a sentence for the programme manager."""

    kind: OddityKind
    why: str


@dataclass(frozen=True)
class Standing:
    """A score with its band; ``rank`` counts the bands from 0, the lowest first."""

    score: int
    band: str
    rank: int


@dataclass(frozen=True)
class PlannedWork:
    """An action against the risk, as the rules need it."""

    reference: str
    is_finished: bool
    overdue_days: int  #: 0 if it is in time or finished
    slips: int


@dataclass(frozen=True)
class RiskFacts:
    """What the rules look at: a live risk of the register, as it stands on one day."""

    current: Standing | None
    before: Standing | None  #: in the last circulated pack
    inherent: Standing | None
    target: Standing | None
    target_on: date | None
    reason: str  #: of the newest current judgement
    has_owner: bool  #: whether somebody holds the owner's post
    review_due_on: date | None
    quiet_packs: int  #: circulated packs in a row that said the same about it
    still_packs: int = 0  #: circulated packs in a row that printed today's score
    is_accepted: bool = False  #: borne knowingly, until a date that has not passed
    actions: tuple[PlannedWork, ...] = ()
    signals: tuple[Signal, ...] = ()  #: whether what was done about it worked
    kind: RiskKind = RiskKind.THREAT
    is_exempt: bool = False  #: from publication
    exempt_review_on: date | None = None  #: None also for one that was exempt before it was asked


def find_oddities(facts: RiskFacts, *, today: date) -> list[Oddity]:
    """Find everything that is odd about a risk, in the order of ``OddityKind``.

    :param today: the London date
    """
    found = [
        *_odd_scores(facts),
        *_odd_movement(facts),
        *_odd_target(facts, today),
        *_odd_care(facts, today),
        *_odd_actions(facts.actions),
        *(Oddity(_SIGNALLED[signal.kind], signal.sentence) for signal in facts.signals),
    ]
    if facts.is_accepted:
        found = [oddity for oddity in found if oddity.kind not in _SETTLED_BY_ACCEPTANCE]
    return sorted(found, key=lambda oddity: _ORDER[oddity.kind])


def _odd_scores(facts: RiskFacts) -> Iterable[Oddity]:
    current, target, inherent = facts.current, facts.target, facts.inherent
    if current is None:
        yield Oddity(OddityKind.NOT_SCORED, "It has no current score.")
        return
    if target is not None and is_better(current.score, target.score, facts.kind):
        side = "above" if target.score > current.score else "below"
        yield Oddity(
            OddityKind.TARGET_ABOVE_CURRENT,
            f"Its target of {target.score} is {side} where it stands today, {current.score}.",
        )
    if inherent is not None and is_better(inherent.score, current.score, facts.kind):
        yield Oddity(
            OddityKind.INHERENT_BELOW_CURRENT,
            f"Without any controls it was judged {inherent.score}, with them {current.score}.",
        )


def _odd_movement(facts: RiskFacts) -> Iterable[Oddity]:
    now, before = facts.current, facts.before
    if now is None or before is None:
        return
    bands = abs(now.rank - before.rank)
    words = len(facts.reason.split())
    if bands >= STEEP_BANDS:
        short = "" if words >= SENTENCE_WORDS else " Its reason is no sentence."
        yield Oddity(
            OddityKind.STEEP,
            f"From {before.score} {before.band} to {now.score} {now.band}: "
            f"{bands} bands since the last pack.{short}",
        )
    if now.score != before.score and words == 0:
        yield Oddity(
            OddityKind.UNEXPLAINED,
            f"It went from {before.score} to {now.score} and nothing says why.",
        )


def _odd_target(facts: RiskFacts, today: date) -> Iterable[Oddity]:
    current, target = facts.current, facts.target
    if current is None:
        return
    if target is not None and is_reached(current.score, target.score, facts.kind):
        return  # it is where it was meant to be
    if target is None and all(action.is_finished for action in facts.actions):
        yield Oddity(
            OddityKind.NO_ACTION,
            f"It stands at {current.score}, without a target, and no action is under way.",
        )
    if target is not None and facts.still_packs >= STUCK_PACKS:
        yield Oddity(
            OddityKind.STUCK,
            f"It has stood at {current.score} in {facts.still_packs} packs in a row; "
            f"its target is {target.score}.",
        )
    if facts.target_on is not None and facts.target_on < today:
        aim = f"The target of {target.score}" if target else "Its target"
        yield Oddity(
            OddityKind.TARGET_DATE_PAST,
            f"{aim} was to be reached {_ago(facts.target_on, today)}; "
            f"it stands at {current.score}.",
        )


def _odd_care(facts: RiskFacts, today: date) -> Iterable[Oddity]:
    if not facts.has_owner:
        yield Oddity(OddityKind.NO_OWNER, "Nobody holds the post that owns it.")
    if facts.review_due_on is not None and facts.review_due_on < today:
        yield Oddity(
            OddityKind.REVIEW_OVERDUE, f"Its review was due {_ago(facts.review_due_on, today)}."
        )
    yield from _odd_exemption(facts, today)
    if facts.quiet_packs >= QUIET_PACKS:
        yield Oddity(
            OddityKind.SAME_WORDS,
            f"What is said about it was the same in {facts.quiet_packs} packs.",
        )


def _odd_exemption(facts: RiskFacts, today: date) -> Iterable[Oddity]:
    if facts.exempt_review_on is None:
        if facts.is_exempt:
            yield Oddity(
                OddityKind.EXEMPTION_DUE,
                "Nobody has said when the exemption is looked at again.",
            )
    elif facts.exempt_review_on < today:
        yield Oddity(
            OddityKind.EXEMPTION_DUE,
            f"The exemption was to be looked at again on {_say(facts.exempt_review_on)}.",
        )


def _odd_actions(actions: Iterable[PlannedWork]) -> Iterable[Oddity]:
    for action in actions:
        if action.is_finished:
            continue
        if action.overdue_days > 0:
            yield Oddity(
                OddityKind.ACTION_OVERDUE,
                f"{action.reference} is overdue by {_days(action.overdue_days)}.",
            )
        if action.slips >= MOST_SLIPS:
            yield Oddity(
                OddityKind.ACTION_SLIPPED,
                f"The due date of {action.reference} has moved later {action.slips} times.",
            )


def _ago(day: date, today: date) -> str:
    return f"{_days((today - day).days)} ago"


def _say(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
