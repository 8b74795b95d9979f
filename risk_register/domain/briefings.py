"""What the programme manager writes into a pack: how long it may be, and what it gives away."""

import re
from collections.abc import Mapping

LONGEST_COMMENTARY = 4_000  # characters
LONGEST_ASK = 300  # characters
MOST_ASKS = 10
LONGEST_ASKS = 3_200  #: characters of all asks as they are typed, one on a line

#: A shorter title is also an everyday word, and would warn of every second sentence.
SHORTEST_TITLE = 4  # characters


def split_asks(text: str) -> list[str]:
    """Read asks that stand one on a line; empty lines and bullets before them are dropped."""
    lines = (re.sub(r"^\s*[-•*]\s+", "", line).strip() for line in text.split("\n"))
    return [line for line in lines if line]


def find_exempt(text: str, exempt: Mapping[str, str]) -> list[str]:
    """List the references of the exempt risks that a text names, in their order.

    Case and white space do not count; a reference counts as a word of its own.

    :param exempt: titles by reference, of all exempt risks
    """
    said = _flatten(text)
    return [
        reference
        for reference, title in exempt.items()
        if re.search(rf"(?<![\w-]){re.escape(_flatten(reference))}(?![\w-])", said)
        or (len(title) >= SHORTEST_TITLE and _flatten(title) in said)
    ]


def _flatten(text: str) -> str:
    return " ".join(text.casefold().split())
