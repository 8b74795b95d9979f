"""What the programme manager may do to several risks at once."""

from enum import StrEnum


class BatchAct(StrEnum):
    """One change for all the risks that were chosen."""

    HAND_OVER = "hand_over"
    CARRY = "carry"
    CATEGORISE = "categorise"
    AIM = "aim"
    ASK = "ask"
    CLOSE = "close"
    REOPEN = "reopen"

    @property
    def label(self) -> str:
        """Say it as the point of choosing does."""
        return _WORDS[self][0]

    @property
    def meaning(self) -> str:
        """Explain it in one line."""
        return _WORDS[self][1]

    @property
    def says_why(self) -> bool:
        """Say whether it cannot be done without a reason."""
        return self in {BatchAct.CLOSE, BatchAct.REOPEN}


_WORDS = {
    BatchAct.HAND_OVER: ("Hand over", "Another post owns them from now on."),
    BatchAct.CARRY: ("Change who carries them", "Another agency bears what they would do."),
    BatchAct.CATEGORISE: ("Change the category", "They count under another category."),
    BatchAct.AIM: ("Set the target date", "The day by which each is to reach its target."),
    BatchAct.ASK: ("Ask their owners", "Each owner gets the same question under My work."),
    BatchAct.CLOSE: ("Close", "They leave the list; the next pack says so with your reason."),
    BatchAct.REOPEN: ("Open again", "They come back under the same references."),
}

#: How many risks may be changed at once; more could not be read before they are changed.
MOST_RISKS = 200
