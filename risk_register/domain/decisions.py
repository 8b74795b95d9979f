"""What a board decides, what that needs to say, and what came of it in a sentence."""

from dataclasses import dataclass
from datetime import date

from risk_register.domain.errors import RuleError
from risk_register.domain.meetings import DecisionKind

SHORTEST_TEXT = 10  # characters
LONGEST_ACTION = 500  # characters, as for any action

#: What a board can decide about something that is no risk.
WITHOUT_RISK = frozenset({DecisionKind.NOTED, DecisionKind.AGREED})

#: What leaves the risk as it is; every other kind changes it.
UNCHANGING = frozenset({DecisionKind.NOTED, DecisionKind.AGREED, DecisionKind.CHALLENGED})

LABELS = {
    DecisionKind.AGREED: "Agree the score as it stands",
    DecisionKind.CHALLENGED: "Challenge it: ask the owner back",
    DecisionKind.SCORED: "Set the score",
    DecisionKind.ACCEPTED: "Accept the risk until a date",
    DecisionKind.ESCALATED: "Escalate it to another body",
    DecisionKind.CLOSED: "Close the risk",
    DecisionKind.ACTION: "Add an action",
    DecisionKind.NOTED: "Note something",
}

#: What a form has to give besides its text, by field, and what is said where it is missing.
_NEEDED: dict[DecisionKind, dict[str, str]] = {
    DecisionKind.SCORED: {
        "likelihood": "Choose how likely it is.",
        "impact": "Choose how hard it would hit.",
    },
    DecisionKind.ACCEPTED: {"expires_on": "Enter the last day it is accepted."},
    DecisionKind.ESCALATED: {"body_id": "Choose a body."},
    DecisionKind.ACTION: {
        "lead_id": "Choose who leads it.",
        "due_on": "Enter the date by which it will be done.",
    },
}
_SHORT = {
    DecisionKind.CHALLENGED: "Say what the board wants to know, in 10 characters or more.",
    DecisionKind.ACTION: "Say what will be done, in 10 characters or more.",
    DecisionKind.NOTED: "Say what was decided, in 10 characters or more.",
}


@dataclass(frozen=True)
class Ruling:
    """What a board decides, as a form gives it; points count from 1 on the programme's scales."""

    kind: DecisionKind
    text: str  #: the reason, the question, the action's words, or the decision itself
    version: int | None = None  #: of the risk on the form, if it is about one
    likelihood: int | None = None
    impact: int | None = None
    expires_on: date | None = None  #: London date, the last one an acceptance holds on
    body_id: int | None = None  #: to which it is escalated
    lead_id: int | None = None  #: post that leads the action
    due_on: date | None = None  #: London date of the action


def check_ruling(ruling: Ruling, *, has_risk: bool) -> None:
    """Refuse a decision that does not say enough.

    :raises RuleError: naming the form's field
    """
    if not has_risk and ruling.kind not in WITHOUT_RISK:
        raise RuleError("Choose a risk: this changes one in the register.", field="kind")
    for name, sentence in _NEEDED.get(ruling.kind, {}).items():
        if getattr(ruling, name) is None:
            raise RuleError(sentence, field=name)
    said = ruling.text.strip()
    is_optional = ruling.kind is DecisionKind.AGREED and has_risk
    if len(said) < SHORTEST_TEXT and (said or not is_optional):
        sentence = _SHORT.get(ruling.kind, "Say why, in 10 characters or more.")
        raise RuleError(sentence, field="text")
    if ruling.kind is DecisionKind.ACTION and len(said) > LONGEST_ACTION:
        raise RuleError(f"Use {LONGEST_ACTION} characters or fewer for an action.", field="text")


def list_needed(kind: DecisionKind) -> tuple[str, ...]:
    """List the fields that a kind of decision needs besides its text."""
    return tuple(_NEEDED.get(kind, ()))


@dataclass(frozen=True)
class Outcome:
    """What came of a decision in the register; what its kind has no use for is None."""

    kind: DecisionKind
    reference: str | None = None  #: of the risk
    score: int | None = None
    points: tuple[int, int] | None = None  #: likelihood and impact
    until: date | None = None  #: London date
    body: str | None = None  #: to which it was escalated
    action: str | None = None  #: its reference
    lead: str | None = None  #: title of the post
    due_on: date | None = None  #: London date the action was first due on


_SAID = {
    DecisionKind.NOTED: "{about} is noted",
    DecisionKind.AGREED: "the score of {about} is agreed: {score}",
    DecisionKind.CHALLENGED: "the owner of {about} is asked back",
    DecisionKind.SCORED: "{about} is scored {score}",
    DecisionKind.ACCEPTED: "{about} is accepted at {score} until {until}",
    DecisionKind.ESCALATED: "{about} is escalated to the {body}",
    DecisionKind.CLOSED: "{about} is closed",
    DecisionKind.ACTION: "{action} is added against {about}, led by the {lead}, due {due_on}",
}


def say_outcome(outcome: Outcome) -> str:
    """Say it without its full stop: "R-004 is scored 4 × 5 = 20"."""
    about = outcome.reference or "the matter"
    if outcome.kind is DecisionKind.AGREED and outcome.score is None:
        return f"{about} is agreed"
    return _SAID[outcome.kind].format(
        about=about,
        score=_say_score(outcome),
        until=_say(outcome.until),
        body=outcome.body,
        action=outcome.action,
        lead=outcome.lead,
        due_on=_say(outcome.due_on),
    )


def say_decided(outcome: Outcome, text: str, *, names_risk: bool = False) -> str:
    """Say a decision whole, as minutes and pages do: what came of it, and its own words.

    :param names_risk: whether what is only noted says about which risk, where nothing else does
    """
    if outcome.kind is DecisionKind.NOTED:
        return f"{outcome.reference}: {text}" if names_risk and outcome.reference else text
    said = say_outcome(outcome)
    said = f"{said[0].upper()}{said[1:]}"
    return f"{said}: {text}" if text else f"{said}."


def say_authority(body: str, held_on: date) -> str:
    """Name on whose behalf a change was made: "SEND Programme Board, 10 May 2018"."""
    return f"{body}, {_say(held_on)}"


#: What a withdrawn decision leaves behind, and by which step somebody takes it back.
_LEFT = {
    DecisionKind.AGREED: "The score counts as agreed until it is judged again.",
    DecisionKind.CHALLENGED: "The question stays with the owner of {about} until it is answered.",
    DecisionKind.SCORED: "The score stays as the board set it. Score {about} again to change it.",
    DecisionKind.ACCEPTED: "The acceptance holds. Withdraw it on the page of {about} to end it.",
    DecisionKind.ESCALATED: "It stays with the {body}. Bring {about} back from there to end that.",
    DecisionKind.CLOSED: "It stays closed. Open {about} again to bring it back.",
    DecisionKind.ACTION: "The action {action} stays planned. Drop it there to end it.",
}


def say_left(outcome: Outcome) -> str | None:
    """Say what withdrawing a decision leaves to do by hand; None if it changed nothing."""
    said = _LEFT.get(outcome.kind)
    if said is None or outcome.reference is None:
        return None
    return said.format(about=outcome.reference, body=outcome.body, action=outcome.action)


def _say_score(outcome: Outcome) -> str:
    """Say a product as one; a scheme's grid may hold scores that are none."""
    if outcome.points is None:
        return str(outcome.score)
    likelihood, impact = outcome.points
    if likelihood * impact == outcome.score:
        return f"{likelihood} × {impact} = {outcome.score}"
    return f"{outcome.score} ({likelihood} × {impact})"


def _say(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else "no date"
