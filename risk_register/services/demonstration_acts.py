"""Acts of the demonstration: somebody does something at a moment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from risk_register.models import Post
from risk_register.services.programmes import Member


class Act(Protocol):
    """What is done; people and posts are found when its moment has come."""

    def __call__(self, *, by: Member, find_post: Callable[[str], Post]) -> None:
        """Do it.

        :param find_post: finds a post by its key in the file
        """


@dataclass(frozen=True)
class ToldAct:
    """An act that the file tells of; ``by`` is the key of whoever does it."""

    at: datetime
    by: str
    act: Act
