"""What the cells of a working copy mean: words as the forms take them, choices, points, days."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from risk_register.domain.actions import ActionStatus
from risk_register.domain.errors import RuleError
from risk_register.domain.import_dates import read_date
from risk_register.domain.import_plans import LONGEST_TEXT, LONGEST_TITLE
from risk_register.domain.risks import Proximity, Treatment
from risk_register.domain.sheet_cells import Cell, number_of, plain
from risk_register.domain.working_copies import Field, say_exactly

SHORTEST_WORDS = 10  #: characters of a reason, and of what an action is, as the forms have it
_UNTYPED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Choices:
    """What can be chosen in a programme: ids by name, and how far the scales go."""

    posts: Mapping[str, int]
    agencies: Mapping[str, int]
    categories: Sequence[str]
    most_likely: int
    most_severe: int


def read_value(field: Field, cell: Cell, choices: Choices) -> Any:
    """Read what a cell means.

    :raises RuleError: with one sentence, if the register would not take it
    """
    return _READERS[field](cell, choices)


def read_words(cell: Cell, *, longest: int = LONGEST_TEXT, shortest: int = 0) -> str:
    """Read a text as the forms take it.

    :param longest: in characters
    :param shortest: in characters; 0 allows none
    :raises RuleError: if it is too long or too short, or holds what no keyboard types
    """
    text = say_exactly(cell).strip()
    if _UNTYPED.search(text):
        raise RuleError("It holds a character that cannot be typed.")
    if len(text) > longest:
        raise RuleError(f"Use {longest:,} characters or fewer.")
    if len(text) < shortest:
        raise RuleError(f"Use {shortest} characters or more." if shortest > 1 else "It is empty.")
    return text


def _read_title(cell: Cell, _choices: Choices) -> str:
    text = read_words(cell, longest=LONGEST_TITLE, shortest=1)
    if "\n" in text:
        raise RuleError("Write it in one line.")
    return text


def _read_text(cell: Cell, _choices: Choices) -> str:
    return read_words(cell, shortest=1)


def _read_action(cell: Cell, _choices: Choices) -> str:
    return read_words(cell, shortest=SHORTEST_WORDS)


def _choose(cell: Cell, offered: Mapping[str, Any]) -> Any:
    said = say_exactly(cell).strip()
    if said in offered:
        return offered[said]
    by_words = {plain(name): value for name, value in offered.items()}
    if plain(said) not in by_words:
        raise RuleError(f"“{said[:40]}” is not in the list." if said else "It is empty.")
    return by_words[plain(said)]


def _read_point(cell: Cell, most: int) -> int:
    number = number_of(cell)
    if number is None or number != int(number) or not 1 <= number <= most:
        raise RuleError(f"Give a whole number from 1 to {most}.")
    return int(number)


def _read_progress(cell: Cell, _choices: Choices) -> int:
    number = number_of(cell)
    if number is None or number != int(number) or not 0 <= number <= 100:
        raise RuleError("Give a whole number from 0 to 100.")
    return int(number)


def _read_day(cell: Cell, _choices: Choices) -> date:
    read = read_date(cell)
    if read.on is None:
        raise RuleError(read.doubt or "It is empty.")
    return read.on


def _read_target(cell: Cell, choices: Choices) -> date | None:
    return _read_day(cell, choices) if say_exactly(cell).strip() else None


_TREATMENTS = {choice.value: choice for choice in Treatment}
_PROXIMITIES = {choice.label: choice for choice in Proximity}
_STATES = {choice.label: choice for choice in ActionStatus}
_READERS: Mapping[Field, Callable[[Cell, Choices], Any]] = {
    Field.TITLE: _read_title,
    Field.CATEGORY: lambda cell, given: _choose(cell, {name: name for name in given.categories}),
    Field.CAUSE: _read_text,
    Field.EVENT: _read_text,
    Field.CONSEQUENCE: _read_text,
    Field.OWNER: lambda cell, given: _choose(cell, given.posts),
    Field.CARRIER: lambda cell, given: _choose(cell, given.agencies),
    Field.TREATMENT: lambda cell, _: _choose(cell, _TREATMENTS),
    Field.PROXIMITY: lambda cell, _: _choose(cell, _PROXIMITIES),
    Field.TARGET_ON: _read_target,
    Field.LIKELIHOOD: lambda cell, given: _read_point(cell, given.most_likely),
    Field.IMPACT: lambda cell, given: _read_point(cell, given.most_severe),
    Field.ACTION: _read_action,
    Field.LEAD: lambda cell, given: _choose(cell, given.posts),
    Field.DUE_ON: _read_day,
    Field.STATUS: lambda cell, _: _choose(cell, _STATES),
    Field.PROGRESS: _read_progress,
}
