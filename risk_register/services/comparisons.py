"""Two moments of the register compared: who moved, who reworded, and why."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from risk_register.database import db
from risk_register.domain.comparisons import (
    Comparison,
    Differences,
    Edit,
    Left,
    Moved,
    Reworded,
    Told,
    find_differences,
    list_rewordings,
)
from risk_register.domain.moments import Departure, JudgementAt, RiskAt, Standing
from risk_register.domain.permissions import Permission
from risk_register.domain.scoring import Basis
from risk_register.models import Assessment, Event, Post, Programme
from risk_register.services.moment_lines import LIFE_KINDS, find_last_line, list_changes_by
from risk_register.services.moment_rows import RowsAt, read_rows_at
from risk_register.services.moments import (
    build_departures,
    build_risks,
    judgement,
    read_schemes,
)
from risk_register.services.programmes import Member
from risk_register.services.standings import Standings, read_standings
from risk_register.services.titles import Titles

MOST_LINES = 50  #: of one kind that a comparison tells; all are counted

#: Lines that change what a risk says.
_EDIT_KINDS = LIFE_KINDS | {"risk edited"}
#: Columns of a risk that are its words, besides its status.
_WORDS = frozenset(
    {
        "kind",
        "title",
        "cause",
        "event",
        "consequence",
        "category",
        "owner_id",
        "carrying_agency_id",
        "treatment",
        "proximity",
        "publication",
        "exempt_paragraph",
        "exempt_reason",
        "exempt_fields",
        "target_on",
    }
)
#: Tables that tie a risk to improvement areas and agencies, and the column that names those.
_TIES = {"threat": "area_id", "affected_agency": "agency_id"}


def compare_moments(
    member: Member, *, since: datetime, until: datetime, most: int = MOST_LINES
) -> Comparison:
    """Say what became of the register between two moments.

    :param most: so many lines of each kind are told, the highest scores first; all are counted
    :raises NotAllowedError: if the member may not read the register
    """
    member.check(Permission.READ_REGISTER)
    programme = member.programme
    edits = _Edits.read(programme, since=since, until=until)
    earlier = read_standings(programme, since, edits.statuses_since)
    later = read_standings(programme, until, edits.statuses_until)
    found = find_differences(
        earlier.live,
        later.live,
        left_before={one.risk_id for one in earlier.gone},
        edited=edits.list_edited(),
    )
    return _Teller(programme, earlier, later, most).tell(found)


class _Edits:
    """What lines since a moment changed in what risks say, up to another moment and after it.

    One reading serves all; only plain values are kept, as there may be very many lines.
    """

    def __init__(self) -> None:
        self.first: dict[tuple[int, str], Any] = {}  #: by risk and word: what it said at first
        self.last: dict[tuple[int, str], Any] = {}  #: and in the end
        #: By risk, table and row: how often more it was tied to the risk than untied.
        self.ties: dict[tuple[int, str, int], int] = defaultdict(int)
        self.statuses_since: dict[int, str] = {}  #: by risk, what it was at the first moment
        self.statuses_until: dict[int, str] = {}  #: and at the second

    @classmethod
    def read(cls, programme: Programme, *, since: datetime, until: datetime) -> "_Edits":
        edits = cls()
        first = find_last_line(programme.key, since)
        last = find_last_line(programme.key, until)
        for sequence, change in list_changes_by(_EDIT_KINDS, programme.key, after=first):
            if change["table"] == "risk" and change["before"] and change["after"]:
                edits.note_words(change, is_later=sequence > last)
            elif change["table"] in _TIES and sequence <= last:
                edits.note_tie(change)
        return edits

    def note_words(self, change: Mapping[str, Any], *, is_later: bool) -> None:
        risk_id, before = change["id"], change["before"]
        if "status" in before:
            self.statuses_since.setdefault(risk_id, before["status"])
            if is_later:
                self.statuses_until.setdefault(risk_id, before["status"])
        if not is_later:
            for name, value in change["after"].items():
                if name in _WORDS:
                    self.first.setdefault((risk_id, name), before[name])
                    self.last[risk_id, name] = value

    def note_tie(self, change: Mapping[str, Any]) -> None:
        row, more = (change["after"], 1) if change["after"] else (change["before"], -1)
        table = change["table"]
        self.ties[row["risk_id"], table, row[_TIES[table]]] += more

    def list_edited(self) -> set[int]:
        """List the risks that say something else in the end."""
        words = {key[0] for key, value in self.first.items() if self.last[key] != value}
        return words | {risk_id for (risk_id, _, _), more in self.ties.items() if more}


class _Teller:
    """Puts together what a page tells of some differences."""

    def __init__(
        self,
        programme: Programme,
        earlier: Standings,
        later: Standings,
        most: int,
    ) -> None:
        self.programme = programme
        self.earlier = earlier
        self.later = later
        self.most = most

    def tell(self, found: Differences) -> Comparison:
        most = self.most
        stood = {one.risk_id for some in (found.gone, found.reworded) for one in some[:most]}
        before = self._build(
            self.earlier, stood, read_rows_at(self.programme, stood, self.earlier.at)
        )
        kinds = (found.new, found.reopened, found.moved, found.reworded)
        stand = {one.risk_id for some in kinds for one in some[:most]}
        left = {one.risk_id for one in found.gone[:most]}
        rows = read_rows_at(self.programme, stand | left, self.later.at)
        after = self._build(self.later, stand, rows)
        departures = self._build_departures(left, rows)
        scored = self._read_scored(found.moved[:most])
        steps = self._read_steps(found.moved[:most])
        edits = self._read_edits(found.reworded[:most])
        return Comparison(
            since=self.earlier.at,
            until=self.later.at,
            new=Told(len(found.new), _pick(after, found.new[:most])),
            reopened=Told(len(found.reopened), _pick(after, found.reopened[:most])),
            gone=Told(
                len(found.gone),
                tuple(
                    Left(before[one.risk_id], departures.get(one.risk_id))
                    for one in found.gone[:most]
                ),
            ),
            moved=Told(
                len(found.moved),
                tuple(
                    Moved(
                        after[one.risk_id],
                        scored.get(one.risk_id),
                        after[one.risk_id].current,
                        tuple(steps.get(one.risk_id, ())),
                    )
                    for one in found.moved[:most]
                ),
            ),
            reworded=Told(
                len(found.reworded),
                tuple(
                    Reworded(
                        after[one.risk_id],
                        list_rewordings(before[one.risk_id], after[one.risk_id]),
                        edits.get(one.risk_id, ()),
                    )
                    for one in found.reworded[:most]
                ),
            ),
            unchanged=found.unchanged,
        )

    def _build(
        self, standings: Standings, wanted: Collection[int], rows: RowsAt
    ) -> dict[int, RiskAt]:
        chosen = [one for one in standings.live if one.risk_id in wanted]
        risks = build_risks(self.programme, chosen, rows, standings.at)
        return {one.risk_id: risk for one, risk in zip(chosen, risks, strict=True)}

    def _build_departures(self, left: Collection[int], rows: RowsAt) -> dict[int, Departure]:
        gone = [one for one in self.later.gone if one.risk_id in left]
        told = build_departures(gone, rows)
        return {one.risk_id: departure for one, departure in zip(gone, told, strict=True)}

    def _read_scored(self, moved: Sequence[Standing]) -> dict[int, JudgementAt]:
        """Read the current judgements that stood at the earlier moment."""
        newest = (
            select(func.max(Assessment.id))
            .where(
                Assessment.risk_id.in_([one.risk_id for one in moved]),
                Assessment.basis == Basis.CURRENT,
                Assessment.assessed_at <= self.earlier.at,
            )
            .group_by(Assessment.risk_id)
        )
        return dict(_read_judged(Assessment.id.in_(newest)))

    def _read_steps(self, moved: Sequence[Standing]) -> dict[int, list[JudgementAt]]:
        steps: dict[int, list[JudgementAt]] = defaultdict(list)
        for risk_id, judged in _read_judged(
            Assessment.risk_id.in_([one.risk_id for one in moved]),
            Assessment.basis == Basis.CURRENT,
            Assessment.assessed_at > self.earlier.at,
            Assessment.assessed_at <= self.later.at,
        ):
            steps[risk_id].append(judged)
        return steps

    def _read_edits(self, reworded: Sequence[Standing]) -> dict[int, tuple[Edit, ...]]:
        """Read who changed what some risks say, as which post, when and why."""
        wanted = {f"risk {one.reference}": one.risk_id for one in reworded}
        # Moments are compared here: asked for both, SQLite goes by moment and reads too much.
        rows = db.session.execute(
            select(Event.subject, Event.at, Event.person_id, Event.body, Event.kind)
            .where(Event.chain == self.programme.key, Event.subject.in_(wanted))
            .order_by(Event.subject, Event.sequence)
        ).all()
        told = [
            row
            for row in rows
            if row.kind in _EDIT_KINDS and self.earlier.at < row.at <= self.later.at
        ]
        edits: dict[int, list[Edit]] = defaultdict(list)
        titles = Titles.read({row.person_id for row in told if row.person_id})
        for row in told:
            reason = json.loads(row.body)["reason"]
            edits[wanted[row.subject]].append(
                Edit(row.at, titles.find(row.person_id, row.at), reason)
            )
        return {risk_id: tuple(some) for risk_id, some in edits.items()}


def _read_judged(*conditions: ColumnElement[bool]) -> Iterator[tuple[int, JudgementAt]]:
    schemes = read_schemes()
    rows = db.session.execute(
        select(Assessment, Post.title)
        .outerjoin(Post, Post.id == Assessment.assessed_as_id)
        .where(*conditions)
        .order_by(Assessment.id)
    )
    for judged, title in rows:
        yield judged.risk_id, judgement(judged, schemes, title)


def _pick(risks: Mapping[int, RiskAt], standings: Iterable[Standing]) -> tuple[RiskAt, ...]:
    return tuple(risks[one.risk_id] for one in standings)
