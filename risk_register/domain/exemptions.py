"""What of a risk is exempt from publication: all of it, or some of its texts."""

from collections.abc import Collection, Iterable
from enum import StrEnum

from risk_register.domain.errors import RuleError


class ExemptPart(StrEnum):
    """A part of a risk that can be withheld while the rest is published."""

    TITLE = "title"
    CAUSE = "cause"
    EVENT = "event"
    CONSEQUENCE = "consequence"
    #: One choice, because a score and the review that gave it carry the same words.
    REASONS = "reasons"
    CONTROLS = "controls"
    ACTIONS = "actions"

    @property
    def label(self) -> str:
        """Say it in words."""
        return _LABELS[self]


_LABELS = {
    ExemptPart.TITLE: "Title",
    ExemptPart.CAUSE: "Cause",
    ExemptPart.EVENT: "Event",
    ExemptPart.CONSEQUENCE: "Consequence",
    ExemptPart.REASONS: "Reasons for scores and decisions, and notes of reviews",
    ExemptPart.CONTROLS: "Controls",
    ExemptPart.ACTIONS: "Actions",
}


class Scope(StrEnum):
    """How much of an exempt risk is withheld."""

    WHOLE = "whole"
    PARTS = "parts"


def order_parts(names: Iterable[str]) -> list[str]:
    """Give the named parts once each, in the order in which a risk is read.

    :raises RuleError: if a risk has no such part
    """
    wanted = set(names)
    if wanted - set(ExemptPart):
        raise RuleError("Choose from the parts of a risk.", field="exempt_fields")
    return [part.value for part in ExemptPart if part in wanted]


def say_parts(names: Collection[str]) -> str:
    """Say what is withheld: "the whole risk", or "cause and actions"."""
    said = [part.label for part in ExemptPart if part in names]
    if not said:
        return "the whole risk"
    said = [f"{label[0].lower()}{label[1:]}" for label in said]
    # A label may hold commas of its own.
    return "; ".join(said) if any("," in label for label in said) else _join(said)


def say_exempt(paragraph: int | None) -> str:
    """Say under what something is exempt, as packs print it: "exempt, paragraph 4"."""
    return f"exempt, paragraph {paragraph}" if paragraph else "exempt"


def say_withheld(paragraph: int | None) -> str:
    """Give the words that stand in the place of an exempt text."""
    return f"withheld: {say_exempt(paragraph)}"


def _join(said: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(said[:-1]), said[-1]]))
