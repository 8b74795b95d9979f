"""What a post office is, and what it answers for each letter."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from risk_register.mail.letters import Letter

_LONGEST_ANSWER = 500  # characters


class Outcome(StrEnum):
    """What became of one try to send one letter."""

    SENT = "sent"  #: taken; that does not mean it was read
    RETRY = "retry"  #: not now; the same letter may go later
    FAILED = "failed"  #: this letter never will; a person has to look
    UNCERTAIN = "uncertain"  #: handed over whole, and then no answer: it may have arrived
    STOP = "stop"  #: nobody's letters can go until somebody puts something right


@dataclass(frozen=True)
class Receipt:
    """The outcome and the server's own words: one printable line, 500 characters at most."""

    outcome: Outcome
    answer: str

    def __post_init__(self) -> None:
        words = "".join(sign if sign.isprintable() else " " for sign in self.answer)
        object.__setattr__(self, "answer", " ".join(words.split())[:_LONGEST_ANSWER])


class PostOffice(Protocol):
    """Takes letters, one at a time."""

    carries_files: bool  #: else letters have to bring links

    def deliver(self, letter: Letter) -> Receipt:
        """Try once to send a letter; whatever the outside world does comes back as a receipt."""
