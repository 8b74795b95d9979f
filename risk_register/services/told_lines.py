"""Lines of the record in words: who did what, from which post, with every name as it was then."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from risk_register.clock import london_day, now
from risk_register.database import db
from risk_register.domain.sentences import SERVICE, Field, Line, RowChange
from risk_register.domain.tellings import Told, tell
from risk_register.models import Event, Holding, Person, Risk
from risk_register.services.programmes import Member
from risk_register.services.record_bands import BANDS, Ends, find_bands
from risk_register.services.record_names import find_names, say_day
from risk_register.services.withheld_lines import TELLING_FACTS, WITHHELD, find_withheld

#: How the record begins the name of what a line was done to.
RISK, PACK, MEETING = "risk ", "pack ", "meeting "
#: Rows that not everybody who may read a risk may read.
_QUESTIONS = "moderation_note"


@dataclass(frozen=True)
class ToldLine:
    """One line of the record in words; ``hash`` seals it."""

    sequence: int
    hash: str
    at: datetime
    subject: str
    reference: str | None  #: of the risk it was done to
    reason: str | None
    told: Told


class Teller:
    """Tells some lines, after it has found all the names they speak of at once."""

    def __init__(
        self, member: Member, events: Sequence[Event], *, sees_questions: bool, of: Risk | None
    ) -> None:
        """Find the names.

        :param sees_questions: whether questions to owners and their answers are told
        :param of: the risk on whose page the lines stand, if on any
        """
        self.bodies = {event.sequence: json.loads(event.body) for event in events}
        self.sees_questions = sees_questions
        self.own = f"{RISK}{of.reference}" if of else None
        since = min((event.at for event in events), default=now())
        self.holdings = _find_holdings({event.person_id for event in events})
        packs = (event.subject.removeprefix(PACK) for event in events)
        self.names = find_names(
            (change for body in self.bodies.values() for change in body["changes"]),
            also={
                "pack": [int(number) for number in packs if number.isdecimal()],
                "post": [holding.post_id for kept in self.holdings.values() for holding in kept],
            },
            since=since,
        )
        self.bands = find_bands(
            member.programme,
            (change for body in self.bodies.values() for change in body["changes"]),
        )
        self.withheld = find_withheld(
            member, (change for body in self.bodies.values() for change in body["changes"])
        )

    def tell(self, event: Event) -> ToldLine:
        """Put one of the lines into words."""
        body = self.bodies[event.sequence]
        subject = event.subject
        is_withheld = any(self._withholds(change) for change in body["changes"])
        line = Line(
            kind=event.kind,
            about="the risk" if subject == self.own else self._about(event),
            who=self._who(event, body["changes"]),
            facts={
                name: WITHHELD if is_withheld and name in TELLING_FACTS else _say_iso_day(value)
                for name, value in body["facts"].items()
            },
            changes=tuple(
                self._change(change, body["changes"], event.at)
                for change in body["changes"]
                if (self.sees_questions or change["table"] != _QUESTIONS)
                and not self._withholds(change)
            ),
        )
        is_risk = subject.startswith(RISK)
        return ToldLine(
            sequence=event.sequence,
            hash=event.hash,
            at=event.at,
            subject=subject,
            reference=subject.removeprefix(RISK) if is_risk else None,
            reason=None if is_withheld else _say_reason(body),
            told=tell(line),
        )

    def _withholds(self, change: Mapping[str, Any]) -> bool:
        return isinstance(change["id"], int) and (change["table"], change["id"]) in self.withheld

    def _about(self, event: Event) -> str:
        subject = event.subject
        if subject.startswith(RISK):
            return subject.removeprefix(RISK)
        if subject.startswith(PACK):
            number = subject.removeprefix(PACK)
            name = self.names.find("pack", int(number), at=event.at) if number.isdecimal() else ""
            return f"the pack {name}".strip()
        if subject.startswith(MEETING):
            return f"the meeting of {_say_iso_day(subject.removeprefix(MEETING))}"
        return subject

    def _who(self, event: Event, changes: Iterable[Mapping[str, Any]]) -> str:
        """Name who did it, and the post from which they did it then.

        Somebody whose name has been taken out of the register is named by the post alone.
        """
        if event.person is None:
            return SERVICE
        post_id = _find_acting_post(changes) or self._find_held_post(event.person, event.at)
        title = self.names.find("post", post_id, at=event.at)
        name = event.person.name.strip()
        if name and title and name != title:
            return f"{name} ({title})"
        return name or title or "Somebody who has left"

    def _find_held_post(self, person: Person, at: datetime) -> int | None:
        day = london_day(at)
        return next(
            (
                holding.post_id
                for holding in self.holdings.get(person.id, ())
                if holding.from_on <= day and (holding.until_on is None or holding.until_on >= day)
            ),
            None,
        )

    def _change(
        self, change: Mapping[str, Any], line: Sequence[Mapping[str, Any]], at: datetime
    ) -> RowChange:
        table, before, after = change["table"], change["before"], change["after"]
        ends = self.bands.find_ends(change, line, at)
        fields = []
        for name in (before or {}) | (after or {}):
            was, now = (before or {}).get(name), (after or {}).get(name)
            if name in BANDS:
                said = [self.bands.say(was, ends.before), self.bands.say(now, ends.after)]
            else:
                said = [self.names.say(table, name, value, at=at) for value in (was, now)]
            fields.append(Field(name, was, now, *said))
        return RowChange(
            table=table,
            fields=(*fields, *self._list_renamed(change, ends)),
            # A new row's name stands among what was written down about it.
            row=self.names.find(table, change["id"], at=at) if before is not None else "",
            was_there=before is not None,
            is_there=after is not None,
        )

    def _list_renamed(self, change: Mapping[str, Any], ends: Ends) -> Iterator[Field]:
        """Give a risk's band where its key stayed, so that no line holds it, but its scheme not."""
        key = ends.key
        is_told = change["before"] is None or "current_band" in change["before"]
        if change["table"] == "risk" and not is_told and ends.before != ends.after:
            said = [self.bands.say(key, scheme_id) for scheme_id in (ends.before, ends.after)]
            yield Field("current_band", key, key, *said)


def _find_holdings(person_ids: set[int | None]) -> dict[int, list[Holding]]:
    """Find every post that some people ever held, the longest held first."""
    held: dict[int, list[Holding]] = defaultdict(list)
    known = [person_id for person_id in person_ids if person_id is not None]
    for holding in db.session.scalars(
        select(Holding).where(Holding.person_id.in_(known)).order_by(Holding.from_on, Holding.id)
    ):
        held[holding.person_id].append(holding)
    return held


def _find_acting_post(changes: Iterable[Mapping[str, Any]]) -> int | None:
    """Find the post that a line's own rows name as acting."""
    for change in changes:
        for name, value in (change["after"] or {}).items():
            if name.endswith("_as_id") and isinstance(value, int):
                return value
    return None


def _say_reason(body: Mapping[str, Any]) -> str | None:
    said = body["reason"] or body["facts"].get("answer")
    return said if isinstance(said, str) else None


def _say_iso_day(value: Any) -> Any:
    """Write a date of the record as people do; anything else stays as it is."""
    if not isinstance(value, str) or len(value) != len("2018-06-14"):
        return value
    try:
        return say_day(date.fromisoformat(value))
    except ValueError:
        return value
