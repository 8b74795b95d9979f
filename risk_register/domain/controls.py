"""Who assures that a control holds: the three lines (IIA, Three Lines Model, 2020)."""

from enum import IntEnum


class AssuranceLine(IntEnum):
    """How far those who say that a control holds stand from the work itself."""

    FIRST = 1
    SECOND = 2
    THIRD = 3

    @property
    def label(self) -> str:
        """Say it in words."""
        return _LABELS[self][0]

    @property
    def meaning(self) -> str:
        """Explain it in one line, for the point of choosing."""
        return _LABELS[self][1]


_LABELS = {
    AssuranceLine.FIRST: ("First line", "those who do the work say so"),
    AssuranceLine.SECOND: ("Second line", "those who oversee the work have checked it"),
    AssuranceLine.THIRD: ("Third line", "auditors or inspectors have checked it"),
}
