"""Which post people acted from; the record knows persons only."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from sqlalchemy import select

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.models import Holding, Person, Post


@dataclass(frozen=True)
class Titles:
    """Names of some people and the posts they held."""

    names: Mapping[int, str]
    holdings: Sequence[Any]

    @classmethod
    def read(cls, people: Collection[int]) -> Self:
        """Read those of some people; asks twice, however many they are."""
        names = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(people)))
        holdings = db.session.execute(
            select(Holding.person_id, Holding.from_on, Holding.until_on, Post.title)
            .join(Holding.post)
            .where(Holding.person_id.in_(people))
            .order_by(Holding.from_on, Holding.id)
        )
        return cls({row.id: row.name for row in names}, holdings.all())

    def find(self, person: int | None, at: datetime) -> str | None:
        """Find the post somebody held at a moment, else their name; None for the register."""
        title = self.find_post(person, at)
        if title is None and person is not None:
            return self.names.get(person)
        return title

    def find_post(self, person: int | None, at: datetime) -> str | None:
        """Find the post somebody held at a moment; of several, the longest held."""
        day = london_day(at)
        for held in self.holdings:
            until = held.until_on or day
            if held.person_id == person and held.from_on <= day <= until:
                title: str = held.title
                return title
        return None
