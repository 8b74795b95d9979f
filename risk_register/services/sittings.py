"""What lies before a body at its meeting: the asks of its pack, then its risks one by one."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from risk_register.database import db
from risk_register.documents.asks import list_asks, list_asks_of
from risk_register.documents.formats import complete
from risk_register.domain.errors import NotFoundError
from risk_register.domain.packs import Edition
from risk_register.domain.permissions import Permission
from risk_register.models import AgendaItem, Circulation, Decision, Meeting, Pack, Post, Risk
from risk_register.services.agendas import list_items
from risk_register.services.decisions import list_decisions_at
from risk_register.services.pack_files import get_content
from risk_register.services.programmes import Member
from risk_register.services.risk_filters import RiskFilter
from risk_register.services.risks import get_risk, list_risks
from risk_register.services.told_packs import find_reported_assessment_id

#: How a snapshot calls the movement of a score that a body has to hear about.
MOVED = frozenset({"up", "down", "new", "rescaled"})


@dataclass(frozen=True)
class Matter:
    """A risk before the body: as it stands now, what is asked, and how far it had moved."""

    risk: Risk
    asks: Sequence[str] = ()
    movement: int | None = None  #: points since the last circulated pack; positive is up
    before: int | None = None  #: score in that pack
    alike: bool = True  #: whether the two were given by scales that measure alike
    decided: Sequence[Decision] = ()  #: at this meeting, what was withdrawn left out


@dataclass(frozen=True)
class Sitting:
    """A meeting with everything before it; without a pack the register itself lies there."""

    meeting: Meeting
    pack: Pack | None
    asks: Sequence[str]
    matters: Sequence[Matter]
    items: Sequence[AgendaItem]
    decisions: Sequence[Decision] = field(default=())  #: all of them, as they were recorded

    @property
    def decided(self) -> int:
        """Count the risks about which something stands decided."""
        return sum(bool(matter.decided) for matter in self.matters)

    @property
    def others(self) -> list[Decision]:
        """List the decisions about no risk."""
        return [decision for decision in self.decisions if decision.risk_id is None]

    def beside(self, reference: str) -> tuple[Matter | None, Matter | None]:
        """Give what comes before and after a risk; None at either end, or if it is not listed."""
        places = [matter.risk.reference for matter in self.matters]
        if reference not in places:
            return None, self.matters[0] if self.matters else None
        here = places.index(reference)
        before = self.matters[here - 1] if here else None
        return before, self.matters[here + 1] if here + 1 < len(places) else None

    def next_open(self, reference: str) -> Matter | None:
        """Find the next risk that nothing is decided about, from the one after this on."""
        places = [matter.risk.reference for matter in self.matters]
        here = places.index(reference) + 1 if reference in places else 0
        ahead = [*self.matters[here:], *self.matters[:here]]
        return next((each for each in ahead if not each.decided), None)


def read_sitting(member: Member, meeting: Meeting, *, today: date) -> Sitting:
    """Read what lies before a body, in the order of its pack.

    First come the risks it is asked about, then those in the highest band, then those that moved.

    :raises NotAllowedError: if the member may not read the register
    """
    member.check(Permission.READ_REGISTER)
    pack = find_pack_before(meeting)
    decisions = list_decisions_at(meeting)
    standing: dict[int, list[Decision]] = defaultdict(list)
    for decision in decisions:
        if decision.risk_id is not None and decision.withdrawn_at is None:
            standing[decision.risk_id].append(decision)
    content = complete(get_content(pack)) if pack else None
    asks = [*content["briefing"]["asks"], *list_asks(content)] if content else []
    matters = (
        _read_matters(member, content, standing)
        if content
        else _read_register(member, standing, today=today)
    )
    return Sitting(meeting, pack, asks, matters, list_items(meeting), decisions)


def find_matter(member: Member, sitting: Sitting, reference: str) -> Matter:
    """Find a risk before the body; any other of the register can be taken there too.

    :raises NotFoundError: if there is no such risk in the programme
    """
    for matter in sitting.matters:
        if matter.risk.reference == reference:
            return matter
    risk = get_risk(member, reference)
    decided = [each for each in sitting.decisions if each.risk_id == risk.id]
    return Matter(risk, decided=[each for each in decided if each.withdrawn_at is None])


def find_pack_before(meeting: Meeting) -> Pack | None:
    """Find the newest pack that was circulated for a meeting and still holds, in full."""
    return db.session.scalar(
        select(Pack)
        .where(
            Pack.meeting_id == meeting.id,
            Pack.edition == Edition.FULL,
            Pack.withdrawn_at.is_(None),
            Pack.snapshot_id.is_not(None),
            Pack.version.in_(
                select(Pack.version)
                .join(Circulation, Circulation.pack_id == Pack.id)
                .where(Pack.meeting_id == meeting.id)
            ),
        )
        .order_by(Pack.version.desc())
        .limit(1)
    )


def get_item(meeting: Meeting, item_id: int) -> AgendaItem:
    """Find an item of a meeting's agenda.

    :raises NotFoundError: if there is none, or it was taken off
    """
    for item in list_items(meeting):
        if item.id == item_id:
            return item
    raise NotFoundError("There is no such item on this agenda.")


def _read_matters(
    member: Member, content: Mapping[str, Any], standing: Mapping[int, Sequence[Decision]]
) -> list[Matter]:
    told = [(line, list_asks_of(line)) for line in content["risks"]]
    listed = [each for each in told if _rank(*each) < len(_RANKS)]
    listed.sort(key=lambda each: _rank(*each))
    risks = _find_risks(member, (line["reference"] for line, _ in listed))
    return [
        Matter(
            risk=risks[line["reference"]],
            asks=asks,
            movement=line["movement"].get("points"),
            before=(line["movement"].get("before") or {}).get("score"),
            alike=line["movement"]["kind"] != "rescaled",
            decided=standing.get(risks[line["reference"]].id, ()),
        )
        for line, asks in listed
        if line["reference"] in risks
    ]


#: Why a risk is before the body, the first that holds; what none holds for is not called.
_RANKS: tuple[Callable[[Mapping[str, Any], Sequence[str]], bool], ...] = (
    lambda _line, asks: bool(asks),
    lambda line, _asks: line["is_top"],
    lambda line, _asks: line["movement"]["kind"] in MOVED,
)


def _rank(line: Mapping[str, Any], asks: Sequence[str]) -> int:
    holds = (place for place, why in enumerate(_RANKS) if why(line, asks))
    return next(holds, len(_RANKS))


def _find_risks(member: Member, references: Iterable[str]) -> dict[str, Risk]:
    numbers = [int(reference.removeprefix("R-")) for reference in references]
    rows = db.session.scalars(
        select(Risk)
        .where(Risk.programme_id == member.programme.id, Risk.number.in_(numbers))
        .options(joinedload(Risk.owner).joinedload(Post.agency))
    )
    return {risk.reference: risk for risk in rows}


def _read_register(
    member: Member, standing: Mapping[int, Sequence[Decision]], *, today: date
) -> list[Matter]:
    """Call the highest scores of the register, where no pack was circulated."""
    seen = find_reported_assessment_id(member.programme, on=member.on)
    page = list_risks(member, narrowed=RiskFilter(), today=today, seen_up_to=seen)
    return [
        Matter(
            line.risk,
            movement=line.movement,
            before=line.score_before,
            decided=standing.get(line.risk.id, ()),
        )
        for line in page.lines
    ]
