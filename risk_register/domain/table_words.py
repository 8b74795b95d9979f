"""The shape in which a kind of row is given its words."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class TableWords:
    """One kind of row; ``told`` names its columns in the order in which they are told."""

    name: str
    told: Mapping[str, str]
    untold: frozenset[str] = field(default_factory=frozenset)
    #: Whether a row only ties two things together, and is told in one line.
    is_link: bool = False


def untold(*names: str) -> frozenset[str]:
    """Name the columns that the line says already, or that are machinery."""
    return frozenset(names)
