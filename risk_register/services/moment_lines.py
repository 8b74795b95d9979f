"""Which lines of the record have to be read to take rows back to a moment.

Most of a long record is about risks that nobody looks at just now. Lines about one risk are found
by their subject; all others are read unless they are known to change nothing that is told. A kind
of line that this file does not know is therefore always read.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

from sqlalchemy import Select, func, select

from risk_register.database import db
from risk_register.models import Event

#: Lines that change nothing a register at a moment tells.
SILENT_KINDS = frozenset(
    {
        "briefing written",
        "look chosen",
        "snapshot frozen",
        "pack asked for",
        "pack drawing begun again",
        "pack drawing failed",
        "pack made",
        "pack approved",
        "approved pack drawn",
        "pack returned",
        "pack withdrawn",
        "pack circulated",
        "letter sent",
        "letter sent again",
        "notice queued",
        "notice sent",
        "notice put off",
        "notice perhaps sent",
        "notice failed",
        "notice stopped",
        "notice held for a person",
        "notice came back",
        "letter came back",
        "letter report kept",
        "notice report kept",
        "letter held for a person",
        "link made",
        "link opened",
        "link revoked",
        "keys ended",
        "signed in",
        "signed out",
        "signed out everywhere",
        "session ended",
        "sign-in held up",
        "key made",
        "password changed",
        "person added",
        "person disabled",
        "person enabled",
        "role given",
        "role withdrawn",
        "directory linked",
        "second factor set up",
        "second factor removed",
        "recovery code used",
        "recovery codes made",
        "passkey added",
        "passkey removed",
        "browser remembered",
        "browser forgotten",
        "owner asked",
        "owner answered",
        "decision recorded",
        "decision withdrawn",
        "minutes drafted",
        "minutes written",
        "minutes agreed",
        "minutes reopened",
        "minutes approved",
        "month rolled forward",
        "meeting planned",
        "agenda drafted",
        "agenda item added",
        "agenda item changed",
        "agenda item moved",
        "agenda item removed",
        "paper added",
        "paper withdrawn",
        "apologies sent",
        "apologies taken back",
        "attendance noted",
        "meeting changed",
        "meeting moved",
        "meeting cancelled",
        "meeting reinstated",
        "recurrence chosen",
        "feed made",
        "feed revoked",
        "body added",
        "body rules changed",
        "seat added",
        "seat changed",
        "seat ended",
        "holiday added",
        "holiday removed",
        "score agreed",
        "risks related",
        "relation taken back",
        "evidence added",
        "evidence withdrawn",
        "area added",
        "area changed",
        "success measure added",
        "success measure changed",
        "success measure retired",
        "action placed",
        "action taken out of the plan",
        "impact stated",
        "impact withdrawn",
        "milestone added",
        "milestone moved",
        "milestone met",
        "milestone dropped",
        "action rated",
        "ratings chosen",
        "register exported",
        "plan exported",
        "indicators exported",
        "pack file exported",
        "circulation exported",
        "edition published",
        "edition taken back",
        "edition put into the folder",
        "edition taken out of the folder",
        "publication letter queued",
        "publication letter sent",
        "publication letter put off",
        "publication letter perhaps sent",
        "publication letter failed",
        "publication letter stopped",
        "publication letter held for a person",
        "publication letter came back",
        "publication letter report kept",
        "publication letter sent again",
        "publication letter known to have arrived",
        "register restored",
        "webhook added",
        "webhook stopped",
        "filter saved",
        "filter changed",
        "filter removed",
        "scheme adopted",
        "person chased",
        "person nudged",
        "letter days chosen",
        "agency's scheme named",
    }
)
#: Steps by which a risk that stood in the register or had left it changed its status.
LIFE_KINDS = frozenset(
    {"risk declined", "risk merged", "risk occurred", "risk closed", "risk reopened"}
)
#: Lines whose subject names the risk, or one that shares an action with it.
KINDS_OF_ONE_RISK = LIFE_KINDS | {
    "risk opened",
    "risk proposed",
    "risk admitted",
    "risk edited",
    "risk scored",
    "risk confirmed",
    "risk escalated",
    "risk brought back",
    "risk accepted",
    "acceptance withdrawn",
    "acceptance expired",
    "action added",
    "action linked",
    "action updated",
    "control added",
    "control changed",
    "control retired",
}
_CHANGES = '"changes":'
_DECODER = json.JSONDecoder()
MOST_SUBJECTS = 500  #: more are not worth naming one by one


def find_last_line(chain: str, moment: datetime) -> int:
    """Give the sequence of the last line written up to a moment; 0 if there was none.

    It is the greatest sequence, not the latest moment, that counts: clocks of two hosts may
    differ, though by less than a day.
    """
    until = (Event.chain == chain, Event.at <= moment)
    latest = db.session.scalar(select(func.max(Event.at)).where(*until))
    if latest is None:
        return 0
    near = Event.at > latest - timedelta(days=1)
    return db.session.scalar(select(func.max(Event.sequence)).where(*until, near)) or 0


def list_changes(
    chain: str, *, after: int, subjects: AbstractSet[str] | None = None
) -> Iterator[Mapping[str, Any]]:
    """List what was changed after a line, the newest change first.

    :param subjects: whose lines to read, besides those that may be about anything
    """
    rows: list[tuple[int, str]] = []
    if subjects is not None:
        rows.extend(_read_lines_about(chain, after, subjects))
    rows.extend(_read(_lines(chain, after).where(Event.kind.in_(_list_wide_kinds(chain)))))
    for _, body in sorted(rows, key=itemgetter(0), reverse=True):
        yield from reversed(_read_changes(body))


def list_changes_by(
    kinds: Collection[str], chain: str, *, after: int
) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """List what lines of some kinds, and those that may be about anything, changed; oldest first.

    Each change comes with the sequence of its line.
    """
    wanted = _list_wide_kinds(chain) | set(kinds)
    rows = _read(_lines(chain, after).where(Event.kind.in_(wanted)))
    for sequence, body in sorted(rows, key=itemgetter(0)):
        for change in _read_changes(body):
            yield sequence, change


def list_kinds(chain: str) -> set[str]:
    """List the kinds of lines in a chain, from one to the next, without reading the lines."""
    first = select(func.min(Event.kind).label("kind")).where(Event.chain == chain)
    kinds = first.cte("kinds", recursive=True)
    following = select(func.min(Event.kind)).where(Event.chain == chain, Event.kind > kinds.c.kind)
    kinds = kinds.union_all(select(following.scalar_subquery()).where(kinds.c.kind.is_not(None)))
    found = db.session.scalars(select(kinds.c.kind).where(kinds.c.kind.is_not(None)))
    return set(found)


def _list_wide_kinds(chain: str) -> set[str]:
    return list_kinds(chain) - KINDS_OF_ONE_RISK - SILENT_KINDS


def _read_lines_about(chain: str, after: int, subjects: AbstractSet[str]) -> list[tuple[int, str]]:
    # Kinds are sorted out here: asked for both, SQLite goes by kind and reads most of the chain.
    query = _lines(chain, after).add_columns(Event.kind, Event.subject)
    if len(subjects) <= MOST_SUBJECTS:
        query = query.where(Event.subject.in_(subjects))
    return [
        (row[0], row[1])
        for row in db.session.execute(query).all()
        if row[2] in KINDS_OF_ONE_RISK and row[3] in subjects
    ]


def _lines(chain: str, after: int) -> Select[int, str]:
    return select(Event.sequence, Event.body).where(Event.chain == chain, Event.sequence > after)


def _read(query: Select[int, str]) -> list[tuple[int, str]]:
    # Ordered here: asked to order, SQLite walks the whole chain instead of the few lines.
    return [(row[0], row[1]) for row in db.session.execute(query).all()]


def _read_changes(body: str) -> list[dict[str, Any]]:
    """Read only the changes of a line: most of a line is read for nothing else.

    A line is canonical JSON, so its names are sorted: only its agency, moment and chain come first.
    """
    changes: list[dict[str, Any]]
    changes, _ = _DECODER.raw_decode(body, body.index(_CHANGES) + len(_CHANGES))
    return changes
