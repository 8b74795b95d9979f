"""What a program's key may open: groups of nouns, each for reading or for writing too.

A key never opens more than its person may do; its scopes only take away.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from enum import StrEnum


class Group(StrEnum):
    """Nouns that a key opens together."""

    RISKS = "risks"
    ACTIONS = "actions"
    INDICATORS = "indicators"
    MEETINGS = "meetings"
    PACKS = "packs"
    RECORD = "record"
    PEOPLE = "people"
    OVERSIGHT = "oversight"

    @property
    def label(self) -> str:
        """Say what is in it."""
        return _LABELS[self]

    @property
    def is_writable(self) -> bool:
        """Say whether a program can change anything of it."""
        return self in _WRITABLE


_LABELS = {
    Group.RISKS: "Risks, scores, reviews and controls",
    Group.ACTIONS: "Actions and the plan",
    Group.INDICATORS: "Indicators and their values",
    Group.MEETINGS: "Bodies and meetings",
    Group.PACKS: "Packs and circulations",
    Group.RECORD: "The record of changes",
    Group.PEOPLE: "People and posts",
    Group.OVERSIGHT: "Access review, opening in need and webhooks",
}
#: Whoever wrote the record could write anything, so no program does.
_WRITABLE = frozenset(Group) - {Group.RECORD}


class Reach(StrEnum):
    """How far a key goes in a group."""

    READ = "read"
    WRITE = "write"


#: What a key begins with, so that scanners for leaked secrets find it.
PREFIX = "rrk_"
#: For how many days a key may work.
LASTS_DAYS = (30, 90, 365)
MOST_KEYS = 20  #: of one person that work at a time
LONGEST_NAME = 80  # characters
#: How much older the last use may be before a request writes it again.
USED_STEP = timedelta(minutes=10)


def write_scope(group: Group, reach: Reach) -> str:
    """Write a scope as it is stored and said: ``risks:read``."""
    return f"{group.value}:{reach.value}"


#: Every scope there is, in the order of the groups.
SCOPES = tuple(
    write_scope(group, reach)
    for group in Group
    for reach in Reach
    if reach is Reach.READ or group.is_writable
)


def order_scopes(scopes: Iterable[str]) -> list[str]:
    """Put scopes into their one order, each once; what is not a scope is left out."""
    wanted = set(scopes)
    return [scope for scope in SCOPES if scope in wanted]


def opens(scopes: Iterable[str], group: Group, reach: Reach) -> bool:
    """Say whether scopes open a group so far; whoever may write may read."""
    held = set(scopes)
    return write_scope(group, Reach.WRITE) in held or (
        reach is Reach.READ and write_scope(group, Reach.READ) in held
    )


def join_scopes(chosen: Mapping[Group, Reach]) -> list[str]:
    """Give the scopes of what was chosen for each group."""
    return order_scopes(write_scope(group, reach) for group, reach in chosen.items())


def say_scopes(scopes: Iterable[str]) -> str:
    """Say scopes in one line, for pages and the command line."""
    held = list(scopes)
    said = []
    for group in Group:
        if opens(held, group, Reach.WRITE):
            said.append(f"{group.label} (read and write)")
        elif opens(held, group, Reach.READ):
            said.append(group.label)
    return "; ".join(said)
